"""``Conv``, what every convolution layer shares."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.layers import arguments
from tf1compat.layers.arguments import ZEROS
from tf1compat.layers.weighted import Weighted
from tf1compat.scopes import op_ids
from tf1compat.scopes.input_spec import InputSpec

_CHANNELS_LAST = {1: "NWC", 2: "NHWC", 3: "NDHWC"}
_OP_NAMES = {1: "conv1d", 2: "Conv2D", 3: "Conv3D"}
_CHANNELS_FIRST = {1: "NCW", 2: "NCHW", 3: "NCDHW"}


class Conv(Weighted):
    """activation(convolution(inputs, kernel) + bias) over ``rank`` spatial axes.

    Variables: ``kernel`` [*kernel_size, C, filters], ``bias`` [filters], in this order.
    Inputs ``[B, *space, C]``, or ``[B, C, *space]`` with ``channels_first``.

    Args:
      rank: number of spatial axes.
      filters: channels of the output.
      kernel_size: one int, or one for each axis.
      strides: the same; more than 1 only without dilation.
      padding: ``valid`` or ``same`` (in any case), in one dimension also ``causal``, or explicit
        ``[[before, after], …]`` for every axis of the input.
      data_format: ``channels_last`` or ``channels_first``; TensorFlow computes the latter on CPUs
        for some operations only, as TF1 did.
      dilation_rate: one int, or one for each axis.
      activation: function or name; None for none.
      use_bias: whether to add a bias.
      kernel_initializer: initialiser or name; None for the scope's, ``glorot_uniform`` at last.
      bias_initializer: initialiser or name.
      kernel_regularizer: function of the kernel, its value joins ``REGULARIZATION_LOSSES``.
      bias_regularizer: the same for the bias.
      activity_regularizer: function of the output; the loss is its value per row of the batch.
      kernel_constraint: projection that a v1 optimizer applies after each step.
      bias_constraint: the same for the bias.
      trainable: whether the variables train.
      name: the scope; by default the class's name in snake case, made unique.
      **kwargs: ``dtype``, ``_scope``, ``_reuse``.

    Raises:
      ValueError: another rank, unknown channels, strides together with dilation, a wrong argument.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> layer = Conv(2, filters=4, kernel_size=3, name="edges")
      >>> layer(tf.ones([2, 8, 8, 3])).shape.as_list(), [v.name for v in layer.weights]
      ([2, 6, 6, 4], ['edges/kernel:0', 'edges/bias:0'])
    """

    def __init__(
        self,
        rank: int,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: Any = "valid",
        data_format: str | None = "channels_last",
        dilation_rate: Any = 1,
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
        super().__init__(trainable=trainable, name=name, **kwargs)
        symbol = type(self).__name__
        self.rank = rank
        self.filters = filters
        self.kernel_size = arguments.sizes(symbol, "kernel_size", kernel_size, rank)
        self.strides = arguments.sizes(symbol, "strides", strides, rank)
        self.dilation_rate = arguments.sizes(symbol, "dilation_rate", dilation_rate, rank)
        self.padding = self._known_padding(symbol, padding)
        self.data_format = arguments.data_format(symbol, data_format)
        self.use_bias = use_bias
        self._take(
            symbol, activation=activation,
            kernel_initializer=kernel_initializer, bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer, bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            kernel_constraint=kernel_constraint, bias_constraint=bias_constraint,
        )
        self.input_spec = InputSpec(ndim=rank + 2)

    def _known_padding(self, symbol: str, padding: Any) -> Any:
        if isinstance(padding, list | tuple):
            return padding
        allowed = ("valid", "same", "causal") if self.rank == 1 else ("valid", "same")
        return arguments.choice(symbol, "padding", padding, allowed)

    @property
    def _is_first(self) -> bool:
        return self.data_format == "channels_first"

    @property
    def _channel_axis(self) -> int:
        return 1 if self._is_first else -1

    def _channels(self, input_shape: Any) -> int:
        """The number of input channels, from now on required of every input."""
        self._check_dtype()
        channels = arguments.known_channels(type(self).__name__, input_shape, self._channel_axis)
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={self._channel_axis: channels})
        return channels

    def _kernel_shape(self, channels: int) -> tuple[int, ...]:
        return (*self.kernel_size, channels, self.filters)

    def build(self, input_shape: Any) -> None:
        self.kernel = self._weight("kernel", self._kernel_shape(self._channels(input_shape)))
        self._build_bias()
        self.built = True

    def _build_bias(self) -> None:
        self.bias = self._weight("bias", (self.filters,)) if self.use_bias else None

    def _padded(self, inputs: Any) -> tuple[Any, Any]:
        """The inputs, with causal padding done, and the padding left to the op."""
        if not isinstance(self.padding, str):
            return inputs, self.padding
        if self.padding != "causal":
            return inputs, self.padding.upper()
        left = self.dilation_rate[0] * (self.kernel_size[0] - 1)
        time = [[left, 0]]
        around = [[0, 0], *time, [0, 0]] if not self._is_first else [[0, 0], [0, 0], *time]
        return tf.pad(inputs, around), "VALID"

    def _check_strides(self) -> None:
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ArgumentValueError(
                type(self).__name__, "dilation_rate", expected="1 while a stride is above 1",
                received=f"strides {self.strides}, dilation_rate {self.dilation_rate}",
                remedy="set one of the two to 1",
            )
        if min(self.strides) < 1:
            raise ArgumentValueError(
                type(self).__name__, "strides", expected="positive ints", received=self.strides,
                remedy="use at least 1",
            )

    def call(self, inputs: Any) -> Any:
        self._check_strides()
        inputs, padding = self._padded(inputs)
        formats = _CHANNELS_FIRST if self._is_first else _CHANNELS_LAST
        convolve = _explicit_convolution if isinstance(padding, list | tuple) else (
            tf.compat.v1.nn.convolution
        )
        outputs = convolve(
            inputs, self.kernel, padding=padding, strides=self.strides,
            dilation_rate=self.dilation_rate, data_format=formats[self.rank],
            name=_OP_NAMES[self.rank],
        )
        op_ids.skip(1)  # the dilation
        return self._activated(self._biased(outputs))

    def _biased(self, outputs: Any) -> Any:
        if self.bias is None:
            return outputs
        if self._is_first and self.rank == 1:
            return outputs + tf.reshape(self.bias, [1, self.filters, 1])
        data_format = "NCHW" if self._is_first else "NHWC"
        return tf.nn.bias_add(outputs, self.bias, data_format=data_format)

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        sizes = tf.TensorShape(input_shape).as_list()
        space = sizes[2:] if self._is_first else sizes[1:-1]
        return self._arranged(sizes[0], [
            arguments.output_length(
                length, (window - 1) * dilation + 1, str(self.padding), stride
            )
            for length, window, dilation, stride in zip(
                space, self.kernel_size, self.dilation_rate, self.strides, strict=True
            )
        ])

    def _arranged(self, rows: Any, space: list[Any]) -> tf.TensorShape:
        if self._is_first:
            return tf.TensorShape([rows, self.filters, *space])
        return tf.TensorShape([rows, *space, self.filters])

    def get_config(self) -> dict[str, Any]:
        return self._config_of(
            "filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate",
            "activation", "use_bias", "kernel_initializer", "bias_initializer",
            "kernel_regularizer", "bias_regularizer", "activity_regularizer",
            "kernel_constraint", "bias_constraint",
        )


def _explicit_convolution(
    inputs: Any, kernel: Any, padding: Any, strides: Any, dilation_rate: Any, data_format: str,
    name: str,
) -> Any:
    """A two-dimensional convolution with a padding that the caller spells out."""
    first = data_format == "NCHW"
    widths = [[1, 1, *values] if first else [1, *values, 1] for values in (strides, dilation_rate)]
    return tf.nn.conv2d(
        inputs, kernel, strides=widths[0], padding=padding, data_format=data_format,
        dilations=widths[1], name=name,
    )
