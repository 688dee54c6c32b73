"""What subcommands print with: rich consoles and tables that survive a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_WIDE = 4096  # through a pipe nothing is wrapped or cut: the reader may be grep
_LONG = 300  # rows: more take seconds to lay out, and are scrolled through or searched anyway
_BETWEEN = " " * 3


def console(*, stderr: bool = False) -> Console:
    """A console of the terminal's width, or as wide as the text needs where there is none."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else _WIDE, highlight=False)


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None
) -> None:
    """Print rows under columns on standard output; cells are plain text, never markup.

    Example:
      >>> print_table(["name", "shape"], [["rnn/kernel", [7, 16]]])
      name         shape
      ────────────────────
      rnn/kernel   [7, 16]
    """
    cells = [[str(cell) for cell in row] for row in rows]
    if len(cells) > _LONG or not sys.stdout.isatty():
        _print_plain([list(columns), *cells], title)
        return
    from rich import box
    from rich.table import Column, Table
    from rich.text import Text

    table = Table(
        *(Column(name, overflow="fold") for name in columns),  # cut, a path would be of no use
        title=title,
        box=box.SIMPLE_HEAD,
        title_justify="left",
        show_edge=False,
        pad_edge=False,
    )
    for row in cells:
        table.add_row(*map(Text, row))
    console().print(table)


def _print_plain(rows: list[list[str]], title: str | None) -> None:
    """The same as wide as its text: thousands of rows in no time, and none is wrapped."""
    from rich.cells import cell_len

    lines = [
        line
        for row in rows
        for line in zip_longest(*(cell.splitlines() or [""] for cell in row), fillvalue="")
    ]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]

    def padded(cell: str, width: int) -> str:
        return cell + " " * (width - cell_len(cell))

    drawn = [_BETWEEN.join(map(padded, line, widths)) for line in lines]
    rule = "─" * (sum(widths) + len(_BETWEEN) * (len(widths) - 1))
    print(*([title] if title else []), drawn[0], rule, *drawn[1:], sep="\n")


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar on standard error, gone at the end; nothing through a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import Progress

    with Progress(console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading")
        yield lambda what, done, total: bar.update(
            task, description=what, completed=done, total=total
        )
