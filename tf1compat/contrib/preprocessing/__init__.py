"""``tf.contrib.learn.preprocessing``: texts as rows of word numbers."""

from __future__ import annotations

from tf1compat.contrib.preprocessing.categorical import CategoricalVocabulary
from tf1compat.contrib.preprocessing.text import (
    TOKENIZER_RE,
    ByteProcessor,
    VocabularyProcessor,
    tokenizer,
)

__all__ = [
    "TOKENIZER_RE",
    "ByteProcessor",
    "CategoricalVocabulary",
    "VocabularyProcessor",
    "tokenizer",
]
