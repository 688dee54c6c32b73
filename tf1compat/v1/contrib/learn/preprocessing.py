"""``tf.contrib.learn.preprocessing``."""

from __future__ import annotations

from tf1compat.contrib.preprocessing import TOKENIZER_RE as TOKENIZER_RE
from tf1compat.contrib.preprocessing import ByteProcessor as ByteProcessor
from tf1compat.contrib.preprocessing import CategoricalVocabulary as CategoricalVocabulary
from tf1compat.contrib.preprocessing import VocabularyProcessor as VocabularyProcessor
from tf1compat.contrib.preprocessing import tokenizer as tokenizer
from tf1compat.v1 import _namespace, _private

__all__ = [
    "ByteProcessor",
    "CategoricalVocabulary",
    "TOKENIZER_RE",
    "VocabularyProcessor",
    "tokenizer",
]

_namespace.join(__name__, "tf.contrib.learn.preprocessing", kind=_private.ContribNamespace)
