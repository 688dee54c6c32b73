"""Each served symbol is compared with TF 1.15.5 somewhere, and the table says where."""

from __future__ import annotations

import json

import pytest

from tests.documents import ROOT
from tests.golden import covering
from tests.layers.contexts import CASES, facts
from tests.layers.protocol import PROTOCOL
from tests.v1.comparing import GOLDEN

TABLE: dict[str, str] = json.loads(covering.TABLE.read_text(encoding="utf-8"))
SERVED = covering.served()


def test_every_served_symbol_is_in_the_table() -> None:
    """A new symbol comes with a golden; then run `python -m tests.golden.covering`."""
    assert sorted(TABLE) == sorted(SERVED)


@pytest.mark.parametrize("source", sorted(set(TABLE.values())))
def test_what_covers_is_recorded(source: str) -> None:
    kind, _, name = source.partition(": ")
    if kind == "golden":
        assert (ROOT / "tests" / "golden" / name).is_file()
        return
    recorded = {
        "v1": GOLDEN,
        "layers": facts()["cases"],
        "layers protocol": facts()["protocol"],
    }[kind]
    assert name in recorded
    assert name in {"v1": GOLDEN, "layers": CASES, "layers protocol": PROTOCOL}[kind]


def test_a_symbol_without_a_golden_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    table = dict(TABLE)
    del table["tf.layers.dense"]
    monkeypatch.setitem(globals(), "TABLE", table)
    with pytest.raises(AssertionError):
        test_every_served_symbol_is_in_the_table()


def test_the_table_is_what_the_programs_look_up() -> None:
    """One program of each kind, looked up anew."""
    program = next(n for s, n in TABLE.items() if s == "tf.contrib.framework.py_func")
    assert program == "v1: structured_py_func"
    assert TABLE["tf.nn.rnn_cell.LSTMCell"].startswith("golden: ")
    assert TABLE["tf.contrib.layers.batch_norm"].startswith(("layers: contrib", "v1: "))
