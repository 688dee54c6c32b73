"""Functions that make no variables: ``dropout``, ``flatten``, ``maxout``, ``stack`` and others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.arg_scope import add_arg_scope
from tf1compat.contrib.layers import common
from tf1compat.errors import ArgumentValueError
from tf1compat.layers import core
from tf1compat.scopes import op_ids
from tf1compat.scopes.scope import variable_scope


@add_arg_scope
def dropout(
    inputs: Any,
    keep_prob: Any = 0.5,
    noise_shape: Any = None,
    is_training: Any = True,
    outputs_collections: Any = None,
    scope: Any = None,
    seed: int | None = None,
) -> Any:
    """In training keeps each unit with probability ``keep_prob`` and scales it by its inverse.

    Args:
      inputs: any tensor.
      keep_prob: number or scalar tensor.
      noise_shape: shape of the mask; None where it has the input's own size.
      is_training: bool, tensor or placeholder; True by default.
      outputs_collections: where the output goes.
      scope: name or scope; ``Dropout`` (made unique) by default.
      seed: of the op.

    Example:
      >>> dropout(tf.ones([2]), is_training=False).numpy().tolist()
      [1.0, 1.0]
    """
    with variable_scope(scope, "Dropout", [inputs]) as current:
        layer = core.Dropout(
            1 - keep_prob, noise_shape, seed, name=current.name, _scope=current
        )
        outputs = layer.apply(tf.convert_to_tensor(inputs), training=is_training)
        return common.collected(outputs_collections, current.name, outputs)


@add_arg_scope
def flatten(inputs: Any, outputs_collections: Any = None, scope: Any = None) -> Any:
    """``[B, …]`` to ``[B, product of the rest]``.

    Args:
      inputs: of known rank.
      outputs_collections: where the output goes.
      scope: prefix of the ops.

    Example:
      >>> flatten(tf.ones([2, 3, 4])).shape.as_list()
      [2, 12]
    """
    with tf.compat.v1.name_scope(scope, "Flatten", [inputs]) as current:
        outputs = core.flatten(tf.convert_to_tensor(inputs))
        return common.collected(outputs_collections, current, outputs)


@add_arg_scope
def one_hot_encoding(
    labels: Any,
    num_classes: int,
    on_value: float = 1.0,
    off_value: float = 0.0,
    outputs_collections: Any = None,
    scope: Any = None,
) -> Any:
    """``tf.one_hot`` of int32 or int64 labels.

    Args:
      labels: indices.
      num_classes: width of the new last axis.
      on_value: at the label.
      off_value: elsewhere.
      outputs_collections: where the output goes.
      scope: prefix of the ops.

    Example:
      >>> one_hot_encoding([1, 0], 2).numpy().tolist()
      [[0.0, 1.0], [1.0, 0.0]]
    """
    with tf.compat.v1.name_scope(scope, "OneHotEncoding", [labels, num_classes]) as current:
        labels = tf.convert_to_tensor(labels)
        labels = tf.cast(labels, tf.int64) if labels.dtype == tf.int32 else labels
        outputs = tf.one_hot(labels, num_classes, on_value=on_value, off_value=off_value)
        op_ids.skip(2)  # TF1 made the two values twice
        return common.collected(outputs_collections, current, outputs)


def _name_of(layer: Any, default: str) -> str:
    """That of a function, or of the one inside a ``functools.partial``."""
    function = layer if hasattr(layer, "__name__") else getattr(layer, "func", None)
    return str(getattr(function, "__name__", default))


def repeat(
    inputs: Any, repetitions: int, layer: Callable[..., Any], *args: Any, **kwargs: Any
) -> Any:
    """Applies ``layer`` with the same arguments so many times, in scopes ``<name>_1``, ….

    Args:
      inputs: of the first.
      repetitions: how often.
      layer: takes its input first, and a ``scope``.
      *args: of the layer.
      **kwargs: of the layer; ``scope`` names the whole and the parts.

    Example:
      >>> from tf1compat.contrib.layers import fully_connected
      >>> repeat(tf.ones([2, 4]), 3, fully_connected, 5, scope="fc").shape.as_list()
      [2, 5]
    """
    scope = kwargs.pop("scope", None)
    with variable_scope(scope, "Repeat", [inputs]):
        outputs = tf.convert_to_tensor(inputs)
        prefix = scope or _name_of(layer, "repeat")
        for number in range(1, repetitions + 1):
            outputs = layer(outputs, *args, scope=f"{prefix}_{number}", **kwargs)
        return outputs


def stack(inputs: Any, layer: Callable[..., Any], stack_args: Any, **kwargs: Any) -> Any:
    """Applies ``layer`` once for each entry of ``stack_args``, in scopes ``<name>_1``, ….

    Args:
      inputs: of the first.
      layer: takes its input first, and a ``scope``.
      stack_args: for each application its argument, or a list of them.
      **kwargs: of every application; ``scope`` names the whole and the parts.

    Raises:
      ValueError: ``stack_args`` is neither list nor tuple.

    Example:
      >>> from tf1compat.contrib.layers import fully_connected
      >>> stack(tf.ones([2, 4]), fully_connected, [8, 5, 3]).shape.as_list()
      [2, 3]
    """
    scope = kwargs.pop("scope", None)
    if not isinstance(stack_args, list | tuple):
        raise ArgumentValueError(
            "stack", "stack_args", expected="a list or tuple", received=repr(stack_args),
            remedy="give one entry for each layer",
        )
    with variable_scope(scope, "Stack", [inputs]):
        outputs = tf.convert_to_tensor(inputs)
        prefix = scope or _name_of(layer, "stack")
        for number, entry in enumerate(stack_args, 1):
            own = entry if isinstance(entry, list | tuple) else [entry]
            outputs = layer(outputs, *own, scope=f"{prefix}_{number}", **kwargs)
        return outputs


@add_arg_scope
def softmax(logits: Any, scope: Any = None) -> Any:
    """Softmax over the last axis of logits of any rank from 2.

    Args:
      logits: ``[…, C]`` with a known C.
      scope: name or scope; ``softmax`` (made unique) by default.

    Example:
      >>> softmax(tf.zeros([1, 1, 2])).numpy().tolist()
      [[[0.5, 0.5]]]
    """
    with variable_scope(scope, "softmax", [logits]):
        shape = tf.TensorShape(logits.shape).with_rank_at_least(2)
        flat = tf.reshape(logits, [-1, shape.as_list()[-1]])
        outputs = tf.reshape(tf.nn.softmax(flat), tf.shape(logits))
        outputs.set_shape(shape)
        return outputs


@add_arg_scope
def unit_norm(inputs: Any, dim: int, epsilon: float = 1e-7, scope: Any = None) -> Any:
    """Unit length: y = x / sqrt(epsilon + sum of squares of x along ``dim``).

    Args:
      inputs: of known rank.
      dim: from 0 to the rank, exclusive.
      epsilon: added to the sum.
      scope: name or scope; ``UnitNorm`` (made unique) by default.

    Raises:
      ValueError: an unknown rank, or a ``dim`` out of range.

    Example:
      >>> unit_norm(tf.constant([[3.0, 4.0]]), 1).numpy()
      array([[0.6, 0.8]], dtype=float32)
    """
    with variable_scope(scope, "UnitNorm", [inputs]):
        rank = inputs.shape.rank
        if rank is None or not 0 <= dim < rank:
            raise ArgumentValueError(
                "unit_norm", "dim", expected=f"an axis of an input of rank {rank}", received=dim,
                remedy="count the axes from 0",
            )
        squares = tf.reduce_sum(tf.square(inputs), dim, keepdims=True)
        op_ids.skip(12 + (dim < rank - 1))  # TF1 repeated the lengths along the axis
        return tf.realdiv(inputs, tf.sqrt(epsilon + squares), name="div")


@add_arg_scope
def maxout(inputs: Any, num_units: int, axis: int = -1, scope: Any = None) -> Any:
    """The largest of each group of units (Goodfellow et al., 2013).

    Args:
      inputs: of known rank, with a known size of ``axis``.
      num_units: how many groups; that size is a multiple of it.
      axis: of the units.
      scope: prefix of the ops.

    Raises:
      ValueError: the size is no multiple of ``num_units``.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> maxout(tf.constant([[1.0, 5.0, 3.0, 2.0]]), 2).numpy().tolist()
      [[5.0, 3.0]]
    """
    with tf.compat.v1.name_scope(scope, "MaxOut", [inputs]):
        inputs = tf.convert_to_tensor(inputs)
        sizes = inputs.shape.as_list()
        units = sizes[axis]
        if units % num_units:
            raise ArgumentValueError(
                "maxout", "num_units", expected=f"a divisor of the {units} units",
                received=num_units, remedy="choose another number",
                known_as=f"number of features({units}) is not a multiple of "
                f"num_units({num_units})",
            )
        sizes[axis] = num_units
        whole = [tf.shape(inputs)[i] if size is None else size for i, size in enumerate(sizes)]
        outputs = tf.reduce_max(tf.reshape(inputs, [*whole, units // num_units]), -1)
        outputs.set_shape(sizes)
        return outputs


@tf.custom_gradient
def _scaled(inputs: Any, factor: Any) -> Any:
    def gradient(upstream: Any) -> tuple[Any, Any]:
        return upstream * factor, None

    return tf.identity(inputs), gradient


def scale_gradient(inputs: Any, gradient_multiplier: Any) -> Any:
    """The inputs as they are; what flows back through them is multiplied.

    Args:
      inputs: float32.
      gradient_multiplier: number or scalar tensor.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> x = tf.constant(3.0)
      >>> with tf.GradientTape() as tape:
      ...     tape.watch(x)
      ...     y = scale_gradient(x, 0.5) * 2.0
      >>> float(y), float(tape.gradient(y, x))
      (6.0, 1.0)
    """
    inputs = tf.convert_to_tensor(inputs)
    return _scaled(inputs, tf.cast(gradient_multiplier, inputs.dtype))
