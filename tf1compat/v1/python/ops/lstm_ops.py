"""Names of ``tensorflow.contrib.rnn.python.ops.lstm_ops`` that programs import."""

from __future__ import annotations

from tf1compat.contrib.block_ops import block_lstm as _block_lstm
from tf1compat.contrib.block_ops import lstm_block_cell as _lstm_block_cell

__all__ = ["_block_lstm", "_lstm_block_cell"]
