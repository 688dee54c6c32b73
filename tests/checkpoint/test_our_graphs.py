"""Checkpoints of programs that ran by tf1compat: what their own graphs say of their cells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from tf1compat import convert, kernels, v1
from tf1compat.cells import kernel_note

_v1 = tf.compat.v1


def _saved(folder: Path) -> str:
    """A stack of two unlike cells, the upper one with dropout inside and a residual around."""
    cells = v1.nn.rnn_cell
    with tf.Graph().as_default(), _v1.Session() as session:
        upper = cells.LSTMCell(5, forget_bias=0.25, cell_clip=0.5, activation=tf.nn.softsign)
        dropped = cells.DropoutWrapper(upper, input_keep_prob=0.8, output_keep_prob=0.9)
        lower = cells.GRUCell(5, activation=tf.nn.relu)
        stack = cells.MultiRNNCell([lower, cells.ResidualWrapper(dropped)])
        inputs = _v1.placeholder(tf.float32, [None, None, 3], "x")
        lengths = _v1.placeholder(tf.int32, [None], "n")
        v1.nn.dynamic_rnn(stack, inputs, lengths, dtype=tf.float32)
        session.run(_v1.global_variables_initializer())
        return str(_v1.train.Saver().save(session, f"{folder}/m.ckpt"))


@pytest.fixture(params=["v1 loops", "functional loops"])
def _loops(request: pytest.FixtureRequest) -> Iterator[None]:
    before = _v1.control_flow_v2_enabled()
    functional = request.param == "functional loops"
    (_v1.enable_control_flow_v2 if functional else _v1.disable_control_flow_v2)()
    yield
    (_v1.enable_control_flow_v2 if before else _v1.disable_control_flow_v2)()


@pytest.mark.usefixtures("_loops")
@pytest.mark.parametrize("on", [True, False], ids=["kernels", "steps"])
def test_no_option_of_a_cell_is_assumed(on: bool, tmp_path: Path) -> None:
    with kernels.switched(on):
        prefix = _saved(tmp_path)
    (done,) = convert(prefix, tmp_path / "m.keras")
    assert done.proof.passed
    known = {
        (scope.rpartition("/")[2], option): (setting.value, setting.source)
        for scope, settings in done.plan.settings.items() for option, setting in settings.items()
    }
    for option, value in {
        ("gru_cell", "activation"): "relu", ("lstm_cell", "forget_bias"): 0.25,
        ("lstm_cell", "activation"): "softsign", ("lstm_cell", "cell_clip"): 0.5,
        ("lstm_cell", "proj_clip"): None, ("lstm_cell", "residual"): True,
    }.items():
        assert known[option] == (value, "graph")
    assert ("by kernels" in done.report.read_text()) == on


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"null", b'{"variables": 3, "options": {}}', b"[" * 50_000,
     b'{"variables": ["w"], "options": {"activation": "x"}}', b'{"options": {}}',
     b'{"variables": ["w"], "options": {"forget_bias": "1"}}',
     b'{"variables": [1], "options": {}}', b" " * (1 << 17)],
)  # fmt: skip
def test_a_note_from_anywhere_is_a_note_or_nothing(text: Any) -> None:
    assert kernel_note.read(np.array(text, object)) == ((), {})


def test_a_note_is_read_as_it_was_left() -> None:
    note = json.dumps({"variables": ["a/kernel"], "options": {"forget_bias": 0.5}}).encode()
    assert kernel_note.read(np.array(note, object)) == (("a/kernel",), {"forget_bias": 0.5})
    assert kernel_note.read(None) == ((), {})
    assert kernel_note.is_note("rnn/lstm_cell/tf1compat_kernel_12")
    assert not kernel_note.is_note("rnn/kernel")
