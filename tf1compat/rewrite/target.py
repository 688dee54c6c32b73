"""Which module of tf1compat takes the place of a TensorFlow module, and whether it imports."""

from __future__ import annotations

import importlib
from functools import cache

import tf1compat
from tf1compat.scan import served, spelling

ROOT = "tf1compat.v1"
_OWN, _SCOPES = "tf1compat", "tf1compat.scopes."


def of(module: str) -> str | None:
    """``tensorflow.contrib.rnn`` → ``tf1compat.v1.contrib.rnn``.

    Parts of TensorFlow that are no TF1 API keep their place, under today's name
    (``tensorflow_core.keras`` → ``tensorflow.keras``).  None for what stays as it is written.
    """
    words = spelling.below_root(module)
    if words is None:
        return None
    if not spelling.is_real(words):
        return ".".join([ROOT, *words])
    real = ".".join([spelling.ROOT, *words])
    return real if real != module else None


def is_kept(module: str) -> bool:
    """Whether a module is one of TensorFlow's that stays as it is written."""
    return spelling.is_tensorflow(module) and of(module) is None


@cache
def public(symbol: str) -> tuple[str, str] | None:
    """The module and name under which tf1compat itself publishes what serves a TF1 symbol.

    ``tf.nn.dynamic_rnn`` → (``tf1compat``, ``dynamic_rnn``), ``tf.layers.dense`` →
    (``tf1compat.layers``, ``dense``); None for what only the namespace has.
    """
    parent, _, name = symbol.rpartition(".")
    exported = tf1compat._EXPORTS.get(name, "")
    if parent == "tf" and exported.startswith(_SCOPES):
        return _OWN, name
    module, name = served.origin(symbol) or ("", name)
    if module and module == tf1compat._EXPORTS.get(name):
        return _OWN, name
    package = module.rpartition(".")[0]
    while package not in ("", _OWN) and not package.startswith(ROOT):
        if name in served.listed(package):
            return package, name
        package = package.rpartition(".")[0]
    return None


@cache
def origin(symbol: str) -> tuple[str, str] | None:
    """The module of ours that defines a TF1 symbol, or a name of tf1compat, and its name there."""
    if not symbol.startswith(f"{_OWN}."):
        return served.origin(symbol)
    module, _, name = symbol.rpartition(".")
    if module == _OWN:
        return (tf1compat._EXPORTS[name], name) if name in tf1compat._EXPORTS else None
    return served.defined(module, name) if name in served.listed(module) else None


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
