"""Scan paths: every TF1 symbol of every file, and how the package would serve it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tf1compat.scan import served, sources
from tf1compat.scan.jobs import read_all, uncollected
from tf1compat.scan.names import Found
from tf1compat.scan.repository import Repository
from tf1compat.scan.sources import Source


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

    @cached_property
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
                "replace those first, as the notes on them say."
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
        return served.Served(served.PASSED, "which name cannot be read: look at it by hand")
    return served.find(symbol)


def _row(symbol: str, seen: list[tuple[Source, Found]]) -> Row:
    places = tuple(f"{source.path}:{source.place(found.line)}" for source, found in seen)
    files = len({source.path for source, _ in seen})
    return Row(symbol, len(seen), files, state_of(symbol), places)


def scan(
    paths: Iterable[Path],
    progress: Callable[[str, int, int], None] | None = None,
    jobs: int = 1,
) -> Report:
    """Read every file at or below ``paths``.

    Args:
      paths: files and folders.
      progress: told (what is done, how many, of how many) after each file.
      jobs: how many processes may read; the report is the same.

    Returns:
      The report.

    Raises:
      ArgumentValueError: a path does not exist.
    """
    listed = sources.discover(paths)
    with uncollected():
        read, alone = read_all(listed, jobs, progress or (lambda *_: None))
        return Report(Repository(read, alone).used)
