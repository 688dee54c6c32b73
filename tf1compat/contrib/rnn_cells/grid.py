"""``GridLSTMCell`` and ``BidirectionalGridLSTMCell``."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from tf1compat.cells.base import RNNCell
from tf1compat.contrib.rnn_cells.frequencies import Gates, number_of_slices, sliced, width_of
from tf1compat.contrib.rnn_cells.shards import sharded
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.scope import get_variable, variable_scope
from tf1compat.scopes.sizes import as_size

_v1 = tf.compat.v1


class GridLSTMCell(RNNCell):
    """Two LSTMs, one over time and one over slices of the input (Kalchbrenner et al., 2015).

    For each slice x_k, with c_F, m_F of the slice before and c_T, m_T of its own past, both have
    the gates of [x_k, m_T, m_F], and write c'_F from c_F and c'_T from c_T;
    m' = σ(o + W_O_diag_…f · c'_F + W_O_diag_…t · c'_T) · tanh(c') of each.

    Output ``[m'_T, m'_F]`` of each slice, state ``c'_T``, ``m'_T`` of each slice.

    Variables, for each block b: ``W_f_b_0`` … ``[(feature_size + 2U) / shards, 4U]`` and ``B_f_b``
    over slices, ``W_t_b_0`` … and ``B_t_b`` over time (3U where i and f are coupled); with
    ``use_peepholes`` ``W_F_diag_freqf_b``, ``W_F_diag_freqt_b`` and so on ``[U]``.

    Args:
      num_units: U.
      use_peepholes: whether gates see both c.
      share_time_frequency_weights: whether both LSTMs have the weights of that over slices.
      cell_clip: bound of both c', by value.
      initializer: kept; as in TensorFlow 1 the scope's is what counts.
      num_unit_shards: how many variables a matrix is split into.
      forget_bias: added to the forget gates.
      feature_size: width of a slice.
      frequency_skip: how far the slices begin from each other.
      num_frequency_blocks: how many slices each block of the input has.
      start_freqindex_list: where each block begins; without, one block is the input.
      end_freqindex_list: where it ends.
      couple_input_forget_gates: whether f is 1 - i.
      state_is_tuple: whether the state is a named tuple, or all of it side by side.
      reuse: whether the variables must be there already.

    Raises:
      ValueError: no ``num_frequency_blocks``, or other than the input gives.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = GridLSTMCell(4, feature_size=2, frequency_skip=2, num_frequency_blocks=[3])
      >>> output, state = cell(tf.ones([5, 6]), cell.zero_state(5, tf.float32))
      >>> output.shape.as_list(), state.state_f02_b00_c.shape.as_list()
      ([5, 24], [5, 4])
    """

    _prefixes: tuple[str, ...] = ("state",)

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        share_time_frequency_weights: bool = False,
        cell_clip: float | None = None,
        initializer: Any = None,
        num_unit_shards: int = 1,
        forget_bias: float = 1.0,
        feature_size: int | None = None,
        frequency_skip: int | None = None,
        num_frequency_blocks: Sequence[int] | None = None,
        start_freqindex_list: Sequence[int] | None = None,
        end_freqindex_list: Sequence[int] | None = None,
        couple_input_forget_gates: bool = False,
        state_is_tuple: bool = True,
        reuse: bool | None = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        if num_frequency_blocks is None:
            raise _wrong(
                "num_frequency_blocks", "the number of slices of each block", "None",
                "Must specify num_frequency_blocks",
            )
        self._num_units, self._use_peepholes = as_size(num_units), use_peepholes
        self._shared, self._coupled = share_time_frequency_weights, couple_input_forget_gates
        self._cell_clip, self._initializer = cell_clip, initializer
        self._num_unit_shards, self._forget_bias = num_unit_shards, forget_bias
        self._feature_size: Any = feature_size
        self._frequency_skip: Any = frequency_skip
        self._blocks = list(num_frequency_blocks)
        self._starts: Any = start_freqindex_list
        self._ends: Any = end_freqindex_list
        self._state_tuple: Any = self._named() if state_is_tuple else None

    def _named(self) -> Any:
        fields = [
            f"{prefix}_f{index:02d}_b{block:02d}_{part}"
            for prefix in self._prefixes
            for block, number in enumerate(self._blocks)
            for index in range(number)
            for part in "cm"
        ]
        return namedtuple(type(self).__name__.replace("Cell", "StateTuple"), fields)

    @property
    def state_tuple_type(self) -> Any:
        return self._state_tuple

    @property
    def output_size(self) -> int:
        return 2 * self._num_units * sum(self._blocks) * len(self._prefixes)

    @property
    def state_size(self) -> Any:
        if self._state_tuple is None:
            return self.output_size
        return self._state_tuple(*[self._num_units] * len(self._state_tuple._fields))

    def call(self, inputs: Any, state: Any) -> Any:
        """(outputs, state') of one step."""
        outputs, states = self._blockwise(self._slices(inputs), state, "state")
        if self._state_tuple is None:
            return tf.concat(outputs, 1), tf.concat(states, 1)
        return tf.concat(outputs, 1), self._state_tuple(*states)

    def _blockwise(
        self, blocks: list[list[Any]], state: Any, prefix: str
    ) -> tuple[list[Any], list[Any]]:
        outputs, states = [], []
        for block, slices in enumerate(blocks):
            of_block = self._over_slices(slices, block, state, prefix)
            outputs += of_block[0]
            states += of_block[1]
        return outputs, states

    def _slices(self, inputs: Any, offset: int = 0) -> list[list[Any]]:
        """Those of each block of an input that is moved by so many places, zeros behind it."""
        width = width_of(type(self).__name__, inputs)
        if offset:
            room = [0, offset] if offset > 0 else [-offset, 0]
            inputs, offset = tf.pad(inputs, [[0, 0], room]), max(offset, 0)
        starts, ends = self._starts, self._ends
        starts, ends = (starts, ends) if starts else ([0], [width])
        if not len(starts) == len(ends) == len(self._blocks):
            raise _wrong(
                "num_frequency_blocks", f"{len(starts)} starts, ends and numbers of slices",
                f"{len(ends)} ends, {len(self._blocks)} numbers",
            )
        found = []
        for start, end, number in zip(starts, ends, self._blocks, strict=True):
            fitting = number_of_slices(end - start, self._feature_size, self._frequency_skip)
            if fitting != number:
                raise _wrong("num_frequency_blocks", f"{fitting} slices", f"{number}")
            found.append(
                sliced(inputs, start + offset, number, self._feature_size, self._frequency_skip)
            )
        return found

    def _over_slices(
        self, slices: list[Any], block: int, state: Any, prefix: str
    ) -> tuple[list[Any], list[Any]]:
        dtype, units = slices[0].dtype, self._num_units
        weights = self._weights(block, dtype)
        see = self._peepholes(block, dtype)
        zero = tf.zeros([tf.shape(slices[0])[0], units], dtype)
        c_freq, m_freq = zero, zero
        outputs, states = [], []
        for index, one in enumerate(slices):
            c_time, m_time = self._past(state, f"{prefix}_f{index:02d}_b{block:02d}", index)
            joined = tf.concat([one, m_time, m_freq], 1)
            freq, time = (
                Gates.of(tf.nn.bias_add(tf.matmul(joined, w), b), self._coupled)
                for w, b in weights
            )
            of_freq, of_time = (
                {gate: see(gate, axis, c_freq, c_time) for gate in "if"}
                for axis in ("freq", "time")
            )
            new_freq = freq.next_c(c_freq, self._forget_bias, of_freq, self._cell_clip)
            new_time = time.next_c(c_time, self._forget_bias, of_time, self._cell_clip)
            m_freq, m_time = (
                tf.sigmoid(gates.o + see("o", axis, new_freq, new_time)) * tf.tanh(c)
                for gates, axis, c in ((freq, "freq", new_freq), (time, "time", new_time))
            )
            c_freq = new_freq
            outputs += [m_time, m_freq]
            states += [new_time, m_time]
        return outputs, states

    def _past(self, state: Any, name: str, index: int) -> tuple[Any, Any]:
        """C and m of a slice; side by side, TensorFlow 1 began with the first for each block."""
        if self._state_tuple is not None:
            return getattr(state, f"{name}_c"), getattr(state, f"{name}_m")
        begins = (2 * index * self._num_units, (2 * index + 1) * self._num_units)
        c, m = (tf.slice(state, [0, begin], [-1, self._num_units]) for begin in begins)
        return c, m

    def _weights(self, block: int, dtype: Any) -> list[tuple[Any, Any]]:
        """Of the LSTM over slices, and of that over time."""
        size = (3 if self._coupled else 4) * self._num_units
        shape = [self._feature_size + 2 * self._num_units, size]
        made = []
        for axis in "f" if self._shared else "ft":
            weights = sharded(f"W_{axis}_{block}", shape, dtype, self._num_unit_shards)
            zeros = _v1.zeros_initializer()
            bias = get_variable(f"B_{axis}_{block}", [size], dtype=dtype, initializer=zeros)
            made.append((weights, bias))
        return made * 2 if self._shared else made

    def _peepholes(self, block: int, dtype: Any) -> Any:
        """What a gate of one axis sees of both c."""
        if not self._use_peepholes:
            return lambda *_: 0.0
        axes = ("freq",) if self._shared else ("freq", "time")
        diagonal = {
            (axis, gate, of): get_variable(
                f"W_{gate.upper()}_diag_{axis}{of}_{block}", [self._num_units], dtype=dtype
            )
            for axis in axes
            for gate in ("io" if self._coupled else "fio")
            for of in "ft"
        }

        def see(gate: str, axis: str, c_freq: Any, c_time: Any) -> Any:
            axis = axis if axis in axes else "freq"
            if (axis, gate, "f") not in diagonal:
                return 0.0
            return diagonal[axis, gate, "f"] * c_freq + diagonal[axis, gate, "t"] * c_time

        return see


class BidirectionalGridLSTMCell(GridLSTMCell):
    """A :class:`GridLSTMCell` forwards over the slices and another backwards, in ``fwd``, ``bwd``.

    Output and state are those of the first, then those of the second.

    Args:
      num_units: as in :class:`GridLSTMCell`, and so the others.
      use_peepholes: whether gates see both c.
      share_time_frequency_weights: whether time and slices share weights.
      cell_clip: bound of both c', by value.
      initializer: kept.
      num_unit_shards: how many variables a matrix is split into.
      forget_bias: added to the forget gates.
      feature_size: width of a slice.
      frequency_skip: how far the slices begin from each other.
      num_frequency_blocks: how many slices each block of the input has.
      start_freqindex_list: where each block begins.
      end_freqindex_list: where it ends.
      couple_input_forget_gates: whether f is 1 - i.
      backward_slice_offset: how many places later the slices of the second begin; zeros fill in.
      reuse: whether the variables must be there already.

    Raises:
      ValueError: as :class:`GridLSTMCell`.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = BidirectionalGridLSTMCell(
      ...     4, feature_size=2, frequency_skip=2, num_frequency_blocks=[3])
      >>> output, state = cell(tf.ones([5, 6]), cell.zero_state(5, tf.float32))
      >>> output.shape.as_list(), state.bwd_state_f00_b00_m.shape.as_list()
      ([5, 48], [5, 4])
    """

    _prefixes = ("fwd_state", "bwd_state")

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        share_time_frequency_weights: bool = False,
        cell_clip: float | None = None,
        initializer: Any = None,
        num_unit_shards: int = 1,
        forget_bias: float = 1.0,
        feature_size: int | None = None,
        frequency_skip: int | None = None,
        num_frequency_blocks: Sequence[int] | None = None,
        start_freqindex_list: Sequence[int] | None = None,
        end_freqindex_list: Sequence[int] | None = None,
        couple_input_forget_gates: bool = False,
        backward_slice_offset: int = 0,
        reuse: bool | None = None,
    ) -> None:
        super().__init__(
            num_units, use_peepholes, share_time_frequency_weights, cell_clip, initializer,
            num_unit_shards, forget_bias, feature_size, frequency_skip, num_frequency_blocks,
            start_freqindex_list, end_freqindex_list, couple_input_forget_gates, True, reuse,
        )
        self._offset = backward_slice_offset

    def call(self, inputs: Any, state: Any) -> Any:
        """(outputs, state') of one step."""
        forwards = self._slices(inputs)
        shifted = self._slices(inputs, self._offset) if self._offset else forwards
        with variable_scope("fwd"):
            outputs, states = self._blockwise(forwards, state, "fwd_state")
        with variable_scope("bwd"):
            back = self._blockwise([block[::-1] for block in shifted], state, "bwd_state")
        joined = self._state_tuple(*states, *back[1])
        return tf.concat([*outputs, *back[0]], 1), joined


def _wrong(argument: str, expected: str, received: str, known_as: str = "") -> ArgumentValueError:
    return ArgumentValueError(
        "GridLSTMCell", argument, expected=expected, received=received,
        remedy="compare it with the input and the filter's size", known_as=known_as,
    )
