"""Writes ``tests/v1/data/covered_by.json``: what compares a served symbol with TF 1.15.5.

    python -m tests.golden.covering

Each golden program and each case of ``tests/layers`` is run once, and the namespace is asked
which symbols it looked up; cells and drivers are those that ``tests/golden/specs`` names.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any

from tests.documents import ROOT

TABLE = ROOT / "tests" / "v1" / "data" / "covered_by.json"
_SPECS = ("specs", "programs")
_CORE = ("tf.nn.", "tf.nn.rnn_cell.", "tf.contrib.rnn.")


def _of_programs() -> Iterator[tuple[str, set[str]]]:
    """(what ran, the symbols that it looked up)."""
    import tensorflow

    import tf1compat.v1
    from tests.golden.v1_all import DOOR_ONLY, PROGRAMS
    from tests.layers.contexts import CASES
    from tests.layers.protocol import PROTOCOL, told
    from tests.layers.record import record

    tf: Any = tf1compat.v1
    for name, program in PROGRAMS.items():
        if name in DOOR_ONLY:
            continue
        with _looked_up() as symbols, tensorflow.Graph().as_default():
            program(tf)
        yield f"v1: {name}", symbols
    for name, case in CASES.items():
        with _looked_up() as symbols:
            record(tf, case)
        yield f"layers: {name}", symbols
    for name, layer in PROTOCOL.items():
        with _looked_up() as symbols:
            told(tf, layer)
        yield f"layers protocol: {name}", symbols


@contextlib.contextmanager
def _looked_up() -> Iterator[set[str]]:
    from tf1compat.v1._usage import ledger

    ledger.uses.clear()
    symbols: set[str] = set()
    yield symbols
    symbols.update(ledger.uses)


def _of_specs() -> Iterator[tuple[str, set[str]]]:
    """Cells and drivers, by the words of the specifications that both sides read."""
    files = [path for part in _SPECS for path in (ROOT / "tests" / "golden" / part).glob("*.py")]
    for path in sorted(files):
        words = set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
        name = f"golden: {path.parent.name}/{path.name}"
        yield name, {prefix + word for prefix in _CORE for word in words}


def served() -> list[str]:
    """The symbols of ``tf1_api.json`` that are served."""
    from tools.support_table import rows

    return [row.symbol for row in rows() if row.served_by]


def table() -> dict[str, str]:
    """The first thing that covers each served symbol."""
    wanted = set(served())
    found: dict[str, str] = {}
    for name, symbols in [*_of_specs(), *_of_programs()]:
        for symbol in sorted(wanted):
            owner = symbol.rpartition(".")[0]
            of_class = owner in symbols and owner.rpartition(".")[2][:1].isupper()
            if symbol in symbols or of_class:
                found.setdefault(symbol, name)
    return dict(sorted(found.items()))


if __name__ == "__main__":
    TABLE.write_text(json.dumps(table(), indent=1) + "\n", encoding="utf-8")
