"""``tf.contrib.rnn``: the core cells and static drivers, and contrib's own cells."""

from __future__ import annotations

from tf1compat.cells.base import LayerRNNCell as LayerRNNCell
from tf1compat.cells.gru_block import GRUBlockCell as GRUBlockCell
from tf1compat.cells.gru_block_v2 import GRUBlockCellV2 as GRUBlockCellV2
from tf1compat.cells.lstm_block import LSTMBlockCell as LSTMBlockCell
from tf1compat.cells.lstm_block_fused import LSTMBlockFusedCell as LSTMBlockFusedCell
from tf1compat.cells.lstm_block_fused import LSTMBlockWrapper as LSTMBlockWrapper
from tf1compat.contrib.cell_wrappers import EmbeddingWrapper as EmbeddingWrapper
from tf1compat.contrib.cell_wrappers import InputProjectionWrapper as InputProjectionWrapper
from tf1compat.contrib.cell_wrappers import OutputProjectionWrapper as OutputProjectionWrapper
from tf1compat.contrib.fused_rnn import FusedRNNCell as FusedRNNCell
from tf1compat.contrib.fused_rnn import FusedRNNCellAdaptor as FusedRNNCellAdaptor
from tf1compat.contrib.fused_rnn import TimeReversedFusedRNN as TimeReversedFusedRNN
from tf1compat.contrib.layer_norm_cell import LayerNormBasicLSTMCell as LayerNormBasicLSTMCell
from tf1compat.contrib.rnn_cells.attention import AttentionCellWrapper as AttentionCellWrapper
from tf1compat.contrib.rnn_cells.convolutional import Conv1DLSTMCell as Conv1DLSTMCell
from tf1compat.contrib.rnn_cells.convolutional import Conv2DLSTMCell as Conv2DLSTMCell
from tf1compat.contrib.rnn_cells.convolutional import Conv3DLSTMCell as Conv3DLSTMCell
from tf1compat.contrib.rnn_cells.convolutional import ConvLSTMCell as ConvLSTMCell
from tf1compat.contrib.rnn_cells.coupled import (
    CoupledInputForgetGateLSTMCell as CoupledInputForgetGateLSTMCell,
)
from tf1compat.contrib.rnn_cells.gated import IntersectionRNNCell as IntersectionRNNCell
from tf1compat.contrib.rnn_cells.gated import UGRNNCell as UGRNNCell
from tf1compat.contrib.rnn_cells.grid import (
    BidirectionalGridLSTMCell as BidirectionalGridLSTMCell,
)
from tf1compat.contrib.rnn_cells.grid import GridLSTMCell as GridLSTMCell
from tf1compat.contrib.rnn_cells.grouped import GLSTMCell as GLSTMCell
from tf1compat.contrib.rnn_cells.highway import CompiledWrapper as CompiledWrapper
from tf1compat.contrib.rnn_cells.highway import HighwayWrapper as HighwayWrapper
from tf1compat.contrib.rnn_cells.independent import IndRNNCell as IndRNNCell
from tf1compat.contrib.rnn_cells.indy_gru import IndyGRUCell as IndyGRUCell
from tf1compat.contrib.rnn_cells.indy_lstm import IndyLSTMCell as IndyLSTMCell
from tf1compat.contrib.rnn_cells.nas import NASCell as NASCell
from tf1compat.contrib.rnn_cells.phased import PhasedLSTMCell as PhasedLSTMCell
from tf1compat.contrib.rnn_cells.sru import SRUCell as SRUCell
from tf1compat.contrib.rnn_cells.time_freq import TimeFreqLSTMCell as TimeFreqLSTMCell
from tf1compat.contrib.rnn_helpers import (
    best_effort_input_batch_size as best_effort_input_batch_size,
)
from tf1compat.contrib.rnn_helpers import transpose_batch_time as transpose_batch_time
from tf1compat.rnn.stacked import (
    stack_bidirectional_dynamic_rnn as stack_bidirectional_dynamic_rnn,
)
from tf1compat.rnn.stacked import stack_bidirectional_rnn as stack_bidirectional_rnn
from tf1compat.v1 import _namespace, _private
from tf1compat.v1.nn import static_bidirectional_rnn as static_bidirectional_rnn
from tf1compat.v1.nn import static_rnn as static_rnn
from tf1compat.v1.nn import static_state_saving_rnn as static_state_saving_rnn
from tf1compat.v1.nn.rnn_cell import BasicLSTMCell as BasicLSTMCell
from tf1compat.v1.nn.rnn_cell import BasicRNNCell as BasicRNNCell
from tf1compat.v1.nn.rnn_cell import DeviceWrapper as DeviceWrapper
from tf1compat.v1.nn.rnn_cell import DropoutWrapper as DropoutWrapper
from tf1compat.v1.nn.rnn_cell import GRUCell as GRUCell
from tf1compat.v1.nn.rnn_cell import LSTMCell as LSTMCell
from tf1compat.v1.nn.rnn_cell import LSTMStateTuple as LSTMStateTuple
from tf1compat.v1.nn.rnn_cell import MultiRNNCell as MultiRNNCell
from tf1compat.v1.nn.rnn_cell import ResidualWrapper as ResidualWrapper
from tf1compat.v1.nn.rnn_cell import RNNCell as RNNCell

__all__ = [
    "AttentionCellWrapper",
    "BasicLSTMCell",
    "BasicRNNCell",
    "BidirectionalGridLSTMCell",
    "CompiledWrapper",
    "Conv1DLSTMCell",
    "Conv2DLSTMCell",
    "Conv3DLSTMCell",
    "ConvLSTMCell",
    "CoupledInputForgetGateLSTMCell",
    "DeviceWrapper",
    "DropoutWrapper",
    "EmbeddingWrapper",
    "FusedRNNCell",
    "FusedRNNCellAdaptor",
    "GLSTMCell",
    "GRUBlockCell",
    "GRUBlockCellV2",
    "GRUCell",
    "GridLSTMCell",
    "HighwayWrapper",
    "IndRNNCell",
    "IndyGRUCell",
    "IndyLSTMCell",
    "InputProjectionWrapper",
    "IntersectionRNNCell",
    "LSTMBlockCell",
    "LSTMBlockFusedCell",
    "LSTMBlockWrapper",
    "LSTMCell",
    "LSTMStateTuple",
    "LayerNormBasicLSTMCell",
    "LayerRNNCell",
    "MultiRNNCell",
    "NASCell",
    "OutputProjectionWrapper",
    "PhasedLSTMCell",
    "RNNCell",
    "ResidualWrapper",
    "SRUCell",
    "TimeFreqLSTMCell",
    "TimeReversedFusedRNN",
    "UGRNNCell",
    "best_effort_input_batch_size",
    "stack_bidirectional_dynamic_rnn",
    "stack_bidirectional_rnn",
    "static_bidirectional_rnn",
    "static_rnn",
    "static_state_saving_rnn",
    "transpose_batch_time",
]

_namespace.join(__name__, "tf.contrib.rnn", kind=_private.ContribNamespace)
