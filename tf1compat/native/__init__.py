"""Keras 3 cells and helpers for life after the migration.

Only ``keras.ops``: they run under any Keras backend, and importing this package
never loads tensorflow by itself (Keras does, when tensorflow is its backend).
"""

from __future__ import annotations

from tf1compat.native.coupled_lstm_cell import CoupledLSTMCell
from tf1compat.native.ind_rnn_cell import IndRNNCell
from tf1compat.native.indy_gru_cell import IndyGRUCell
from tf1compat.native.indy_lstm_cell import IndyLSTMCell
from tf1compat.native.layer_norm_lstm_cell import LayerNormLSTMCell
from tf1compat.native.lengths import mask_from_lengths
from tf1compat.native.lstm_cell import LSTMCell
from tf1compat.native.nas_cell import NASCell
from tf1compat.native.optimizers import (
    Adadelta,
    Adagrad,
    Adam,
    AdamWeightDecay,
    Ftrl,
    Momentum,
    RMSprop,
)
from tf1compat.native.ugrnn_cell import UGRNNCell

__all__ = [
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamWeightDecay",
    "CoupledLSTMCell",
    "Ftrl",
    "IndRNNCell",
    "IndyGRUCell",
    "IndyLSTMCell",
    "LSTMCell",
    "LayerNormLSTMCell",
    "Momentum",
    "NASCell",
    "RMSprop",
    "UGRNNCell",
    "mask_from_lengths",
]
