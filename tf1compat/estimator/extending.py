"""``tf.estimator.add_metrics``: an estimator that measures more; ``call_logit_fn``."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.mode_keys import EstimatorModeKeys as ModeKeys
from tf1compat.errors import ArgumentValueError
from tf1compat.estimator.calling import arguments_of, call
from tf1compat.estimator.estimator import Estimator

_ARGUMENTS = ("features", "labels", "predictions", "config")


def add_metrics(estimator: Any, metric_fn: Callable[..., dict[str, Any]]) -> Estimator:
    """An estimator of the same model and folder, with more metrics.

    Args:
      estimator: the :class:`Estimator`.
      metric_fn: of any of ``features``, ``labels``, ``predictions`` and ``config``; returns what
        ``EstimatorSpec.eval_metric_ops`` takes.

    Raises:
      ArgumentValueError: (a ``ValueError``) it takes other arguments.

    Source: ``tf.estimator.add_metrics`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.estimator.spec import EstimatorSpec
      >>> def model_fn(features, mode):
      ...     return EstimatorSpec(mode, loss=tf.reduce_mean(features))
      >>> def largest(features):
      ...     return {"largest": tf.compat.v1.metrics.mean(tf.reduce_max(features))}
      >>> measured = add_metrics(Estimator(model_fn), largest)
      >>> found = measured.evaluate(lambda: tf.data.Dataset.from_tensors([1.0, 3.0]))
      >>> float(found["loss"]), float(found["largest"])
      (2.0, 3.0)
    """
    if unknown := set(arguments_of(metric_fn)) - set(_ARGUMENTS):
        raise ArgumentValueError(
            "add_metrics", "metric_fn", expected=f"arguments of {_ARGUMENTS} only",
            received=str(sorted(unknown)), remedy="bind the others by functools.partial",
        )

    def model_fn(features: Any, labels: Any, mode: str, config: Any) -> Any:
        spec = estimator.model_fn(features, labels, mode, config)
        if mode != ModeKeys.EVAL:
            return spec
        more = call(
            metric_fn, features=features, labels=labels, predictions=spec.predictions,
            config=config,
        )
        return spec._replace(eval_metric_ops={**(spec.eval_metric_ops or {}), **more})

    return Estimator(
        model_fn, model_dir=estimator.model_dir, config=estimator.config,
        warm_start_from=estimator._warm_start_settings,
    )


def call_logit_fn(
    logit_fn: Callable[..., Any], features: Any, mode: str, params: Any, config: Any
) -> Any:
    """Calls a function of ``features`` and any of ``mode``, ``params``, ``config`` for logits.

    Args:
      logit_fn: the function.
      features: its features.
      mode: one of ``ModeKeys``.
      params: dict.
      config: a :class:`RunConfig`.

    Raises:
      ArgumentValueError: (a ``ValueError``) it returns neither a tensor nor a dict of them.

    Source: ``tf.estimator.experimental.call_logit_fn`` of TensorFlow 1.15.5.

    Example:
      >>> call_logit_fn(lambda features: tf.ones([2]), {}, "train", {}, None).shape.as_list()
      [2]
    """
    logits = functools.partial(logit_fn, features=features)  # which it must take
    found = call(logits, mode=mode, params=params, config=config)
    values = found.items() if isinstance(found, dict) else [("", found)]
    if not all(isinstance(n, str) and isinstance(v, tf.Tensor) for n, v in values):
        raise ArgumentValueError(
            "call_logit_fn", "logit_fn", expected="a tensor, or a dict of them, back from it",
            received=repr(found), remedy="return the logits",
        )
    return found
