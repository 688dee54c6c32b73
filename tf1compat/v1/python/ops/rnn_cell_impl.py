"""``tensorflow.python.ops.rnn_cell_impl`` and its earlier spellings."""

from __future__ import annotations

from tf1compat.cells.base import LayerRNNCell as LayerRNNCell
from tf1compat.cells.base import RNNCell as RNNCell
from tf1compat.contrib.linear import BIAS_VARIABLE_NAME as _BIAS_VARIABLE_NAME
from tf1compat.contrib.linear import WEIGHTS_VARIABLE_NAME as _WEIGHTS_VARIABLE_NAME
from tf1compat.contrib.linear import Linear as _Linear
from tf1compat.contrib.linear import linear as _linear
from tf1compat.contrib.rnn_helpers import assert_like_rnncell as assert_like_rnncell
from tf1compat.contrib.rnn_helpers import checked_scope as _checked_scope
from tf1compat.contrib.rnn_helpers import concat_sizes as _concat
from tf1compat.contrib.rnn_helpers import like_rnncell as _like_rnncell
from tf1compat.contrib.rnn_helpers import zero_state_tensors as _zero_state_tensors
from tf1compat.v1.nn.rnn_cell import BasicLSTMCell as BasicLSTMCell
from tf1compat.v1.nn.rnn_cell import BasicRNNCell as BasicRNNCell
from tf1compat.v1.nn.rnn_cell import DeviceWrapper as DeviceWrapper
from tf1compat.v1.nn.rnn_cell import DropoutWrapper as DropoutWrapper
from tf1compat.v1.nn.rnn_cell import GRUCell as GRUCell
from tf1compat.v1.nn.rnn_cell import LSTMCell as LSTMCell
from tf1compat.v1.nn.rnn_cell import LSTMStateTuple as LSTMStateTuple
from tf1compat.v1.nn.rnn_cell import MultiRNNCell as MultiRNNCell
from tf1compat.v1.nn.rnn_cell import ResidualWrapper as ResidualWrapper

_RNNCell = RNNCell  # its name in 1.1
_LayerRNNCell = LayerRNNCell  # its name in 1.4
ASSERT_LIKE_RNNCELL_ERROR_REGEXP = "is not an RNNCell"

__all__ = [
    "ASSERT_LIKE_RNNCELL_ERROR_REGEXP",
    "BasicLSTMCell",
    "BasicRNNCell",
    "DeviceWrapper",
    "DropoutWrapper",
    "GRUCell",
    "LSTMCell",
    "LSTMStateTuple",
    "LayerRNNCell",
    "MultiRNNCell",
    "RNNCell",
    "ResidualWrapper",
    "_BIAS_VARIABLE_NAME",
    "_LayerRNNCell",
    "_Linear",
    "_RNNCell",
    "_WEIGHTS_VARIABLE_NAME",
    "_checked_scope",
    "_concat",
    "_like_rnncell",
    "_linear",
    "_zero_state_tensors",
    "assert_like_rnncell",
]
