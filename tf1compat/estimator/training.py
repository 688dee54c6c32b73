"""``Estimator.train``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.contrib.mode_keys import EstimatorModeKeys as ModeKeys
from tf1compat.errors import ArgumentValueError
from tf1compat.estimator import graph, warm
from tf1compat.estimator.saving import CheckpointSaverHook
from tf1compat.estimator.spec import check_instances
from tf1compat.scopes.saver import Saver

_v1 = tf.compat.v1


def train(
    estimator: Any, input_fn: Any, hooks: Any, steps: Any, max_steps: Any, listeners: Any
) -> None:
    """Trains, unless the newest checkpoint is as far already."""
    if steps is not None and max_steps is not None:
        raise ArgumentValueError(
            "Estimator.train", "max_steps", expected="one of steps and max_steps",
            received="both", remedy="leave one out",
            known_as="Can not provide both steps and max_steps.",
        )
    graph.check_steps("Estimator.train", "steps", steps)
    graph.check_steps("Estimator.train", "max_steps", max_steps)
    if max_steps is not None and max_steps <= step_of(estimator.latest_checkpoint()):
        _v1.logging.info("Skipping training since max_steps has already saved.")
        return
    hooks = graph.hooks_of("Estimator.train", hooks)
    if steps is not None or max_steps is not None:
        hooks.append(_v1.train.StopAtStepHook(steps, max_steps))
    listeners = list(listeners or [])
    check_instances(
        "Estimator.train", "saving_listeners", listeners, _v1.train.CheckpointSaverListener
    )
    loss = _train(estimator, input_fn, hooks, listeners)
    _v1.logging.info("Loss for final step: %s.", loss)


def step_of(checkpoint: str | None) -> int:
    """The global step of a checkpoint; 0 where there is none."""
    if checkpoint is None:
        return 0
    reader = _v1.train.NewCheckpointReader(checkpoint)
    has_step = reader.has_tensor(_v1.GraphKeys.GLOBAL_STEP)
    return int(reader.get_tensor(_v1.GraphKeys.GLOBAL_STEP)) if has_step else 0


def _train(estimator: Any, input_fn: Any, hooks: list[Any], listeners: list[Any]) -> Any:
    config = estimator.config
    with tf.Graph().as_default() as built, built.device(config.device_fn):
        graph.begin(estimator, trains=True)
        features, labels, input_hooks = graph.inputs(estimator, input_fn, ModeKeys.TRAIN)
        spec = estimator._call_model_fn(features, labels, ModeKeys.TRAIN, config)
        warm.start(estimator._warm_start_settings)
        _note_loss(spec.loss)
        all_hooks = [*input_hooks, *hooks, *_watching(spec, config), *spec.training_hooks]
        _add_saver(spec, config)
        saving = _saving(estimator, spec, all_hooks, listeners)
        return _loop(estimator, spec, all_hooks, [*saving, *spec.training_chief_hooks])


def _note_loss(loss: Any) -> None:
    named = [summary.op.name for summary in _v1.get_collection(_v1.GraphKeys.SUMMARIES)]
    if "loss" not in named:
        _v1.summary.scalar("loss", loss)
    _v1.add_to_collection(_v1.GraphKeys.LOSSES, loss)


def _watching(spec: Any, config: Any) -> list[Any]:
    """Ends a training whose loss is no number, and logs the loss."""
    hooks = [_v1.train.NanTensorHook(spec.loss)]
    if config.log_step_count_steps is not None:
        told = {"loss": spec.loss, "step": _v1.train.get_global_step()}
        every = config.log_step_count_steps
        hooks.append(_v1.train.LoggingTensorHook(told, every_n_iter=every))
    return hooks


def _add_saver(spec: Any, config: Any) -> None:
    if spec.scaffold.saver or _v1.get_collection(_v1.GraphKeys.SAVERS):
        return
    saver = Saver(
        sharded=True, max_to_keep=config.keep_checkpoint_max, defer_build=True,
        keep_checkpoint_every_n_hours=config.keep_checkpoint_every_n_hours,
        save_relative_paths=True,
    )
    _v1.add_to_collection(_v1.GraphKeys.SAVERS, saver)


def _saving(estimator: Any, spec: Any, hooks: list[Any], listeners: list[Any]) -> list[Any]:
    """The hook that saves, unless the program has one; the listeners are told by either."""
    kind, config = _v1.train.CheckpointSaverHook, estimator.config
    found = [h for h in [*hooks, *spec.training_chief_hooks] if isinstance(h, kind)]
    made = []
    if not found and (config.save_checkpoints_secs or config.save_checkpoints_steps):
        made.append(
            CheckpointSaverHook(
                estimator.model_dir, save_secs=config.save_checkpoints_secs,
                save_steps=config.save_checkpoints_steps, scaffold=spec.scaffold,
            )
        )
    if listeners:
        _listen([*found, *made], listeners)
    return made


def _listen(savers: list[Any], listeners: list[Any]) -> None:
    if not savers:
        raise ArgumentValueError(
            "Estimator.train", "saving_listeners", expected="a hook that saves checkpoints",
            received="none", remedy="set save_checkpoints_steps or save_checkpoints_secs",
        )
    if not isinstance(savers[0], CheckpointSaverHook):
        raise ArgumentValueError(
            "Estimator.train", "saving_listeners", expected="tf1compat's CheckpointSaverHook",
            received=repr(savers[0]), remedy="make it by tf.train.CheckpointSaverHook of "
            "tf1compat.v1, or hand the listeners to the hook itself",
        )
    savers[0].listen(listeners)


def _loop(estimator: Any, spec: Any, hooks: list[Any], chief_hooks: list[Any]) -> Any:
    config, loss = estimator.config, None
    with _v1.train.MonitoredTrainingSession(
        master=config.master, is_chief=config.is_chief, checkpoint_dir=estimator.model_dir,
        scaffold=spec.scaffold, hooks=hooks, chief_only_hooks=chief_hooks, save_checkpoint_secs=0,
        save_summaries_steps=config.save_summary_steps, config=config.session_config,
        max_wait_secs=config.session_creation_timeout_secs,
        log_step_count_steps=config.log_step_count_steps,
    ) as session:
        while not session.should_stop():
            loss = session.run([spec.train_op, spec.loss])[1]
    if loss is None:
        _v1.logging.warning("Training made no steps: is the input empty?")
    return loss
