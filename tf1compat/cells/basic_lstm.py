"""``BasicLSTMCell``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.activations import resolve
from tf1compat.cells.base import LayerRNNCell, check_float
from tf1compat.cells.state import LSTMStateTuple


class BasicLSTMCell(LayerRNNCell):
    """LSTM without peepholes, clipping or projection (Zaremba et al., 2014).

    i, j, f, o = split([x, h] @ kernel + bias)      kernel [D + U, 4U], bias [4U], packed i, j, f, o
    c' = c * sigmoid(f + forget_bias) + sigmoid(i) * activation(j)
    h' = activation(c') * sigmoid(o)

    Args:
      num_units: U, the width.
      forget_bias: added to f in every step; not part of the checkpoint.
      state_is_tuple: state as ``LSTMStateTuple(c, h)``; otherwise ``[c, h]`` side by side, [B, 2U].
      activation: function or name, for j and for c'; tanh by default.
      reuse: whether variables of the scope must exist already.
      name: the scope, ``basic_lstm_cell`` by default.
      dtype: of the variables; that of the first input by default.

    Raises:
      ValueError: input of rank other than 2 or unknown depth; integer input.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> cell = tf1compat.BasicLSTMCell(4, forget_bias=0.5)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), state._fields, output is state.h
      ([2, 4], ('c', 'h'), True)
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = resolve("BasicLSTMCell", activation)

    @property
    def state_size(self) -> Any:
        if self._state_is_tuple:
            return LSTMStateTuple(self._num_units, self._num_units)
        return 2 * self._num_units

    @property
    def output_size(self) -> int:
        return self._num_units

    def build(self, inputs_shape: Any) -> None:
        depth = self._input_depth(inputs_shape)
        self._kernel = self.add_variable("kernel", [depth + self._num_units, 4 * self._num_units])
        self._bias = self.add_variable(
            "bias", [4 * self._num_units], initializer=tf.compat.v1.zeros_initializer()
        )
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        check_float("BasicLSTMCell", inputs, state)
        c, h = state if self._state_is_tuple else tf.split(state, 2, axis=1)
        gates = tf.matmul(tf.concat([inputs, h], 1), self._kernel)
        i, j, f, o = tf.split(tf.nn.bias_add(gates, self._bias), 4, axis=1)
        forget_bias = tf.constant(self._forget_bias, dtype=f.dtype)
        new_c = c * tf.sigmoid(f + forget_bias) + tf.sigmoid(i) * self._activation(j)
        new_h = self._activation(new_c) * tf.sigmoid(o)
        if self._state_is_tuple:
            return new_h, LSTMStateTuple(new_c, new_h)
        return new_h, tf.concat([new_c, new_h], 1)

    def get_config(self) -> dict[str, Any]:
        return self._config(
            num_units=self._num_units,
            forget_bias=self._forget_bias,
            state_is_tuple=self._state_is_tuple,
            activation=self._activation,
        )
