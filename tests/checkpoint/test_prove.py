"""A proof must pass where the models are equal and fail where anything differs."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from tests.checkpoint import cases
from tf1compat.checkpoint.model import build_model, fill_weights
from tf1compat.checkpoint.plan import Plan
from tf1compat.checkpoint.prove import GRAPH, REFERENCE, Proof, differences, prove


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


@pytest.mark.parametrize("name", ["lstm_full", "stacked_bidirectional", "basic_lstm_relu_float64"])
def test_equal_to_the_old_graph(name: str) -> None:
    found = proof(name)
    assert found.passed
    assert (found.against, found.because) == (GRAPH, "")
    assert found.worst.max_rel < found.tolerance / 10


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
