"""The table in the guide is that of the code, and each row of it is true."""

from __future__ import annotations

import json
from operator import attrgetter
from typing import Any

import pytest

import tf1compat.v1
from tests.documents import ROOT
from tf1compat.errors import NotServedError
from tf1compat.v1 import _unserved
from tools import support_table

tf: Any = tf1compat.v1

SYMBOLS = json.loads((ROOT / "tests" / "data" / "tf1_api.json").read_text(encoding="utf-8"))[
    "symbols"
]


def test_the_page_is_fresh() -> None:
    page = support_table.TABLE.read_text(encoding="utf-8")
    assert page == support_table.render(), "stale: run `python tools/support_table.py`"


def test_a_stale_page_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = support_table.render()
    monkeypatch.setitem(_unserved.REASONS, "tf.estimator", ("another reason", "something else"))
    assert support_table.render() != fresh


@pytest.mark.parametrize("symbol", sorted(SYMBOLS))
def test_every_symbol_is_served_or_says_why_not(symbol: str) -> None:
    value: Any = tf
    *modules, name = symbol.split(".")[1:]
    for module in modules:
        value = getattr(value, module)
    if hasattr(value, name):
        return
    with pytest.raises(NotServedError) as caught:
        getattr(value, name)
    assert caught.value.symbol == symbol
    assert len(caught.value.reason) > 10
    assert len(caught.value.instead) > 5
    assert str(caught.value.asked_at).startswith(__file__)


def test_every_reason_is_needed() -> None:
    """A reason that no symbol of TF1 needs any more is taken out."""
    known = _unserved.modules_of_tf1()
    for prefix in _unserved.REASONS:
        assert prefix in known or prefix == "tf.contrib" or is_refused(prefix), prefix


def is_refused(symbol: str) -> bool:
    """Whether asking for the symbol, of a module whose names are not listed, raises its reason."""
    parent, _, name = symbol.rpartition(".")
    module = attrgetter(parent.removeprefix("tf."))(tf)
    with pytest.raises(NotServedError) as caught:
        getattr(module, name)
    return bool(caught.value.reason == _unserved.REASONS[symbol][0])


def test_a_name_that_tf1_never_had_is_a_plain_error() -> None:
    with pytest.raises(AttributeError, match=r"module 'tf.contrib.rnn' has no attribute 'LSTN'"):
        _ = tf.contrib.rnn.LSTN
    with pytest.raises(AttributeError, match=r"module 'tf' has no attribute 'no_such_name'"):
        _ = tf.no_such_name
    assert not hasattr(tf.nn, "no_such_name")


def test_a_private_name_of_contrib_says_what_its_public_one_says() -> None:
    for module in (tf.contrib.learn, tf.contrib.learn.python.learn.metric_spec):
        with pytest.raises(NotServedError, match="the function of tf.metrics that it wraps"):
            _ = module.MetricSpec
