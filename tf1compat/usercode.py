"""Whose code is asking: the user's program, or an installed package?

Only the user's own files (and notebooks, and ``exec``-ed text) see the drop-in;
TensorFlow, Keras and whatever else is installed keep the real modules.
"""

from __future__ import annotations

import sysconfig
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

from tf1compat import options

# Wherever they are installed from, these packages are never the user's program.
_LIBRARIES = frozenset({"tensorflow", "keras", "tensorboard", "tf1compat", "tf_keras"})


def is_user_frame(frame: FrameType | None) -> bool:
    """Whether the code that runs in ``frame`` belongs to the user's program.

    Text that was ``exec``-ed has no file: whoever ran it decides.
    """
    while frame is not None and not _has_origin(frame.f_globals):
        frame = frame.f_back
    return frame is not None and is_user_module(frame.f_globals)


def is_user_module(module_globals: Mapping[str, Any]) -> bool:
    """Whether the module with these globals belongs to the user's program."""
    return _is_user(
        module_globals.get("__name__"), module_globals.get("__file__"), options.current.include
    )


def _has_origin(module_globals: Mapping[str, Any]) -> bool:
    """Of a file, or of a notebook cell or prompt, which are ``__main__`` without one."""
    return "__file__" in module_globals or module_globals.get("__name__") == "__main__"


@cache
def _is_user(name: object, file: object, include: tuple[str, ...]) -> bool:
    top = str(name).partition(".")[0]
    if top in include:
        return True
    if top in _LIBRARIES:
        return False
    if not isinstance(file, str):
        return name == "__main__"
    return is_user_file(file)


@cache
def is_user_file(filename: str) -> bool:
    """Whether the file lies outside of the standard library and of every site-packages."""
    if filename.startswith("<frozen"):
        return False
    path = Path(filename)
    if {"site-packages", "dist-packages"} & set(path.parts):
        return False
    return not any(path.is_relative_to(folder) for folder in _installed_folders())


@lru_cache(maxsize=1)
def _installed_folders() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    own = str(Path(__file__).resolve().parent)
    return (*dict.fromkeys(paths[name] for name in names), own)


def nearest_user_frame(frame: FrameType | None) -> FrameType | None:
    """``frame`` itself, or the nearest of its callers that belongs to the user's program."""
    while frame is not None and not is_user_frame(frame):
        frame = frame.f_back
    return frame
