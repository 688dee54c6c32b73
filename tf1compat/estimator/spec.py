"""``tf.estimator.EstimatorSpec``: what a ``model_fn`` hands back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.mode_keys import EstimatorModeKeys as ModeKeys
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.estimator.export_outputs import with_default
from tf1compat.estimator.records import fields_of

_v1 = tf.compat.v1
_DENSE = (tf.Tensor, tf.Variable)

_Fields: Any = fields_of(
    "EstimatorSpec",
    [
        "mode", "predictions", "loss", "train_op", "eval_metric_ops", "export_outputs",
        "training_chief_hooks", "training_hooks", "scaffold", "evaluation_hooks",
        "prediction_hooks",
    ],
)  # fmt: skip


class EstimatorSpec(_Fields):
    """The operations of a model in one mode, checked.

    Args:
      mode: one of ``ModeKeys``.
      predictions: tensor, or dict of them; needed to predict.
      loss: of one element; needed to train and to evaluate.
      train_op: operation or tensor; needed to train.
      eval_metric_ops: dict of pairs (value, update), as those of ``tf.metrics``.
      export_outputs: dict of ``ExportOutput``; by default the predictions.
      training_chief_hooks: run while training.
      training_hooks: run while training.
      scaffold: a ``tf.train.Scaffold``.
      evaluation_hooks: run while evaluating.
      prediction_hooks: run while predicting.

    Raises:
      ArgumentValueError: (a ``ValueError``) what the mode needs is missing, a loss of several
        elements, or something of another graph.
      ArgumentTypeError: (a ``TypeError``) something of the wrong kind.

    Source: ``tf.estimator.EstimatorSpec`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     spec = EstimatorSpec(ModeKeys.PREDICT, predictions={"y": tf.ones([2, 1])})
      >>> sorted(spec.export_outputs)
      ['serving_default']
    """

    __slots__ = ()

    def __new__(
        cls,
        mode: str,
        predictions: Any = None,
        loss: Any = None,
        train_op: Any = None,
        eval_metric_ops: Any = None,
        export_outputs: Any = None,
        training_chief_hooks: Any = None,
        training_hooks: Any = None,
        scaffold: Any = None,
        evaluation_hooks: Any = None,
        prediction_hooks: Any = None,
    ) -> EstimatorSpec:
        check = Checks(cls.__name__, mode)
        predictions = check.predictions(predictions)
        if mode == ModeKeys.PREDICT:
            export_outputs = with_default(export_outputs, predictions)
        made: EstimatorSpec = super().__new__(
            cls,
            mode=mode,
            train_op=check.train_op(train_op),
            loss=check.loss(loss),
            predictions=predictions,
            export_outputs=export_outputs,
            training_hooks=check.hooks("training_hooks", training_hooks),
            evaluation_hooks=check.hooks("evaluation_hooks", evaluation_hooks),
            prediction_hooks=check.hooks("prediction_hooks", prediction_hooks),
            training_chief_hooks=check.hooks("training_chief_hooks", training_chief_hooks),
            eval_metric_ops=check.metrics(eval_metric_ops),
            scaffold=check.scaffold(scaffold),
        )
        return made

    def _replace(self, **changes: Any) -> EstimatorSpec:
        if changes.get("mode", self.mode) != self.mode:
            raise ArgumentValueError(
                "EstimatorSpec._replace", "mode", expected=repr(self.mode),
                received=repr(changes["mode"]), remedy="make a new EstimatorSpec for another mode",
            )
        return type(self)(**{**self._asdict(), **changes})


class Checks:
    """What an ``EstimatorSpec``, or its like, may hold in a mode."""

    def __init__(self, symbol: str, mode: str) -> None:
        self._symbol, self._mode = symbol, mode

    def train_op(self, train_op: Any) -> Any:
        if train_op is None:
            self._needed("train_op", (ModeKeys.TRAIN,), "what optimizer.minimize returns")
            return None
        if not isinstance(train_op, (*_DENSE, tf.Operation)):
            raise self._type("train_op", "an operation or tensor", train_op)
        if isinstance(train_op, tf.Variable):
            train_op = train_op.op
        self._in_this_graph("train_op", train_op)
        return train_op

    def loss(self, loss: Any) -> Any:
        if loss is None:
            self._needed("loss", (ModeKeys.TRAIN, ModeKeys.EVAL), "a scalar tensor")
            return None
        if not isinstance(loss, _DENSE):
            raise self._type("loss", "a tensor", loss)
        if loss.shape.num_elements() not in (None, 1):
            raise ArgumentValueError(
                self._symbol, "loss", expected="one element", received=f"shape {loss.shape}",
                remedy="average it over the batch (tf.reduce_mean)",
                known_as="Loss must be scalar",
            )
        if not loss.shape.is_compatible_with([]):
            loss = tf.reshape(loss, [])
        self._in_this_graph("loss", loss)
        return loss

    def predictions(self, predictions: Any) -> Any:
        if predictions is None:
            self._needed("predictions", (ModeKeys.PREDICT,), "a tensor, or a dict of them")
            return {}
        is_dict = isinstance(predictions, dict)
        for name, value in predictions.items() if is_dict else [("", predictions)]:
            argument = f"predictions[{name!r}]" if is_dict else "predictions"
            if not isinstance(value, _DENSE):
                raise self._type(argument, "a tensor", value)
            self._in_this_graph(argument, value)
        return dict(predictions) if is_dict else predictions

    def metrics(self, metrics: Any) -> Any:
        if metrics is None:
            return {}
        if not isinstance(metrics, dict):
            raise self._type("eval_metric_ops", "a dict of (value, update) pairs", metrics)
        for name, pair in metrics.items():
            argument = f"eval_metric_ops[{name!r}]"
            if not isinstance(pair, tuple) or len(pair) != 2:
                raise self._type(argument, "a pair (value, update), as tf.metrics make", pair)
            for value in tf.nest.flatten(pair):
                self._in_this_graph(argument, value)
        return metrics

    def hooks(self, argument: str, hooks: Any) -> tuple[Any, ...]:
        found: tuple[Any, ...] = tuple(hooks or ())
        check_instances(self._symbol, argument, found, _v1.train.SessionRunHook)
        return found

    def scaffold(self, scaffold: Any) -> Any:
        if scaffold and not isinstance(scaffold, _v1.train.Scaffold):
            raise self._type("scaffold", "a tf.train.Scaffold", scaffold)
        return scaffold or _v1.train.Scaffold()

    def _needed(self, argument: str, modes: tuple[str, ...], what: str) -> None:
        if self._mode in modes:
            raise ArgumentValueError(
                self._symbol, argument, expected=f"{what} in mode {self._mode!r}", received=None,
                remedy="pass it, or ask for the mode before you leave it out",
                known_as=f"Missing {argument}.",
            )

    def _type(self, argument: str, expected: str, received: Any) -> ArgumentTypeError:
        return ArgumentTypeError(
            self._symbol, argument, expected=expected, received=repr(received),
            remedy="convert it, or leave it out",
        )

    def _in_this_graph(self, argument: str, value: Any) -> None:
        graph = getattr(value, "graph", None)
        if graph is not None and graph is not _v1.get_default_graph():
            raise ArgumentValueError(
                self._symbol, argument, expected="something of the graph of this call",
                received=f"{value.name} of another graph",
                remedy="build it inside of model_fn, from the features that it is given",
            )


def check_instances(symbol: str, argument: str, values: Any, kind: Callable[..., Any]) -> None:
    """Each of ``values`` is a ``kind``, or it is a ``TypeError``."""
    for value in values:
        if not isinstance(value, kind):  # type: ignore[arg-type]
            raise ArgumentTypeError(
                symbol, argument, expected=f"tf.train.{kind.__name__} objects",
                received=repr(value), remedy=f"derive its class from {kind.__name__}",
            )
