"""Scan paths: every TF1 symbol of every file, and how the package would serve it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tf1compat.scan import names, served, sources
from tf1compat.scan.names import Found
from tf1compat.scan.sources import Source

_ROUNDS = 4  # how long a chain of modules that hand an alias on may be


@dataclass(frozen=True)
class Row:
    """One symbol over all files."""

    symbol: str
    uses: int
    files: int
    served: served.Served
    places: tuple[str, ...]


@dataclass(eq=False)
class Report:
    """What a scan found."""

    files: dict[Source, list[Found]]

    @property
    def unread(self) -> dict[Path, str]:
        """The files that could not be read, and why."""
        return {source.path: source.problem for source in self.files if source.problem}

    @property
    def rows(self) -> list[Row]:
        """One row per symbol: those not served first, then by number of uses."""
        by_symbol: dict[str, list[tuple[Source, Found]]] = {}
        for source, found in self.files.items():
            for one in found:
                by_symbol.setdefault(one.symbol, []).append((source, one))
        by_symbol.pop("tf", None)
        rows = [_row(symbol, seen) for symbol, seen in by_symbol.items()]
        order = served.STATES
        return sorted(rows, key=lambda r: (-order.index(r.served.state), -r.uses, r.symbol))

    @property
    def passed(self) -> bool:
        """Whether all was read and all is served."""
        return not self.unread and all(r.served.state != served.NOT_SERVED for r in self.rows)

    def states(self, source: Source) -> dict[str, int]:
        """How many uses of each state a file has."""
        counts = dict.fromkeys(served.STATES, 0)
        for found in self.files[source]:
            if found.symbol != "tf":
                counts[state_of(found.symbol).state] += 1
        return counts

    def verdict(self) -> str:
        """One line: what it would take, and the next step."""
        gone = sum(row.served.state == served.NOT_SERVED for row in self.rows)
        users = sum(bool(found) for found in self.files.values())
        unread = f"{len(self.unread)} files could not be read; " if self.unread else ""
        if not users:
            return f"{unread}no TensorFlow 1 in {len(self.files)} files: nothing to do."
        if gone:
            return (
                f"{unread}{gone} of {len(self.rows)} symbols are not served: "
                "replace those first, as the notes above say."
            )
        return (
            f"{unread}all {len(self.rows)} symbols in {users} files are served: "
            "run it, `tf1compat run SCRIPT`, or move it, `tf1compat rewrite`."
        )

    def to_json(self) -> dict[str, object]:
        """The whole report as plain data."""
        return {
            "passed": self.passed,
            "verdict": self.verdict(),
            "symbols": [
                {
                    "symbol": row.symbol, "uses": row.uses, "files": row.files,
                    "state": row.served.state, "note": row.served.note,
                    "page": row.served.page, "places": list(row.places),
                }
                for row in self.rows
            ],
            "files": {str(s.path): self.states(s) for s, found in self.files.items() if found},
            "unread": {str(path): why for path, why in self.unread.items()},
        }


def state_of(symbol: str) -> served.Served:
    """As `served.find`; of ``tf.nn.*`` nobody can tell which name is meant."""
    if symbol.endswith(".*"):
        return served.Served(served.PASSED, "a name computed while running: look at it by hand")
    return served.find(symbol)


def _row(symbol: str, seen: list[tuple[Source, Found]]) -> Row:
    places = tuple(f"{source.path}:{source.place(found.line)}" for source, found in seen)
    files = len({source.path for source, _ in seen})
    return Row(symbol, len(seen), files, state_of(symbol), places)


def scan(paths: Iterable[Path], progress: Callable[[int, int], None] | None = None) -> Report:
    """Read every file at or below ``paths``.

    Args:
      paths: files and folders.
      progress: told (done, all) after each file.

    Returns:
      The report.

    Raises:
      ArgumentValueError: a path does not exist.
    """
    listed = sources.discover(paths)
    read = []
    for number, (path, root) in enumerate(listed, start=1):
        read.append(sources.read(path, root))
        if progress is not None:
            progress(number, len(listed))
    return Report(_Repository(read).resolve())


class _Repository:
    """Files that import from each other."""

    def __init__(self, read: list[Source]) -> None:
        self._sources = read
        self._by_name: dict[str, list[Source]] = {}
        for source in read:
            words = source.module.split(".")
            for start in range(len(words)):
                self._by_name.setdefault(".".join(words[start:]), []).append(source)
        self._exports: dict[Path, dict[str, tuple[str, ...]]] = {}

    def resolve(self) -> dict[Source, list[Found]]:
        found: dict[Path, list[Found]] = {}
        for _ in range(_ROUNDS):
            before = dict(self._exports)
            exporting = {"tensorflow"}
            for path in self._exports:
                exporting.add(path.parent.name if path.stem == "__init__" else path.stem)
            for source in self._sources:
                if source.tree is not None and source.mentions & exporting:
                    found[source.path] = self._one(source, source.tree)
            if before == self._exports:
                break
        return {source: found.get(source.path, []) for source in self._sources}

    def _one(self, source: Source, tree: ast.Module) -> list[Found]:
        resolver = names.Resolver(
            source.module,
            lambda module, name: self._lookup(source, module, name),
            is_package=source.path.stem == "__init__",
        )
        found = resolver.read(tree)
        exports = {name: tuple(sorted(s)) for name, s in resolver.top.symbols.items()}
        if exports:
            self._exports[source.path] = exports
        return found

    def _lookup(self, asking: Source, module: str, name: str) -> tuple[str, ...]:
        candidates = [s for s in self._by_name.get(module, ()) if s is not asking]
        # A script's neighbour goes before a file of the same name elsewhere.
        candidates.sort(key=lambda s: (s.path.parent != asking.path.parent, str(s.path)))
        exports = self._exports.get(candidates[0].path, {}) if candidates else {}
        return tuple(exports) if name == "*" else exports.get(name, ())
