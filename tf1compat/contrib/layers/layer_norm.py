"""``layer_norm``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.arg_scope import add_arg_scope
from tf1compat.contrib.layers import common
from tf1compat.errors import ArgumentValueError
from tf1compat.layers.arguments import ONES, ZEROS
from tf1compat.scopes.scope import variable_scope


@add_arg_scope
def layer_norm(
    inputs: Any,
    center: bool = True,
    scale: bool = True,
    activation_fn: Callable[[Any], Any] | None = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    begin_norm_axis: int = 1,
    begin_params_axis: int = -1,
    scope: Any = None,
) -> Any:
    """Normalises rows: y = gamma * (x - mean) / sqrt(variance + epsilon) + beta.

    epsilon is 1e-12, and 1e-3 for float16; Keras' ``LayerNormalization`` has 1e-3 always.
    Variables: ``LayerNorm/beta``, then ``LayerNorm/gamma``, in the shape of the axes from
    ``begin_params_axis`` on.

    Args:
      inputs: of known rank.
      center: whether there is a beta.
      scale: whether there is a gamma.
      activation_fn: the last step; None for none.
      reuse: whether the variables of ``scope`` must be there already.
      variables_collections: list for all variables, or dictionary by ``beta``, ``gamma``.
      outputs_collections: where the output goes.
      trainable: whether the variables train.
      begin_norm_axis: the moments are taken over this axis and all after it.
      begin_params_axis: beta and gamma have this axis and all after it.
      scope: name or scope; ``LayerNorm`` (made unique) by default.

    Raises:
      ValueError: an unknown rank, an axis out of range, an unknown size of a parameter.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> layer_norm(tf.constant([[1.0, 3.0]])).numpy().tolist()
      [[-1.0, 1.0]]
    """
    with variable_scope(scope, "LayerNorm", [inputs], reuse=reuse) as current:
        inputs = tf.convert_to_tensor(inputs)
        rank = inputs.shape.rank
        first = _first_normalized(rank, begin_norm_axis, begin_params_axis)
        shape = inputs.shape[begin_params_axis:]
        if not shape.is_fully_defined():
            raise ArgumentValueError(
                "layer_norm", "inputs", expected=f"known sizes from axis {begin_params_axis} on",
                received=f"shape {inputs.shape}, which is not fully defined",
                remedy="set the static shape",
            )

        def parameter(name: str, wanted: bool, initializer: Any) -> Any:
            return None if not wanted else common.model_variable(
                name, variables_collections, shape=shape, dtype=inputs.dtype.base_dtype,
                initializer=initializer, trainable=trainable,
            )

        beta = parameter("beta", center, ZEROS)
        gamma = parameter("gamma", scale, ONES)
        axes = list(range(first, rank))
        mean, variance = tf.compat.v1.nn.moments(inputs, axes, keep_dims=True)
        epsilon = 1e-3 if inputs.dtype.base_dtype == tf.float16 else 1e-12
        outputs = tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, epsilon)
        outputs.set_shape(inputs.shape)
        outputs = common.normalized(outputs, None, None, activation_fn)
        return common.collected(outputs_collections, current.name, outputs)


def _first_normalized(rank: int | None, norm_axis: int, params_axis: int) -> int:
    """``begin_norm_axis`` counted from the left."""
    if rank is None:
        raise ArgumentValueError(
            "layer_norm", "inputs", expected="a known rank", received="an input of undefined rank",
            remedy="set the static shape",
        )
    first = norm_axis + rank if norm_axis < 0 else norm_axis
    if params_axis >= rank or first >= rank:
        raise ArgumentValueError(
            "layer_norm", "begin_norm_axis, begin_params_axis",
            expected=f"axes that must be < rank(inputs) = {rank}",
            received=f"{norm_axis}, {params_axis}",
            remedy="correct them",
        )
    return first
