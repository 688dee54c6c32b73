"""``tensorflow.contrib.seq2seq.python.ops.attention_wrapper``: its helpers."""

from __future__ import annotations

from tf1compat.contrib.attention import bahdanau_score as _bahdanau_score
from tf1compat.contrib.attention import compute_attention as _compute_attention
from tf1compat.contrib.attention import hardmax as hardmax
from tf1compat.contrib.attention import luong_score as _luong_score
from tf1compat.contrib.attention import maybe_mask_score as _maybe_mask_score
from tf1compat.contrib.attention import prepare_memory as _prepare_memory
from tf1compat.contrib.attention import safe_cumprod as safe_cumprod
from tf1compat.contrib.rnn_helpers import zero_state_tensors as _zero_state_tensors
from tf1compat.contrib.seq2seq.mechanisms import BaseAttentionMechanism as _BaseAttentionMechanism
from tf1compat.contrib.seq2seq.monotonic import (
    BaseMonotonicAttentionMechanism as _BaseMonotonicAttentionMechanism,
)
from tf1compat.contrib.seq2seq.monotonic import (
    monotonic_probability_fn as _monotonic_probability_fn,
)

__all__ = [
    "_BaseAttentionMechanism",
    "_BaseMonotonicAttentionMechanism",
    "_bahdanau_score",
    "_compute_attention",
    "_luong_score",
    "_maybe_mask_score",
    "_monotonic_probability_fn",
    "_prepare_memory",
    "_zero_state_tensors",
    "hardmax",
    "safe_cumprod",
]
