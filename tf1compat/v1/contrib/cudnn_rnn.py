"""``tf.contrib.cudnn_rnn``: the cells that run anywhere what cuDNN trained."""

from __future__ import annotations

from tf1compat.contrib.rnn_cells.cudnn_compatible import (
    CudnnCompatibleGRUCell as CudnnCompatibleGRUCell,
)
from tf1compat.contrib.rnn_cells.cudnn_compatible import (
    CudnnCompatibleLSTMCell as CudnnCompatibleLSTMCell,
)
from tf1compat.v1 import _namespace, _private

__all__ = ["CudnnCompatibleGRUCell", "CudnnCompatibleLSTMCell"]

_namespace.join(__name__, "tf.contrib.cudnn_rnn", kind=_private.ContribNamespace)
