"""``tf.nn``."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.cross_entropy import (
    sigmoid_cross_entropy_with_logits as sigmoid_cross_entropy_with_logits,
)
from tf1compat.cross_entropy import (
    softmax_cross_entropy_with_logits as softmax_cross_entropy_with_logits,
)
from tf1compat.cross_entropy import (
    sparse_softmax_cross_entropy_with_logits as sparse_softmax_cross_entropy_with_logits,
)
from tf1compat.rnn.bidirectional import bidirectional_dynamic_rnn as bidirectional_dynamic_rnn
from tf1compat.rnn.dynamic import dynamic_rnn as dynamic_rnn
from tf1compat.v1 import _namespace
from tf1compat.v1.nn import rnn_cell as rnn_cell

__all__ = _namespace.join(
    __name__,
    "tf.nn",
    base=_tensorflow.compat.v1.nn,
    own=[
        "bidirectional_dynamic_rnn",
        "dynamic_rnn",
        "rnn_cell",
        "sigmoid_cross_entropy_with_logits",
        "softmax_cross_entropy_with_logits",
        "sparse_softmax_cross_entropy_with_logits",
    ],
)
