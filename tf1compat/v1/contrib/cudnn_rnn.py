"""``tf.contrib.cudnn_rnn``: cuDNN's layers, and the cells that run what they trained."""

from __future__ import annotations

from tf1compat.contrib.cudnn_rnn.converters import (
    CudnnParamsFormatConverterGRU as CudnnParamsFormatConverterGRU,
)
from tf1compat.contrib.cudnn_rnn.converters import (
    CudnnParamsFormatConverterLSTM as CudnnParamsFormatConverterLSTM,
)
from tf1compat.contrib.cudnn_rnn.converters import (
    CudnnParamsFormatConverterRelu as CudnnParamsFormatConverterRelu,
)
from tf1compat.contrib.cudnn_rnn.converters import (
    CudnnParamsFormatConverterTanh as CudnnParamsFormatConverterTanh,
)
from tf1compat.contrib.cudnn_rnn.layers import CudnnGRU as CudnnGRU
from tf1compat.contrib.cudnn_rnn.layers import CudnnLSTM as CudnnLSTM
from tf1compat.contrib.cudnn_rnn.layers import CudnnRNNRelu as CudnnRNNRelu
from tf1compat.contrib.cudnn_rnn.layers import CudnnRNNTanh as CudnnRNNTanh
from tf1compat.contrib.cudnn_rnn.saveable import CudnnGRUSaveable as CudnnGRUSaveable
from tf1compat.contrib.cudnn_rnn.saveable import CudnnLSTMSaveable as CudnnLSTMSaveable
from tf1compat.contrib.cudnn_rnn.saveable import CudnnRNNReluSaveable as CudnnRNNReluSaveable
from tf1compat.contrib.cudnn_rnn.saveable import CudnnRNNTanhSaveable as CudnnRNNTanhSaveable
from tf1compat.contrib.rnn_cells.cudnn_compatible import (
    CudnnCompatibleGRUCell as CudnnCompatibleGRUCell,
)
from tf1compat.contrib.rnn_cells.cudnn_compatible import (
    CudnnCompatibleLSTMCell as CudnnCompatibleLSTMCell,
)
from tf1compat.v1 import _namespace, _private

__all__ = [
    "CudnnCompatibleGRUCell",
    "CudnnCompatibleLSTMCell",
    "CudnnGRU",
    "CudnnGRUSaveable",
    "CudnnLSTM",
    "CudnnLSTMSaveable",
    "CudnnParamsFormatConverterGRU",
    "CudnnParamsFormatConverterLSTM",
    "CudnnParamsFormatConverterRelu",
    "CudnnParamsFormatConverterTanh",
    "CudnnRNNRelu",
    "CudnnRNNReluSaveable",
    "CudnnRNNTanh",
    "CudnnRNNTanhSaveable",
]

_namespace.join(__name__, "tf.contrib.cudnn_rnn", kind=_private.ContribNamespace)
