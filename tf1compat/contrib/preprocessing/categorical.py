"""``tf.contrib.learn.preprocessing.CategoricalVocabulary``."""

from __future__ import annotations

import collections
from typing import Any

from tf1compat.errors import ArgumentValueError


class CategoricalVocabulary:
    """Numbers for words, in the order in which the words come; 0 is the unknown word.

    Programs read ``_mapping``, the dict from word to number; all attributes are named as in
    TensorFlow 1, since its saved files name them.

    Args:
      unknown_token: the word with the number 0.
      support_reverse: whether ``reverse`` is needed.

    Raises:
      ArgumentValueError: (a ``ValueError``) ``reverse`` without ``support_reverse``.

    Source: ``tf.contrib.learn.preprocessing.CategoricalVocabulary`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.preprocessing import CategoricalVocabulary
      >>> words = CategoricalVocabulary()
      >>> [words.get(word) for word in ("tea", "milk", "tea")]
      [1, 2, 1]
      >>> words.freeze()
      >>> words.get("sugar"), words.reverse(2), len(words)
      (0, 'milk', 3)
    """

    def __init__(self, unknown_token: Any = "<UNK>", support_reverse: bool = True) -> None:
        self._unknown_token = unknown_token
        self._support_reverse = support_reverse
        self._freq: dict[Any, int] = collections.defaultdict(int)
        self._freeze = False
        self._forget()

    def _forget(self) -> None:
        self._mapping: dict[Any, int] = {self._unknown_token: 0}
        if self._support_reverse:
            self._reverse_mapping: list[Any] = [self._unknown_token]

    def _number(self, category: Any) -> None:
        self._mapping[category] = len(self._mapping)
        if self._support_reverse:
            self._reverse_mapping.append(category)

    def __len__(self) -> int:
        return len(self._mapping)

    def freeze(self, freeze: bool = True) -> None:
        """From now on new words are unknown (or, by ``False``, are numbered again)."""
        self._freeze = freeze

    def get(self, category: Any) -> int:
        """The number of a word; a new one gets the next number, or 0 in a frozen vocabulary."""
        if category not in self._mapping:
            if self._freeze:
                return 0
            self._number(category)
        return self._mapping[category]

    def add(self, category: Any, count: int = 1) -> None:
        """Counts a word, and numbers it where it is new."""
        if self.get(category) > 0:
            self._freq[category] += count

    def trim(self, min_frequency: int, max_frequency: int = -1) -> None:
        """Keeps words that came more than ``min_frequency`` times, the most frequent first.

        Args:
          min_frequency: the count up to which words are dropped.
          max_frequency: the count from which words are dropped, where it is positive.
        """
        by_word = sorted(self._freq.items(), key=lambda item: (isinstance(item[0], str), item[0]))
        ranked = sorted(by_word, key=lambda item: -item[1])
        self._forget()
        for category, count in ranked:
            if count <= min_frequency:
                break
            if max_frequency <= 0 or count < max_frequency:
                self._number(category)
        # As many counts as there are words now, from the front: TF1 kept no others.
        self._freq = dict(ranked[: len(self._mapping) - 1])

    def reverse(self, class_id: int) -> Any:
        """The word with this number."""
        if not self._support_reverse:
            raise ArgumentValueError(
                "CategoricalVocabulary.reverse", "class_id",
                expected="a vocabulary made with support_reverse=True",
                received="one made without", remedy="make it with support_reverse=True",
            )
        return self._reverse_mapping[class_id]
