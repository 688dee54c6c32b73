"""``separable_conv1d``, ``separable_conv2d`` and their classes."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.layers.arguments import ZEROS
from tf1compat.layers.convolution import Conv
from tf1compat.layers.functional import run


class SeparableConv(Conv):
    """Each channel convolved on its own, then all of them mixed at each point.

    Variables: ``depthwise_kernel`` [*kernel_size, C, depth_multiplier], ``pointwise_kernel``
    [1…, C * depth_multiplier, filters], ``bias`` [filters], in this order.

    Args:
      rank: number of spatial axes.
      filters: channels of the output.
      kernel_size: one int, or one for each axis.
      depth_multiplier: channels that each input channel gives before they are mixed.
      depthwise: ``initializer``, ``regularizer`` and ``constraint`` of the depthwise kernel.
      pointwise: the same of the pointwise kernel.
      **kwargs: as :class:`~tf1compat.layers.convolution.Conv`.
    """

    def __init__(
        self,
        rank: int,
        filters: int,
        kernel_size: Any,
        depth_multiplier: int = 1,
        depthwise: tuple[Any, Any, Any] = (None, None, None),
        pointwise: tuple[Any, Any, Any] = (None, None, None),
        **kwargs: Any,
    ) -> None:
        super().__init__(rank, filters, kernel_size, **kwargs)
        self.depth_multiplier = depth_multiplier
        for role, given in (("depthwise", depthwise), ("pointwise", pointwise)):
            names = (f"{role}_initializer", f"{role}_regularizer", f"{role}_constraint")
            self._take(type(self).__name__, **dict(zip(names, given, strict=True)))

    def build(self, input_shape: Any) -> None:
        channels = self._channels(input_shape)
        middle = self.depth_multiplier * channels
        self.depthwise_kernel = self._weight(
            "depthwise_kernel", (*self.kernel_size, channels, self.depth_multiplier), "depthwise"
        )
        self.pointwise_kernel = self._weight(
            "pointwise_kernel", (*[1] * self.rank, middle, self.filters), "pointwise"
        )
        self._build_bias()
        self.built = True

    def call(self, inputs: Any) -> Any:
        inputs, padding = self._padded(inputs)
        depthwise, pointwise = self.depthwise_kernel, self.pointwise_kernel
        strides, dilation = self.strides, self.dilation_rate
        height = 2 if self._is_first else 1
        if self.rank == 1:  # an image of height one
            inputs = tf.expand_dims(inputs, height)
            depthwise, pointwise = depthwise[tf.newaxis], pointwise[tf.newaxis]
            strides, dilation = strides * 2, (1, *dilation)
        outputs = tf.compat.v1.nn.separable_conv2d(
            inputs, depthwise, pointwise, padding=padding, rate=dilation,
            strides=(1, 1, *strides) if self._is_first else (1, *strides, 1),
            data_format="NCHW" if self._is_first else "NHWC",
        )
        outputs = self._biased_image(outputs)
        if self.rank == 1:
            outputs = tf.squeeze(outputs, [height])
        return self._activated(outputs)

    def _biased_image(self, outputs: Any) -> Any:
        if self.bias is None:
            return outputs
        data_format = "NCHW" if self._is_first else "NHWC"
        return tf.nn.bias_add(outputs, self.bias, data_format=data_format)

    def get_config(self) -> dict[str, Any]:
        own = self._config_of("depth_multiplier", *(
            f"{role}_{part}" for part in ("initializer", "regularizer", "constraint")
            for role in ("depthwise", "pointwise")
        ))
        return {**super().get_config(), **own}


class SeparableConv1D(SeparableConv):
    """Separable convolution over 1 axis; arguments as :class:`SeparableConv`.

    Example:
      >>> SeparableConv1D(4, 3)(tf.ones([2, 8, 3])).shape.as_list()
      [2, 6, 4]
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: Any = "valid",
        data_format: str | None = "channels_last",
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = None,
        pointwise_initializer: Any = None,
        bias_initializer: Any = ZEROS,
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            1, filters, kernel_size, depth_multiplier,
            depthwise=(depthwise_initializer, depthwise_regularizer, depthwise_constraint),
            pointwise=(pointwise_initializer, pointwise_regularizer, pointwise_constraint),
            strides=strides, padding=padding, data_format=data_format,
            dilation_rate=dilation_rate, activation=activation, use_bias=use_bias,
            bias_initializer=bias_initializer, bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer, bias_constraint=bias_constraint,
            trainable=trainable, name=name, **kwargs,
        )


class SeparableConv2D(SeparableConv):
    """Separable convolution over 2 axes; arguments as :class:`SeparableConv`.

    Example:
      >>> SeparableConv2D(4, 3)(tf.ones([2, 8, 8, 3])).shape.as_list()
      [2, 6, 6, 4]
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: Any = "valid",
        data_format: str | None = "channels_last",
        dilation_rate: Any = (1, 1),
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = None,
        pointwise_initializer: Any = None,
        bias_initializer: Any = ZEROS,
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            2, filters, kernel_size, depth_multiplier,
            depthwise=(depthwise_initializer, depthwise_regularizer, depthwise_constraint),
            pointwise=(pointwise_initializer, pointwise_regularizer, pointwise_constraint),
            strides=strides, padding=padding, data_format=data_format,
            dilation_rate=dilation_rate, activation=activation, use_bias=use_bias,
            bias_initializer=bias_initializer, bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer, bias_constraint=bias_constraint,
            trainable=trainable, name=name, **kwargs,
        )


def separable_conv1d(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = 1,
    padding: Any = "valid",
    data_format: str | None = "channels_last",
    dilation_rate: Any = 1,
    depth_multiplier: int = 1,
    activation: Any = None,
    use_bias: bool = True,
    depthwise_initializer: Any = None,
    pointwise_initializer: Any = None,
    bias_initializer: Any = ZEROS,
    depthwise_regularizer: Any = None,
    pointwise_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    depthwise_constraint: Any = None,
    pointwise_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Any:
    """Separable convolution over 1 axis; arguments as :class:`SeparableConv1D`.

    Example:
      >>> separable_conv1d(tf.ones([2, 8, 3]), 4, 3, padding="same").shape.as_list()
      [2, 8, 4]
    """
    return run(SeparableConv1D, locals())


def separable_conv2d(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = (1, 1),
    padding: Any = "valid",
    data_format: str | None = "channels_last",
    dilation_rate: Any = (1, 1),
    depth_multiplier: int = 1,
    activation: Any = None,
    use_bias: bool = True,
    depthwise_initializer: Any = None,
    pointwise_initializer: Any = None,
    bias_initializer: Any = ZEROS,
    depthwise_regularizer: Any = None,
    pointwise_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    depthwise_constraint: Any = None,
    pointwise_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Any:
    """Separable convolution over 2 axes; arguments as :class:`SeparableConv2D`.

    Example:
      >>> separable_conv2d(tf.ones([2, 8, 8, 3]), 4, 3, padding="same").shape.as_list()
      [2, 8, 8, 4]
    """
    return run(SeparableConv2D, locals())
