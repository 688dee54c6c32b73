"""The files of ``VocabularyProcessor``: JSON, and TensorFlow 1's pickles without running them.

A pickle may name any function and call it. Here the names that a saved processor needs stand for
plain records, and every other name ends the reading.
"""

from __future__ import annotations

import collections
import io
import json
import pickle
import sys
import uuid
from collections.abc import Callable
from types import FunctionType
from typing import Any

import tensorflow as tf

from tf1compat import usercode
from tf1compat.errors import ArgumentTypeError, CheckpointError

_FORMAT = "tf1compat vocabulary 1"
_TF1 = "tensorflow.contrib.learn.python.learn.preprocessing."
_SYMBOL = "VocabularyProcessor.restore"
_SETTINGS = ("max_document_length", "min_frequency")

_Parts = tuple[dict[str, Any], dict[str, Any], Callable[..., Any] | None]


class _Function:
    """A function that a pickle names, and does not get."""

    def __init__(self, module: str, name: str) -> None:
        self.module = module
        self.name = name


class _Reader(pickle.Unpickler):
    """Reads a pickle with classes and functions made for it: it may set their attributes."""

    def __init__(self, content: bytes) -> None:
        # Python 2 wrote texts as bytes.
        super().__init__(io.BytesIO(content), encoding="utf-8")
        self.processor = type("_Processor", (), {})
        self.vocabulary = type("_Vocabulary", (), {})

        def reconstructed(kind: Any, base: Any, state: Any) -> Any:
            """What the oldest pickles call to make an object."""
            known = (self.processor, self.vocabulary)
            if kind not in known or base is not object or state is not None:
                raise pickle.UnpicklingError("it makes an object that is no part of a vocabulary")
            return kind()

        self._known: dict[tuple[str, str], Any] = {
            (_TF1 + "text", "VocabularyProcessor"): self.processor,
            (_TF1 + "categorical_vocabulary", "CategoricalVocabulary"): self.vocabulary,
            ("collections", "defaultdict"): collections.defaultdict,
            ("copy_reg", "_reconstructor"): reconstructed,
            ("copyreg", "_reconstructor"): reconstructed,
            ("builtins", "int"): int,
            ("__builtin__", "int"): int,
            ("__builtin__", "long"): int,  # what Python 3 calls it for Python 2
            ("builtins", "object"): object,
            ("__builtin__", "object"): object,
        }

    def find_class(self, module: str, name: str) -> Any:
        """One of the names that a saved processor needs, or a mere mention of another."""
        found = self._known.get((module, name))
        return _Function(module, name) if found is None else found


def write(
    filename: str, processor: dict[str, Any], vocabulary: dict[str, Any], own: Any
) -> None:
    """Writes the attributes of a processor and of its vocabulary, and the name of its function."""
    for word in vocabulary["_mapping"]:
        if not isinstance(word, (str, int)):
            raise ArgumentTypeError(
                "VocabularyProcessor.save", "vocabulary", expected="words that are str or int",
                received=repr(word), remedy="let the tokenizer return one of these",
            )
    content = {
        "format": _FORMAT,
        **{name: int(processor[name]) for name in _SETTINGS},
        "tokenizer": None if own is None else _name_of(own),
        "unknown_token": vocabulary["_unknown_token"],
        "support_reverse": vocabulary["_support_reverse"],
        "freeze": vocabulary["_freeze"],
        "mapping": list(vocabulary["_mapping"].items()),
        "freq": list(vocabulary["_freq"].items()),
    }
    text = json.dumps(content, ensure_ascii=False, indent=0)
    temporary = f"{filename}.{uuid.uuid4().hex}.part"  # a file is whole, or as it was before
    with tf.io.gfile.GFile(temporary, "w") as file:
        file.write(text)
    tf.io.gfile.rename(temporary, filename, overwrite=True)


def _name_of(function: Any) -> list[str]:
    name = getattr(function, "__qualname__", "")
    if not isinstance(function, FunctionType) or not name.isidentifier():
        raise ArgumentTypeError(
            "VocabularyProcessor.save", "tokenizer_fn",
            expected="a function defined at the top of a module", received=repr(function),
            remedy="define it there by `def`, so that restore finds it by its name",
        )
    return [function.__module__, name]


def read(filename: str) -> _Parts:
    """The attributes of the processor, those of its vocabulary, and its own tokenizer, if any."""
    with tf.io.gfile.GFile(filename, "rb") as file:
        content = file.read()
    try:
        parts = _of_json(content) if content[:1] == b"{" else _of_pickle(content)
        _check(*parts[:2])
    except CheckpointError:
        raise
    except Exception as error:  # hostile bytes make pickle raise nearly anything
        raise _unreadable(filename, f"{type(error).__name__}: {error}") from error
    return parts


def _unreadable(filename: str, why: str) -> CheckpointError:
    return CheckpointError(
        _SYMBOL, "filename", expected="a file that VocabularyProcessor.save wrote",
        received=f"{filename!r} ({why})", remedy="pass that file, or fit the processor anew",
    )


def _of_json(content: bytes) -> _Parts:
    found = json.loads(content)
    if found["format"] != _FORMAT:
        raise ValueError(f"its format is {found['format']!r}")
    mapping = dict(found["mapping"])
    vocabulary = {
        "_unknown_token": found["unknown_token"],
        "_support_reverse": found["support_reverse"],
        "_freeze": found["freeze"],
        "_mapping": mapping,
        "_freq": collections.defaultdict(int, [(word, count) for word, count in found["freq"]]),
    }
    if found["support_reverse"]:
        vocabulary["_reverse_mapping"] = list(mapping)
    settings = {name: found[name] for name in _SETTINGS}
    named = found["tokenizer"]
    return settings, vocabulary, None if named is None else _find(_Function(*named))


def _of_pickle(content: bytes) -> _Parts:
    reader = _Reader(content)
    processor = reader.load()
    if not isinstance(processor, reader.processor):
        raise ValueError("it holds something else")
    attributes = dict(vars(processor))
    vocabulary, named = attributes.pop("vocabulary_"), attributes.pop("_tokenizer")
    if not isinstance(vocabulary, reader.vocabulary) or not isinstance(named, _Function):
        raise ValueError("its vocabulary or tokenizer is something else")
    is_default = (named.module, named.name) == (_TF1 + "text", "tokenizer")
    settings = {name: attributes[name] for name in _SETTINGS}
    return settings, dict(vars(vocabulary)), None if is_default else _find(named)


def _check(settings: dict[str, Any], vocabulary: dict[str, Any]) -> None:
    mapping = vocabulary["_mapping"]
    numbers = [*settings.values(), *mapping.values()]
    if not all(isinstance(number, int) and number >= 0 for number in numbers):
        raise ValueError("a length or a word's number is no integer from 0")
    if not isinstance(vocabulary["_freq"], dict) or vocabulary["_unknown_token"] not in mapping:
        raise ValueError("its counts or its unknown word are missing")
    if vocabulary["_support_reverse"] and not isinstance(vocabulary["_reverse_mapping"], list):
        raise ValueError("its list of words is missing")


def _find(named: _Function) -> Callable[..., Any]:
    """The program's own function of that name; a file may not choose any other."""
    module = sys.modules.get(named.module)
    found = getattr(module, named.name, None) if named.name.isidentifier() else None
    is_own = isinstance(found, FunctionType) and usercode.is_user_file(found.__code__.co_filename)
    if not is_own:
        where = f"{named.module}.{named.name}"
        raise CheckpointError(
            _SYMBOL, "filename", expected=f"the program's own function {where}, which tokenizes",
            received="no such function",
            remedy=f"define or import {where} before restore, as TensorFlow 1 needed too",
        )
    function: Callable[..., Any] = found  # type: ignore[assignment]
    return function
