"""``AttentionCellWrapper``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.wrapper import AroundCell
from tf1compat.contrib.linear import linear
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes import op_ids
from tf1compat.scopes.scope import get_variable, variable_scope

_v1 = tf.compat.v1


class AttentionCellWrapper(AroundCell):
    """A cell that attends to its own last outputs (Cheng et al., 2016).

    y, s' = cell(linear(x, a), s);  score[t] = Σ attn_v · tanh(past[t] · attn_w + linear(s'))
    a' = Σ softmax(score)[t] · past[t];  output = linear(y, a'), which joins the past

    Variables: ``kernel`` and ``bias`` of the input; the cell's; ``attention/attn_w``
    ``[1, 1, attn_size, attn_vec_size]``, ``attn_v``, ``kernel``, ``bias``;
    ``attn_output_projection/kernel`` and ``bias``.

    Args:
      cell: the cell.
      attn_length: how many outputs are kept.
      attn_size: the width of an output; the cell's by default.
      attn_vec_size: the width of the attention's layer; ``attn_size`` by default.
      input_size: the width of the cell's input; the input's own by default.
      state_is_tuple: whether the state is (cell's, attention, past), or all side by side.
      reuse: whether the variables must be there already.

    Shapes: state ``[B, S]``, ``[B, attn_size]``, ``[B, attn_size · attn_length]``; output
    ``[B, attn_size]``.

    Raises:
      ArgumentTypeError: ``cell`` is no cell.
      ArgumentValueError: ``attn_length`` below 1; a tuple state around a cell without one.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> cell = AttentionCellWrapper(tf1compat.GRUCell(4), attn_length=2)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), state[2].shape.as_list()
      ([2, 4], [2, 8])
    """

    def __init__(
        self,
        cell: Any,
        attn_length: int,
        attn_size: int | None = None,
        attn_vec_size: int | None = None,
        input_size: int | None = None,
        state_is_tuple: bool = True,
        reuse: bool | None = None,
    ) -> None:
        super().__init__(cell, _reuse=reuse)
        if not state_is_tuple and isinstance(cell.state_size, tuple):
            raise ArgumentValueError(
                "AttentionCellWrapper", "state_is_tuple", expected="a cell with one tensor of "
                "state", received=f"state_size {cell.state_size}",
                remedy="leave state_is_tuple, or give it to the cell too",
                known_as="Cell returns tuple of states, but the flag state_is_tuple is not set. "
                f"State size is: {cell.state_size}",
            )
        if attn_length <= 0:
            raise ArgumentValueError(
                "AttentionCellWrapper", "attn_length", expected="a positive number",
                received=attn_length, remedy="keep at least one output",
                known_as=f"attn_length should be greater than zero, got {attn_length}",
            )
        if not state_is_tuple:
            _v1.logging.warn("AttentionCellWrapper(state_is_tuple=False) is slower")
        self._attn_length, self._state_is_tuple = attn_length, state_is_tuple
        self._attn_size = cell.output_size if attn_size is None else attn_size
        self._attn_vec_size = self._attn_size if attn_vec_size is None else attn_vec_size
        self._input_size = input_size

    @property
    def state_size(self) -> Any:
        sizes = (self.cell.state_size, self._attn_size, self._attn_size * self._attn_length)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> int:
        return self._attn_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        return super(AroundCell, self).zero_state(batch_size, dtype)

    def call(self, inputs: Any, state: Any) -> Any:
        """(output, state') of one step."""
        state, attention, past = state if self._state_is_tuple else self._parts(state)
        past = tf.reshape(past, [-1, self._attn_length, self._attn_size])
        width = inputs.shape.as_list()[1] if self._input_size is None else self._input_size
        mixed = linear([inputs, attention], width, True)
        output, new_state = self.cell(mixed, state)
        query = tf.concat(tf.nest.flatten(new_state), 1)
        attention, kept = self._attend(query, past)
        with variable_scope("attn_output_projection"):
            output = linear([output, attention], self._attn_size, True)
        past = tf.concat([kept, tf.expand_dims(output, 1)], 1)
        past = tf.reshape(past, [-1, self._attn_length * self._attn_size])
        after = (new_state, attention, past)
        op_ids.skip(-1 if self._state_is_tuple else -6)
        return output, after if self._state_is_tuple else tf.concat(after, 1)

    def _parts(self, state: Any) -> Any:
        own = self.cell.state_size
        return state[:, :own], state[:, own : own + self._attn_size], state[
            :, own + self._attn_size :
        ]

    def _attend(self, query: Any, past: Any) -> tuple[Any, Any]:
        """The attention ``[B, A]`` of a query, and the past without its first output."""
        with variable_scope("attention"):
            shape = [1, 1, self._attn_size, self._attn_vec_size]
            kernel = get_variable("attn_w", shape)
            v = get_variable("attn_v", [self._attn_vec_size])
            steps = tf.reshape(past, [-1, self._attn_length, 1, self._attn_size])
            features = tf.nn.conv2d(steps, kernel, [1, 1, 1, 1], "SAME")
            y = linear(query, self._attn_vec_size, True)
            y = tf.reshape(y, [-1, 1, 1, self._attn_vec_size])
            weights = tf.nn.softmax(tf.reduce_sum(v * tf.tanh(features + y), [2, 3]))
            weights = tf.reshape(weights, [-1, self._attn_length, 1, 1])
            attention = tf.reduce_sum(weights * steps, [1, 2])
            return tf.reshape(attention, [-1, self._attn_size]), past[:, 1:]
