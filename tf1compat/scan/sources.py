"""The files to read: found, decoded, and parsed, whether Python 3, Python 2 or notebook."""

from __future__ import annotations

import ast
import logging
import subprocess
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from tf1compat.errors import ArgumentValueError
from tf1compat.scan.notebooks import Notebook

SUFFIXES = (".py", ".ipynb")
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
_NO_SOURCES = {"__pycache__", "node_modules", "site-packages", "build", "dist"}
# What a Python 2 file needs to be read as Python 3; none of these moves a line.
_PYTHON_2 = ("print", "exec", "except", "raise", "ne", "repr", "numliterals", "tuple_params")


class NotReadableError(Exception):
    """Why a file cannot be read, and the line if there is one; goes into the report only."""

    def __init__(self, why: str, lineno: int | None = None) -> None:
        super().__init__(why)
        self.lineno = lineno


@dataclass(eq=False)
class Source:
    """One file, parsed.  ``cells`` are the first lines of a notebook's code cells."""

    path: Path
    root: Path
    tree: ast.Module | None = None
    """None if it does not parse, or if another process has read the file."""
    parses: bool = False
    problem: str = ""
    python: int = 3
    mentions: frozenset[str] = frozenset()
    cells: list[tuple[int, int]] = field(default_factory=list)
    has_walrus: bool = False
    """Whether an expression may bind a name."""

    @property
    def module(self) -> str:
        """The dotted name below the scanned folder."""
        words = self.path.relative_to(self.root).with_suffix("").parts
        return ".".join(words[:-1] if words[-1] == "__init__" else words)

    def place(self, line: int) -> str:
        """``12``, or ``cell 3:2`` in a notebook."""
        return place(self.cells, line)


def place(cells: list[tuple[int, int]], line: int) -> str:
    """A line of a notebook's module within its cell; any other line as it is."""
    starts = [(number, first) for number, first in cells if first <= line]
    return f"cell {starts[-1][0]}:{line - starts[-1][1] + 1}" if starts else str(line)


def discover(paths: Iterable[Path]) -> list[tuple[Path, Path]]:
    """The Python files and notebooks at or below ``paths``, each with the folder it was found by.

    In a git work tree what git ignores is left out.

    Raises:
      ArgumentValueError: a path does not exist.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise ArgumentValueError(
                "scan", "PATHS", expected="a file or folder", received=str(path),
                remedy="check the spelling",
            )
        if path.is_file():
            found.setdefault(path, path.parent)
            continue
        for file in _below(path):
            found.setdefault(file, path)
    return sorted(found.items())


def _below(folder: Path) -> Iterator[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    except FileNotFoundError:  # no git on this machine
        listed = None
    if listed is not None and listed.returncode == 0:
        names = listed.stdout.decode("utf-8", "surrogateescape").split("\0")
        files: Iterable[Path] = (folder / name for name in names if name.endswith(SUFFIXES))
    else:
        files = (file for file in folder.rglob("*") if file.suffix in SUFFIXES)
    for file in files:
        inner = file.relative_to(folder).parts[:-1]
        hidden = any(part.startswith(".") or part in _NO_SOURCES for part in inner)
        if not hidden and file.is_file():
            yield file


def read(path: Path, root: Path) -> Source:
    """Parse one file; what goes wrong is in ``problem``."""
    source = Source(path, root)
    try:
        data = path.read_bytes()
        if path.suffix == ".ipynb":
            notebook, source.problem = open_notebook(data)
            source.cells, data = notebook.cells, notebook.text.encode()
        source.tree, source.python = parse(data)
    except (NotReadableError, OSError) as error:
        source.problem = str(error)
    else:
        source.parses = True
        source.mentions = frozenset(_mentioned(source.tree))
        source.has_walrus = b":=" in data
        if b"tensorflow" in data:  # importlib.import_module("tensorflow.contrib")
            source.mentions |= {"tensorflow"}
    return source


def open_notebook(data: bytes) -> tuple[Notebook, str]:
    """A notebook whose module parses, and what had to be held back for that.

    Raises:
      NotReadableError: it is none.
    """
    try:
        notebook = Notebook(data)
    except ValueError as error:
        raise NotReadableError(f"not a notebook: {error}") from None
    if _parses(notebook.text):
        return notebook, ""
    bad = ", ".join(map(str, notebook.hold_back(_parses)))
    return notebook, f"cells that do not parse: {bad}" if bad else ""


def _parses(text: str) -> bool:
    try:
        parse(text.encode())
    except NotReadableError:
        return False
    return True


def _mentioned(tree: ast.Module) -> Iterator[str]:
    """The last words of the modules that are imported anywhere in the file."""
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            yield from (word for alias in node.names for word in alias.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module or "").split(".")
            yield from (alias.name for alias in node.names)


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """All that may hold an import: statements, and what has statements, but no expressions."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for part in _BLOCKS:
            waiting += getattr(node, part, ())


def parse(data: bytes) -> tuple[ast.Module, int]:
    """The syntax tree and the Python it was written for, 3 or 2.

    Raises:
      NotReadableError: neither can read it.
    """
    try:
        return parsed(data), 3
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return _parse_python_2(data, error), 2


def parsed(source: str | bytes) -> ast.Module:
    """The tree of Python 3 source, without warnings of escapes in other people's strings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _parse_python_2(data: bytes, failed: BaseException) -> ast.Module:
    line = f" (line {failed.lineno})" if isinstance(failed, SyntaxError) else ""
    why = f"does not parse: {failed.args[0]}{line}"
    try:
        return parsed(modernised(data.decode("utf-8-sig")))
    except NotReadableError as error:
        if error.lineno is None:
            raise
        raise NotReadableError(f"{why}, nor as Python 2 (line {error.lineno})") from None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotReadableError(why) from None


@cache
def _tool(refactor: ModuleType, fixers: tuple[str, ...]) -> Any:
    return refactor.RefactoringTool([f"fissix.fixes.fix_{name}" for name in fixers])


def modernised(text: str, fixers: Iterable[str] = _PYTHON_2) -> str:
    """Python 2 source as Python 3, by fissix (the kept copy of lib2to3).

    Args:
      text: the source.
      fixers: names of fissix's; those by default keep each line where it is.

    Raises:
      NotReadableError: fissix is not installed, or cannot read the source either.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # fissix warns of its own future
            from fissix import refactor
    except ImportError:
        raise NotReadableError(
            "looks like Python 2, which needs: pip install 'tf1compat[rewrite]'"
        ) from None
    logging.getLogger("RefactoringTool").setLevel(logging.ERROR)
    try:
        tool = _tool(refactor, tuple(fixers))
        return str(tool.refactor_string(text.rstrip() + "\n", "source"))
    except Exception as error:  # noqa: BLE001  (its parser, tokenizer and fixers raise at will)
        raise NotReadableError(f"does not parse: {_brief(error)}", _line(error)) from None


def _brief(error: Exception) -> str:
    return str(getattr(error, "msg", error.args[0] if error.args else error))


def _line(error: Exception) -> int | None:
    """Where fissix stopped: its parser has (prefix, (line, column)), its tokenizer the place."""
    if isinstance(error, SyntaxError):
        return error.lineno
    place = getattr(error, "context", error.args)[1:2]
    return int(place[0][0]) if place and isinstance(place[0], tuple) else None
