"""The names, arguments and defaults of ``tf.nn.rnn_cell`` and the drivers are TF 1.15.5's.

``data/tf1_api.json`` holds the argspecs that TensorFlow 1.15.5 reports of itself.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from typing import Any

import pytest

import tf1compat
from tests.documents import ROOT

SYMBOLS: dict[str, dict[str, Any]] = json.loads(
    (ROOT / "tests" / "data" / "tf1_api.json").read_text(encoding="utf-8")
)["symbols"]

PREFIX = "tf.nn.rnn_cell."
CELLS = sorted(name.removeprefix(PREFIX) for name in SYMBOLS if name.startswith(PREFIX))
DRIVERS = [
    "bidirectional_dynamic_rnn",
    "dynamic_rnn",
    "raw_rnn",
    "static_bidirectional_rnn",
    "static_rnn",
    "static_state_saving_rnn",
]

# The public wrappers of TF 1.15.5 take (*args, **kwargs); these are the arguments of the
# constructors that they hand them to, as inspect reports them there.
WRAPPERS: dict[str, list[list[str]]] = {
    "DeviceWrapper": [["self"], ["cell"], ["device"]],
    "DropoutWrapper": [
        ["self"],
        ["cell"],
        ["input_keep_prob", "1.0"],
        ["output_keep_prob", "1.0"],
        ["state_keep_prob", "1.0"],
        ["variational_recurrent", "False"],
        ["input_size", "None"],
        ["dtype", "None"],
        ["seed", "None"],
        ["dropout_state_filter_visitor", "None"],
    ],
    "ResidualWrapper": [["self"], ["cell"], ["residual_fn", "None"]],
}


def arguments(function: Callable[..., Any]) -> list[list[str]]:
    """``[name]`` or ``[name, repr of default]`` of each positional argument, as in the data."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [
        [p.name] if p.default is p.empty else [p.name, repr(p.default)]
        for p in inspect.signature(function).parameters.values()
        if p.kind in kinds
    ]


def takes_keywords(function: Callable[..., Any]) -> bool:
    kinds = [p.kind for p in inspect.signature(function).parameters.values()]
    return inspect.Parameter.VAR_KEYWORD in kinds


def test_the_sixteen_names_are_public() -> None:
    assert len(CELLS) == 10
    assert {*CELLS, *DRIVERS} <= set(tf1compat.__all__)


@pytest.mark.parametrize("name", DRIVERS)
def test_driver(name: str) -> None:
    driver = getattr(tf1compat, name)
    assert arguments(driver) == SYMBOLS[f"tf.nn.{name}"]["sig"]["args"]
    assert not takes_keywords(driver)


@pytest.mark.parametrize("name", [name for name in CELLS if name != "LSTMStateTuple"])
def test_constructor(name: str) -> None:
    expected = SYMBOLS[PREFIX + name]["init"]
    constructor = getattr(tf1compat, name).__init__
    assert arguments(constructor) == WRAPPERS.get(name, expected["args"])
    assert takes_keywords(constructor) == (expected["varkw"] is not None)


METHODS = [(name, method) for name in CELLS for method in SYMBOLS[PREFIX + name].get("methods", {})]


@pytest.mark.parametrize(("name", "method"), METHODS)
def test_method(name: str, method: str) -> None:
    expected = SYMBOLS[PREFIX + name]["methods"][method]["args"]
    function = getattr(getattr(tf1compat, name), method)
    # build's first two are never passed by name: TF1 wraps it, so inspect saw "instance", "_".
    if method == "build":
        assert len(arguments(function)) == len(expected)
    else:
        assert arguments(function) == expected


@pytest.mark.parametrize("name", [name for name in CELLS if name != "LSTMStateTuple"])
def test_properties(name: str) -> None:
    cell = getattr(tf1compat, name)
    for attribute in SYMBOLS[PREFIX + name]["properties"]:
        assert isinstance(inspect.getattr_static(cell, attribute), property), attribute


@pytest.mark.parametrize("name", [name for name in CELLS if name != "LSTMStateTuple"])
def test_call(name: str) -> None:
    expected = [["self"], ["inputs"], ["state"], ["scope", "None"]]
    assert arguments(getattr(tf1compat, name).__call__) == expected


def test_state_tuple() -> None:
    state = tf1compat.LSTMStateTuple(c=1, h=2)
    assert state._fields == tuple(SYMBOLS[PREFIX + "LSTMStateTuple"]["fields"])
    assert (state.c, state.h) == tuple(state) == (1, 2)
