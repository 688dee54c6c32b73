"""``NASCell``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.base import LayerRNNCell
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.scopes import op_ids
from tf1compat.scopes.sizes import as_size

_v1 = tf.compat.v1


class NASCell(LayerRNNCell):
    """The cell that an architecture search found (Zoph and Le, 2016).

    i0 … i7 = split(x @ kernel),  m0 … m7 = split(m @ recurrent_kernel + bias)
    a = tanh(tanh(σ(i0 + m0) · relu(i1 + m1)) + c),  b = tanh(σ(i2 + m2) + relu(i3 · m3))
    d = tanh(tanh(i4 + m4) · σ(i5 + m5)),            e = σ(tanh(i6 + m6) + σ(i7 + m7))
    c' = a · b,  m' = tanh(c' · tanh(d + e)) @ projection_weights

    Variables: ``recurrent_kernel`` ``[P, 8U]``, ``kernel`` ``[D, 8U]``; with ``use_bias`` ``bias``
    ``[8U]``; with ``num_proj`` ``projection_weights`` ``[U, P]``.

    Args:
      num_units: U.
      num_proj: P, the width of the output; U and no projection by default.
      use_bias: whether there is a bias.
      reuse: whether variables of the scope must exist already.
      **kwargs: of the layer: ``name``, ``dtype``.

    Raises:
      ValueError: input of rank other than 2 or unknown depth.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = NASCell(4, num_proj=2)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), state.c.shape.as_list()
      ([2, 2], [2, 4])
    """

    def __init__(
        self,
        num_units: int,
        num_proj: int | None = None,
        use_bias: bool = False,
        reuse: bool | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, **kwargs)
        self._num_units, self._num_proj = as_size(num_units), as_size(num_proj)
        self._use_bias = use_bias

    @property
    def state_size(self) -> Any:
        return LSTMStateTuple(self._num_units, self.output_size)

    @property
    def output_size(self) -> int:
        return self._num_units if self._num_proj is None else self._num_proj

    def build(self, inputs_shape: Any) -> None:
        depth, width = self._input_depth(inputs_shape), 8 * self._num_units
        self._recurrent = self.add_variable("recurrent_kernel", [self.output_size, width])
        self._kernel = self.add_variable("kernel", [depth, width])
        if self._use_bias:
            zeros = _v1.zeros_initializer()
            self._bias = self.add_variable("bias", [width], initializer=zeros)
        if self._num_proj is not None:
            shape = [self._num_units, self._num_proj]
            self._projection = self.add_variable("projection_weights", shape)
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """(m', (c', m')) of one step."""
        c, m = state
        recurrent = tf.matmul(m, self._recurrent)
        if self._use_bias:
            recurrent = tf.nn.bias_add(recurrent, self._bias)
        xs = tf.split(tf.matmul(inputs, self._kernel), 8, axis=1)
        ms = tf.split(recurrent, 8, axis=1)
        both = [x + h for x, h in zip(xs, ms, strict=True)]
        sigmoid, relu, tanh = tf.sigmoid, tf.nn.relu, tf.tanh
        first = tanh(tanh(sigmoid(both[0]) * relu(both[1])) + c)
        new_c = first * tanh(sigmoid(both[2]) + relu(xs[3] * ms[3]))
        third = tanh(tanh(both[4]) * sigmoid(both[5]))
        last = sigmoid(tanh(both[6]) + sigmoid(both[7]))
        new_m = tanh(new_c * tanh(third + last))
        if self._num_proj is not None:
            new_m = tf.matmul(new_m, self._projection)
        op_ids.skip(1)  # the axis of the split
        return new_m, LSTMStateTuple(new_c, new_m)
