"""What a file's rewriting must know of the other files of its program."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tf1compat.rewrite.edit import Place
from tf1compat.scan import names, served, spelling, walk
from tf1compat.scan.names import Found
from tf1compat.scan.repository import Repository
from tf1compat.scan.sources import Source

_SHARERS = ("reuse_variables", "AUTO_REUSE", "make_template")
# Words without which no node of a file is what is looked for.
_SHARING, _SHAPING = (b"reuse", b"AUTO_REUSE", b"make_template"), (b"Dimension", b"value")


@dataclass(frozen=True)
class Whole:
    """What a program, the files that import each other, has somewhere.

    A place is the first of its kind, or nothing.
    """

    only_tf1: bool
    """Whether anything in it is TensorFlow 1 and no TensorFlow 2."""
    sharing: Place | None
    """Where variables may be used a second time."""
    shapes: Place | None
    """Where v1 shapes are needed."""


def wholes(repository: Repository, *, places: bool = True) -> dict[Source, Whole]:
    """For each file its program; without ``places`` only whether it is TensorFlow 1."""
    known: dict[Source, Whole] = {}
    for group in _groups(list(repository.found)):
        only_tf1 = any(
            _says_old(source) or any(map(_is_evidence, repository.found[source]))
            for source in group
        )
        asked = group if places and only_tf1 else []
        shared = {source: _first_place(source, _shares, _SHARING) for source in asked}
        shaped = {source: _first_place(source, _needs_v1_shapes, _SHAPING) for source in asked}
        blocks = any([*shared.values(), *shaped.values()])
        is_hidden = any("importlib" in source.mentions for source in group)  # who loads whom
        together = dict.fromkeys(group, group) if is_hidden or not blocks else _together(group)
        for source in group:
            first = (
                next((one[s] for s in together[source] if one.get(s)), None)
                for one in (shared, shaped)
            )
            known[source] = Whole(only_tf1, *first)
    return known


def _together(group: Sequence[Source]) -> dict[Source, list[Source]]:
    """With which files each is ever loaded: what those that reach it reach.

    Two models that import the same helpers are in no program together unless some file
    reaches both.
    """
    by_word: dict[str, list[Source]] = {}
    for source in group:
        by_word.setdefault(source.module.rpartition(".")[2], []).append(source)
    reached = {source: _reached(source, by_word) for source in group}
    together: dict[Source, dict[Source, None]] = {source: {} for source in group}
    for reach in reached.values():
        for source in reach:
            together[source] |= dict.fromkeys(reach)
    return {source: [source, *others] for source, others in together.items()}


def _reached(source: Source, by_word: dict[str, list[Source]]) -> list[Source]:
    """The source and all that it imports, they import …"""
    seen, due = {source: None}, [source]
    while due:
        for word in due.pop().mentions:
            new = [other for other in by_word.get(word, ()) if other not in seen]
            seen |= dict.fromkeys(new)
            due += new
    return list(seen)


def _says_old(source: Source) -> bool:
    """``from tensorflow_core…``, ``from tensorflow._api.v1…``: no TensorFlow 2 has those."""
    words = source.mentions
    is_api = {"tensorflow", "_api", "v1"} <= words and "v2" not in words
    return bool(words.intersection(spelling.ROOTS[1:])) or is_api


def _is_evidence(found: Found) -> bool:
    """``tf.compat.v1.…`` is what programs of TensorFlow 2 may say too, while it is there."""
    if found.kind == names.OWN or served.is_lost(found.symbol):
        return True
    if not served.is_only_tf1(found.symbol):
        return False
    return isinstance(found.node, ast.alias) or "compat.v1" not in ast.unparse(found.node)


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


def _first_place(
    source: Source, is_one: Callable[[ast.AST], bool], words: Sequence[bytes]
) -> Place | None:
    if source.tree is None or not any(word in source.path.read_bytes() for word in words):
        return None
    for node in walk.every(source.tree):
        if is_one(node):
            assert isinstance(node, (ast.expr, ast.keyword))
            return source.path, node.lineno
    return None


def _shares(node: ast.AST) -> bool:
    """Whether variables may be used twice from here on."""
    if isinstance(node, ast.keyword):
        is_off = isinstance(node.value, ast.Constant) and not node.value.value
        return node.arg == "reuse" and not is_off
    name = getattr(node, "attr", None) or getattr(node, "id", None)
    return isinstance(node, (ast.Attribute, ast.Name)) and name in _SHARERS


def _needs_v1_shapes(node: ast.AST) -> bool:
    """``x.shape[1].value``: with the shapes that Keras needs it is a number already."""
    if not isinstance(node, ast.Attribute):
        return False
    return node.attr == "Dimension" or (node.attr == "value" and "shape" in ast.unparse(node))
