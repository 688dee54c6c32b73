"""Write ``migration_guide/support_table.md``: each symbol that tf.compat.v1 lost, served or not.

    python tools/support_table.py

The symbols are those of TensorFlow 1.15.5 (``tests/data/tf1_api.json``); whether one is served is
asked of the namespace, and why not of the table that its errors come from.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "migration_guide" / "support_table.md"
API = ROOT / "tests" / "data" / "tf1_api.json"

_HEAD = """\
# Which TensorFlow 1 symbols are served

Made by `python tools/support_table.py`; do not edit. It lists every symbol of TensorFlow 1.15.5
that `tf.compat.v1` of today's TensorFlow lacks. All other names of TensorFlow 1.15.5 are
`tf.compat.v1`'s own and pass through. A symbol that is not served raises `NotServedError` with
the text given here.
"""


class Row(NamedTuple):
    """One symbol: served by a file of tf1compat, or why not and what to use."""

    symbol: str
    served_by: str
    reason: str = ""
    instead: str = ""


def rows() -> list[Row]:
    """One row for each symbol, in the order of their names."""
    symbols = json.loads(API.read_text(encoding="utf-8"))["symbols"]
    return [_row(symbol) for symbol in sorted(symbols)]


def _row(symbol: str) -> Row:
    import tf1compat.v1 as tf
    from tf1compat.errors import NotServedError

    value: Any = tf
    try:
        for name in symbol.split(".")[1:]:
            value = getattr(value, name)
    except NotServedError as error:
        return Row(symbol, "", error.reason, error.instead)
    return Row(symbol, _origin(value))


def _origin(value: Any) -> str:
    module = getattr(value, "__module__", None) or ""
    return f"`{module}`" if module.startswith("tf1compat.") else "`tf.compat.v1`"


def render() -> str:
    """The page."""
    table = rows()
    served = [row for row in table if row.served_by]
    lines = [_HEAD, f"Served: {len(served)} of {len(table)}.", ""]
    for module in sorted({row.symbol.rpartition(".")[0] for row in table}):
        lines += _section(module, [r for r in table if r.symbol.rpartition(".")[0] == module])
    lines += _inexact()
    return "\n".join(lines).rstrip() + "\n"


def _section(module: str, part: list[Row]) -> list[str]:
    served = [row for row in part if row.served_by]
    lines = [f"## {module}: {len(served)} of {len(part)}", ""]
    if served:
        lines += ["| symbol | served by |", "|---|---|"]
        lines += [f"| `{row.symbol}` | {row.served_by} |" for row in served] + [""]
    for reason, instead in dict.fromkeys((r.reason, r.instead) for r in part if not r.served_by):
        names = [
            f"`{row.symbol.removeprefix(module + '.')}`"
            for row in part
            if (row.reason, row.instead) == (reason, instead)
        ]
        lines += [f"Not served: {', '.join(names)}.", f"Why: {reason}. Use {instead}.", ""]
    return lines


def _inexact() -> list[str]:
    from tf1compat.v1._inexact import INEXACT

    lines = ["## Served, but not exactly", "", "`TF1COMPAT_STRICT=1` makes these errors.", ""]
    return [*lines, "| symbol | what differs |", "|---|---|"] + [
        f"| `{symbol}` | {difference} |" for symbol, difference in sorted(INEXACT.items())
    ]


if __name__ == "__main__":
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(render(), encoding="utf-8")
    sys.stdout.write(f"{TABLE.relative_to(ROOT)} written\n")
