"""``tensorflow.python.ops.rnn`` and ``tf.contrib.rnn.python.ops.core_rnn``."""

from __future__ import annotations

from tf1compat.contrib.rnn_helpers import (
    best_effort_input_batch_size as _best_effort_input_batch_size,
)
from tf1compat.contrib.rnn_helpers import infer_state_dtype as _infer_state_dtype
from tf1compat.contrib.rnn_helpers import (
    maybe_tensor_shape_from_tensor as _maybe_tensor_shape_from_tensor,
)
from tf1compat.contrib.rnn_helpers import reverse_seq as _reverse_seq
from tf1compat.contrib.rnn_helpers import transpose_batch_time as _transpose_batch_time
from tf1compat.v1.nn import bidirectional_dynamic_rnn as bidirectional_dynamic_rnn
from tf1compat.v1.nn import dynamic_rnn as dynamic_rnn
from tf1compat.v1.nn import raw_rnn as raw_rnn
from tf1compat.v1.nn import static_bidirectional_rnn as static_bidirectional_rnn
from tf1compat.v1.nn import static_rnn as static_rnn
from tf1compat.v1.nn import static_state_saving_rnn as static_state_saving_rnn
from tf1compat.v1.python.ops.rnn_cell_impl import _concat as _concat

__all__ = [
    "_best_effort_input_batch_size",
    "_concat",
    "_infer_state_dtype",
    "_maybe_tensor_shape_from_tensor",
    "_reverse_seq",
    "_transpose_batch_time",
    "bidirectional_dynamic_rnn",
    "dynamic_rnn",
    "raw_rnn",
    "static_bidirectional_rnn",
    "static_rnn",
    "static_state_saving_rnn",
]
