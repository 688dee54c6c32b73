"""``MultiRNNCell``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf
from absl import logging

from tf1compat.cells import whole
from tf1compat.cells.base import RNNCell
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.scopes.layer import Layer
from tf1compat.scopes.scope import variable_scope


class MultiRNNCell(RNNCell):
    """Cells on top of each other: the output of one is the input of the next.

    x_0 = inputs;  x_{k+1}, s_k' = cell_k(x_k, s_k);  output = x_n

    Args:
      cells: list or tuple of cells.  An object that occurs twice shares its weights.
      state_is_tuple: the state as a tuple with one entry per cell (a stack of one keeps its
        nesting); otherwise all states side by side, [B, sum of sizes].

    Raises:
      ValueError: no cells; or a cell with a tuple state although ``state_is_tuple`` is False.
      TypeError: ``cells`` is no sequence.

    Variables: those of cell k under ``multi_rnn_cell/cell_<k>/``.
    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> stack = tf1compat.MultiRNNCell([tf1compat.LSTMCell(4), tf1compat.GRUCell(2)])
      >>> stack.state_size, stack.output_size
      ((LSTMStateTuple(c=4, h=4), 2), 2)
    """

    def __init__(self, cells: Any, state_is_tuple: bool = True) -> None:
        super().__init__()
        if not cells:
            raise ArgumentValueError(
                "MultiRNNCell",
                "cells",
                expected="at least one cell",
                received=repr(cells),
                remedy="pass a list of cells",
            )
        if not isinstance(cells, Sequence) or isinstance(cells, str):
            raise ArgumentTypeError(
                "MultiRNNCell",
                "cells",
                expected="a list or tuple",
                received=repr(cells),
                remedy="wrap a single cell in a list",
            )
        if len({id(cell) for cell in cells}) < len(cells):
            logging.log_first_n(
                logging.WARNING,
                "MultiRNNCell: one cell object stands in several layers; they share its weights.",
                1,
            )
        self._cells = cells
        self._state_is_tuple = state_is_tuple
        for number, cell in enumerate(cells):
            self._track_child(f"cell-{number}", cell)
        if not state_is_tuple and any(tf.nest.is_nested(cell.state_size) for cell in cells):
            raise ArgumentValueError(
                "MultiRNNCell",
                "state_is_tuple",
                expected="True, since a cell has a tuple state",
                received=f"False with state sizes {[cell.state_size for cell in cells]}",
                remedy="pass state_is_tuple=True, or state_is_tuple=False to the cells too",
            )

    @property
    def cells(self) -> Any:
        """The cells, first the one that sees the inputs."""
        return self._cells

    @property
    def state_is_tuple(self) -> bool:
        return self._state_is_tuple

    @property
    def state_size(self) -> Any:
        if self._state_is_tuple:
            return tuple(cell.state_size for cell in self._cells)
        return sum(cell.state_size for cell in self._cells)

    @property
    def output_size(self) -> Any:
        return self._cells[-1].output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        with tf.name_scope(type(self).__name__ + "ZeroState"):
            if not self._state_is_tuple:
                return super().zero_state(batch_size, dtype)
            return tuple(cell.zero_state(batch_size, dtype) for cell in self._cells)

    @property
    def trainable_weights(self) -> list[Any]:
        return self._gathered("trainable_weights") if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Any]:
        frozen = [] if self.trainable else self._gathered("trainable_weights")
        return frozen + self._gathered("non_trainable_weights")

    def _gathered(self, kind: str) -> list[Any]:
        layers = (cell for cell in self._cells if isinstance(cell, Layer))
        return [weight for layer in layers for weight in getattr(layer, kind)]

    def call(self, inputs: Any, state: Any) -> Any:
        if self._state_is_tuple and not tf.nest.is_nested(state):
            raise ArgumentValueError(
                "MultiRNNCell",
                "state",
                expected=f"a tuple of {len(self._cells)} states",
                received=repr(state),
                remedy="pass zero_state, or what the last call returned. Expected state is a "
                "tuple, one entry per cell",
            )
        output, new_states, place = inputs, [], 0
        for number, cell in enumerate(self._cells):
            with variable_scope(f"cell_{number}"):
                if self._state_is_tuple:
                    part = state[number]
                else:  # sliced, not split: a state may be longer than all of its parts
                    part = tf.slice(state, [0, place], [-1, cell.state_size])
                    place += cell.state_size
                output, new_state = cell(output, part)
            new_states.append(new_state)
        return output, tuple(new_states) if self._state_is_tuple else tf.concat(new_states, 1)


whole.understands(MultiRNNCell)
