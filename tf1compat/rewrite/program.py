"""What a file's rewriting must know of the other files of its program."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from tf1compat.scan.sources import Source

_SHARERS = ("reuse_variables", "AUTO_REUSE", "make_template")


def hindrances(read: Sequence[Source]) -> dict[Source, tuple[str, str]]:
    """For each file where its program first shares variables, and where it needs v1 shapes.

    A program is the files that import each other.  No place is the empty string.
    """
    known: dict[Source, tuple[str, str]] = {}
    for group in _groups(read):
        places = _first_place(group, _shares), _first_place(group, _needs_v1_shapes)
        known.update(dict.fromkeys(group, places))
    return known


def _groups(read: Sequence[Source]) -> list[list[Source]]:
    by_word: dict[str, list[Source]] = {}
    for source in read:
        by_word.setdefault(source.module.rpartition(".")[2], []).append(source)
    group = {source: [source] for source in read}
    for source in read:
        for other in (s for word in source.mentions for s in by_word.get(word, ())):
            if group[source] is not group[other]:
                group[source] += group[other]
                for member in group[other]:
                    group[member] = group[source]
    return list({id(one): one for one in group.values()}.values())


def _first_place(group: Sequence[Source], is_one: Callable[[ast.AST], bool]) -> str:
    for source in group:
        for node in ast.walk(source.tree) if source.tree is not None else ():
            if is_one(node):
                assert isinstance(node, (ast.expr, ast.keyword))
                return f"{source.path}:{source.place(node.lineno)}"
    return ""


def _shares(node: ast.AST) -> bool:
    """Whether variables may be used twice from here on."""
    if isinstance(node, ast.keyword):
        is_off = isinstance(node.value, ast.Constant) and not node.value.value
        return node.arg == "reuse" and not is_off
    name = getattr(node, "attr", None) or getattr(node, "id", None)
    return isinstance(node, (ast.Attribute, ast.Name)) and name in _SHARERS


def _needs_v1_shapes(node: ast.AST) -> bool:
    """``x.shape[1].value``: with the shapes that Keras needs it is a number already."""
    return isinstance(node, ast.Attribute) and node.attr == "value" and "shape" in ast.unparse(node)
