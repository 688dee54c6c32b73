"""``tf.contrib.signal``: ``tf.signal`` before it moved."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.v1 import _namespace, _private

_moved = _tensorflow.compat.v1.signal

frame = _moved.frame
hamming_window = _moved.hamming_window
hann_window = _moved.hann_window
inverse_stft = _moved.inverse_stft
inverse_stft_window_fn = _moved.inverse_stft_window_fn
linear_to_mel_weight_matrix = _moved.linear_to_mel_weight_matrix
mfccs_from_log_mel_spectrograms = _moved.mfccs_from_log_mel_spectrograms
overlap_and_add = _moved.overlap_and_add
stft = _moved.stft

__all__ = [
    "frame",
    "hamming_window",
    "hann_window",
    "inverse_stft",
    "inverse_stft_window_fn",
    "linear_to_mel_weight_matrix",
    "mfccs_from_log_mel_spectrograms",
    "overlap_and_add",
    "stft",
]

_namespace.join(__name__, "tf.contrib.signal", kind=_private.ContribNamespace)
