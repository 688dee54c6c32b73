"""``CudnnCompatibleLSTMCell`` and ``CudnnCompatibleGRUCell``: what cuDNN trained, on any device."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.base import LayerRNNCell, check_float
from tf1compat.cells.lstm_block import LSTMBlockCell
from tf1compat.scopes.sizes import as_size

_v1 = tf.compat.v1


class CudnnCompatibleLSTMCell(LSTMBlockCell):
    """:class:`LSTMBlockCell` as cuDNN computes: no forget bias, no clip, no peepholes.

    Args:
      num_units: U.
      reuse: whether the variables must be there already.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = CudnnCompatibleLSTMCell(4)
      >>> output, _ = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> cell.variables[0].name
      'cudnn_compatible_lstm_cell/kernel:0'
    """

    def __init__(self, num_units: int, reuse: Any = None) -> None:
        super().__init__(
            num_units, forget_bias=0, reuse=reuse, name="cudnn_compatible_lstm_cell"
        )


class CudnnCompatibleGRUCell(LayerRNNCell):
    """A GRU that resets after the product, as cuDNN does.

    r, u = split(σ([x, h] @ gates/kernel + gates/bias))
    c = tanh(x @ W_i + b_i + r * (h @ W_h + b_h))
    h' = (1 - u) * c + u * h

    Variables: ``gates/kernel`` [D + U, 2U], ``gates/bias`` [2U], then W_i, W_h, b_i, b_h:
    ``candidate/input_projection/kernel`` [D, U], ``candidate/hidden_projection/kernel`` [U, U]
    and their biases [U].

    Args:
      num_units: U.
      reuse: whether the variables must be there already.
      kernel_initializer: of the three kernels.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = CudnnCompatibleGRUCell(4)
      >>> output, _ = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> [v.shape.as_list() for v in cell.variables]
      [[7, 8], [8], [3, 4], [4, 4], [4], [4]]
    """

    def __init__(self, num_units: int, reuse: Any = None, kernel_initializer: Any = None) -> None:
        super().__init__(_reuse=reuse)
        self._num_units, self._kernel_initializer = as_size(num_units), kernel_initializer

    @property
    def state_size(self) -> int:
        return self._num_units

    @property
    def output_size(self) -> int:
        return self._num_units

    def build(self, inputs_shape: Any) -> None:
        depth, units, kernel = self._input_depth(inputs_shape), self._num_units, "kernel"
        shapes = {"input": [depth, units], "hidden": [units, units]}
        start, zeros = self._kernel_initializer, _v1.zeros_initializer()
        self._gate_kernel = self.add_variable(
            "gates/kernel", [depth + units, 2 * units], initializer=start
        )
        self._gate_bias = self.add_variable(
            "gates/bias", [2 * units], initializer=_v1.constant_initializer(1.0)
        )
        self._kernels = {
            of: self.add_variable(f"candidate/{of}_projection/{kernel}", shape, initializer=start)
            for of, shape in shapes.items()
        }
        self._biases = {
            of: self.add_variable(f"candidate/{of}_projection/bias", [units], initializer=zeros)
            for of in shapes
        }
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """(h', h') of one step."""
        check_float("CudnnCompatibleGRUCell", inputs, state)
        gates = tf.matmul(tf.concat([inputs, state], 1), self._gate_kernel)
        r, u = tf.split(tf.sigmoid(tf.nn.bias_add(gates, self._gate_bias)), 2, axis=1)
        of_input, of_hidden = (
            tf.nn.bias_add(tf.matmul(value, self._kernels[of]), self._biases[of])
            for of, value in (("input", inputs), ("hidden", state))
        )
        c = tf.tanh(of_input + r * of_hidden)
        new_h = (1 - u) * c + u * state
        return new_h, new_h
