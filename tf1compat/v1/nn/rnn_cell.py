"""``tf.nn.rnn_cell``: the ten cells."""

from __future__ import annotations

from tf1compat.cells.base import RNNCell as RNNCell
from tf1compat.cells.basic_lstm import BasicLSTMCell as BasicLSTMCell
from tf1compat.cells.basic_rnn import BasicRNNCell as BasicRNNCell
from tf1compat.cells.device import DeviceWrapper as DeviceWrapper
from tf1compat.cells.dropout import DropoutWrapper as DropoutWrapper
from tf1compat.cells.gru import GRUCell as GRUCell
from tf1compat.cells.lstm import LSTMCell as LSTMCell
from tf1compat.cells.multi import MultiRNNCell as MultiRNNCell
from tf1compat.cells.residual import ResidualWrapper as ResidualWrapper
from tf1compat.cells.state import LSTMStateTuple as LSTMStateTuple
from tf1compat.v1 import _namespace

__all__ = [
    "BasicLSTMCell",
    "BasicRNNCell",
    "DeviceWrapper",
    "DropoutWrapper",
    "GRUCell",
    "LSTMCell",
    "LSTMStateTuple",
    "MultiRNNCell",
    "RNNCell",
    "ResidualWrapper",
]

_namespace.join(__name__, "tf.nn.rnn_cell")
