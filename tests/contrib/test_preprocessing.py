"""Files of ``VocabularyProcessor``: those of TensorFlow 1 are read, and none of them is run."""

from __future__ import annotations

import collections
import json
import pickle
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tensorflow

from tf1compat.contrib.preprocessing import VocabularyProcessor
from tf1compat.errors import ArgumentTypeError, CheckpointError

_TEXT = "tensorflow.contrib.learn.python.learn.preprocessing.text"
_WORDS = "tensorflow.contrib.learn.python.learn.preprocessing.categorical_vocabulary"


def split(iterator: Any) -> Iterator[list[str]]:
    """A tokenizer of a program's own."""
    for text in iterator:
        yield text.split("-")


@pytest.fixture
def tf1(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Classes of the names and attributes that TensorFlow 1.15.5 pickled."""
    text, words = types.ModuleType(_TEXT), types.ModuleType(_WORDS)
    processor = type("VocabularyProcessor", (), {"__module__": _TEXT})
    vocabulary = type("CategoricalVocabulary", (), {"__module__": _WORDS})

    def tokenizer(iterator: Any) -> None:
        """Never called: the file only names it."""

    tokenizer.__module__, tokenizer.__qualname__ = _TEXT, "tokenizer"
    vars(text).update(VocabularyProcessor=processor, tokenizer=tokenizer)
    vars(words).update(CategoricalVocabulary=vocabulary)
    names = _TEXT.split(".")
    for end in range(1, len(names)):
        name = ".".join(names[:end])
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, _TEXT, text)
    monkeypatch.setitem(sys.modules, _WORDS, words)

    def saved(protocol: int, tokenizer_fn: Any = tokenizer, **changed: Any) -> bytes:
        inner = vocabulary()
        vars(inner).update(
            _unknown_token="<UNK>", _mapping={"<UNK>": 0, "naïve": 1, "cat": 2},
            _support_reverse=True, _reverse_mapping=["<UNK>", "naïve", "cat"],
            _freq=collections.defaultdict(int, naïve=2, cat=1), _freeze=True,
        )
        vars(inner).update(changed)
        outer = processor()
        vars(outer).update(
            max_document_length=4, min_frequency=0, vocabulary_=inner, _tokenizer=tokenizer_fn
        )
        return pickle.dumps(outer, protocol)

    return saved


def restored(folder: Path, content: bytes) -> VocabularyProcessor:
    (folder / "vocab").write_bytes(content)
    return VocabularyProcessor.restore(str(folder / "vocab"))


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickle_of_tf1_is_read(protocol: int, tf1: Any, tmp_path: Path) -> None:
    processor = restored(tmp_path, tf1(protocol))
    rows = [row.tolist() for row in processor.transform(["cat naïve dog"])]
    assert rows == [[2, 1, 0, 0]]
    assert list(processor.reverse([[1, 2]])) == ["naïve cat"]
    assert len(processor.vocabulary_) == 3


def test_a_programs_own_tokenizer_is_found_again(
    tf1: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    processor = restored(tmp_path, tf1(2, split))
    assert [row.tolist() for row in processor.transform(["cat-x"])] == [[2, 0, 0, 0]]
    content = tf1(2, split)
    monkeypatch.delattr(sys.modules[__name__], "split")
    with pytest.raises(CheckpointError, match="define or import .*split before restore"):
        restored(tmp_path, content)


class _Runs:
    def __init__(self, function: Any, *arguments: Any) -> None:
        self._call = (function, arguments)

    def __reduce__(self) -> Any:
        return self._call


@pytest.mark.parametrize("place", ["alone", "tokenizer", "inside"])
def test_code_in_a_file_does_not_run(place: str, tf1: Any, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    evil = _Runs(Path.touch, mark)
    made: dict[str, Any] = {
        "alone": lambda: pickle.dumps(evil, 2),
        "tokenizer": lambda: tf1(2, evil),
        "inside": lambda: tf1(2, _unknown_token=evil),
    }
    content = made[place]()
    with pytest.raises(CheckpointError, match="a file that VocabularyProcessor.save wrote"):
        restored(tmp_path, content)
    assert not mark.exists()


def test_a_file_may_not_choose_a_function_of_a_library(tf1: Any, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="json.dumps"):
        restored(tmp_path, tf1(2, json.dumps))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"words", b"{}", b'{"format": "other"}', pickle.dumps([1]), b"\x80\x02c",
        b'{"format": "tf1compat vocabulary 1", "mapping": [["a"]]}',
    ],
)
def test_other_files_are_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="a file that VocabularyProcessor.save wrote"):
        restored(tmp_path, content)


@pytest.mark.parametrize(
    "changed",
    [{"_mapping": {"<UNK>": 0, "cat": "x"}}, {"_freq": 3}, {"_mapping": {}},
     {"_reverse_mapping": None}],
)
def test_a_vocabulary_that_is_none_is_refused(changed: Any, tf1: Any, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="ValueError"):
        restored(tmp_path, tf1(2, **changed))


def test_what_cannot_be_saved_says_so(tmp_path: Path) -> None:
    file = str(tmp_path / "vocab")
    with pytest.raises(ArgumentTypeError, match="defined at the top of a module"):
        VocabularyProcessor(3, tokenizer_fn=lambda texts: [[t] for t in texts]).save(file)
    processor = VocabularyProcessor(3, tokenizer_fn=split)
    processor.vocabulary_.add((1, 2))
    with pytest.raises(ArgumentTypeError, match=r"words that are str or int"):
        processor.save(file)


def test_the_file_is_text(tmp_path: Path) -> None:
    VocabularyProcessor(3).fit(["a b"]).save(str(tmp_path / "vocab"))
    with open(tmp_path / "vocab", encoding="utf-8") as file:
        assert json.load(file)["mapping"] == [["<UNK>", 0], ["a", 1], ["b", 2]]


def test_a_file_changes_nothing_for_the_next_one(tf1: Any, tmp_path: Path) -> None:
    """A pickle may set an attribute of what it names, here of the class of processors."""
    hostile = (
        b"\x80\x02c" + _TEXT.encode() + b"\nVocabularyProcessor\nN}X\x0c\x00\x00\x00__setstate__"
        b"cbuiltins\nint\ns\x86b."
    )
    with pytest.raises(CheckpointError, match="it holds something else"):
        restored(tmp_path, hostile)
    assert restored(tmp_path, tf1(2)).max_document_length == 4


def test_a_save_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "vocab"
    VocabularyProcessor(3).fit(["a b"]).save(str(file))
    before = file.read_bytes()

    def full(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(tensorflow.io.gfile.GFile, "write", full)
    with pytest.raises(OSError, match="no space left"):
        VocabularyProcessor(3).fit(["c d"]).save(str(file))
    assert file.read_bytes() == before
