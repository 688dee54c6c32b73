"""Names of TF1 symbols: from modules, through attributes, to the part that is TF1's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from tf1compat.scan import served, spelling

OURS = "tf1compat"  # below it ``v1`` is TensorFlow 1, and the rest our own names


def as_symbol(module: str) -> str | None:
    """``tensorflow.contrib.rnn`` → ``tf.contrib.rnn``; None for other people's modules.

    ``tf1compat.v1`` is TensorFlow 1 too: what `tf1compat rewrite` has moved stays visible.
    """
    words = module.split(".")
    if words[:2] == ["tf1compat", "v1"]:
        return ".".join(["tf", *words[2:]])
    below = spelling.below_root(module)
    return None if below is None else ".".join(["tf", *below])


def written(node: ast.expr) -> str:
    """``a.b.c`` as it stands in the source; empty if the expression is no such path."""
    words = []
    while isinstance(node, ast.Attribute):
        words.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(words)]) if isinstance(node, ast.Name) else ""


@cache
def below(symbol: str, name: str) -> str | None:
    """The symbol of an attribute; None for other people's modules."""
    if symbol.partition(".")[0] == OURS:
        return as_symbol(f"{symbol}.{name}") or f"{symbol}.{name}"
    return as_symbol(f"tensorflow{symbol[2:]}.{name}")


@cache
def leaf_of(symbol: str) -> str:
    """The symbol without what is asked of the object: ``tf.Session.run`` is ``tf.Session``."""
    return ".".join(_until_leaf(symbol.split(".")))


def _until_leaf(words: list[str]) -> Iterator[str]:
    path = ""
    for word in words:
        yield word
        parent, path = path, f"{path}.{word}" if path else word
        is_class = word[:1].isupper()
        is_known = parent != "" and word in served.names_in(parent) and not served.is_module(path)
        if is_class or is_known:
            return
