"""``group_norm`` and ``instance_norm``."""

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
def instance_norm(
    inputs: Any,
    center: bool = True,
    scale: bool = True,
    epsilon: float = 1e-6,
    activation_fn: Callable[[Any], Any] | None = None,
    param_initializers: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    data_format: str = "NHWC",
    scope: Any = None,
) -> Any:
    """Normalises a row's channels: y = gamma * (x - mean) / sqrt(variance + epsilon) + beta.

    Variables: ``InstanceNorm/beta``, then ``InstanceNorm/gamma``, both [C].

    Args:
      inputs: ``[B, …, C]``, or ``[B, C, …]`` with ``NCHW``.
      center: whether there is a beta.
      scale: whether there is a gamma.
      epsilon: added to the variance.
      activation_fn: the last step; None for none.
      param_initializers: by ``beta``, ``gamma``.
      reuse: whether the variables of ``scope`` must be there already.
      variables_collections: list for all variables, or dictionary by ``beta``, ``gamma``.
      outputs_collections: where the output goes.
      trainable: whether the variables train.
      data_format: ``NHWC`` or ``NCHW``.
      scope: name or scope; ``InstanceNorm`` (made unique) by default.

    Raises:
      ValueError: an unknown rank or number of channels, a wrong data format.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> instance_norm(tf.constant([[[1.0], [3.0]]])).numpy().round(3).ravel().tolist()
      [-1.0, 1.0]
    """
    is_first = common.as_layers_format("instance_norm", data_format, ("NHWC", "NCHW"))
    axis = 1 if is_first == "channels_first" else -1
    with variable_scope(scope, "InstanceNorm", [inputs], reuse=reuse) as current:
        inputs = tf.convert_to_tensor(inputs)
        axis = _axis("instance_norm", inputs, axis)
        shape = [1] * inputs.shape.rank
        shape[axis] = inputs.shape[axis]
        beta, gamma = (
            None if variable is None else tf.reshape(variable, shape)
            for variable in _parameters(
                inputs, axis, center, scale, param_initializers, variables_collections, trainable
            )
        )
        axes = [n for n in range(1, inputs.shape.rank) if n != axis]
        mean, variance = tf.nn.moments(inputs, axes, keepdims=True)
        outputs = tf.nn.batch_normalization(
            inputs, mean, variance, beta, gamma, epsilon, "instancenorm"
        )
        outputs.set_shape(inputs.shape)
        outputs = common.normalized(outputs, None, None, activation_fn)
        return common.collected(outputs_collections, current.name, outputs)


@add_arg_scope
def group_norm(
    inputs: Any,
    groups: int = 32,
    channels_axis: int = -1,
    reduction_axes: Any = (-3, -2),
    center: bool = True,
    scale: bool = True,
    epsilon: float = 1e-6,
    activation_fn: Callable[[Any], Any] | None = None,
    param_initializers: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
    mean_close_to_zero: bool = False,
) -> Any:
    """Normalises groups of channels: y = gamma * (x - mean) / sqrt(variance + epsilon) + beta.

    Variables: ``GroupNorm/beta``, then ``GroupNorm/gamma``, both [C].

    Args:
      inputs: of known rank.
      groups: how many; the number of channels must be a multiple of it.
      channels_axis: the axis of the channels.
      reduction_axes: axes over which, besides a group's channels, the moments are taken.
      center: whether there is a beta.
      scale: whether there is a gamma.
      epsilon: added to the variance.
      activation_fn: the last step; None for none.
      param_initializers: by ``beta``, ``gamma``.
      reuse: whether the variables of ``scope`` must be there already.
      variables_collections: list for all variables, or dictionary by ``beta``, ``gamma``.
      outputs_collections: where the output goes.
      trainable: whether the variables train.
      scope: name or scope; ``GroupNorm`` (made unique) by default.
      mean_close_to_zero: whether the variance is computed as E[x²] - E[x]².

    Raises:
      ValueError: an unknown rank or number of channels, groups that do not divide it, an axis out
        of range or named twice.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> group_norm(tf.ones([2, 4, 4, 6]), groups=3).shape.as_list()
      [2, 4, 4, 6]
    """
    inputs = tf.convert_to_tensor(inputs)
    axis = _axis("group_norm", inputs, channels_axis)
    reduced = [_axis("group_norm", inputs, n, "reduction_axes") for n in reduction_axes]
    channels = inputs.shape[axis]
    _check_groups(groups, channels, axis, reduced)
    sizes = tf.unstack(tf.shape(inputs))
    split = [*sizes[:axis], groups, channels // groups, *sizes[axis + 1:]]
    grouped = tf.reshape(inputs, tf.stack(split))
    parts = [1] * grouped.shape.rank
    parts[axis:axis + 2] = [groups, channels // groups]
    with variable_scope(scope, "GroupNorm", [inputs], reuse=reuse) as current:
        beta, gamma = (
            None if variable is None else tf.reshape(variable, parts)
            for variable in _parameters(
                inputs, axis, center, scale, param_initializers, variables_collections, trainable
            )
        )
        axes = [axis + 1, *(n if n < axis else n + 1 for n in reduced)]
        mean, variance = _moments(grouped, axes, mean_close_to_zero)
        gain = tf.math.rsqrt(variance + epsilon)
        shift = -mean * gain
        if gamma is not None:
            gain, shift = gain * gamma, shift * gamma
        if beta is not None:
            shift += beta
        outputs = tf.reshape(grouped * gain + shift, tf.stack(sizes))
        outputs.set_shape(inputs.shape)
        outputs = common.normalized(outputs, None, None, activation_fn)
        return common.collected(outputs_collections, current.name, outputs)


def _axis(symbol: str, inputs: Any, axis: int, argument: str = "inputs") -> int:
    """The axis, counted from the left, of an input whose rank and size there are known."""
    rank = inputs.shape.rank
    if rank is None or not -rank <= axis < rank:
        raise ArgumentValueError(
            symbol, argument, expected=f"an input that has an axis {axis}",
            received="an input of undefined rank" if rank is None else f"rank {rank}",
            remedy="set the static shape, or name another axis",
        )
    if argument == "inputs" and inputs.shape[axis] is None:
        raise ArgumentValueError(
            symbol, argument, expected="a known number of channels",
            received=f"an input with undefined channels dimension, shape {inputs.shape}",
            remedy="set the static shape",
        )
    return int(axis % rank)


def _check_groups(groups: int, channels: int, axis: int, reduced: list[int]) -> None:
    if axis in reduced or len(set(reduced)) < len(reduced):
        raise ArgumentValueError(
            "group_norm", "reduction_axes", expected=f"distinct axes other than {axis}",
            received=reduced, remedy="leave the channels and doubles out",
        )
    if groups > channels or channels % groups:
        raise ArgumentValueError(
            "group_norm", "groups", expected=f"a divisor of the {channels} channels",
            received=groups, remedy="choose another number of groups",
        )


def _parameters(
    inputs: Any, axis: int, center: bool, scale: bool, initializers: Any, collections: Any,
    trainable: bool,
) -> list[Any]:
    """Beta and gamma, or None for either."""
    starts = {"beta": ZEROS, "gamma": ONES, **(initializers or {})}
    wanted = (("beta", center), ("gamma", scale))
    return [
        None if not wants else common.model_variable(
            name, collections, shape=[inputs.shape[axis]], dtype=inputs.dtype.base_dtype,
            initializer=starts[name], trainable=trainable,
        )
        for name, wants in wanted
    ]


def _moments(inputs: Any, axes: list[int], mean_close_to_zero: bool) -> tuple[Any, Any]:
    if not mean_close_to_zero:
        moments: tuple[Any, Any] = tf.nn.moments(inputs, axes, keepdims=True)
        return moments
    count, total, squares, _ = tf.nn.sufficient_statistics(inputs, axes, keepdims=True)
    normalised: tuple[Any, Any] = tf.nn.normalize_moments(count, total, squares, shift=None)
    return normalised
