"""``tf.contrib.seq2seq``: its loss; the decoders say what to use."""

from __future__ import annotations

from tf1compat.contrib.attention import hardmax as hardmax
from tf1compat.contrib.attention import safe_cumprod as safe_cumprod
from tf1compat.seq2seq.loss import sequence_loss as sequence_loss
from tf1compat.v1 import _namespace, _private

__all__ = ["hardmax", "safe_cumprod", "sequence_loss"]

_namespace.join(__name__, "tf.contrib.seq2seq", kind=_private.ContribNamespace)
