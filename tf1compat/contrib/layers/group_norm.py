"""``instance_norm`` and ``group_norm``: normalisations within each image."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from tf1compat.contrib.arg_scope import add_arg_scope
from tf1compat.contrib.layers import common
from tf1compat.errors import ArgumentValueError
from tf1compat.layers.arguments import ONES, ZEROS
from tf1compat.scopes import op_ids
from tf1compat.scopes.scope import variable_scope

_STARTS = {"beta": ZEROS, "gamma": ONES}


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
    """Normalises each channel of each image: y = gamma * (x - mean) / sqrt(var + epsilon) + beta.

    Variables: ``InstanceNorm/beta``, then ``InstanceNorm/gamma``, ``[C]`` each.

    Args:
      inputs: ``[B, *space, C]``, or ``[B, C, *space]``.
      center: whether there is a beta.
      scale: whether there is a gamma.
      epsilon: added to the variance.
      activation_fn: the last step; None for none.
      param_initializers: dictionary by ``beta``, ``gamma``; zeros and ones by default.
      reuse: whether the variables of ``scope`` must be there already.
      variables_collections: list for all variables, or dictionary by ``beta``, ``gamma``.
      outputs_collections: where the output goes.
      trainable: whether the variables train.
      data_format: ``NHWC`` or ``NCHW``.
      scope: name or scope; ``InstanceNorm`` (made unique) by default.

    Raises:
      ValueError: an unknown rank or number of channels, another data format.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> instance_norm(tf.reshape([1.0, 3.0], [1, 2, 1, 1])).numpy().round(3).ravel().tolist()
      [-1.0, 1.0]
    """
    inputs = tf.convert_to_tensor(inputs)
    rank = _rank("instance_norm", inputs)
    given = locals()
    common.as_layers_format("instance_norm", data_format, ("NHWC", "NCHW"))
    with variable_scope(scope, "InstanceNorm", [inputs], reuse=reuse) as current:
        axis = 1 if data_format == "NCHW" else rank - 1
        channels = _size("instance_norm", inputs, axis)
        around = [channels if i == axis else 1 for i in range(rank)] if axis == 1 else [channels]
        beta, gamma = (_parameter(given, name, channels) for name in _STARTS)
        if axis == 1:
            beta, gamma = (
                None if one is None else tf.reshape(one, around) for one in (beta, gamma)
            )
        axes = [i for i in range(1, rank) if i != axis]
        mean, variance = tf.compat.v1.nn.moments(inputs, axes, keep_dims=True)
        outputs = tf.nn.batch_normalization(
            inputs, mean, variance, beta, gamma, epsilon, name="instancenorm"
        )
        outputs.set_shape(inputs.shape)
        outputs = common.normalized(outputs, None, None, activation_fn)
        return common.collected(outputs_collections, current.name, outputs)


@add_arg_scope
def group_norm(
    inputs: Any,
    groups: int = 32,
    channels_axis: int = -1,
    reduction_axes: Sequence[int] = (-3, -2),
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
    """Normalises groups of channels of each image together (Wu and He, 2018).

    Variables: ``GroupNorm/beta``, then ``GroupNorm/gamma``, ``[C]`` each.

    Args:
      inputs: of known rank.
      groups: how many; C must be a multiple of it.
      channels_axis: where the channels are.
      reduction_axes: the axes of one image that are normalised together.
      center: whether there is a beta.
      scale: whether there is a gamma.
      epsilon: added to the variance.
      activation_fn: the last step; None for none.
      param_initializers: dictionary by ``beta``, ``gamma``; zeros and ones by default.
      reuse: whether the variables of ``scope`` must be there already.
      variables_collections: list for all variables, or dictionary by ``beta``, ``gamma``.
      outputs_collections: where the output goes.
      trainable: whether the variables train.
      scope: name or scope; ``GroupNorm`` (made unique) by default.
      mean_close_to_zero: whether the variance is the mean of the squares less the square of the
        mean.

    Raises:
      ValueError: an unknown rank, wrong axes, groups that the channels do not divide into.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> group_norm(tf.reshape([1.0, 3.0], [1, 1, 1, 2]), 1).numpy().round(3).ravel().tolist()
      [-1.0, 1.0]
    """
    inputs = tf.convert_to_tensor(inputs)
    rank = _rank("group_norm", inputs)
    given = locals()
    channel = channels_axis + rank if channels_axis < 0 else channels_axis
    axes = [axis + rank if axis < 0 else axis for axis in reduction_axes]
    _check_axes(inputs, channel, axes)
    channels = inputs.shape.as_list()[channel]
    _check_groups(groups, channels)
    whole = tf.shape(inputs)
    sizes = [whole[i] if size is None else size for i, size in enumerate(inputs.shape.as_list())]
    split = [*sizes[:channel], groups, channels // groups, *sizes[channel + 1 :]]
    grouped = tf.reshape(inputs, split)
    with variable_scope(scope, "GroupNorm", [inputs], reuse=reuse) as current:
        together = [axis + (axis > channel) for axis in axes] + [channel + 1]
        around = [1] * (rank + 1)
        around[channel : channel + 2] = groups, channels // groups
        beta, gamma = (_parameter(given, name, channels) for name in _STARTS)
        mean, variance = _moments(grouped, together, mean_close_to_zero)
        gain = tf.math.rsqrt(variance + epsilon)
        gain = gain if gamma is None else gain * tf.reshape(gamma, around)
        offset = -mean * gain
        offset = offset if beta is None else offset + tf.reshape(beta, around)
        op_ids.skip(2)
        outputs = tf.reshape(grouped * gain + offset, whole)
        outputs.set_shape(inputs.shape)
        outputs = common.normalized(outputs, None, None, activation_fn)
        return common.collected(outputs_collections, current.name, outputs)


def _moments(grouped: Any, axes: list[int], from_squares: bool) -> tuple[Any, Any]:
    if not from_squares:
        mean, variance = tf.compat.v1.nn.moments(grouped, axes, keep_dims=True)
        return mean, variance
    counts, sums, squares, _ = tf.compat.v1.nn.sufficient_statistics(
        grouped, axes, keep_dims=True
    )
    mean, variance = tf.nn.normalize_moments(counts, sums, squares, shift=None)
    return mean, variance


def _parameter(given: dict[str, Any], name: str, channels: int) -> Any:
    if not given["center" if name == "beta" else "scale"]:
        return None
    starts = {**_STARTS, **(given["param_initializers"] or {})}
    return common.model_variable(
        name, given["variables_collections"], shape=[channels],
        dtype=given["inputs"].dtype.base_dtype, initializer=starts[name],
        trainable=given["trainable"],
    )


def _check_axes(inputs: Any, channel: int, axes: list[int]) -> None:
    rank, sizes = inputs.shape.rank, inputs.shape.as_list()
    lacking = [axis for axis in (channel, *axes) if 0 <= axis < rank and sizes[axis] is None]
    said = ""
    if not all(0 <= axis < rank for axis in (channel, *axes)):
        said = "Axis is out of bounds."
    elif lacking:
        kind = "channel dimension:" if lacking[0] == channel else "dimensions"
        said = f"Inputs {getattr(inputs, 'name', '')} has undefined {kind} {lacking[0]}."
    elif channel in axes:
        said = "reduction_axis must be mutually exclusive with channels_axis"
    if said:
        raise ArgumentValueError(
            "group_norm", "channels_axis, reduction_axes",
            expected=f"axes of an input of rank {rank}, of known size, that of the channels not "
            "among those that are reduced", received=f"{channel} and {axes} of {inputs.shape}",
            remedy="correct them, or set the static shape", known_as=said,
        )


def _check_groups(groups: int, channels: int) -> None:
    if groups > channels or channels % groups:
        many = f"Invalid groups {groups} for {channels} channels."
        uneven = f"{channels} channels is not commensurate with {groups} groups."
        raise ArgumentValueError(
            "group_norm", "groups", expected=f"a divisor of the {channels} channels",
            received=groups, remedy="choose another number",
            known_as=many if groups > channels else uneven,
        )


def _rank(symbol: str, inputs: Any) -> int:
    rank: int | None = inputs.shape.rank
    if rank is None:
        raise ArgumentValueError(
            symbol, "inputs", expected="a known rank", received="an input of undefined rank",
            remedy="set the static shape",
        )
    return rank


def _size(symbol: str, inputs: Any, axis: int) -> int:
    size: int | None = inputs.shape.as_list()[axis]
    if size is None:
        raise ArgumentValueError(
            symbol, "inputs", expected="a known number of channels",
            received=f"shape {inputs.shape}, which has an undefined channels dimension",
            remedy="set the static shape",
        )
    return size
