"""What Python and numpy dropped since 2017, for programs that still use it.

A TF1 program stops at ``np.int`` or ``time.clock`` as surely as at ``tf.contrib``.  The doors put
such names back where they are absent; nothing that is there is touched.
"""

from __future__ import annotations

import collections
import collections.abc
import inspect
import time
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np


class _ArgSpec(NamedTuple):
    args: list[str]
    varargs: str | None
    keywords: str | None
    defaults: tuple[Any, ...] | None


def _getargspec(func: Any) -> _ArgSpec:
    """``inspect.getargspec``, which Python 3.11 dropped."""
    spec = inspect.getfullargspec(func)
    return _ArgSpec(spec.args, spec.varargs, spec.varkw, spec.defaults)


# Module: its dropped names and what each was.
NAMES: dict[ModuleType, dict[str, Any]] = {
    time: {"clock": time.process_time},
    inspect: {"getargspec": _getargspec},
    collections: {
        name: getattr(collections.abc, name)
        for name in (
            "Callable",
            "Hashable",
            "Iterable",
            "Iterator",
            "Mapping",
            "MutableMapping",
            "MutableSequence",
            "MutableSet",
            "Sequence",
            "Set",
            "Sized",
        )
    },
    np: {
        "bool": bool,
        "complex": complex,
        "float": float,
        "float_": np.float64,
        "int": int,
        "long": int,
        "object": object,
        "str": str,
        "unicode": str,
        "Inf": np.inf,
        "Infinity": np.inf,
        "NaN": np.nan,
        "infty": np.inf,
        "product": np.prod,
        "unicode_": np.str_,
        "string_": np.bytes_,
    },
}

_added: list[tuple[ModuleType, str]] = []


def restore() -> None:
    """Put back the names that are absent."""
    for module, names in NAMES.items():
        for name, value in names.items():
            if name not in vars(module):
                setattr(module, name, value)
                _added.append((module, name))


def drop() -> None:
    """Take out again what ``restore`` put in."""
    while _added:
        module, name = _added.pop()
        delattr(module, name)
