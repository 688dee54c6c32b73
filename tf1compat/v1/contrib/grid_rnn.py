"""``tf.contrib.grid_rnn``."""

from __future__ import annotations

from tf1compat.contrib.rnn_cells.grid_rnn import Grid1BasicLSTMCell as Grid1BasicLSTMCell
from tf1compat.contrib.rnn_cells.grid_rnn import Grid1BasicRNNCell as Grid1BasicRNNCell
from tf1compat.contrib.rnn_cells.grid_rnn import Grid1LSTMCell as Grid1LSTMCell
from tf1compat.contrib.rnn_cells.grid_rnn import Grid2BasicLSTMCell as Grid2BasicLSTMCell
from tf1compat.contrib.rnn_cells.grid_rnn import Grid2BasicRNNCell as Grid2BasicRNNCell
from tf1compat.contrib.rnn_cells.grid_rnn import Grid2GRUCell as Grid2GRUCell
from tf1compat.contrib.rnn_cells.grid_rnn import Grid2LSTMCell as Grid2LSTMCell
from tf1compat.contrib.rnn_cells.grid_rnn import Grid3LSTMCell as Grid3LSTMCell
from tf1compat.contrib.rnn_cells.grid_rnn import GridRNNCell as GridRNNCell
from tf1compat.v1 import _namespace, _private

__all__ = [
    "Grid1BasicLSTMCell",
    "Grid1BasicRNNCell",
    "Grid1LSTMCell",
    "Grid2BasicLSTMCell",
    "Grid2BasicRNNCell",
    "Grid2GRUCell",
    "Grid2LSTMCell",
    "Grid3LSTMCell",
    "GridRNNCell",
]

_namespace.join(__name__, "tf.contrib.grid_rnn", kind=_private.ContribNamespace)
