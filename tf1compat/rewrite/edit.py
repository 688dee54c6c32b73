"""Edits of source text: spans replaced, every other byte left as it was."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from tf1compat.scan import walk
from tf1compat.scan.names import Found

# Whether a module, or a name of it, can be imported: nothing, or the reason why not.
Check = Callable[[str, str], str]
# A line of a file of the program, by its number before anything was rewritten.
Place = tuple[Path, int]


@dataclass(frozen=True, order=True)
class Edit:
    """Replace what lies between two places (line from 1, column in UTF-8 bytes as ast counts)."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


@dataclass(frozen=True, order=True)
class Left:
    """A place that a rule is for and did not change, and why."""

    line: int
    what: str
    why: str
    at: tuple[int, ...] = ()
    """Other lines that the reason is about."""
    elsewhere: tuple[Place, ...] = ()
    """Lines of the program's files that the reason is about."""


Kind = TypeVar("Kind", bound=ast.AST)
Spanned = ast.stmt | ast.expr | ast.alias | ast.keyword
# What belongs together: all of these edits are made, or none.
Change = tuple[Edit, ...]


@dataclass(frozen=True)
class File:
    """Decoded source with its tree, and what TF1 symbols it has.

    ``check`` tells which names may be emitted.  ``sharing`` says where in the program the
    variables of one call may be another's, if anywhere; ``shapes`` where it needs v1 shapes.
    """

    text: str
    tree: ast.Module
    check: Check
    found: tuple[Found, ...] = ()
    sharing: Place | None = None
    shapes: Place | None = None

    @cached_property
    def lines(self) -> list[bytes]:
        """The lines as ast counts them, in UTF-8, ends included."""
        return lines_of(self.text)

    @cached_property
    def symbols(self) -> dict[ast.AST, tuple[str, ...]]:
        """What each node that names a TF1 symbol may be; "" is something of the program's own."""
        table: dict[ast.AST, tuple[str, ...]] = {}
        for found in self.found:
            table[found.node] = (*table.get(found.node, ()), found.symbol, *[""] * found.unsure)
        return table

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree, from the outside in."""
        return walk.every(self.tree)

    @cached_property
    def _by_kind(self) -> dict[type, list[Any]]:
        kinds: dict[type, list[Any]] = {}
        for node in self.nodes:
            kinds.setdefault(type(node), []).append(node)
        return kinds

    def each(self, kind: type[Kind]) -> list[Kind]:
        """The nodes of a kind, from the outside in."""
        return self._by_kind.get(kind, [])

    @cached_property
    def bound(self) -> dict[str, list[ast.AST]]:
        """The nodes that give each name a meaning, anywhere in the file."""
        table: dict[str, list[ast.AST]] = {}
        for node in self.nodes:
            for name in _bound_by(node):
                table.setdefault(name, []).append(node)
        return table

    @cached_property
    def calls(self) -> list[ast.Call]:
        """The calls of what names a TF1 symbol."""
        return [node for node in self.each(ast.Call) if node.func in self.symbols]

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The node that holds each node."""
        return {child: node for node in self.nodes for child in walk.children(node)}

    def symbol(self, node: ast.AST) -> str:
        """The one symbol that a node names, or nothing."""
        symbols = self.symbols.get(node, ())
        return symbols[0] if len(symbols) == 1 else ""

    def source(self, node: Spanned) -> str:
        """The text of a node."""
        (first, start), (last, stop) = span(node)
        lines = self.lines[first - 1 : last]
        lines[-1] = lines[-1][:stop]
        lines[0] = lines[0][start:]
        return b"".join(lines).decode()

    def indent(self, node: ast.stmt) -> str | None:
        """What stands before a statement; None if that is another statement."""
        before = self.lines[node.lineno - 1][: node.col_offset].decode()
        return before if not before.strip() else None

    def newline(self) -> str:
        """The file's own line end."""
        found = re.search(r"\r\n|\r|\n", self.text)
        return found.group() if found else "\n"


def _bound_by(node: ast.AST) -> Iterable[str]:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.Name):
        return [node.id] if isinstance(node.ctx, ast.Store) else ()
    if isinstance(node, (ast.keyword, ast.alias)):
        return ()
    names = (getattr(node, "arg", None), getattr(node, "name", None))
    return [name for name in names if isinstance(name, str)]


def span(node: Spanned) -> tuple[tuple[int, int], tuple[int, int]]:
    """Start and end of a node."""
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)


def after(file: File, node: ast.stmt, lines: Iterable[str]) -> Edit:
    """New statements behind one, on lines of their own where that ends its line."""
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    line = file.lines[node.end_lineno - 1]
    indent = file.indent(node)
    rest = line[node.end_col_offset :].decode().strip()
    if indent is None or (rest and not rest.startswith("#")):
        place = (node.end_lineno, node.end_col_offset)
        return Edit(place, place, "".join(f"; {one}" for one in lines))
    end = (node.end_lineno, len(line.rstrip(b"\r\n")))
    return Edit(end, end, "".join(f"{file.newline()}{indent}{one}" for one in lines))


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding; a byte-order mark is part of the encoding."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return data.decode(encoding), encoding


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after the edits, which must not overlap."""
    lines = lines_of(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    data = b"".join(lines)
    for edit in sorted(edits, reverse=True):  # from the end, so that earlier places stay
        start, end = (starts[line - 1] + column for line, column in (edit.start, edit.end))
        data = data[:start] + edit.text.encode() + data[end:]
    return data.decode()


def moved_lines(text: str, edits: Iterable[Edit]) -> list[int]:
    """For each line of the text after the edits, the line before them that it came from."""
    came = list(range(1, len(lines_of(text)) + 2))
    for edit in sorted(edits, reverse=True):
        first, last = edit.start[0], edit.end[0]
        count = 1 + len(re.findall(r"\r\n|\r|\n", edit.text))
        came[first - 1 : last] = [min(first + i, last) for i in range(count)]
    return came


def disjoint(changes: Iterable[Change]) -> Iterator[Edit]:
    """The edits of all changes that do not overlap; of two that do, the inner one stays."""
    taken: set[Edit] = set()
    for change in sorted(changes, key=lambda change: (_size(change), change)):
        if not any(_overlap(one, other) for one in change for other in taken - set(change)):
            taken |= set(change)
    yield from taken


def _size(change: Change) -> tuple[int, int]:
    """How much text lies in the widest edit of a change."""
    return max((e.end[0] - e.start[0], e.end[1] - e.start[1]) for e in change)


def _overlap(one: Edit, other: Edit) -> bool:
    if one.start == one.end or other.start == other.end:  # an insertion, which may touch
        return one.start < other.start < one.end or other.start < one.start < other.end
    return one.start < other.end and other.start < one.end


def lines_of(text: str) -> list[bytes]:
    """The lines of a text as ast counts them, in UTF-8, ends included."""
    return [line.encode() for line in re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)]
