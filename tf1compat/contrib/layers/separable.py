"""``separable_convolution2d``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.arg_scope import add_arg_scope
from tf1compat.contrib.layers import common
from tf1compat.contrib.layers.common import XAVIER
from tf1compat.layers.arguments import ZEROS
from tf1compat.layers.separable import SeparableConv2D

_NAMES = {
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
    """A convolution of each channel by itself, then one of 1 by 1 that mixes them.

    Variables: ``SeparableConv2d/depthwise_weights`` [*kernel_size, C, depth_multiplier],
    ``pointwise_weights`` [1, 1, C * depth_multiplier, num_outputs], ``biases``, which give way to
    the normaliser where there is one.

    Args:
      inputs: ``[B, H, W, C]``, or ``[B, C, H, W]``.
      num_outputs: channels of the output; None to leave the second convolution out.
      kernel_size: one int, or two.
      depth_multiplier: channels that each input channel becomes.
      stride: one int, or two.
      padding: ``SAME`` or ``VALID``.
      data_format: ``NHWC`` or ``NCHW``.
      rate: dilation; above 1 only with a stride of 1.
      activation_fn: the last step; None for none.
      normalizer_fn: in the place of the biases, for instance ``batch_norm``.
      normalizer_params: its keyword arguments.
      weights_initializer: of the first weights.
      pointwise_initializer: of the second; by default that of the first.
      weights_regularizer: of both.
      biases_initializer: None for no biases.
      biases_regularizer: its value joins ``REGULARIZATION_LOSSES``.
      reuse: whether the variables of ``scope`` must be there already.
      variables_collections: list for all variables, or dictionary by ``weights``, ``biases``.
      outputs_collections: where the output goes.
      trainable: whether the variables train.
      scope: name or scope; ``SeparableConv2d`` (made unique) by default.

    Raises:
      ValueError: a wrong argument.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> separable_convolution2d(tf.ones([2, 8, 8, 3]), 4, 3).shape.as_list()
      [2, 8, 8, 4]
    """
    channels = common.as_layers_format("separable_conv2d", data_format, ("NHWC", "NCHW"))
    opened = common.model_scope(scope, "SeparableConv2d", inputs, reuse, _NAMES)
    with opened as current:
        inputs = tf.convert_to_tensor(inputs)
        kind = _DepthwiseConv2D if num_outputs is None else SeparableConv2D
        layer = kind(
            num_outputs or 0, kernel_size, strides=stride, padding=padding, data_format=channels,
            dilation_rate=rate, depth_multiplier=depth_multiplier,
            use_bias=not normalizer_fn and biases_initializer is not None,
            depthwise_initializer=weights_initializer,
            pointwise_initializer=pointwise_initializer or weights_initializer,
            bias_initializer=biases_initializer, depthwise_regularizer=weights_regularizer,
            pointwise_regularizer=weights_regularizer, bias_regularizer=biases_regularizer,
            trainable=trainable, name=current.name, dtype=inputs.dtype.base_dtype,
            _scope=current, _reuse=reuse,
        )
        outputs = layer.apply(inputs)
        for variable in (layer.depthwise_kernel, layer.pointwise_kernel):
            common.collect_variable(variable, variables_collections, "weights")
        common.collect_variable(layer.bias, variables_collections, "biases")
        outputs = common.normalized(outputs, normalizer_fn, normalizer_params, activation_fn)
        return common.collected(outputs_collections, current.name, outputs)


class _DepthwiseConv2D(SeparableConv2D):
    """The first of the two convolutions alone."""

    pointwise_kernel = None

    def build(self, input_shape: Any) -> None:
        channels = self._channels(input_shape)
        self.filters = channels * self.depth_multiplier
        self.depthwise_kernel = self._weight(
            "depthwise_kernel", (*self.kernel_size, channels, self.depth_multiplier), "depthwise"
        )
        self._build_bias()
        self.built = True

    def call(self, inputs: Any) -> Any:
        outputs = tf.compat.v1.nn.depthwise_conv2d(
            inputs, self.depthwise_kernel, padding=self.padding.upper(), rate=self.dilation_rate,
            strides=(1, 1, *self.strides) if self._is_first else (1, *self.strides, 1),
            data_format="NCHW" if self._is_first else "NHWC",
        )
        return self._activated(self._biased_image(outputs))


separable_conv2d = separable_convolution2d
