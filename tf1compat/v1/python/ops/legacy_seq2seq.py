"""Names of ``tensorflow.contrib.legacy_seq2seq.python.ops.seq2seq`` that programs import."""

from __future__ import annotations

from tf1compat.contrib.legacy_seq2seq.decoders import best_symbol as _extract_argmax_and_embed

__all__ = ["_extract_argmax_and_embed"]
