"""``ConvLSTMCell`` and those of one, two and three dimensions."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.base import RNNCell
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes import op_ids
from tf1compat.scopes.scope import get_variable

_v1 = tf.compat.v1
_FORMATS = {1: "NWC", 2: "NHWC", 3: "NDHWC"}


class ConvLSTMCell(RNNCell):
    """An LSTM whose products are convolutions (Shi et al., 2015).

    i, j, f, o = split(conv([x, h], kernel) + biases)
    c' = c · σ(f + forget_bias) + σ(i) · tanh(j);  h' = tanh(c') · σ(o)

    Variables: ``kernel`` ``[*kernel_shape, C + output_channels, 4 · output_channels]``; with
    ``use_bias`` ``biases`` ``[4 · output_channels]``.

    Args:
      conv_ndims: 1, 2 or 3.
      input_shape: of the input without the batch, channels last.
      output_channels: of the state.
      kernel_shape: of the convolution.
      use_bias: whether there is a bias.
      skip_connection: whether the input is joined to the output's channels.
      forget_bias: added to the forget gate.
      initializers: takes no part, as in TF1.
      name: the scope.

    Shapes: inputs ``[B, *input_shape]``, state ``[B, *space, output_channels]`` each.

    Raises:
      ArgumentValueError: ``input_shape`` does not fit ``conv_ndims``.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = ConvLSTMCell(1, [6, 2], 3, [3])
      >>> output, state = cell(tf.ones([2, 6, 2]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 6, 3]
    """

    def __init__(
        self,
        conv_ndims: int,
        input_shape: Any,
        output_channels: int,
        kernel_shape: Any,
        use_bias: bool = True,
        skip_connection: bool = False,
        forget_bias: float = 1.0,
        initializers: Any = None,
        name: str = "conv_lstm_cell",
    ) -> None:
        super().__init__(name=name)
        if conv_ndims != len(input_shape) - 1:
            raise ArgumentValueError(
                type(self).__name__, "input_shape",
                expected=f"{conv_ndims} dimensions and the channels", received=f"{input_shape}",
                remedy="leave out the batch and put the channels last",
                known_as=f"Invalid input_shape {input_shape} for conv_ndims={conv_ndims}.",
            )
        if initializers is not None:
            _v1.logging.warn(f"{type(self).__name__}(initializers) takes no part; leave it out")
        self._conv_ndims, self._kernel_shape = conv_ndims, list(kernel_shape)
        self._use_bias, self._forget_bias = use_bias, forget_bias
        self._skip_connection, self._output_channels = skip_connection, output_channels
        space, channels = list(input_shape)[:-1], list(input_shape)[-1]
        self._state_shape = tf.TensorShape([*space, output_channels])
        total = output_channels + (channels if skip_connection else 0)
        self._output_shape = tf.TensorShape([*space, total])

    @property
    def state_size(self) -> Any:
        return LSTMStateTuple(self._state_shape, self._state_shape)

    @property
    def output_size(self) -> Any:
        return self._output_shape

    def call(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """(h', (c', h')) of one step."""
        del scope  # the call has opened it
        c, h = state
        gates = self._convolved(tf.concat([inputs, h], -1))
        i, j, f, o = tf.split(gates, 4, axis=-1)
        new_c = tf.sigmoid(f + self._forget_bias) * c + tf.sigmoid(i) * tf.tanh(j)
        output = tf.tanh(new_c) * tf.sigmoid(o)
        if self._skip_connection:
            output = tf.concat([output, inputs], -1)
        op_ids.skip(1)  # the axis of the split
        return output, LSTMStateTuple(new_c, output)

    def _convolved(self, x: Any) -> Any:
        width = 4 * self._output_channels
        shape = [*self._kernel_shape, x.shape.as_list()[-1], width]
        kernel = get_variable("kernel", shape, dtype=x.dtype)
        product = tf.nn.convolution(
            x, kernel, padding="SAME", data_format=_FORMATS[self._conv_ndims]
        )
        if not self._use_bias:
            return product
        zeros = _v1.constant_initializer(0.0, dtype=x.dtype)
        return product + get_variable("biases", [width], dtype=x.dtype, initializer=zeros)


class Conv1DLSTMCell(ConvLSTMCell):
    """``ConvLSTMCell`` of one dimension, with its arguments."""

    def __init__(self, name: str = "conv_1d_lstm_cell", **kwargs: Any) -> None:
        super().__init__(conv_ndims=1, name=name, **kwargs)


class Conv2DLSTMCell(ConvLSTMCell):
    """``ConvLSTMCell`` of two dimensions, with its arguments."""

    def __init__(self, name: str = "conv_2d_lstm_cell", **kwargs: Any) -> None:
        super().__init__(conv_ndims=2, name=name, **kwargs)


class Conv3DLSTMCell(ConvLSTMCell):
    """``ConvLSTMCell`` of three dimensions, with its arguments."""

    def __init__(self, name: str = "conv_3d_lstm_cell", **kwargs: Any) -> None:
        super().__init__(conv_ndims=3, name=name, **kwargs)
