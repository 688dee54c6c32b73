"""``tf.nn``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from tf1compat.rnn.raw import raw_rnn as raw_rnn
from tf1compat.rnn.static import static_bidirectional_rnn as static_bidirectional_rnn
from tf1compat.rnn.static import static_rnn as static_rnn
from tf1compat.rnn.static import static_state_saving_rnn as static_state_saving_rnn
from tf1compat.v1 import _namespace
from tf1compat.v1.nn import rnn_cell as rnn_cell

__all__ = [
    "bidirectional_dynamic_rnn",
    "dynamic_rnn",
    "raw_rnn",
    "rnn_cell",
    "sigmoid_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits",
    "sparse_softmax_cross_entropy_with_logits",
    "static_bidirectional_rnn",
    "static_rnn",
    "static_state_saving_rnn",
]

_namespace.join(__name__, "tf.nn", base=_tensorflow.compat.v1.nn)

if TYPE_CHECKING:  # the names of tf.compat.v1, which the namespace finds when asked

    def __getattr__(name: str) -> Any: ...
