"""``tf.estimator.export``: what is fed to a SavedModel, and the features made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.estimator.records import fields_of

_v1 = tf.compat.v1
_FEATURE, _RECEIVER = "feature", "input"

_Fields: Any = fields_of(
    "ServingInputReceiver", ["features", "receiver_tensors", "receiver_tensors_alternatives"]
)


class ServingInputReceiver(_Fields):
    """The features of a ``model_fn``, and the tensors that are fed for them.

    Args:
      features: tensor, which becomes ``{"feature": tensor}``, or dict of them.
      receiver_tensors: tensor, which becomes ``{"input": tensor}``, or dict of them.
      receiver_tensors_alternatives: dict of further ways to feed.

    Raises:
      ArgumentValueError: (a ``ValueError``) something is no tensor, or its name no text.

    Source: ``tf.estimator.export.ServingInputReceiver`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.compat.v1.placeholder(tf.float32, [None, 3])
      ...     sorted(ServingInputReceiver(x, x).features)
      ['feature']
    """

    __slots__ = ()

    def __new__(
        cls, features: Any, receiver_tensors: Any, receiver_tensors_alternatives: Any = None
    ) -> ServingInputReceiver:
        features = _named(features, "features", _FEATURE, (str, int))
        tensors = _named(receiver_tensors, "receiver_tensors", _RECEIVER)
        others = _alternatives(receiver_tensors_alternatives)
        made: ServingInputReceiver = super().__new__(cls, features, tensors, others)
        return made


class TensorServingInputReceiver(_Fields):
    """A :class:`ServingInputReceiver` whose ``features`` stay the one tensor that was given.

    Args:
      features: tensor.
      receiver_tensors: as there.
      receiver_tensors_alternatives: as there.

    Raises:
      ArgumentValueError: as there.

    Source: ``tf.estimator.export.TensorServingInputReceiver`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.compat.v1.placeholder(tf.float32, [None, 3])
      ...     TensorServingInputReceiver(x, x).features.shape.as_list()
      [None, 3]
    """

    __slots__ = ()

    def __new__(
        cls, features: Any, receiver_tensors: Any, receiver_tensors_alternatives: Any = None
    ) -> TensorServingInputReceiver:
        if not _is_tensor(features):
            raise _error("features", "one tensor", features)
        tensors = _named(receiver_tensors, "receiver_tensors", _RECEIVER)
        others = _alternatives(receiver_tensors_alternatives)
        made: TensorServingInputReceiver = super().__new__(cls, features, tensors, others)
        return made


def build_parsing_serving_input_receiver_fn(
    feature_spec: dict[str, Any], default_batch_size: int | None = None
) -> Callable[[], ServingInputReceiver]:
    """A function that reads serialized ``tf.Example`` protos.

    Args:
      feature_spec: as ``tf.parse_example`` takes it.
      default_batch_size: how many at a time; any number by default.

    Source: ``tf.estimator.export.build_parsing_serving_input_receiver_fn`` of TensorFlow 1.15.5.

    Example:
      >>> receive = build_parsing_serving_input_receiver_fn(
      ...     {"x": tf.io.FixedLenFeature([2], tf.float32)})
      >>> with tf.Graph().as_default():
      ...     sorted(receive().receiver_tensors)
      ['examples']
    """

    def serving_input_receiver_fn() -> ServingInputReceiver:
        examples = _v1.placeholder(tf.string, [default_batch_size], "input_example_tensor")
        features = _v1.parse_example(examples, feature_spec)
        return ServingInputReceiver(features, {"examples": examples})

    return serving_input_receiver_fn


def build_raw_serving_input_receiver_fn(
    features: dict[str, Any], default_batch_size: int | None = None
) -> Callable[[], ServingInputReceiver]:
    """A function that is fed the features as they are.

    Args:
      features: dict of tensors of which types and shapes are taken, but for the first dimension.
      default_batch_size: the first dimension; unknown by default.

    Source: ``tf.estimator.export.build_raw_serving_input_receiver_fn`` of TensorFlow 1.15.5.

    Example:
      >>> receive = build_raw_serving_input_receiver_fn({"x": tf.ones([1, 2])})
      >>> with tf.Graph().as_default():
      ...     receive().features["x"].shape.as_list()
      [None, 2]
    """

    def serving_input_receiver_fn() -> ServingInputReceiver:
        fed = {name: _placeholder(x, default_batch_size) for name, x in features.items()}
        return ServingInputReceiver(fed, fed)

    return serving_input_receiver_fn


def _placeholder(like: Any, batch: int | None) -> Any:
    shape = tf.TensorShape([batch]).concatenate(like.shape[1:])
    try:
        name = like.op.name
    except AttributeError:  # of eager code, whose tensors have none
        name = None
    return _v1.placeholder(like.dtype, shape, name)


def _named(tensors: Any, argument: str, name: str, kinds: Any = (str,)) -> dict[Any, Any]:
    if tensors is None:
        raise _error(argument, "a tensor, or a dict of them", None)
    found: dict[Any, Any] = tensors if isinstance(tensors, dict) else {name: tensors}
    for key, value in found.items():
        if not isinstance(key, kinds) or not _is_tensor(value):
            raise _error(argument, "tensors by name", (key, value))
    return found


def _alternatives(others: Any) -> Any:
    if others is None:
        return None
    if not isinstance(others, dict):
        raise _error("receiver_tensors_alternatives", "a dict", others)
    return {
        name: _named(tensors, "receiver_tensors_alternatives", _RECEIVER)
        for name, tensors in others.items()
    }


def _is_tensor(value: Any) -> bool:
    return isinstance(value, tf.Tensor | tf.SparseTensor | tf.Variable)


def _error(argument: str, expected: str, received: Any) -> ArgumentValueError:
    return ArgumentValueError(
        "ServingInputReceiver", argument, expected=expected, received=repr(received),
        remedy="pass placeholders, and what the model makes of them",
    )
