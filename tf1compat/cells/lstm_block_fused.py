"""``tf.contrib.rnn.LSTMBlockFusedCell``: a layer over the whole sequence, not a cell."""

from __future__ import annotations

from typing import Any, ClassVar

import tensorflow as tf

from tf1compat.cells import lstm_block
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.scopes import op_ids
from tf1compat.scopes.input_spec import InputSpec
from tf1compat.scopes.layer import Layer
from tf1compat.scopes.sizes import as_size


class LSTMBlockWrapper(Layer):
    """What runs an LSTM over all steps ``[T, B, D]``; subclasses say how by ``_call_cell``.

    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.rnn.LSTMBlockWrapper``.
    """

    @property
    def num_units(self) -> int:
        """U; subclasses say."""
        raise NotImplementedError(f"{type(self).__name__} must define num_units")

    def _call_cell(
        self,
        inputs: Any,
        initial_cell_state: Any,
        initial_output: Any,
        dtype: Any,
        sequence_length: Any,
    ) -> tuple[Any, Any]:
        """(c, h) of all steps, each ``[T, B, U]``."""
        raise NotImplementedError(f"{type(self).__name__} must define _call_cell")

    def call(
        self,
        inputs: Any,
        initial_state: Any = None,
        dtype: Any = None,
        sequence_length: Any = None,
    ) -> tuple[Any, LSTMStateTuple]:
        """Runs over the sequence.

        Args:
          inputs: ``[T, B, D]``; a list of T steps ``[B, D]`` too where a subclass has no
            ``input_spec`` (``LSTMBlockFusedCell`` refuses it, as in TF1).
          initial_state: (c, h), each ``[B, U]``; zeros by default.
          dtype: of the zeros; needed without ``initial_state``.
          sequence_length: ``[B]``; outputs past it are zero, the state is that of the last step.

        Returns:
          ``(outputs, state)``: ``[T, B, U]``, or a list for a list, and ``LSTMStateTuple(c, h)``.

        Raises:
          ArgumentValueError: no type, or a state that is no pair.
        """
        steps = tf.stack(inputs) if isinstance(inputs, list) else tf.convert_to_tensor(inputs)
        start = self._start(steps, initial_state, dtype)
        lengths = None if sequence_length is None else tf.convert_to_tensor(sequence_length)
        c, h = self._call_cell(steps, start[0], start[1], dtype or start[0].dtype, lengths)
        if lengths is None:
            op_ids.skip(-4 if steps.shape.as_list()[0] is not None else 5)
            state = LSTMStateTuple(c[-1], h[-1])
        else:
            op_ids.skip(_more_by_lengths(steps, initial_state))
            h *= tf.transpose(tf.sequence_mask(lengths, tf.shape(steps)[0], h.dtype))[:, :, None]
            state = LSTMStateTuple(_last(start[0], c, lengths), _last(start[1], h, lengths))
        return (tf.unstack(h) if isinstance(inputs, list) else h), state

    def _start(self, steps: Any, initial_state: Any, dtype: Any) -> Any:
        symbol = type(self).__name__
        if initial_state is not None:
            if len(initial_state) != 2:
                raise ArgumentValueError(
                    symbol, "initial_state", expected="a tuple with length 2, or None",
                    received=len(initial_state), remedy="pass LSTMStateTuple(c, h)",
                )
            return initial_state
        if dtype is None:
            raise ArgumentValueError(
                symbol, "dtype", expected="a type, or an initial_state", received="neither",
                remedy="pass dtype=tf.float32",
            )
        batch = steps.shape.as_list()[1]
        batch = tf.shape(steps)[1] if batch is None else batch
        zeros = tf.zeros(tf.stack([batch, self.num_units]), dtype)
        return zeros, zeros


def _more_by_lengths(steps: Any, initial_state: Any) -> int:
    """How many operations more TF1 made of it, as its graphs were counted."""
    time, batch = steps.shape.as_list()[:2]
    of_batch = 0 if batch is not None else (-2 if initial_state is None else 3)
    return -16 + 9 * (time is None) + of_batch


def _last(first: Any, steps: Any, lengths: Any) -> Any:
    """Of each row the state after its last step; the first one for a length of 0."""
    states = tf.concat([first[None], steps], 0)
    rows = tf.range(tf.shape(states)[1], dtype=lengths.dtype)
    return tf.gather_nd(states, tf.stack([lengths, rows], axis=1))


class LSTMBlockFusedCell(LSTMBlockWrapper):
    """``LSTMBlockCell`` over all steps in one op; its equation, variables and gradient.

    Args:
      num_units: U.
      forget_bias: added to f in every step; not part of the checkpoint.
      cell_clip: bound of c', by value; none by default, and for a number that is not positive.
      use_peephole: the diagonal connections from c.
      reuse: whether variables of the scope must exist already.
      dtype: of the variables; that of the first input by default.
      name: the scope.

    Raises:
      TypeError: an unknown depth.
      ValueError: as ``LSTMBlockWrapper.call``.

    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.rnn.LSTMBlockFusedCell``.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.cells.lstm_block_fused import LSTMBlockFusedCell
      >>> lstm = LSTMBlockFusedCell(4)
      >>> outputs, state = lstm(tf.ones([5, 2, 3]), dtype=tf.float32, sequence_length=[5, 0])
      >>> outputs.shape.as_list(), bool(tf.reduce_all(state.h[1] == 0.0))
      ([5, 2, 4], True)
    """

    input_spec = InputSpec(ndim=3)

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        cell_clip: float | None = None,
        use_peephole: bool = False,
        reuse: Any = None,
        dtype: Any = None,
        name: str | None = "lstm_fused_cell",
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        self._num_units, self._forget_bias = as_size(num_units), forget_bias
        self._cell_clip = -1.0 if cell_clip is None else cell_clip
        self._use_peephole = use_peephole

    @property
    def num_units(self) -> int:
        return self._num_units

    def build(self, input_shape: Any) -> None:
        depth = tf.TensorShape(input_shape).as_list()[2]
        if depth is None:
            raise ArgumentTypeError(  # TF1 failed on the addition
                "LSTMBlockFusedCell", "inputs", expected="a known last dimension",
                received=f"shape {input_shape}", remedy="give the input a static last dimension",
            )
        lstm_block.add_variables(self, depth, self._num_units, self._use_peephole)
        self.built = True

    def _call_cell(
        self,
        inputs: Any,
        initial_cell_state: Any,
        initial_output: Any,
        dtype: Any,
        sequence_length: Any,
    ) -> tuple[Any, Any]:
        longest = tf.shape(inputs)[0] if sequence_length is None else tf.reduce_max(sequence_length)
        none = tf.zeros([self._num_units], dtype)
        peepholes = (
            {"wci": self._w_i_diag, "wcf": self._w_f_diag, "wco": self._w_o_diag}
            if self._use_peephole
            else dict.fromkeys(("wci", "wcf", "wco"), none)
        )
        found = tf.raw_ops.BlockLSTM(
            seq_len_max=tf.cast(longest, tf.int64),
            x=inputs,
            cs_prev=initial_cell_state,
            h_prev=initial_output,
            w=self._kernel,
            b=self._bias,
            forget_bias=self._forget_bias,
            cell_clip=self._cell_clip,
            use_peephole=self._use_peephole,
            **peepholes,
        )
        op_ids.skip(-int(self._use_peephole))
        return found.cs, found.h

# --- in Keras ---------------------------------------------------------------------------------


class LSTMBlockFusedCounterpart(lstm_block.LSTMBlockCounterpart):
    """LSTMBlockCell over the whole sequence in one op, time-major, without a loop."""

    cell = "LSTMBlockFusedCell"
    scope = "lstm_fused_cell"
    ops: ClassVar[frozenset[str]] = frozenset({"BlockLSTM"})
    whole_sequence: ClassVar[bool] = True


COUNTERPART = LSTMBlockFusedCounterpart()
