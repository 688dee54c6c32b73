"""What Python and numpy dropped since 2017, for programs that still use it.

A TF1 program stops at ``np.int`` or ``time.clock`` as surely as at ``tf.contrib``.  The doors put
such names back where they are absent; nothing that is there is touched.
"""

from __future__ import annotations

import collections
import collections.abc
import inspect
import time
import unittest
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


def _in1d(ar1: Any, ar2: Any, assume_unique: bool = False, invert: bool = False) -> Any:
    """``np.in1d``: ``isin`` of what was flattened first."""
    return np.isin(np.ravel(ar1), ar2, assume_unique=assume_unique, invert=invert)


_NUMPY_TYPES = {
    "bool": bool,
    "bool8": np.bool_,
    "cfloat": np.complex128,
    "complex": complex,
    "complex_": np.complex128,
    "float": float,
    "float_": np.float64,
    "int": int,
    "int0": np.intp,
    "long": int,
    "longfloat": np.longdouble,
    "object": object,
    "object0": np.object_,
    "singlecomplex": np.complex64,
    "str": str,
    "string_": np.bytes_,
    "uint0": np.uintp,
    "unicode": str,
    "unicode_": np.str_,
}
_NUMPY_NUMBERS = {
    "Inf": np.inf,
    "Infinity": np.inf,
    "NAN": np.nan,
    "NINF": -np.inf,
    "NZERO": -0.0,
    "NaN": np.nan,
    "PINF": np.inf,
    "PZERO": 0.0,
    "infty": np.inf,
}
_NUMPY_FUNCTIONS: dict[str, Any] = {
    "alltrue": np.all,
    "asfarray": lambda a, dtype=np.float64: np.asarray(a, dtype=dtype),
    "asscalar": lambda a: a.item(),
    "cumproduct": np.cumprod,
    "in1d": _in1d,
    "mat": np.asmatrix,
    "msort": lambda a: np.sort(a, axis=0),
    "product": np.prod,
    "round_": np.round,
    "row_stack": np.vstack,
    "sometrue": np.any,
    "trapz": getattr(np, "trapezoid", None),
}
_exceptions = getattr(np, "exceptions", np)
_NUMPY_WARNINGS = (
    "AxisError",
    "ComplexWarning",
    "ModuleDeprecationWarning",
    "RankWarning",
    "TooHardError",
    "VisibleDeprecationWarning",
)

# Module or class: its dropped names and what each was.
NAMES: dict[Any, dict[str, Any]] = {
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
    unittest.TestCase: {
        old: getattr(unittest.TestCase, new)
        for old, new in {
            "assertAlmostEquals": "assertAlmostEqual",
            "assertEquals": "assertEqual",
            "assertNotAlmostEquals": "assertNotAlmostEqual",
            "assertNotEquals": "assertNotEqual",
            "assertNotRegexpMatches": "assertNotRegex",
            "assertRaisesRegexp": "assertRaisesRegex",
            "assertRegexpMatches": "assertRegex",
            "assert_": "assertTrue",
        }.items()
    },
    np.lib: {"pad": np.pad},
    np: {
        **_NUMPY_TYPES,
        **_NUMPY_NUMBERS,
        **_NUMPY_FUNCTIONS,
        **{name: vars(_exceptions)[name] for name in _NUMPY_WARNINGS if name in vars(_exceptions)},
    },
}

_added: list[tuple[Any, str]] = []


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
