"""The golden table: groups × contexts, how many cases equal TF 1.15.5's, and the worst error.

python -m tests.golden.table [--markdown] [--only GROUP ...]
"""

from __future__ import annotations

import argparse
import collections
import os
import sys
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.contexts import CONTEXTS, replay
from tests.golden.compare import TOLERANCE
from tests.golden.specs import CASES
from tests.golden.suites import exception


class Tally:
    """Counts of one cell of the table."""

    def __init__(self) -> None:
        self.equal = 0
        self.total = 0
        self.excepted = 0

    def __str__(self) -> str:
        text = f"{self.equal}/{self.total}"
        return f"{text} (+{self.excepted} excepted)" if self.excepted else text


def tally(only: list[str] | None) -> tuple[dict[Any, Tally], dict[str, float], list[str]]:
    """(counts by (group, context), worst error by dtype, problems in words)."""
    counts: dict[Any, Tally] = collections.defaultdict(Tally)
    worst = dict.fromkeys(TOLERANCE, 0.0)
    problems = []
    cases = [case for case in CASES if not only or case.group in only]
    pairs = [(case, context) for case in cases for context in CONTEXTS]
    for case, context in track(pairs, description="replaying", console=Console(stderr=True)):
        cell = counts[case.group, context]
        if exception(case, context):
            cell.excepted += 1
            continue
        report = replay(case, context)
        cell.total += 1
        cell.equal += not report.problems
        worst[case.dtype] = max(worst[case.dtype], report.worst)
        problems += [f"{context} {case.id}: {problem}" for problem in report.problems]
    return counts, worst, problems


def render(counts: dict[Any, Tally]) -> Table:
    """The counts as a table with a row of sums."""
    table = Table("cases", *CONTEXTS, title="Equal to TensorFlow 1.15.5")
    groups = sorted({group for group, _ in counts})
    for group in groups:
        table.add_row(group, *[str(counts[group, context]) for context in CONTEXTS])
    table.add_section()
    sums = []
    for context in CONTEXTS:
        total = Tally()
        for group in groups:
            total.equal += counts[group, context].equal
            total.total += counts[group, context].total
            total.excepted += counts[group, context].excepted
        sums.append(str(total))
    table.add_row("all", *sums)
    return table


def main() -> int:
    """Prints the table; the exit code says whether all is equal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--only", nargs="*")
    options = parser.parse_args()
    counts, worst, problems = tally(options.only)
    table = render(counts)
    if options.markdown:
        from rich import box

        table.box, table.title = box.MARKDOWN, None
    console = Console(width=140)
    console.print(table)
    for dtype, error in worst.items():
        console.print(f"{dtype}: worst relative error {error:.2g}, bound {TOLERANCE[dtype]:g}")
    for problem in problems:
        console.print(problem, style="red")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
