"""``separable_conv2d`` and ``conv2d_in_plane``: convolutions of each channel on its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.arg_scope import add_arg_scope
from tf1compat.contrib.layers import common
from tf1compat.contrib.layers.common import XAVIER
from tf1compat.errors import ArgumentValueError
from tf1compat.layers.arguments import ZEROS
from tf1compat.layers.separable import SeparableConv2D
from tf1compat.scopes.scope import variable_scope

_RENAMED = {
    "bias": "biases",
    "depthwise_kernel": "depthwise_weights",
    "pointwise_kernel": "pointwise_weights",
}


@add_arg_scope
def separable_convolution2d(
    inputs: Any,
    num_outputs: int | None,
    kernel_size: Any,
    depth_multiplier: int = 1,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str = "NHWC",
    rate: Any = 1,
    activation_fn: Callable[[Any], Any] | None = tf.nn.relu,
    normalizer_fn: Callable[..., Any] | None = None,
    normalizer_params: Any = None,
    weights_initializer: Any = XAVIER,
    pointwise_initializer: Any = None,
    weights_regularizer: Any = None,
    biases_initializer: Any = ZEROS,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Any:
    """Each channel convolved on its own, then all of them mixed at each point.

    Variables: ``SeparableConv2d/depthwise_weights`` [h, w, C, depth_multiplier],
    ``pointwise_weights`` [1, 1, C * depth_multiplier, num_outputs] and ``biases``, which give way
    to the normaliser where there is one.

    Args:
      inputs: ``[B, H, W, C]``, or ``[B, C, H, W]``.
      num_outputs: channels of the output; None leaves them unmixed, C * depth_multiplier.
      kernel_size: one int or two.
      depth_multiplier: channels that each input channel gives before they are mixed.
      stride: one int or two equal ones.
      padding: ``SAME`` or ``VALID``.
      data_format: ``NHWC`` or ``NCHW``.
      rate: dilation, one int or two; above 1 only with a stride of 1.
      activation_fn: the last step; None for none.
      normalizer_fn: in the place of the biases, for instance ``batch_norm``.
      normalizer_params: its keyword arguments.
      weights_initializer: Xavier's by default.
      pointwise_initializer: ``weights_initializer`` by default.
      weights_regularizer: its values join ``REGULARIZATION_LOSSES``.
      biases_initializer: None for no biases.
      biases_regularizer: as ``weights_regularizer``.
      reuse: whether the variables of ``scope`` must be there already.
      variables_collections: list for all variables, or dictionary by ``weights``, ``biases``.
      outputs_collections: where the output goes.
      trainable: whether the variables train.
      scope: name or scope; ``SeparableConv2d`` (made unique) by default.

    Raises:
      ValueError: an unknown data format; TF1's errors of ``tf.layers.SeparableConv2D``.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> separable_convolution2d(tf.ones([2, 4, 4, 3]), 5, 3).shape.as_list()
      [2, 4, 4, 5]
    """
    given = locals()
    channels = common.as_layers_format("separable_conv2d", data_format, ("NHWC", "NCHW"))
    opened = common.model_scope(scope, "SeparableConv2d", inputs, reuse, _RENAMED)
    with opened as current:
        inputs = given["inputs"] = tf.convert_to_tensor(inputs)
        outputs = (
            _unmixed(given) if num_outputs is None else _mixed(given, channels, current)
        )
        outputs = common.normalized(outputs, normalizer_fn, normalizer_params, activation_fn)
        return common.collected(outputs_collections, current.name, outputs)


def _mixed(given: dict[str, Any], channels: str, current: Any) -> Any:
    weights, regularizer = given["weights_initializer"], given["weights_regularizer"]
    layer = SeparableConv2D(
        given["num_outputs"], given["kernel_size"], strides=given["stride"],
        padding=given["padding"], data_format=channels, dilation_rate=given["rate"],
        depth_multiplier=given["depth_multiplier"],
        use_bias=not given["normalizer_fn"] and given["biases_initializer"] is not None,
        depthwise_initializer=weights,
        pointwise_initializer=given["pointwise_initializer"] or weights,
        bias_initializer=given["biases_initializer"],
        depthwise_regularizer=regularizer, pointwise_regularizer=regularizer,
        bias_regularizer=given["biases_regularizer"], trainable=given["trainable"],
        name=current.name, dtype=given["inputs"].dtype.base_dtype, _scope=current,
        _reuse=given["reuse"],
    )
    outputs = layer.apply(given["inputs"])
    wanted = given["variables_collections"]
    common.collect_variable(layer.depthwise_kernel, wanted, "weights")
    common.collect_variable(layer.pointwise_kernel, wanted, "weights")
    common.collect_variable(layer.bias, wanted, "biases")
    return outputs


def _unmixed(given: dict[str, Any]) -> Any:
    inputs, data_format = given["inputs"], given["data_format"]
    first = data_format == "NCHW"
    channels = inputs.shape.as_list()[1 if first else 3]
    multiplier = given["depth_multiplier"]
    kernel = [*_two(given["kernel_size"]), channels, multiplier]
    weights = _variable(given, "depthwise_weights", "weights", kernel)
    stride = _two(given["stride"])
    outputs = tf.compat.v1.nn.depthwise_conv2d(
        inputs, weights, [1, 1, *stride] if first else [1, *stride, 1], given["padding"],
        rate=_two(given["rate"]), data_format=data_format,
    )
    if given["normalizer_fn"] or given["biases_initializer"] is None:
        return outputs
    biases = _variable(given, "biases", "biases", [channels * multiplier])
    return tf.nn.bias_add(outputs, biases, data_format=data_format)


def _variable(given: dict[str, Any], name: str, role: str, shape: list[int]) -> Any:
    wanted = common.collections_for(given["variables_collections"], role)
    return common.model_variable(
        name, wanted, shape=shape, dtype=given["inputs"].dtype.base_dtype,
        initializer=given[f"{role}_initializer"], regularizer=given[f"{role}_regularizer"],
        trainable=given["trainable"],
    )


def _two(size: Any) -> list[int]:
    return [size, size] if isinstance(size, int) else list(size)


@add_arg_scope
def convolution2d_in_plane(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    activation_fn: Callable[[Any], Any] | None = tf.nn.relu,
    normalizer_fn: Callable[..., Any] | None = None,
    normalizer_params: Any = None,
    weights_initializer: Any = XAVIER,
    weights_regularizer: Any = None,
    biases_initializer: Any = ZEROS,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Any:
    """One kernel for all channels, each of which is convolved with it on its own.

    Variables: ``ConvInPlane/weights`` [h, w, 1, 1], then ``ConvInPlane/biases`` [C].

    Args:
      inputs: ``[B, H, W, C]``.
      kernel_size: one int or two.
      stride: one int or two equal ones.
      padding: ``SAME`` or ``VALID``.
      activation_fn: the last step; None for none.
      normalizer_fn: in the place of the biases.
      normalizer_params: its keyword arguments.
      weights_initializer: Xavier's by default.
      weights_regularizer: its value joins ``REGULARIZATION_LOSSES``.
      biases_initializer: None for no biases.
      biases_regularizer: as ``weights_regularizer``.
      reuse: whether the variables of ``scope`` must be there already.
      variables_collections: list for all variables, or dictionary by ``weights``, ``biases``.
      outputs_collections: where the output goes.
      trainable: whether the variables train.
      scope: name or scope; ``ConvInPlane`` (made unique) by default.

    Raises:
      ValueError: an unknown number of channels.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> convolution2d_in_plane(tf.ones([2, 4, 4, 3]), [1, 2]).shape.as_list()
      [2, 4, 4, 3]
    """
    given = locals()
    with variable_scope(scope, "ConvInPlane", [inputs], reuse=reuse) as current:
        inputs = given["inputs"] = tf.convert_to_tensor(inputs)
        channels = tf.TensorShape(inputs.shape).with_rank(4).as_list()[3]
        if channels is None:
            raise ArgumentValueError(
                "conv2d_in_plane", "inputs", expected="a known number of channels",
                received=f"shape {inputs.shape}", remedy="set the static shape",
            )
        weights = _variable(given, "weights", "weights", [*_two(kernel_size), 1, 1])
        outputs = tf.compat.v1.nn.depthwise_conv2d(
            inputs, tf.tile(weights, [1, 1, channels, 1]), [1, *_two(stride), 1], padding
        )
        if not normalizer_fn and biases_initializer is not None:
            biases = _variable(given, "biases", "biases", [channels])
            outputs = tf.nn.bias_add(outputs, biases)
        outputs = common.normalized(outputs, normalizer_fn, normalizer_params, activation_fn)
        return common.collected(outputs_collections, current.name, outputs)


separable_conv2d = separable_convolution2d
conv2d_in_plane = convolution2d_in_plane
