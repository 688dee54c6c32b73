"""``decoder`` and ``helper`` of ``tensorflow.contrib.seq2seq.python.ops``: their helpers.

People's own decoders and helpers, which began as copies of those files, import them.
"""

from __future__ import annotations

from tf1compat.contrib.rnn_helpers import transpose_batch_time as _transpose_batch_time
from tf1compat.contrib.rnn_helpers import zero_state_tensors as _zero_state_tensors
from tf1compat.contrib.seq2seq.decoder import zero_outputs as _create_zero_outputs
from tf1compat.contrib.seq2seq.helpers import as_array as _unstack_ta
from tf1compat.contrib.seq2seq.sampling import bernoulli_sample as bernoulli_sample
from tf1compat.contrib.seq2seq.sampling import categorical_sample as categorical_sample

__all__ = [
    "_create_zero_outputs",
    "_transpose_batch_time",
    "_unstack_ta",
    "_zero_state_tensors",
    "bernoulli_sample",
    "categorical_sample",
]
