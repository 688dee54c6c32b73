"""Keras 3 cells and helpers for life after the migration.

Only ``keras.ops``: they run under any Keras backend, and importing this package
never loads tensorflow by itself (Keras does, when tensorflow is its backend).
"""

from __future__ import annotations

from tf1compat.native.lengths import mask_from_lengths
from tf1compat.native.lstm_cell import LSTMCell
from tf1compat.native.optimizers import (
    Adadelta,
    Adagrad,
    Adam,
    AdamWeightDecay,
    Ftrl,
    Momentum,
    RMSprop,
)

__all__ = [
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamWeightDecay",
    "Ftrl",
    "LSTMCell",
    "Momentum",
    "RMSprop",
    "mask_from_lengths",
]
