"""What other packages dropped since 2017, for programs that still use it.

As in ``bygone.py``, nothing that is there is touched; a package gets its old names when the
program imports it.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from tf1compat.door import old_images

_Make = Callable[[], Any]


class _Vocabulary(Mapping[str, Any]):
    """``KeyedVectors.vocab`` of gensim 3: for each word its ``index`` and ``count``."""

    def __init__(self, vectors: Any) -> None:
        self._vectors = vectors

    def __getitem__(self, word: str) -> Any:
        index = self._vectors.key_to_index[word]
        return SimpleNamespace(index=index, count=self._vectors.get_vecattr(word, "count"))

    def __iter__(self) -> Iterator[str]:
        return iter(self._vectors.key_to_index)

    def __len__(self) -> int:
        return len(self._vectors.key_to_index)


def _same(value: Any) -> _Make:
    return lambda: value


def _of(module: str, name: str) -> _Make:
    return lambda: getattr(importlib.import_module(module), name)


def _matrix(table: Any, columns: Any = None) -> Any:
    """``as_matrix()`` of pandas."""
    return (table if columns is None else table[columns]).to_numpy()


def _append(
    table: Any,
    other: Any,
    ignore_index: bool = False,
    verify_integrity: bool = False,
    sort: bool = False,
) -> Any:
    """``append`` of pandas: rows below, of another table or of one mapping."""
    pandas = importlib.import_module("pandas")
    below = other if isinstance(other, list | tuple) else [other]
    whole = type(table)
    if whole is pandas.DataFrame:
        below = [one if isinstance(one, whole) else whole([one]) for one in below]
    return pandas.concat(
        [table, *below], ignore_index=ignore_index, verify_integrity=verify_integrity, sort=sort
    )


def _metric(name: str) -> _Make:
    """A measure of ``skimage.metrics``, whose channels were ``multichannel``.

    Similarity took floats for numbers from -1 to 1, and asks for their range today.
    """

    def make() -> Any:
        today = getattr(importlib.import_module("skimage.metrics"), name)

        def compare(first: Any, second: Any, **options: Any) -> Any:
            if options.pop("multichannel", False):
                options["channel_axis"] = -1
            is_asked = name == "structural_similarity" and first.dtype.kind == "f"
            if is_asked and options.get("data_range") is None:
                options["data_range"] = 2.0
            return today(first, second, **options)

        return compare

    return make


_TABLE: dict[str, _Make] = {
    "append": _same(_append),
    "as_matrix": _same(_matrix),
    "iteritems": _same(lambda table: table.items()),
}
# Module, and the class in it if any: its dropped names, each made when it is wanted.
NAMES: dict[tuple[str, str], dict[str, _Make]] = {
    ("PIL.Image", ""): {"ANTIALIAS": _of("PIL.Image", "LANCZOS")},
    ("gensim.models.keyedvectors", "KeyedVectors"): {
        "index2word": _same(property(lambda vectors: vectors.index_to_key)),
        "syn0": _same(property(lambda vectors: vectors.vectors)),
        "vocab": _same(property(_Vocabulary)),
        "wv": _same(property(lambda vectors: vectors)),
    },
    ("gensim.models.word2vec", "Word2Vec"): {
        "__contains__": _same(lambda model, word: word in model.wv),
        "__getitem__": _same(lambda model, words: model.wv[words]),
        "most_similar": _same(lambda model, *args, **how: model.wv.most_similar(*args, **how)),
        "similarity": _same(lambda model, first, second: model.wv.similarity(first, second)),
    },
    ("networkx", "Graph"): {"node": _same(property(lambda graph: graph.nodes))},
    ("pandas", "DataFrame"): _TABLE,
    ("pandas", "Series"): _TABLE,
    ("scipy.misc", ""): {
        **{name: _of("scipy.special", name) for name in ("comb", "factorial", "logsumexp")},
        **{
            function.__name__: _same(function)
            for function in (
                old_images.bytescale, old_images.fromimage, old_images.imread,
                old_images.imresize, old_images.imsave, old_images.toimage,
            )
        },
    },
    ("skimage.measure", ""): {
        "compare_psnr": _metric("peak_signal_noise_ratio"),
        "compare_ssim": _metric("structural_similarity"),
    },
}
# gensim 4 keeps these names, for an error.
_REFUSED = ("index2word", "syn0", "vocab")
_ROOTS = {module.partition(".")[0] for module, _ in NAMES}

_before: list[tuple[Any, str, Any]] = []
_ABSENT = object()


def concerns(name: str) -> bool:
    """Whether a module is of one of these packages."""
    return name.partition(".")[0] in _ROOTS


def restore(name: str) -> None:
    """Put back what is absent from the modules of this package that are loaded."""
    package = name.partition(".")[0]
    for (module_name, class_name), names in NAMES.items():
        module = sys.modules.get(module_name)
        if module is None or module_name.partition(".")[0] != package:
            continue
        owner = getattr(module, class_name, None) if class_name else module
        for old, make in names.items():
            _put_back(owner, old, make)


def _put_back(owner: Any, name: str, make: _Make) -> None:
    there = getattr(owner, "__dict__", {}).get(name, _ABSENT)
    is_refused = name in _REFUSED and isinstance(there, property)
    if owner is not None and (is_refused or not hasattr(owner, name)):
        value = make()
        if there is not value:
            _before.append((owner, name, there))
            setattr(owner, name, value)


def drop() -> None:
    """Take out again what ``restore`` put in."""
    while _before:
        owner, name, there = _before.pop()
        if there is _ABSENT:
            delattr(owner, name)
        else:
            setattr(owner, name, there)
