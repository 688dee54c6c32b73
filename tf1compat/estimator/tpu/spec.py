"""``tf.contrib.tpu.TPUEstimatorSpec``: what a ``model_fn`` written for TPUs hands back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.mode_keys import EstimatorModeKeys as ModeKeys
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.estimator.export_outputs import with_default
from tf1compat.estimator.records import fields_of
from tf1compat.estimator.spec import Checks, EstimatorSpec

_v1 = tf.compat.v1

_Fields: Any = fields_of(
    "TPUEstimatorSpec",
    [
        "mode", "predictions", "loss", "train_op", "eval_metrics", "export_outputs",
        "scaffold_fn", "host_call", "training_hooks", "evaluation_hooks", "prediction_hooks",
    ],
)  # fmt: skip


class TPUEstimatorSpec(_Fields):
    """An ``EstimatorSpec`` whose metrics and scaffold are made by functions.

    Args:
      mode: one of ``tf.estimator.ModeKeys``.
      predictions: as there.
      loss: as there.
      train_op: as there.
      eval_metrics: pair (function, its tensors as a list or dict) that makes ``eval_metric_ops``.
      export_outputs: as there.
      scaffold_fn: function that makes the ``tf.train.Scaffold``.
      host_call: pair (function, its tensors) that makes an operation to run with each step.
      training_hooks: as there.
      evaluation_hooks: as there.
      prediction_hooks: as there.

    Raises:
      ArgumentValueError: (a ``ValueError``) what the mode needs is missing, or a pair is none.
      ArgumentTypeError: (a ``TypeError``) something of the wrong kind.

    Source: ``tf.contrib.tpu.TPUEstimatorSpec`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     spec = TPUEstimatorSpec("infer", predictions={"y": tf.ones([2])})
      ...     type(spec.as_estimator_spec()).__name__
      'EstimatorSpec'
    """

    __slots__ = ()

    def __new__(
        cls,
        mode: str,
        predictions: Any = None,
        loss: Any = None,
        train_op: Any = None,
        eval_metrics: Any = None,
        export_outputs: Any = None,
        scaffold_fn: Callable[[], Any] | None = None,
        host_call: Any = None,
        training_hooks: Any = None,
        evaluation_hooks: Any = None,
        prediction_hooks: Any = None,
    ) -> TPUEstimatorSpec:
        check = Checks(cls.__name__, mode)
        for name, pair in (("eval_metrics", eval_metrics), ("host_call", host_call)):
            if pair is not None:
                _check_call(name, pair)
        predictions = check.predictions(predictions)
        if mode == ModeKeys.PREDICT:
            export_outputs = with_default(export_outputs, predictions)
        made: TPUEstimatorSpec = super().__new__(
            cls,
            mode=mode,
            predictions=predictions,
            loss=check.loss(loss),
            train_op=check.train_op(train_op),
            eval_metrics=eval_metrics,
            export_outputs=export_outputs,
            scaffold_fn=scaffold_fn,
            host_call=host_call,
            training_hooks=check.hooks("training_hooks", training_hooks),
            evaluation_hooks=check.hooks("evaluation_hooks", evaluation_hooks),
            prediction_hooks=check.hooks("prediction_hooks", prediction_hooks),
        )
        return made

    def as_estimator_spec(self) -> EstimatorSpec:
        """The same for an estimator without a TPU."""
        hooks: tuple[Any, ...] = ()
        if self.host_call is not None:
            hooks = (_RunBeside(_called(self.host_call)),)
        return EstimatorSpec(
            mode=self.mode,
            predictions=self.predictions,
            loss=self.loss,
            train_op=self.train_op,
            eval_metric_ops=None if self.eval_metrics is None else _called(self.eval_metrics),
            export_outputs=self.export_outputs,
            scaffold=self.scaffold_fn() if self.scaffold_fn else None,
            training_hooks=self.training_hooks + hooks,
            evaluation_hooks=self.evaluation_hooks + hooks,
            prediction_hooks=self.prediction_hooks + hooks,
        )


def _check_call(argument: str, pair: Any) -> None:
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise ArgumentValueError(
            "TPUEstimatorSpec", argument, expected="a pair (function, tensors)",
            received=repr(pair), remedy="pass the function and its tensors, not what it returns",
        )
    if not callable(pair[0]) or not isinstance(pair[1], tuple | list | dict):
        raise ArgumentTypeError(
            "TPUEstimatorSpec", argument, expected="a function, and a list or dict of tensors",
            received=repr(pair), remedy="put the tensors into a list",
        )


def _called(pair: Any) -> Any:
    function, tensors = pair
    with _v1.device("/cpu:0"):
        return function(**tensors) if isinstance(tensors, dict) else function(*tensors)


_Hook: Any = _v1.train.SessionRunHook


class _RunBeside(_Hook):
    """Runs what ``host_call`` made, with each step, if it is anything to run."""

    def __init__(self, made: Any) -> None:
        self._made = [one for one in tf.nest.flatten(made) if one is not None]

    def before_run(self, run_context: Any) -> Any:
        return _v1.train.SessionRunArgs(self._made)
