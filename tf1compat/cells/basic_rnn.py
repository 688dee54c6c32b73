"""``BasicRNNCell``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.activations import resolve
from tf1compat.cells.base import LayerRNNCell, check_float


class BasicRNNCell(LayerRNNCell):
    """The plain recurrent cell (Elman, 1990).

    h' = activation([x, h] @ kernel + bias)        kernel [D + U, U], bias [U]

    Args:
      num_units: U, the width.
      activation: function or name; tanh by default.
      reuse: whether variables of the scope must exist already.
      name: the scope, ``basic_rnn_cell`` by default.
      dtype: of the variables; that of the first input by default.

    Raises:
      ValueError: input of rank other than 2 or unknown depth; integer input.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> cell = tf1compat.BasicRNNCell(4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), output is state
      ([2, 4], True)
    """

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = num_units
        self._activation = resolve("BasicRNNCell", activation)

    @property
    def state_size(self) -> int:
        return self._num_units

    @property
    def output_size(self) -> int:
        return self._num_units

    def build(self, inputs_shape: Any) -> None:
        depth = self._input_depth(inputs_shape)
        self._kernel = self.add_variable("kernel", [depth + self._num_units, self._num_units])
        self._bias = self.add_variable(
            "bias", [self._num_units], initializer=tf.compat.v1.zeros_initializer()
        )
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        check_float("BasicRNNCell", inputs, state)
        pre = tf.matmul(tf.concat([inputs, state], 1), self._kernel)
        output = self._activation(tf.nn.bias_add(pre, self._bias))
        return output, output

    def get_config(self) -> dict[str, Any]:
        return self._config(num_units=self._num_units, activation=self._activation)
