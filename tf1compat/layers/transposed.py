"""``conv2d_transpose``, ``conv3d_transpose`` and their classes."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.layers import arguments
from tf1compat.layers.arguments import ZEROS
from tf1compat.layers.convolution import Conv
from tf1compat.layers.functional import run
from tf1compat.scopes import op_ids


class ConvTranspose(Conv):
    """The gradient of a convolution as a layer: makes its input larger by the strides.

    Variables: ``kernel`` [*kernel_size, filters, C], ``bias`` [filters], in this order.
    A ``valid`` axis of length n becomes n * stride + max(kernel_size - stride, 0), a ``same``
    one n * stride.  Arguments as :class:`~tf1compat.layers.convolution.Conv`.
    """

    def _kernel_shape(self, channels: int) -> tuple[int, ...]:
        return (*self.kernel_size, self.filters, channels)

    def _lengths(self, space: Any) -> list[Any]:
        return [
            arguments.transposed_length(length, window, self.padding, stride)
            for length, window, stride in zip(space, self.kernel_size, self.strides, strict=True)
        ]

    def call(self, inputs: Any) -> Any:
        shape = self.compute_output_shape(inputs.shape)
        # No channels-first kernel exists on CPUs; TF1 moved the channels there and back, too.
        if self._is_first:
            inputs = tf.transpose(inputs, [0, *range(2, self.rank + 2), 1])
        rows, *space = tf.unstack(tf.shape(inputs))[:-1]
        transpose = {2: tf.nn.conv2d_transpose, 3: tf.nn.conv3d_transpose}[self.rank]
        outputs = transpose(
            inputs, self.kernel, tf.stack([rows, *self._lengths(space), self.filters]),
            strides=[1, *self.strides, 1], padding=self.padding.upper(),
        )
        if self._is_first:
            outputs = tf.transpose(outputs, [0, self.rank + 1, *range(1, self.rank + 1)])
        outputs.set_shape(shape)
        return self._activated(self._biased(outputs))

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        sizes = tf.TensorShape(input_shape).as_list()
        return self._arranged(sizes[0], self._lengths(sizes[2:] if self._is_first else sizes[1:-1]))

    def get_config(self) -> dict[str, Any]:
        config = {**super().get_config(), "output_padding": None}
        if self.rank == 3:
            del config["dilation_rate"]
        return config


class Conv2DTranspose(ConvTranspose):
    """Transposed convolution over 2 axes; arguments as :class:`ConvTranspose`.

    Example:
      >>> Conv2DTranspose(5, 3, strides=2)(tf.ones([2, 4, 4, 3])).shape.as_list()
      [2, 9, 9, 5]
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: Any = "valid",
        data_format: str | None = "channels_last",
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            2, filters, kernel_size, strides, padding, data_format, 1, activation,
            use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
            activity_regularizer, kernel_constraint, bias_constraint, trainable, name, **kwargs,
        )

    def call(self, inputs: Any) -> Any:
        outputs = super().call(inputs)
        op_ids.skip(15)  # TF1 put the output's shape together from more parts
        return outputs


class Conv3DTranspose(ConvTranspose):
    """Transposed convolution over 3 axes; arguments as :class:`ConvTranspose`.

    Example:
      >>> Conv3DTranspose(5, 3, strides=2)(tf.ones([2, 4, 4, 4, 3])).shape.as_list()
      [2, 9, 9, 9, 5]
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1, 1),
        padding: Any = "valid",
        data_format: str | None = "channels_last",
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            3, filters, kernel_size, strides, padding, data_format, 1, activation,
            use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
            activity_regularizer, kernel_constraint, bias_constraint, trainable, name, **kwargs,
        )


def conv2d_transpose(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = (1, 1),
    padding: Any = "valid",
    data_format: str | None = "channels_last",
    activation: Any = None,
    use_bias: bool = True,
    kernel_initializer: Any = None,
    bias_initializer: Any = ZEROS,
    kernel_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    kernel_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Any:
    """Transposed convolution over 2 axes; arguments as :class:`Conv2DTranspose`.

    Example:
      >>> conv2d_transpose(tf.ones([2, 4, 4, 3]), 5, 3, 2, "same").shape.as_list()
      [2, 8, 8, 5]
    """
    return run(Conv2DTranspose, locals())


def conv3d_transpose(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = (1, 1, 1),
    padding: Any = "valid",
    data_format: str | None = "channels_last",
    activation: Any = None,
    use_bias: bool = True,
    kernel_initializer: Any = None,
    bias_initializer: Any = ZEROS,
    kernel_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    kernel_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Any:
    """Transposed convolution over 3 axes; arguments as :class:`Conv3DTranspose`.

    Example:
      >>> conv3d_transpose(tf.ones([2, 4, 4, 4, 3]), 5, 3, 2, "same").shape.as_list()
      [2, 8, 8, 8, 5]
    """
    return run(Conv3DTranspose, locals())
