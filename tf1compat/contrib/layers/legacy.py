"""``legacy_fully_connected`` and its two shorthands."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from tf1compat.contrib.layers import common
from tf1compat.contrib.layers.common import XAVIER
from tf1compat.errors import ArgumentValueError
from tf1compat.layers.arguments import ZEROS
from tf1compat.scopes.context import in_v1_graph
from tf1compat.scopes.scope import get_variable, variable_scope

_GraphKeys = tf.compat.v1.GraphKeys


def legacy_fully_connected(
    x: Any,
    num_output_units: int,
    activation_fn: Callable[[Any], Any] | None = None,
    weight_init: Any = XAVIER,
    bias_init: Any = ZEROS,
    name: str | None = None,
    weight_collections: Sequence[str] | None = ("weights",),
    bias_collections: Sequence[str] | None = ("biases",),
    output_collections: Sequence[str] | None = ("activations",),
    trainable: bool = True,
    weight_regularizer: Any = None,
    bias_regularizer: Any = None,
) -> Any:
    """activation_fn(x @ weights + bias): contrib's layer of before ``fully_connected``.

    Variables: ``fully_connected/weights`` [D, U], then ``fully_connected/bias`` [U]. They are in
    the collections that are named, not in those of model variables.

    Args:
      x: ``[B, …, D]``.
      num_output_units: U.
      activation_fn: the last step; None for none.
      weight_init: Xavier's by default.
      bias_init: None for no bias.
      name: of the scope; ``fully_connected`` (made unique) by default.
      weight_collections: besides that of all variables.
      bias_collections: besides that of all variables.
      output_collections: where the output goes, besides ``activations``, which are a v1 graph's.
      trainable: whether the variables train.
      weight_regularizer: its value joins ``REGULARIZATION_LOSSES``.
      bias_regularizer: as ``weight_regularizer``.

    Raises:
      ValueError: a rank below 2, an unknown rank or depth.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> legacy_fully_connected(tf.ones([2, 4]), 3).shape.as_list()
      [2, 3]
    """
    with variable_scope(name, "fully_connected", [x]):
        x = tf.convert_to_tensor(x)
        depth = _depth(x)

        def made(role: str, shape: list[int], start: Any, wanted: Any, regularizer: Any) -> Any:
            held = list(dict.fromkeys([*(wanted or ()), _GraphKeys.GLOBAL_VARIABLES]))
            return get_variable(
                role, shape, x.dtype.base_dtype, start, regularizer=regularizer,
                trainable=trainable, collections=held,
            )

        weights = made(
            "weights", [depth, num_output_units], weight_init, weight_collections,
            weight_regularizer,
        )
        outputs = tf.matmul(x if x.shape.rank == 2 else tf.reshape(x, [-1, depth]), weights)
        if bias_init is not None:
            bias = made("bias", [num_output_units], bias_init, bias_collections, bias_regularizer)
            outputs = tf.nn.bias_add(outputs, bias)
        if x.shape.rank > 2:
            sizes = [*tf.unstack(tf.shape(x))[:-1], num_output_units]
            outputs = tf.reshape(outputs, tf.stack(sizes))
            outputs.set_shape([*x.shape[:-1], num_output_units])
        if activation_fn is not None:
            outputs = activation_fn(outputs)
        wanted = dict.fromkeys(output_collections or ())
        wanted.pop(_GraphKeys.ACTIVATIONS, None)
        always = [_GraphKeys.ACTIVATIONS] if in_v1_graph() else []  # TF1 had no other place
        for key in [*wanted, *always]:
            common.add_to_collection("output_collections", key, outputs)
        return outputs


def _lacking(sizes: list[int | None] | None) -> str:
    if sizes is None:
        return "dims of x must be known but is None"
    if len(sizes) < 2:
        return f"rank of x must be at least 2 not: {len(sizes)}"
    return "last dimension of x must be known but is None"


def _depth(x: Any) -> int:
    sizes = None if x.shape.rank is None else x.shape.as_list()
    if sizes is None or len(sizes) < 2 or sizes[-1] is None:
        raise ArgumentValueError(
            "legacy_fully_connected", "x", expected="a rank of at least 2 and a known depth",
            received=f"shape {x.shape}", remedy="set the static shape",
            known_as=_lacking(sizes),
        )
    depth: int = sizes[-1]
    return depth


legacy_linear = functools.partial(legacy_fully_connected, activation_fn=None)
legacy_relu = functools.partial(legacy_fully_connected, activation_fn=tf.nn.relu)
