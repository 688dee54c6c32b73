"""``tf.contrib.learn.preprocessing``: ``VocabularyProcessor``, ``ByteProcessor``, ``tokenizer``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from tf1compat.contrib.preprocessing import saved
from tf1compat.contrib.preprocessing.categorical import CategoricalVocabulary

# Capitals in a row, the head of a CamelCase word, or letters, digits, - and '.
TOKENIZER_RE = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+(?=[A-Z])|[\'\w\-]+", re.UNICODE)


def tokenizer(iterator: Iterable[str]) -> Iterator[list[str]]:
    """The words of each text.

    Source: ``tf.contrib.learn.preprocessing.tokenizer`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.preprocessing import tokenizer
      >>> list(tokenizer(["It's NewYork, OK?"]))
      [["It's", 'New', 'York', 'OK']]
    """
    for text in iterator:
        yield TOKENIZER_RE.findall(text)


class VocabularyProcessor:
    """Texts as rows of word numbers, cut or filled with 0 to one length.

    ``save`` writes JSON. ``restore`` reads that and the files that TensorFlow 1 wrote, which are
    pickles; none of their code is run.

    Args:
      max_document_length: the length of the rows.
      min_frequency: words that come up to so many times become unknown; 0 keeps all.
      vocabulary: to begin with; by default an empty one.
      tokenizer_fn: from an iterable of texts to their lists of words.

    Attributes:
      vocabulary_: the ``CategoricalVocabulary``.

    Source: ``tf.contrib.learn.preprocessing.VocabularyProcessor`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.preprocessing import VocabularyProcessor
      >>> processor = VocabularyProcessor(4)
      >>> [row.tolist() for row in processor.fit_transform(["a cat", "a dog and a cat"])]
      [[1, 2, 0, 0], [1, 3, 4, 1]]
      >>> list(processor.reverse([[3, 2, 0]]))
      ['dog cat <UNK>']
    """

    def __init__(
        self,
        max_document_length: int,
        min_frequency: int = 0,
        vocabulary: CategoricalVocabulary | None = None,
        tokenizer_fn: Callable[[Iterable[str]], Iterable[Iterable[Any]]] | None = None,
    ) -> None:
        self.max_document_length = max_document_length
        self.min_frequency = min_frequency
        self.vocabulary_ = vocabulary if vocabulary else CategoricalVocabulary()
        self._tokenizer = tokenizer_fn if tokenizer_fn else tokenizer

    def fit(self, raw_documents: Iterable[str], unused_y: Any = None) -> VocabularyProcessor:
        """Numbers the words of the texts, then freezes the vocabulary."""
        for words in self._tokenizer(raw_documents):
            for word in words:
                self.vocabulary_.add(word)
        if self.min_frequency > 0:
            self.vocabulary_.trim(self.min_frequency)
        self.vocabulary_.freeze()
        return self

    def fit_transform(self, raw_documents: Any, unused_y: Any = None) -> Iterator[Any]:
        """``fit``, then ``transform``."""
        return self.fit(raw_documents).transform(raw_documents)

    def transform(self, raw_documents: Iterable[str]) -> Iterator[Any]:
        """One int64 array of ``max_document_length`` numbers per text."""
        for words in self._tokenizer(raw_documents):
            row = np.zeros(self.max_document_length, np.int64)
            for place, word in zip(range(self.max_document_length), words, strict=False):
                row[place] = self.vocabulary_.get(word)
            yield row

    def reverse(self, documents: Iterable[Iterable[int]]) -> Iterator[str]:
        """One text per row, its words with spaces between them."""
        for numbers in documents:
            yield " ".join(self.vocabulary_.reverse(number) for number in numbers)

    def save(self, filename: str) -> None:
        """Writes the vocabulary and the settings.

        Raises:
          ArgumentTypeError: (a ``TypeError``) words that are neither strings nor integers, or a
            tokenizer that has no name to find it by again.
        """
        own = None if self._tokenizer is tokenizer else self._tokenizer
        saved.write(filename, vars(self), vars(self.vocabulary_), own)

    @classmethod
    def restore(cls, filename: str) -> VocabularyProcessor:
        """The processor that ``save`` wrote, here or in TensorFlow 1.

        Raises:
          CheckpointError: (a ``ValueError``) neither kind of file, a file that asks for anything
            else, or a tokenizer function that the program has not defined yet.
        """
        settings, of_vocabulary, own = saved.read(filename)
        found = cls.__new__(cls)
        vars(found).update(settings)
        found.vocabulary_ = CategoricalVocabulary.__new__(CategoricalVocabulary)
        vars(found.vocabulary_).update(of_vocabulary)
        found._tokenizer = tokenizer if own is None else own
        return found


class ByteProcessor:
    """Texts as rows of the bytes of their UTF-8, cut or filled with 0 to one length.

    Args:
      max_document_length: the length of the rows.

    Source: ``tf.contrib.learn.preprocessing.ByteProcessor`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.preprocessing import ByteProcessor
      >>> rows = list(ByteProcessor(3).transform(["hi"]))
      >>> rows[0].tolist(), list(ByteProcessor(3).reverse(rows))
      ([104, 105, 0], ['hi'])
    """

    def __init__(self, max_document_length: int) -> None:
        self.max_document_length = max_document_length

    def fit(self, x: Any) -> None:
        """Nothing: bytes need no vocabulary."""

    def fit_transform(self, x: Iterable[str | bytes]) -> Iterator[Any]:
        """``transform``."""
        return self.transform(x)

    def transform(self, x: Iterable[str | bytes]) -> Iterator[Any]:
        """One uint8 array per text."""
        for text in x:
            encoded = text.encode("utf-8") if isinstance(text, str) else bytes(text)
            row = np.zeros(self.max_document_length, np.uint8)
            kept = encoded[: self.max_document_length]
            row[: len(kept)] = np.frombuffer(kept, np.uint8)
            yield row

    def reverse(self, x: Iterable[Any]) -> Iterator[str]:
        """One text per row; empty where the bytes are no UTF-8."""
        for row in x:
            encoded = np.trim_zeros(np.asarray(row).astype(np.uint8), trim="b").tobytes()
            try:
                yield encoded.decode("utf-8")
            except UnicodeDecodeError:
                yield ""
