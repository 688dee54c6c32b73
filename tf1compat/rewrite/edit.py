"""Edits of source text: spans replaced, every other byte left as it was."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterable
from dataclasses import dataclass

# Whether a module, or a name of it, can be imported: nothing, or the reason why not.
Check = Callable[[str, str], str]


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


@dataclass(frozen=True)
class File:
    """Decoded source with its tree; ``check`` tells which names may be emitted."""

    text: str
    tree: ast.Module
    check: Check

    @property
    def lines(self) -> list[bytes]:
        """The lines as ast counts them, in UTF-8, ends included."""
        return _lines(self.text)

    def source(self, node: ast.stmt | ast.alias) -> str:
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


def span(node: ast.stmt | ast.alias) -> tuple[tuple[int, int], tuple[int, int]]:
    """Start and end of a node."""
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding; a byte-order mark is part of the encoding."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return data.decode(encoding), encoding


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after the edits, which must not overlap."""
    lines = _lines(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    data = b"".join(lines)
    for edit in sorted(edits, reverse=True):  # from the end, so that earlier places stay
        start, end = (starts[line - 1] + column for line, column in (edit.start, edit.end))
        data = data[:start] + edit.text.encode() + data[end:]
    return data.decode()


def _lines(text: str) -> list[bytes]:
    return [line.encode() for line in re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)]
