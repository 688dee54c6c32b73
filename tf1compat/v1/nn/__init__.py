"""``tf.nn``."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.v1 import _namespace
from tf1compat.v1.nn import rnn_cell as rnn_cell

__all__ = _namespace.join(
    __name__, "tf.nn", base=_tensorflow.compat.v1.nn, own=["rnn_cell"]
)
