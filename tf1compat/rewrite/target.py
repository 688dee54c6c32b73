"""Which module of tf1compat takes the place of a TensorFlow module, and whether it imports."""

from __future__ import annotations

import importlib
from functools import cache

from tf1compat.door.resolve import REAL, is_tensorflow

ROOT = "tf1compat.v1"


def of(module: str) -> str | None:
    """``tensorflow.contrib.rnn`` → ``tf1compat.v1.contrib.rnn``.

    None for what is not TensorFlow's, and for its parts that are no TF1 API.
    """
    if not is_tensorflow(module):
        return None
    words = module.split(".")[1:]
    words = words[2:] if words[:2] == ["compat", "v1"] else words
    if words and (words[0] in REAL or words[:2] == ["compat", "v2"]):
        return None
    return ".".join([ROOT, *words])


@cache
def check(module: str, name: str) -> str:
    """Why ``from module import name`` would fail (``import module`` for no name), or nothing.

    A module that has no file counts as a path of attributes below the namespace if its name
    is written with a colon: ``tf1compat.v1:python.framework``.
    """
    module, _, path = module.partition(":")
    try:
        value = importlib.import_module(module)
        for word in (*path.split("."), name) if path else (name,):
            value = getattr(value, word) if word not in ("", "*") else value
    except Exception as error:  # noqa: BLE001  (whatever it is, it is the reason)
        return str(error).rstrip(".")
    return ""
