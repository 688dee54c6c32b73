"""``Estimator.evaluate``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.contrib import training
from tf1compat.contrib.mode_keys import EstimatorModeKeys as ModeKeys
from tf1compat.errors import ArgumentValueError
from tf1compat.estimator import graph, results, warm

_v1 = tf.compat.v1
_LOSS = "loss"


def evaluate(
    estimator: Any, input_fn: Any, steps: Any, hooks: Any, checkpoint_path: Any, name: Any
) -> dict[str, Any]:
    """Metrics of the newest checkpoint, or of the one that is given."""
    hooks = [*graph.hooks_of("Estimator.evaluate", hooks), *stop_hooks(steps)]
    checkpoint_path = checkpoint_path or estimator.latest_checkpoint()
    if not checkpoint_path:
        _v1.logging.info(
            "Could not find trained model in model_dir: %s, running initialization to evaluate.",
            estimator.model_dir,
        )
    with tf.Graph().as_default():
        scaffold, update, values, hooks = build(estimator, input_fn, hooks, checkpoint_path)
        folder = estimator.eval_dir(name)
        return run(estimator, checkpoint_path, scaffold, update, values, hooks, folder)


def stop_hooks(steps: int | None) -> list[Any]:
    """The hook that ends an evaluation after so many batches."""
    graph.check_steps("Estimator.evaluate", "steps", steps)
    return [] if steps is None else [training.StopAfterNEvalsHook(steps)]


def build(
    estimator: Any, input_fn: Any, hooks: list[Any], checkpoint_path: Any
) -> tuple[Any, Any, dict[str, Any], list[Any]]:
    """The graph: its scaffold, the update of all metrics, their values, and all hooks."""
    step = graph.begin(estimator)
    features, labels, input_hooks = graph.inputs(estimator, input_fn, ModeKeys.EVAL)
    spec = estimator._call_model_fn(features, labels, ModeKeys.EVAL, estimator.config)
    metrics = spec.eval_metric_ops
    for name in (_LOSS, _v1.GraphKeys.GLOBAL_STEP):
        if name in metrics:
            raise ArgumentValueError(
                "EstimatorSpec", "eval_metric_ops", expected="a metric of another name",
                received=repr(name), remedy="rename it: each evaluation has one of that name",
            )
    metrics[_LOSS] = _v1.metrics.mean(spec.loss)
    values = {name: metrics[name][0] for name in sorted(metrics)}
    update = tf.group(*(metrics[name][1] for name in sorted(metrics)))
    if not checkpoint_path:
        warm.start(estimator._warm_start_settings)
    values[_v1.GraphKeys.GLOBAL_STEP] = step
    all_hooks = [*input_hooks, *hooks, *spec.evaluation_hooks]
    return _with_local_init(spec.scaffold), update, values, all_hooks


def _with_local_init(scaffold: Any) -> Any:
    """A model's own local_init_op runs beside that of metrics, not in its place."""
    if scaffold.local_init_op is None:
        return scaffold
    training.get_or_create_eval_step()  # whose initializer must be among them
    both = tf.group(scaffold.local_init_op, _v1.train.Scaffold.default_local_init_op())
    return _v1.train.Scaffold(local_init_op=both, copy_from_scaffold=scaffold)


def run(
    estimator: Any, checkpoint_path: Any, scaffold: Any, update: Any, values: dict[str, Any],
    hooks: list[Any], folder: str,
) -> dict[str, Any]:  # fmt: skip
    """Runs the updates over the input, and writes what came out."""
    config = estimator.config
    found: dict[str, Any] = training.evaluate_once(
        checkpoint_path, master=config.evaluation_master, scaffold=scaffold, eval_ops=update,
        final_ops=values, hooks=hooks, config=config.session_config,
    )
    results.write(folder, found, found[_v1.GraphKeys.GLOBAL_STEP], checkpoint_path)
    return found
