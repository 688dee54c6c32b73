"""Names of ``tensorflow.contrib.cudnn_rnn.python.ops.cudnn_rnn_ops`` that programs import."""

from __future__ import annotations

from tf1compat.contrib.cudnn_rnn import converters as _converters
from tf1compat.contrib.cudnn_rnn import functions as _functions
from tf1compat.contrib.cudnn_rnn import layout as _layout
from tf1compat.contrib.cudnn_rnn import models as _models
from tf1compat.contrib.cudnn_rnn import saveable as _saveable
from tf1compat.contrib.rnn_cells import cudnn_compatible as _cells

CUDNN_RNN_UNIDIRECTION, CUDNN_RNN_BIDIRECTION = _layout.UNIDIRECTION, _layout.BIDIRECTION
CUDNN_LSTM, CUDNN_GRU = _layout.LSTM, _layout.GRU
CUDNN_RNN_TANH, CUDNN_RNN_RELU = _layout.TANH, _layout.RELU
CUDNN_INPUT_LINEAR_MODE, CUDNN_INPUT_SKIP_MODE = _layout.LINEAR, _layout.SKIP
CUDNN_INPUT_AUTO_MODE = _layout.AUTO
CUDNN_LSTM_PARAMS_PER_LAYER = 2 * _layout.GATES[_layout.LSTM]
CUDNN_GRU_PARAMS_PER_LAYER = 2 * _layout.GATES[_layout.GRU]
CUDNN_RNN_TANH_PARAMS_PER_LAYER = 2 * _layout.GATES[_layout.TANH]
CUDNN_RNN_RELU_PARAMS_PER_LAYER = 2 * _layout.GATES[_layout.RELU]

CudnnCompatibleGRUCell = _cells.CudnnCompatibleGRUCell
CudnnCompatibleLSTMCell = _cells.CudnnCompatibleLSTMCell
CudnnGRU, CudnnLSTM = _models.CudnnGRU, _models.CudnnLSTM
CudnnRNNRelu, CudnnRNNTanh = _models.CudnnRNNRelu, _models.CudnnRNNTanh
CudnnOpaqueParamsSaveable = _saveable.CudnnOpaqueParamsSaveable
CudnnGRUSaveable, CudnnLSTMSaveable = _saveable.CudnnGRUSaveable, _saveable.CudnnLSTMSaveable
CudnnRNNReluSaveable = _saveable.CudnnRNNReluSaveable
CudnnRNNTanhSaveable = _saveable.CudnnRNNTanhSaveable
CudnnParamsFormatConverter = _converters.CudnnParamsFormatConverter
CudnnParamsFormatConverterGRU = _converters.CudnnParamsFormatConverterGRU
CudnnParamsFormatConverterLSTM = _converters.CudnnParamsFormatConverterLSTM
CudnnParamsFormatConverterRelu = _converters.CudnnParamsFormatConverterRelu
CudnnParamsFormatConverterTanh = _converters.CudnnParamsFormatConverterTanh
check_direction, check_input_mode = _layout.check_direction, _layout.check_input_mode
cudnn_gru, cudnn_lstm = _functions.cudnn_gru, _functions.cudnn_lstm
cudnn_rnn_relu, cudnn_rnn_tanh = _functions.cudnn_rnn_relu, _functions.cudnn_rnn_tanh
cudnn_rnn_opaque_params_size = _functions.cudnn_rnn_opaque_params_size
cudnn_rnn_opaque_params_to_canonical = _functions.cudnn_rnn_opaque_params_to_canonical
cudnn_rnn_canonical_to_opaque_params = _functions.cudnn_rnn_canonical_to_opaque_params
_cudnn_rnn = _functions.cudnn_rnn

__all__ = [
    "CUDNN_GRU",
    "CUDNN_GRU_PARAMS_PER_LAYER",
    "CUDNN_INPUT_AUTO_MODE",
    "CUDNN_INPUT_LINEAR_MODE",
    "CUDNN_INPUT_SKIP_MODE",
    "CUDNN_LSTM",
    "CUDNN_LSTM_PARAMS_PER_LAYER",
    "CUDNN_RNN_BIDIRECTION",
    "CUDNN_RNN_RELU",
    "CUDNN_RNN_RELU_PARAMS_PER_LAYER",
    "CUDNN_RNN_TANH",
    "CUDNN_RNN_TANH_PARAMS_PER_LAYER",
    "CUDNN_RNN_UNIDIRECTION",
    "CudnnCompatibleGRUCell",
    "CudnnCompatibleLSTMCell",
    "CudnnGRU",
    "CudnnGRUSaveable",
    "CudnnLSTM",
    "CudnnLSTMSaveable",
    "CudnnOpaqueParamsSaveable",
    "CudnnParamsFormatConverter",
    "CudnnParamsFormatConverterGRU",
    "CudnnParamsFormatConverterLSTM",
    "CudnnParamsFormatConverterRelu",
    "CudnnParamsFormatConverterTanh",
    "CudnnRNNRelu",
    "CudnnRNNReluSaveable",
    "CudnnRNNTanh",
    "CudnnRNNTanhSaveable",
    "_cudnn_rnn",
    "check_direction",
    "check_input_mode",
    "cudnn_gru",
    "cudnn_lstm",
    "cudnn_rnn_canonical_to_opaque_params",
    "cudnn_rnn_opaque_params_size",
    "cudnn_rnn_opaque_params_to_canonical",
    "cudnn_rnn_relu",
    "cudnn_rnn_tanh",
]
