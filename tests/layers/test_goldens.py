"""``tf.layers`` against what TensorFlow 1.15.5 recorded, in every context."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.layers.contexts import CASES, RUNS, arrays, facts, graph, misused, protocol
from tests.layers.misuse import MISUSE
from tests.layers.protocol import PROTOCOL
from tests.v1_worker import Worker

RECORDED = facts()["cases"]

# Relative to the largest number of an array.
TOLERANCE = {"float64": 1e-12, "float32": 4e-6, "float16": 2e-3}

OTHERS = [
    (name, context)
    for name, case in CASES.items()
    for context in ("eager", "function", "keras")
    if context in case.contexts
]


def check_arrays(found: dict[str, Any], expected: dict[str, Any], computed: str = "") -> None:
    for key, array in expected.items():
        assert key in found, f"{key} is missing"
        assert found[key].shape == array.shape, key
        precision = computed or array.dtype.name
        if array.dtype.kind not in "fc":
            np.testing.assert_array_equal(found[key], array, err_msg=key)
            continue
        scale = max(1.0, float(np.abs(array).max(initial=0.0)))
        limit = TOLERANCE[precision] * scale
        np.testing.assert_allclose(found[key], array, rtol=0, atol=limit, err_msg=key)


def expected_in(name: str, context: str) -> dict[str, Any]:
    """TF1's arrays; where updates belong to the call, moving statistics are compared always."""
    del context
    return arrays(name)


def _computed(name: str) -> str:
    """The coarsest dtype on the case's way: a float64 array may hold what float32 gave."""
    dtypes = {CASES[name].dtype, *(variable[2] for variable in RECORDED[name]["variables"])}
    return max(dtypes & set(TOLERANCE), key=TOLERANCE.__getitem__, default="")


def check_facts(name: str, found: dict[str, Any]) -> None:
    expected = RECORDED[name]
    assert found["variables"] == expected["variables"]
    assert found["collections"] == expected["collections"]
    assert found["dtypes"] == expected["dtypes"]
    assert found["no_gradient"] == expected["no_gradient"]
    for ours, theirs in zip(found["static"], expected["static"], strict=True):
        assert len(ours) == len(theirs)
        assert all(t in (None, o) for o, t in zip(ours, theirs, strict=True)), (ours, theirs)


@pytest.mark.parametrize("name", CASES)
def test_graph(name: str) -> None:
    found, numbers = graph(name)
    check_facts(name, found)
    check_arrays(numbers, arrays(name), _computed(name))


@pytest.mark.parametrize("name", CASES)
def test_graph_with_v1_behavior(name: str) -> None:
    answer = Worker.shared().ask("layers", name)
    assert "raised" not in answer, answer["raised"]
    check_facts(name, answer["facts"])
    numbers = {k: np.array(v, dtype=d) for k, (v, d) in answer["arrays"].items()}
    check_arrays(numbers, arrays(name), _computed(name))


@pytest.mark.parametrize(("name", "context"), OTHERS)
def test_outside_graphs(name: str, context: str) -> None:
    run = RUNS[context](name)
    found, numbers = run.run()
    assert found["variables"] == RECORDED[name]["variables"]
    check_arrays(numbers, expected_in(name, context), _computed(name))


@pytest.mark.parametrize("name", MISUSE)
def test_misuse_in_graph(name: str) -> None:
    expected = facts()["misuse"][name]
    assert expected, "TF 1.15.5 raised here"
    assert misused(name) == expected


@pytest.mark.parametrize("name", PROTOCOL)
def test_layers_say_of_themselves(name: str) -> None:
    assert protocol(name) == facts()["protocol"][name]


@pytest.mark.parametrize("name", PROTOCOL)
def test_layers_say_of_themselves_with_v1_behavior(name: str) -> None:
    assert Worker.shared().ask("layers_protocol", name)["told"] == facts()["protocol"][name]


def test_every_case_is_recorded() -> None:
    assert set(RECORDED) == set(CASES)
    assert set(facts()["misuse"]) == set(MISUSE)
    assert set(facts()["protocol"]) == set(PROTOCOL)
