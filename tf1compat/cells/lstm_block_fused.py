"""``tf.contrib.rnn.LSTMBlockFusedCell`` in checkpoints."""

from __future__ import annotations

from typing import ClassVar

from tf1compat.cells import lstm_block

# --- in Keras ---------------------------------------------------------------------------------


class LSTMBlockFusedCounterpart(lstm_block.LSTMBlockCounterpart):
    """LSTMBlockCell over the whole sequence in one op, time-major, without a loop."""

    cell = "LSTMBlockFusedCell"
    scope = "lstm_fused_cell"
    ops: ClassVar[frozenset[str]] = frozenset({"BlockLSTM"})
    whole_sequence: ClassVar[bool] = True


COUNTERPART = LSTMBlockFusedCounterpart()
