"""``tensorflow.contrib.seq2seq.python.ops.beam_search_decoder``: its helpers."""

from __future__ import annotations

from tf1compat.contrib.seq2seq.beam_search import check_batch_beam as _check_batch_beam
from tf1compat.contrib.seq2seq.beam_step import beam_search_step as _beam_search_step
from tf1compat.contrib.seq2seq.beam_step import get_attention_probs as get_attention_probs
from tf1compat.contrib.seq2seq.beam_step import get_scores as _get_scores
from tf1compat.contrib.seq2seq.beam_step import length_penalty as _length_penalty
from tf1compat.contrib.seq2seq.beam_step import mask_probs as _mask_probs
from tf1compat.contrib.seq2seq.beam_tree import gather_tree_from_array as gather_tree_from_array

__all__ = [
    "_beam_search_step",
    "_check_batch_beam",
    "_get_scores",
    "_length_penalty",
    "_mask_probs",
    "gather_tree_from_array",
    "get_attention_probs",
]
