"""What is settled by the graph, by an option, or by nothing."""

from __future__ import annotations

import pytest

from tests.checkpoint import cases
from tf1compat import inspect_checkpoint
from tf1compat.checkpoint.plan import ASSUMED, CHECKPOINT, GRAPH, OPTION, Setting
from tf1compat.errors import CheckpointError

LSTM_FULL = cases.FOLDER / "lstm_full"


def test_the_graph_settles_everything() -> None:
    plan = cases.plan_of("lstm_full")
    settings = plan.settings["rnn/lstm_cell"]
    assert settings["forget_bias"] == Setting(0.7, GRAPH)
    assert settings["num_proj"] == Setting(4, CHECKPOINT)
    assert plan.layout["lengths"] == Setting(True, GRAPH)
    assert list(plan.assumed()) == []


def test_without_a_graph_tf1s_defaults_are_assumed_and_listed() -> None:
    (plan,) = cases.inspected("lstm_full", meta=False).plans
    assert plan.settings["rnn/lstm_cell"]["forget_bias"] == Setting(1.0, ASSUMED)
    assert list(plan.assumed()) == [
        ("rnn/lstm_cell", "forget_bias", 1.0),
        ("rnn/lstm_cell", "activation", "tanh"),
        ("rnn/lstm_cell", "cell_clip", None),
        ("rnn/lstm_cell", "proj_clip", None),
        ("rnn/lstm_cell", "residual", False),
        ("rnn", "time_major", False),
        ("rnn", "lengths", True),
        ("rnn", "initial_state", False),
    ]


def test_an_option_settles_one_cell_or_all() -> None:
    found = inspect_checkpoint(
        cases.FOLDER / "multi_lstm_mixed",
        meta=False,
        assume={"forget_bias": 0.0, "rnn/multi_rnn_cell/cell_1/basic_lstm_cell:forget_bias": 0.7},
    )
    settings = found.plans[0].settings
    assert settings["rnn/multi_rnn_cell/cell_0/lstm_cell"]["forget_bias"] == Setting(0.0, OPTION)
    assert settings["rnn/multi_rnn_cell/cell_1/basic_lstm_cell"]["forget_bias"].value == 0.7


def test_an_option_may_not_contradict_the_graph() -> None:
    with pytest.raises(CheckpointError, match=r"expected 0\.7, as the graph says, received 1\.0"):
        inspect_checkpoint(LSTM_FULL, assume={"forget_bias": 1.0})
    assert inspect_checkpoint(LSTM_FULL, assume={"forget_bias": 0.7}).plans


@pytest.mark.parametrize("option", ["forget_bia", "rnn/other_cell:forget_bias", "rnn/lstm_cell:x"])
def test_an_option_that_means_nothing_is_refused(option: str) -> None:
    with pytest.raises(CheckpointError, match="no such option or scope"):
        inspect_checkpoint(LSTM_FULL, assume={option: 1.0}, meta=False)


def test_a_graph_of_another_model() -> None:
    other = cases.FOLDER / "multi_gru" / "model.ckpt.meta"
    with pytest.raises(CheckpointError, match="without the variable rnn/lstm_cell/bias"):
        inspect_checkpoint(LSTM_FULL, meta=other)


def test_layers_that_the_graph_chains_are_one_recurrence() -> None:
    scope = "layer_0/bidirectional_rnn+layer_1/bidirectional_rnn"
    plan = cases.plan_of("stacked_bidirectional")
    assert (plan.recurrence.scope, plan.recurrence.chained) == (scope, "the graph")
    assert len(plan.recurrence.blocks) == 2


def test_they_can_be_kept_apart() -> None:
    found = inspect_checkpoint(cases.FOLDER / "stacked_bidirectional", join=False)
    assert [p.recurrence.scope for p in found.plans] == [
        "layer_0/bidirectional_rnn",
        "layer_1/bidirectional_rnn",
    ]


def test_beside_each_other_is_not_chained() -> None:
    plans = cases.inspected("two_recurrences").plans
    assert [plan.recurrence.scope for plan in plans] == ["left", "right"]


@pytest.mark.parametrize(
    ("name", "time_major", "lengths", "initial_state"),
    [
        ("gru_time_major", True, True, False),
        ("bidirectional_gru_time_major", True, True, False),
        ("basic_lstm_plain", False, False, False),
        ("bidirectional_no_lengths", False, False, False),
        ("lstm_initial_state", False, True, True),
    ],
)
def test_the_layout(name: str, time_major: bool, lengths: bool, initial_state: bool) -> None:
    layout = cases.plan_of(name).layout
    assert layout == {
        "time_major": Setting(time_major, GRAPH),
        "lengths": Setting(lengths, GRAPH),
        "initial_state": Setting(initial_state, GRAPH),
    }
