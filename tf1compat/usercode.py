"""Whose code is asking: the user's program, or an installed package?

Only the user's own files (and notebooks, and ``exec``-ed text) see the drop-in;
TensorFlow, Keras and whatever else is installed keep the real modules.
"""

from __future__ import annotations

import sysconfig
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

from tf1compat import options

# Wherever they are installed from, these packages are never the user's program.
_LIBRARIES = frozenset({"tensorflow", "keras", "tensorboard", "tf1compat", "tf_keras"})


def is_user_module(module_globals: Mapping[str, Any] | None) -> bool:
    """Whether the module with these globals belongs to the user's program."""
    if module_globals is None:
        return False
    return _is_user(
        module_globals.get("__name__"), module_globals.get("__file__"), options.current.include
    )


@lru_cache(maxsize=None)
def _is_user(name: object, file: object, include: tuple[str, ...]) -> bool:
    top = str(name or "__main__").partition(".")[0]
    if top in include:
        return True
    if top in _LIBRARIES:
        return False
    # No file: a notebook cell, the prompt, or text that was exec-ed.
    return not isinstance(file, str) or is_user_file(file)


@lru_cache(maxsize=None)
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
    while frame is not None and not is_user_module(frame.f_globals):
        frame = frame.f_back
    return frame
