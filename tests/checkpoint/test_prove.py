"""A proof must pass where the models are equal and fail where anything differs."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from tests.checkpoint import cases
from tf1compat.checkpoint import measure
from tf1compat.checkpoint import prove as prove_module
from tf1compat.checkpoint.measure import differences
from tf1compat.checkpoint.model import build_model, fill_weights
from tf1compat.checkpoint.plan import Plan, state_name
from tf1compat.checkpoint.prove import GRAPH, REFERENCE, Proof, prove


def filled(name: str, plan: Plan) -> Any:
    built = build_model(plan)
    fill_weights(built, cases.inspected(name).checkpoint.read)
    return built.model


def proof(name: str, model: Any = None, *, graph: bool = True) -> Proof:
    found, plan = cases.inspected(name), cases.plan_of(name)
    if not graph:
        plan = dataclasses.replace(plan, ports=None, no_ports="there is no .meta")
    model = model or filled(name, plan)
    return prove(plan, model, found.checkpoint.read, found.meta)


@pytest.mark.parametrize(
    "name", ["stacked_bidirectional", "basic_lstm_relu_float64", "packed_state", "partitioned"]
)
def test_equal_to_the_old_graph(name: str) -> None:
    found = proof(name)
    assert found.passed
    assert (found.against, found.because) == (GRAPH, "")
    assert found.worst.max_rel < found.tolerance / 10


@pytest.mark.parametrize(
    "name", ["lstm_full", "frozen_lstm", "control_flow_v2", "resource_variables", "cudnn_gru"]
)
def test_gradients_and_given_states_in_float64(name: str) -> None:
    """Also where the graph is frozen, and where its loop is a function."""
    values, wide, gradients, path = proof(name).checks
    assert path.name == "path"
    plan = cases.plan_of(name)
    assert wide.name == "values in float64, states given"
    assert gradients.name == "gradients in float64"
    assert (values.against, wide.against, gradients.against) == (GRAPH,) * 3
    variables = {v for cell in plan.recurrence.cells for v in cell.variables.values()}
    states = {state_name("initial_state", part) for part in plan.state()}
    assert {d.name for d in gradients.differences} == {"inputs"} | states | variables
    assert all(d.scale > 0 for d in gradients.differences)
    assert wide.worst.max_rel < 1e-13
    assert gradients.worst.max_rel < 1e-12


@pytest.mark.parametrize("name", ["block", "gru_block_v2", "fused_peephole_clip"])
def test_an_op_without_float64_or_gradient_is_said(name: str) -> None:
    """Its gradients are then those of the reference."""
    found = proof(name)
    assert found.passed
    narrow, slopes = found.checks[1:3]
    assert "in float32" in narrow.name
    assert "not in float64: the op" in narrow.notes[0]
    assert (slopes.name, slopes.against) == ("slopes", REFERENCE)
    assert any("no gradients of the old graph" in note for note in slopes.notes)


def test_states_that_are_one_tensor_stay_zero() -> None:
    """LSTMBlockFusedCell starts c and h from the same zeros."""
    narrow = proof("fused").checks[1]
    assert narrow.name == "values in float32"
    assert "its initial states are one tensor: they start at zero" in narrow.notes


def test_draws() -> None:
    found, plan = cases.inspected("basic_rnn_relu"), cases.plan_of("basic_rnn_relu")
    model = filled("basic_rnn_relu", plan)
    trials = prove(plan, model, found.checkpoint.read, found.meta, draws=4).trials
    assert [trial["inputs"][1] for trial in trials] == [7, 4, 11, 7]
    assert all({0, 1, trial["inputs"][1]} <= set(trial["lengths"]) for trial in trials)
    assert trials[0]["lengths"] != trials[3]["lengths"]


@pytest.mark.parametrize("graph", [True, False], ids=["graph", "reference"])
@pytest.mark.parametrize("name", ["basic_lstm_plain", "gru_time_major", "block", "cudnn_gru"])
def test_a_gate_in_the_wrong_place_is_found_out_by_every_check(
    name: str, graph: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The conversion itself is broken: its kernels' gates move on by one."""
    (cell,) = cases.plan_of(name).recurrence.cells
    right = type(cell.counterpart).weights_to_keras
    units = cell.config.options["num_units"]

    def wrong(self: Any, variables: Any, config: Any) -> Any:
        moved = right(self, variables, config)
        return {**moved, "kernel": np.roll(moved["kernel"], units, axis=-1)}

    monkeypatch.setattr(type(cell.counterpart), "weights_to_keras", wrong)
    found = proof(name, graph=graph)
    assert [check.passed for check in found.checks[:3]] == [False, False, False]
    assert not found.passed


def test_a_wrong_gradient_alone_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The values are right: only what a training would do is not."""
    other = tf.custom_gradient(lambda x: (tf.nn.relu(x), lambda g: 0.9 * g))

    def build_wrong(plan: Plan) -> Any:
        built = build_model(plan)
        for _, keras_cell in built.weights():
            keras_cell.activation = other
        return built

    model = filled("basic_rnn_relu", cases.plan_of("basic_rnn_relu"))
    monkeypatch.setattr(prove_module, "build_model", build_wrong)
    passed = [check.passed for check in proof("basic_rnn_relu", model).checks[:3]]
    assert passed == [True, True, False]


def test_equal_to_the_reference_where_there_is_no_graph() -> None:
    found = proof("lstm_full", graph=False)
    assert found.passed
    assert (found.against, found.because) == (REFERENCE, "there is no .meta")


def test_the_report_holds_the_trials() -> None:
    report = proof("lstm_full").to_json()
    assert report["verdict"] == "equal"
    assert {0, 1, 7} <= set(report["trials"][0]["lengths"])
    assert {d["name"] for d in report["differences"]} == {"outputs", "state_c", "state_h"}


@pytest.mark.parametrize("graph", [True, False], ids=["graph", "reference"])
@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("forget_bias", 1.0),
        ("activation", "relu"),
        ("cell_clip", None),
        ("proj_clip", 0.5),
        ("proj_clip", None),
    ],
)
def test_a_wrong_option_is_found_out(option: str, value: Any, graph: bool) -> None:
    plan = cases.plan_of("lstm_full")
    (cell,) = plan.recurrence.cells
    wrong = dataclasses.replace(cell, config=cell.config.with_options(**{option: value}))
    block = dataclasses.replace(plan.recurrence.blocks[0], forward=(wrong,))
    recurrence = dataclasses.replace(plan.recurrence, blocks=(block,))
    model = filled("lstm_full", dataclasses.replace(plan, recurrence=recurrence))
    assert not proof("lstm_full", model, graph=graph).passed


@pytest.mark.parametrize("weight", range(6))
def test_one_wrong_weight_is_found_out(weight: int) -> None:
    model = filled("lstm_full", cases.plan_of("lstm_full"))
    values = model.get_weights()
    values[weight].flat[0] += 0.01
    model.set_weights(values)
    assert not proof("lstm_full", model).passed


def test_a_nan_is_found_out() -> None:
    model = filled("basic_rnn_relu", cases.plan_of("basic_rnn_relu"))
    model.set_weights([np.full_like(w, np.nan) for w in model.get_weights()])
    assert not proof("basic_rnn_relu", model).passed


def test_the_measures_are_the_arithmetic() -> None:
    old = {"outputs": np.array([[1.5, -0.25]], "float32")}
    new = {"outputs": np.array([[1.5 + 2**-22, -0.25]], "float32")}
    (measured,) = differences([(old, new)], "float32")
    assert measured.max_abs == 2**-22
    assert measured.max_rel == 2**-22 / 1.5
    assert measured.max_ulp == measured.max_ulp_each == 2  # 2^-22 in units of 2^-23
    assert measured.scale == 1.5


def test_next_to_zero_the_units_are_tiny() -> None:
    old = {"outputs": np.array([1.0, 2**-10], "float32")}
    new = {"outputs": np.array([1.0, 2**-10 + 2**-23], "float32")}
    (measured,) = differences([(old, new)], "float32")
    assert (measured.max_ulp, measured.max_ulp_each) == (1, 2**10)


def test_zeros_must_stay_zeros() -> None:
    old = {"outputs": np.zeros(3, "float32")}
    new = {"outputs": np.array([0, 1e-3, 0], "float32")}
    (measured,) = differences([(old, new)], "float32")
    assert measured.max_rel == measured.max_abs > 0


def test_differences_are_those_of_all_numbers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    drawn = random.standard_normal((3, 2, 5, 6))
    pairs = [({"a": old}, {"a": new}) for old, new in drawn]
    old, new = (np.concatenate([np.ravel(p[k]["a"]) for p in pairs]) for k in range(2))
    monkeypatch.setattr(measure, "_PIECE", 7)
    (found,) = measure.differences(pairs, "float32")
    unit = 2.0**-23 * np.exp2(np.floor(np.log2(np.abs(old))))
    assert found.max_abs == np.abs(old - new).max()
    assert found.scale == np.abs(old).max()
    assert found.max_ulp_each == pytest.approx((np.abs(old - new) / unit).max())
    pairs[1][1]["a"][2, 3] = np.nan
    assert np.isnan(measure.differences(pairs, "float32")[0].max_rel)
    with pytest.raises(ValueError, match="9 numbers against 8"):
        measure.differences([({"a": np.ones(9)}, {"a": np.ones(8)})], "float32")
