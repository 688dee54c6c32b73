"""``TimeFreqLSTMCell``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.base import RNNCell
from tf1compat.contrib.rnn_cells.frequencies import Gates, number_of_slices, sliced, width_of
from tf1compat.contrib.rnn_cells.shards import sharded
from tf1compat.scopes.scope import get_variable
from tf1compat.scopes.sizes import as_size

_v1 = tf.compat.v1


class TimeFreqLSTMCell(RNNCell):
    """An LSTM that goes over slices of its input before it goes on in time (Li et al., 2015).

    For each slice x_k of the input, with m_{k-1} of the slice before and c, m of its own past:
    i, j, f, o = split([x_k, m, m_{k-1}] @ W + B)
    c' = σ(f + forget_bias + W_F_diag · c) · c + σ(i + W_I_diag · c) · tanh(j), clipped
    m' = σ(o + W_O_diag · c') · tanh(c')

    Output ``[m'_0, m'_1, …]``, state ``[c'_0, m'_0, c'_1, m'_1, …]``.  As in TensorFlow 1 the
    sizes that the cell states, and so its zero state, are those of one slice: with more, pass a
    state of your own to the cell.

    Variables: ``W_0`` … ``[(feature_size + 2U) / shards, 4U]``, ``B`` ``[4U]``; with
    ``use_peepholes`` ``W_F_diag``, ``W_I_diag``, ``W_O_diag`` ``[U]``.

    Args:
      num_units: U.
      use_peepholes: whether gates see c.
      cell_clip: bound of c', by value.
      initializer: of all variables that have none of their own; the scope's by default.
      num_unit_shards: how many variables ``W`` is split into.
      forget_bias: added to the forget gate.
      feature_size: width of a slice.
      frequency_skip: how far the slices begin from each other.
      reuse: whether the variables must be there already.

    Raises:
      ValueError: an unknown width of the input.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = TimeFreqLSTMCell(4, feature_size=2, frequency_skip=2)
      >>> output, state = cell(tf.ones([3, 6]), tf.zeros([3, 3 * 2 * 4]))
      >>> output.shape.as_list(), state.shape.as_list()
      ([3, 12], [3, 24])
    """

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        cell_clip: float | None = None,
        initializer: Any = None,
        num_unit_shards: int = 1,
        forget_bias: float = 1.0,
        feature_size: int | None = None,
        frequency_skip: int = 1,
        reuse: bool | None = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        self._num_units, self._use_peepholes = as_size(num_units), use_peepholes
        self._cell_clip, self._initializer = cell_clip, initializer
        self._num_unit_shards, self._forget_bias = num_unit_shards, forget_bias
        self._feature_size: Any = feature_size
        self._frequency_skip = frequency_skip

    @property
    def state_size(self) -> int:
        return 2 * self._num_units

    @property
    def output_size(self) -> int:
        return self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        """(outputs, state') of one step."""
        width, units = width_of("TimeFreqLSTMCell", inputs), self._num_units
        number = number_of_slices(width, self._feature_size, self._frequency_skip)
        slices = sliced(inputs, 0, number, self._feature_size, self._frequency_skip)
        rows = self._feature_size + 2 * units
        weights = sharded("W", [rows, 4 * units], inputs.dtype, self._num_unit_shards)
        bias = get_variable(
            "B", [4 * units], dtype=inputs.dtype, initializer=_v1.zeros_initializer()
        )
        see = self._peepholes(inputs.dtype)
        before = tf.zeros([tf.shape(inputs)[0], units], inputs.dtype)
        outputs, states = [], []
        for index, one in enumerate(slices):
            c = tf.slice(state, [0, 2 * index * units], [-1, units])
            m = tf.slice(state, [0, (2 * index + 1) * units], [-1, units])
            product = tf.matmul(tf.concat([one, m, before], 1), weights)
            gates = Gates.of(tf.nn.bias_add(product, bias))
            seen = {gate: see(gate, c) for gate in "if"}
            c = gates.next_c(c, self._forget_bias, seen, self._cell_clip)
            before = tf.sigmoid(gates.o + see("o", c)) * tf.tanh(c)
            states += [c, before]
            outputs.append(before)
        return tf.concat(outputs, 1), tf.concat(states, 1)

    def _peepholes(self, dtype: Any) -> Any:
        """What a gate sees of c."""
        if not self._use_peepholes:
            return lambda *_: 0.0
        diagonal = {
            gate: get_variable(f"W_{gate.upper()}_diag", [self._num_units], dtype=dtype)
            for gate in "fio"
        }
        return lambda gate, c: diagonal[gate] * c
