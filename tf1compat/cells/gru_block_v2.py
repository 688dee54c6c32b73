"""``tf.contrib.rnn.GRUBlockCellV2``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tf1compat.cells import gru, gru_block, whole
from tf1compat.cells.counterpart import CellConfig, Shape


class GRUBlockCellV2(gru_block.GRUBlockCell):
    """``GRUBlockCell`` under the names of ``GRUCell``, so that either reads the other's checkpoint.

    gates/kernel [D + U, 2U], gates/bias [2U], candidate/kernel [D + U, U], candidate/bias [U]

    Args: as ``GRUBlockCell``.
    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.rnn.GRUBlockCellV2``.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.cells.gru_block_v2 import GRUBlockCellV2
      >>> cell = GRUBlockCellV2(4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> cell.variables[0].name
      'gru_cell/gates/kernel:0'
    """

    _names: ClassVar[tuple[str, str, str, str]] = (
        "gates/kernel", "gates/bias", "candidate/kernel", "candidate/bias"
    )


whole.serves(GRUBlockCellV2, gru.kernel_of, gru.over_time)


# --- in Keras ---------------------------------------------------------------------------------


class GRUBlockV2Counterpart(gru_block.OneOpCounterpart):
    """GRUCell with tanh, the step in one op, under GRUCell's names: only the graph tells."""

    cell = "GRUBlockCellV2"
    scope = "gru_cell"

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """GRUCell's, its activation settled by the class."""
        return super().recognise(shapes, where).with_options(activation="tanh")


COUNTERPART = GRUBlockV2Counterpart()
