"""``tf.contrib.crf``."""

from __future__ import annotations

from tf1compat.contrib.crf import crf_binary_score as crf_binary_score
from tf1compat.contrib.crf import crf_decode as crf_decode
from tf1compat.contrib.crf import crf_log_likelihood as crf_log_likelihood
from tf1compat.contrib.crf import crf_log_norm as crf_log_norm
from tf1compat.contrib.crf import crf_multitag_sequence_score as crf_multitag_sequence_score
from tf1compat.contrib.crf import crf_sequence_score as crf_sequence_score
from tf1compat.contrib.crf import crf_unary_score as crf_unary_score
from tf1compat.contrib.crf import viterbi_decode as viterbi_decode
from tf1compat.contrib.crf_cells import CrfDecodeBackwardRnnCell as CrfDecodeBackwardRnnCell
from tf1compat.contrib.crf_cells import CrfDecodeForwardRnnCell as CrfDecodeForwardRnnCell
from tf1compat.contrib.crf_cells import CrfForwardRnnCell as CrfForwardRnnCell
from tf1compat.v1 import _namespace, _private

__all__ = [
    "CrfDecodeBackwardRnnCell",
    "CrfDecodeForwardRnnCell",
    "CrfForwardRnnCell",
    "crf_binary_score",
    "crf_decode",
    "crf_log_likelihood",
    "crf_log_norm",
    "crf_multitag_sequence_score",
    "crf_sequence_score",
    "crf_unary_score",
    "viterbi_decode",
]

_namespace.join(__name__, "tf.contrib.crf", kind=_private.ContribNamespace)
