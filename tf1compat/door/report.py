"""What the program used of TensorFlow 1, and what served it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from tf1compat.v1._usage import Use

_STYLES = {"adapted": "green", "passed through": "", "not served": "bold red"}


def report(file: IO[str] | None = None) -> None:
    """Print each TF1 symbol that the program used: how often, where first, how it was served.

    "adapted" is tf1compat's own; "passed through" is ``tf.compat.v1``'s, as it is; "not served"
    was asked for and refused.  A name is counted when it is looked up.

    Args:
      file: where to print; standard output by default.

    Example:
      >>> import subprocess, sys
      >>> program = [sys.executable, "-c", "import tf1compat; tf1compat.report()"]
      >>> print(subprocess.run(program, capture_output=True, text=True).stdout.strip())
      No TensorFlow 1 symbol has been used through tf1compat.
    """
    out = file or sys.stdout
    console = Console(file=out, highlight=False, width=None if out.isatty() else 160)
    uses = _leaves()
    if not uses:
        console.print("No TensorFlow 1 symbol has been used through tf1compat.")
        return
    console.print(_table(uses))
    console.print(_summary(uses))


def _leaves() -> list[Use]:
    """The uses, without the modules that were only walked through (``tf.nn`` in ``tf.nn.relu``)."""
    usage = sys.modules.get("tf1compat.v1._usage")
    if usage is None:
        return []
    uses: dict[str, Use] = usage.ledger.uses
    parents = {symbol.rpartition(".")[0] for symbol in uses}
    return [use for symbol, use in uses.items() if symbol not in parents]


def _table(uses: list[Use]) -> Table:
    table = Table(title="TensorFlow 1 symbols used", title_justify="left")
    table.add_column("symbol", overflow="fold")
    table.add_column("times", justify="right")
    table.add_column("first at", overflow="fold")
    table.add_column("served")
    table.add_column("note", overflow="fold")
    for use in sorted(uses, key=lambda use: (use.how != "not served", use.symbol)):
        style = _STYLES.get(use.how, "yellow")
        table.add_row(use.symbol, str(use.count), _place(use), use.how, use.note, style=style)
    return table


def _place(use: Use) -> str:
    """``file:line``, the file below the current folder where it is there."""
    file = Path(use.file)
    below = file.is_relative_to(Path.cwd())
    return f"{file.relative_to(Path.cwd()) if below else file}:{use.line}"


def _summary(uses: list[Use]) -> str:
    counts: dict[str, int] = {}
    for use in uses:
        counts[use.how] = counts.get(use.how, 0) + 1
    return f"{len(uses)} symbols: " + ", ".join(f"{n} {how}" for how, n in sorted(counts.items()))
