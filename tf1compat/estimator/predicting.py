"""``Estimator.predict``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from tf1compat.contrib.mode_keys import EstimatorModeKeys as ModeKeys
from tf1compat.errors import ArgumentValueError
from tf1compat.estimator import graph, warm

_v1 = tf.compat.v1


def predict(
    estimator: Any, input_fn: Any, keys: Any, hooks: Any, checkpoint_path: Any, one_by_one: bool
) -> Iterator[Any]:
    """Predictions of the newest checkpoint, or of the one that is given."""
    hooks = graph.hooks_of("Estimator.predict", hooks)
    checkpoint_path = checkpoint_path or estimator.latest_checkpoint()
    if not checkpoint_path:
        _v1.logging.info(
            "Could not find trained model in model_dir: %s, running initialization to predict.",
            estimator.model_dir,
        )
    with tf.Graph().as_default():
        graph.begin(estimator)
        features, _, input_hooks = graph.inputs(estimator, input_fn, ModeKeys.PREDICT)
        estimator._check_predict_input(features)
        spec = estimator._call_model_fn(features, None, ModeKeys.PREDICT, estimator.config)
        if not checkpoint_path:
            warm.start(estimator._warm_start_settings)
        predictions = _wanted(spec.predictions, keys)
        creator = _v1.train.ChiefSessionCreator(
            checkpoint_filename_with_path=checkpoint_path, master=estimator.config.master,
            scaffold=spec.scaffold, config=estimator.config.session_config,
        )
        all_hooks = [*input_hooks, *hooks, *spec.prediction_hooks]
        with _v1.train.MonitoredSession(creator, all_hooks) as session:
            while not session.should_stop():
                found = session.run(predictions)
                yield from _examples(found) if one_by_one else [found]


def _wanted(predictions: Any, keys: Any) -> Any:
    if not keys:
        return predictions
    if not isinstance(predictions, dict):
        raise _error("predictions in a dict", type(predictions).__name__)
    found = {name: value for name, value in predictions.items() if name in keys}
    if not found:
        raise _error(f"some of {sorted(predictions)}", keys)
    return found


def _examples(found: Any) -> Iterator[Any]:
    if not isinstance(found, dict):
        yield from found
        return
    lengths = {name: value.shape[0] for name, value in found.items()}
    if len(set(lengths.values())) > 1:
        raise ArgumentValueError(
            "Estimator.predict", "yield_single_examples", expected="predictions of one length",
            received=str(lengths), remedy="pass yield_single_examples=False",
            known_as="Batch length of predictions should be same.",
        )
    for number in range(next(iter(lengths.values()))):
        yield {name: value[number] for name, value in found.items()}


def _error(expected: str, received: Any) -> ArgumentValueError:
    return ArgumentValueError(
        "Estimator.predict", "predict_keys", expected=expected, received=str(received),
        remedy="name predictions of the EstimatorSpec",
    )
