"""The rules applied to one source, and its file written in one step."""

from __future__ import annotations

import ast
import os
import pkgutil
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from tf1compat.errors import ArgumentValueError
from tf1compat.rewrite import edit, rules, target
from tf1compat.rewrite.edit import Change, Check, Edit, File, Left, Place
from tf1compat.scan.names import Found, resolve_alone
from tf1compat.scan.sources import parsed

LEVELS = ("imports", "calls", "keras")  # each includes those before it
_PASSES = 20  # calls nested deeper than this are left


class Rule(Protocol):
    """What the file of a rule offers."""

    __doc__: str
    LEVEL: str
    """How far one must want to go for it: one of `LEVELS`."""

    def edits(self, file: File) -> Iterable[Edit | Change | Left]:
        """What to change, and what is left."""


@dataclass
class Result:
    """What became of one file."""

    path: Path
    before: bytes
    after: bytes
    left: list[Left] = field(default_factory=list)
    is_tf2: bool = False
    """Left alone: it uses TensorFlow, but nothing in its program is TensorFlow 1 only."""
    came: list[int] = field(default_factory=list)
    """For each line of what is after, that of what was before; nothing if they are the same."""
    place: Callable[[int], str] = str
    """A line of what is after as the user counts it: in a notebook, within its cell."""
    old_place: Callable[[int], str] = str
    """The same for a line of what was before."""

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after

    def place_now(self, old: int) -> str:
        """Where a line of what was before is in what is after; what is inserted comes before it."""
        now = max((new for new, came in enumerate(self.came) if came == old), default=old)
        return self.place(now)


@dataclass(frozen=True)
class Program:
    """What the rules know beyond the text: the other files of the run, and what imports."""

    check: Check = target.check
    resolve: Callable[[ast.Module], list[Found]] = resolve_alone
    sharing: Place | None = None
    shapes: Place | None = None
    uses_tf1: bool = True
    read: tuple[ast.Module, list[Found]] | None = None
    """The tree of the text as it was found, and its symbols, if they are known."""

    def file(self, text: str, read: tuple[ast.Module, list[Found]] | None = None) -> File:
        """The text as the rules see it."""
        if read is None:
            tree = parsed(text)
            read = tree, self.resolve(tree)
        tree, found = read
        return File(text, tree, self.check, tuple(found), self.sharing, self.shapes)


def all_rules() -> dict[str, Rule]:
    """Every rule by its name: the files of ``tf1compat/rewrite/rules``."""
    names = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))
    return {
        name.replace("_", "-"): cast(Rule, import_module(f"{rules.__name__}.{name}"))
        for name in names
    }


def rewrite(
    text: str, chosen: Iterable[Rule], program: Program
) -> tuple[str, list[Left], list[int]]:
    """The source after the rules, what they left, and from which line each line came.

    Rules that go furthest come first, so that each sees the code as it was written; where
    calls are nested the inner one is changed first and the file looked at again.

    Raises:
      SyntaxError: the source does not parse.
      ValueError: it holds null bytes.
    """
    chosen = list(chosen)
    came = list(range(len(edit.lines_of(text)) + 2))
    file = program.file(text, program.read)
    for level in (*reversed(LEVELS), LEVELS[-1]):  # the last: what follows from moved imports
        part = [rule for rule in chosen if level == rule.LEVEL]
        for _ in range(_PASSES if part else 0):
            edits = list(edit.disjoint(_changes(part, file)))
            if not edits:
                break
            came = [0, *(came[min(n, len(came) - 1)] for n in edit.moved_lines(text, edits))]
            text = edit.apply(text, edits)
            file = program.file(text)
    left = {o for r in chosen for o in r.edits(file) if isinstance(o, Left)}
    return text, sorted(left), came


def _changes(part: list[Rule], file: File) -> Iterator[Change]:
    for rule in part:
        for one in rule.edits(file):
            if not isinstance(one, Left):
                yield (one,) if isinstance(one, Edit) else one


def write(result: Result) -> None:
    """Replace the file in one step, its mode kept; a link stays a link."""
    path = result.path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as unfinished:
            unfinished.write(result.after)
        shutil.copymode(path, name)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def refuse_uncommitted(paths: Iterable[Path]) -> None:
    """Raise if git holds no copy of what is about to be changed.

    Raises:
      ArgumentValueError: a path lies in a git work tree with uncommitted changes.
    """
    for folder in sorted({path if path.is_dir() else path.parent for path in paths}):
        command = ["git", "status", "--porcelain", "--", "."]
        try:
            asked = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        except FileNotFoundError:  # no git on this machine
            return
        if asked.returncode == 0 and asked.stdout.strip():
            raise ArgumentValueError(
                "rewrite", "PATHS", expected="a git work tree without uncommitted changes",
                received=str(folder), remedy="commit or stash them, or pass --force",
            )
