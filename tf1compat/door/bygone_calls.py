"""Calls that Python and numpy refuse since 2017, answered as they were then.

Each replacement passes on what today's function accepts; only what it would refuse is
answered here, so that installed packages notice nothing.
"""

from __future__ import annotations

import functools
import inspect
import random
import sys
from collections.abc import Callable, Set
from types import ModuleType
from typing import Any

import numpy as np

from tf1compat import usercode
from tf1compat.door.patch import Patch

# What ``copy=`` takes for "where it is needed": up to numpy 1.26 that was False.
_COPY_IF_NEEDED = None if int(np.__version__.partition(".")[0]) >= 2 else False


def _ragged(today: Callable[..., Any]) -> Callable[..., Any]:
    """``np.array([[1, 2], [3]])``: rows of unequal length gave an array of objects up to 1.23.

    Only for the program's own calls: packages count on the refusal.
    """

    @functools.wraps(today)
    def array(*args: Any, **kwargs: Any) -> Any:
        ours = usercode.is_user_frame(sys._getframe(1))
        if ours and _COPY_IF_NEEDED is None and kwargs.get("copy", True) is False:
            kwargs["copy"] = None  # it meant: where it is needed
        try:
            return today(*args, **kwargs)
        except ValueError as error:
            typed = len(args) > 1 or kwargs.get("dtype") is not None
            if not ours or typed or "inhomogeneous" not in str(error):
                raise
            return today(*args, **{**kwargs, "dtype": object})

    return array


def _fromstring(today: Callable[..., Any]) -> Callable[..., Any]:
    """``np.fromstring(data, np.uint8)``: the numbers that bytes hold, copied."""

    @functools.wraps(today)
    def fromstring(
        string: Any, dtype: Any = float, count: int = -1, sep: str = "", **kwargs: Any
    ) -> Any:
        if sep != "" or isinstance(string, str):
            return today(string, dtype, count, sep=sep, **kwargs)
        return np.frombuffer(string, dtype, count).copy()

    return fromstring


def _reshape(today: Callable[..., Any]) -> Callable[..., Any]:
    """``np.reshape(a, newshape=…)``: the argument is called ``shape`` since 2.1."""
    renamed = "shape" in inspect.signature(today).parameters

    @functools.wraps(today)
    def reshape(*args: Any, **kwargs: Any) -> Any:
        if renamed and "newshape" in kwargs:
            kwargs["shape"] = kwargs.pop("newshape")
        return today(*args, **kwargs)

    return reshape


def _sample(today: Callable[..., Any]) -> Callable[..., Any]:
    """``random.sample`` of a set, which it listed by itself up to Python 3.10."""

    @functools.wraps(today)
    def sample(population: Any, k: int, **kwargs: Any) -> Any:
        return today(tuple(population) if isinstance(population, Set) else population, k, **kwargs)

    return sample


def _yaml_load(today: Callable[..., Any]) -> Callable[..., Any]:
    """``yaml.load(text)``: PyYAML 6 asks for the loader; 5 took its ``FullLoader``."""
    is_asked = inspect.signature(today).parameters["Loader"].default is inspect.Parameter.empty

    @functools.wraps(today)
    def load(stream: Any, *args: Any, **kwargs: Any) -> Any:
        if is_asked and not args and "Loader" not in kwargs:
            kwargs["Loader"] = sys.modules["yaml"].FullLoader
        return today(stream, *args, **kwargs)

    return load


def _renamed(**arguments: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Arguments under their old names, where today's function has the new one only."""

    def replacement(today: Callable[..., Any]) -> Callable[..., Any]:
        known = inspect.signature(today).parameters
        new = {o: n for o, n in arguments.items() if o not in known and n in known}

        @functools.wraps(today)
        def call(*args: Any, **kwargs: Any) -> Any:
            return today(*args, **{new.get(key, key): value for key, value in kwargs.items()})

        return call

    return replacement


_Replacement = Callable[[Callable[..., Any]], Callable[..., Any]]
_CALLS: tuple[tuple[ModuleType, str, _Replacement], ...] = (
    (np, "array", _ragged),
    (np, "asarray", _ragged),
    (np, "fromstring", _fromstring),
    (np, "reshape", _reshape),
    (random, "sample", _sample),
)
_patches = [(Patch(owner, name), replacement) for owner, name, replacement in _CALLS]
# Of modules that only some programs import, when they do: the class, if any, and then as above.
_LATER: dict[str, tuple[str, str, _Replacement]] = {
    "gensim.models.word2vec": (
        "Word2Vec", "__init__", _renamed(size="vector_size", iter="epochs"),
    ),
    "sklearn.manifold": ("TSNE", "__init__", _renamed(n_iter="max_iter")),
    "sklearn.preprocessing": ("OneHotEncoder", "__init__", _renamed(sparse="sparse_output")),
    "yaml": ("", "load", _yaml_load),
}
_ROOTS = {name.partition(".")[0] for name in _LATER}


def install() -> None:
    """Put the replacements in place; a second time changes nothing."""
    for patch, replacement in _patches:
        patch.apply(replacement(patch.today))


def concerns(name: str) -> bool:
    """Whether calls of a module of this package are to be answered as they were."""
    return name.partition(".")[0] in _ROOTS


def install_later(name: str) -> None:
    """The same for what the program's import of that package has loaded."""
    package = name.partition(".")[0]
    for module in list(_LATER):
        if module.partition(".")[0] == package and module in sys.modules:
            owner, function, replacement = _LATER.pop(module)
            found = sys.modules[module]
            patch = Patch(getattr(found, owner) if owner else found, function)
            _patches.append((patch, replacement))
            patch.apply(replacement(patch.today))


def uninstall() -> None:
    """Let the functions be what they were."""
    for patch, _ in _patches:
        patch.undo()
