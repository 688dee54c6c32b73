"""Rewrite files: rules applied, the result proven to parse, written in one step."""

from __future__ import annotations

import ast
import os
import pkgutil
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from tf1compat.errors import ArgumentValueError
from tf1compat.rewrite import edit, rules, target
from tf1compat.rewrite.edit import Check, Edit, File, Left


class Rule(Protocol):
    """What the file of a rule offers."""

    __doc__: str

    def edits(self, file: File) -> Iterable[Edit | Left]:
        """What to change, and what is left."""


@dataclass
class Result:
    """What became of one file."""

    path: Path
    before: bytes
    after: bytes
    left: list[Left] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after


def all_rules() -> dict[str, Rule]:
    """Every rule by its name: the files of ``tf1compat/rewrite/rules``."""
    names = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))
    return {
        name.replace("_", "-"): cast(Rule, import_module(f"{rules.__name__}.{name}"))
        for name in names
    }


def rewrite(
    data: bytes, chosen: Iterable[Rule], check: Check = target.check
) -> tuple[bytes, list[Left]]:
    """The source after the rules, and what they left.

    Raises:
      SyntaxError: the source does not parse.
      ValueError: it does not decode (`UnicodeDecodeError`), or holds null bytes.
    """
    if b"tensorflow" not in data:
        return data, []
    text, encoding = edit.decode(data)
    file = File(text, _parse(text), check)
    found = [one for rule in chosen for one in rule.edits(file)]
    edits = [one for one in found if isinstance(one, Edit)]
    left = sorted(one for one in found if isinstance(one, Left))
    if not edits:
        return data, left
    text = edit.apply(text, edits)
    _parse(text)
    return text.encode(encoding), left


def _parse(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of escapes in other people's strings
        return ast.parse(text)


def rewrite_file(path: Path, chosen: Iterable[Rule], check: Check = target.check) -> Result:
    """As `rewrite`, of a file; what cannot be read is left, with the reason."""
    data = path.read_bytes()
    if path.suffix == ".ipynb":
        why = "notebooks are not rewritten: export it (jupyter nbconvert --to script)"
        left = [Left(1, path.name, why)] if b"tensorflow" in data else []
        return Result(path, data, data, left)
    try:
        after, left = rewrite(data, chosen, check)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        left = [Left(line or 1, path.name, f"it does not parse as Python 3: {error}")]
        return Result(path, data, data, left)
    return Result(path, data, after, left)


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
