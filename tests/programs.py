"""Scope and misuse programs in the contexts that they make sense in."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

import tf1compat
from tests.golden import structure
from tests.golden.compare import without_parts
from tests.golden.programs import MISUSE, SCOPES, runner
from tests.golden.store import Recording
from tests.overlay import Overlay
from tests.v1_worker import Worker


def _scope_in_graph(name: str) -> dict[str, Any]:
    return runner.run_scopes(Overlay(), SCOPES[name])


def _scope_in_v1_behavior(name: str) -> dict[str, Any]:
    return Worker.shared().ask("scopes", name)


def _scope_eagerly(name: str) -> dict[str, Any]:
    tf.random.set_seed(87654321)
    store = tf1compat.VariableStore()
    with store:
        result = SCOPES[name](Overlay(store))
    return _numbers(result)


def _scope_in_function(name: str) -> dict[str, Any]:
    """Variables are made while the function is traced; tensors are its outputs."""
    tf.random.set_seed(87654321)
    store = tf1compat.VariableStore()
    kept: dict[str, Any] = {}

    @tf.function(autograph=False)
    def function() -> dict[str, Any]:
        with store:
            kept.update(SCOPES[name](Overlay(store)))
        values = {key: kept[key] for key in kept if key.startswith("value:")}
        return tf.nest.map_structure(tf.convert_to_tensor, values)  # type: ignore[no-any-return]

    kept = {**_plain(kept, function())}
    return kept


def _plain(kept: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    return _numbers({**kept, **values})


def _numbers(result: dict[str, Any]) -> dict[str, Any]:
    return {
        key: runner.plain(key, value, lambda tensor: tf.convert_to_tensor(tensor).numpy())
        for key, value in result.items()
        if not key.startswith("op:")
    }


SCOPE_CONTEXTS: dict[str, Callable[[str], dict[str, Any]]] = {
    "graph": _scope_in_graph,
    "graph_v1_behavior": _scope_in_v1_behavior,
    "eager": _scope_eagerly,
    "function": _scope_in_function,
}

# (context, program, why it says nothing there).
SCOPE_EXCEPTIONS: tuple[tuple[str, str, str], ...] = (
    ("function", "plain_variable", "a tf.function may make a tf.Variable in its first trace only"),
)


def scope_exception(name: str, context: str) -> str:
    """Why the program is not run in the context, "" if it is."""
    for where, pattern, reason in SCOPE_EXCEPTIONS:
        if fnmatch.fnmatch(context, where) and fnmatch.fnmatch(name, pattern):
            return reason
    return ""


def differences(expected: dict[str, Any], received: dict[str, Any], context: str) -> list[str]:
    """What differs, in words; op names are compared where there are any."""
    if "raised" in received:
        return [received["raised"]]
    if not context.startswith("graph"):
        expected = dict(expected)
        expected.update({key: _whole(expected[key]) for key in ("names",) if key in expected})
    keys = [key for key in expected if key in received or not key.startswith("op:")]
    found = []
    for key in keys:
        if key not in received:
            found.append(f"{key}: missing")
        elif key.startswith("value:"):
            if not _close(expected[key], received[key]):
                found.append(f"{key}: expected {expected[key]}, received {received[key]}")
        elif expected[key] != received[key]:
            found.append(f"{key}: expected {expected[key]}, received {received[key]}")
    return found


def _whole(names: list[Any]) -> list[Any]:
    """Variables as they are where a partitioned one is one variable."""
    merged = without_parts(Recording({"variables": names, "constants": {}}, {}))
    return list(merged.record["variables"])


def _close(expected: Any, received: Any) -> bool:
    left, right = np.asarray(expected), np.asarray(received)
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=1e-6, atol=1e-7))


# On some processors oneDNN ends the process at a product without columns: that is TensorFlow's own.
_TRACED_ONLY = ("lstm_cell_units_zero",)


def _misuse_in_graph(name: str) -> dict[str, str]:
    return runner.provoke(Overlay(), MISUSE[name])


def _misuse_in_v1_behavior(name: str) -> dict[str, str]:
    return Worker.shared().ask("misuse", name)


def _misuse_eagerly(name: str) -> dict[str, str]:
    store = tf1compat.VariableStore()

    def run() -> None:
        with store:
            MISUSE[name](Overlay(store))

    return _caught(run)


def _misuse_in_function(name: str) -> dict[str, str]:
    store = tf1compat.VariableStore()

    def run() -> list[Any]:
        with store:
            result = MISUSE[name](Overlay(store))
        return [leaf for leaf in structure.leaves(result) if tf.is_tensor(leaf)]

    function = tf.function(run, autograph=False)
    return _caught(function.get_concrete_function if name in _TRACED_ONLY else function)


def _caught(run: Callable[[], Any]) -> dict[str, str]:
    try:
        run()
    except Exception as problem:  # noqa: BLE001  (whatever comes is compared)
        return {
            "error": type(problem).__name__,
            "kind": runner.kind_of(tf, problem),
            "message": str(problem),
        }
    return {"error": "", "kind": "", "message": ""}


MISUSE_CONTEXTS: dict[str, Callable[[str], dict[str, str]]] = {
    "graph": _misuse_in_graph,
    "graph_v1_behavior": _misuse_in_v1_behavior,
    "eager": _misuse_eagerly,
    "function": _misuse_in_function,
}


# Served, although TF1 refused.
WIDER = {
    "bidirectional_nested_outputs": "each part of a nested output is reversed back",
    "user_cell_without_super_init_and_build": "super().__init__ may be left out altogether",
}
# An eager tensor can be iterated over, so unpacking one into (c, h) is another error.
_UNPACKS_A_TENSOR = (
    "dynamic_rnn_state_of_wrong_structure",
    "lstm_cell_state_is_not_a_pair",
    "user_cell_returns_one_thing",
)


def accepted(name: str, kind: str, context: str) -> tuple[str, ...]:
    """The kinds of error that count as TF1's.

    Eagerly, an op that is given shapes or dtypes which do not fit fails when it runs, with the
    error that a TF1 Session raised for what only running could tell.
    """
    if name in WIDER:
        return ("",)
    if context != "eager" or not kind:
        return (kind,)
    return (kind, "InvalidArgumentError", *(["ValueError"] if name in _UNPACKS_A_TENSOR else []))
