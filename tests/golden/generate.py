"""Records the goldens.  Needs Python 3.7 and TensorFlow 1.15.5.

    python -m tests.golden.generate [--out FOLDER] [--only GROUP ...]

Two runs write identical bytes.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import sys
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

from tests.golden import store, structure, values
from tests.golden.build import Feeds, outer_scope
from tests.golden.case import B, Case
from tests.golden.programs import MISUSE, PROGRAMS, SCOPES
from tests.golden.specs import CASES

HEADER = {
    "tensorflow": tf.__version__,
    "numpy": np.__version__,
    "command": "python -m tests.golden.generate",
}


class _Graph:
    """A case built in the default graph: its placeholders and what they are fed."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.dtype = getattr(tf, case.dtype)
        self.inputs: list[Any] = []
        self.states: list[Any] = []
        self.feed: dict[Any, Any] = {}
        features = values.feature_shapes(case.features)
        for feature, array in zip(features, values.input_arrays(case)):
            self.inputs.append(tf.placeholder(self.dtype, values.static_shape(case, feature)))
            self.feed[self.inputs[-1]] = array
        with outer_scope(tf, case):
            nest = values.pack_features(case.features, list(self.inputs))
            feeds = Feeds(nest, self._lengths(), self._state_leaf)
            self.result = PROGRAMS[case.program](tf, case, feeds)
        self.leaves = [
            (f"{part}/{index}", leaf)
            for part in ("outputs", "state")
            for index, leaf in enumerate(structure.leaves(self.result[part]))
        ]
        self.variables = tf.global_variables()

    def _lengths(self) -> Any:
        case = self.case
        if case.lengths is None or case.lengths_as == "list":
            return None if case.lengths is None else list(case.lengths)
        array = np.array(case.lengths, case.lengths_dtype)
        if case.lengths_as == "const":
            return tf.constant(array)
        tensor = tf.placeholder(array.dtype, [None if "batch" in case.unknown else B])
        self.feed[tensor] = array
        return tensor

    def _state_leaf(self, index: int, shape: list[int]) -> Any:
        tensor = tf.placeholder(self.dtype, [None if "batch" in self.case.unknown else B, *shape])
        self.feed[tensor] = values.draw(
            self.case.id, "state", index, [B, *shape], self.case.dtype
        )
        self.states.append(tensor)
        return tensor

    def sources(self) -> list[tuple[str, Any]]:
        """What gradients are taken to: (key, tensor)."""
        named = [
            (f"grad/variable/{v.name}", v) for v in self.variables if v.dtype.base_dtype.is_floating
        ]
        named += [(f"grad/input/{i}", t) for i, t in enumerate(self.inputs)]
        named += [(f"grad/state/{i}", t) for i, t in enumerate(self.states)]
        return named

    def gradients(self, shapes: dict[str, Any]) -> list[tuple[str, Any]]:
        """(key, gradient or None) of every source, seeded with drawn numbers at every leaf."""
        floats = [(key, leaf) for key, leaf in self.leaves if leaf.dtype.is_floating]
        seeds = []
        for key, leaf in floats:
            seeds.append(tf.placeholder(leaf.dtype, leaf.shape))
            self.feed[seeds[-1]] = values.draw(
                self.case.id, "seed", key, shapes[key], self.case.dtype
            )
        keys, tensors = zip(*self.sources())
        found = tf.gradients([leaf for _, leaf in floats], list(tensors), grad_ys=seeds)
        return list(zip(keys, found))


def _assign(graph: _Graph, session: Any) -> None:
    for variable in graph.variables:
        shape = variable.shape.as_list()
        dtype = variable.dtype.base_dtype.name
        array = values.draw(graph.case.id, "variable", variable.name, shape, dtype)
        variable.load(array, session)


def _initial_values(graph: _Graph) -> tuple[dict[str, Any], dict[str, Any]]:
    """(recorded arrays, constants): random initial values are neither, unless seeded."""
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        found = {variable.name: session.run(variable) for variable in graph.variables}
    constants = {
        name: float(array.ravel()[0]) if (array == array.ravel()[0]).all() else None
        for name, array in found.items()
    }
    exact = {f"initial/{name}": array for name, array in found.items()}
    return (exact if graph.case.initial else {}), constants


def _run(graph: _Graph) -> tuple[dict[str, Any], list[str]]:
    with tf.Session() as session:
        _assign(graph, session)
        shapes = session.run({key: tf.shape(leaf) for key, leaf in graph.leaves}, graph.feed)
    gradients = graph.gradients(shapes)
    fetches = [*graph.leaves, *[(key, g) for key, g in gradients if g is not None]]
    # A new session: random ops start from their seeds again.
    with tf.Session() as session:
        _assign(graph, session)
        arrays = session.run([tf.convert_to_tensor(tensor) for _, tensor in fetches], graph.feed)
    missing = [key for key, gradient in gradients if gradient is None]
    return dict(zip([key for key, _ in fetches], arrays)), missing


def record(case: Case) -> store.Recording:
    """Builds and runs one case in a graph of its own."""
    with tf.Graph().as_default():
        graph = _Graph(case)
        trainable = set(tf.trainable_variables())
        exact, constants = _initial_values(graph)
        arrays, missing = _run(graph)
        content = {
            "variables": [
                [v.name, v.shape.as_list(), v.dtype.base_dtype.name, v in trainable]
                for v in graph.variables
            ],
            "constants": constants,
            "structure": {part: structure.describe(graph.result[part]) for part in graph.result},
            "static": {key: structure.static_shape(leaf) for key, leaf in graph.leaves},
            "dtypes": {key: leaf.dtype.name for key, leaf in graph.leaves},
            "state_shapes": [tensor.shape.as_list()[1:] for tensor in graph.states],
            "no_gradient": missing,
            "storage": "float32" if case.dtype == "bfloat16" else case.dtype,
        }
    return store.Recording(content, {**arrays, **exact})


def record_misuse() -> dict[str, Any]:
    """Name → stage, class of the error, and the first public class it is a kind of."""
    found = {}
    for name, function in MISUSE.items():
        with tf.Graph().as_default():
            found[name] = _provoke(function)
        print(f"[misuse] {name}: {found[name]['error']}", flush=True)
    return found


def _provoke(function: Any) -> dict[str, str]:
    stage = "build"
    try:
        result = function(tf)
        stage = "run"
        tensors = [leaf for leaf in structure.leaves(result) if isinstance(leaf, tf.Tensor)]
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(tensors)
    except Exception as problem:  # whatever TF1 raises is the record
        return {"stage": stage, "error": type(problem).__name__, "kind": _kind(problem)}
    return {"stage": "", "error": "", "kind": ""}


def _kind(problem: Exception) -> str:
    """What user code can catch it as: a builtin error, or one of ``tf.errors``."""
    for parent in type(problem).__mro__:
        if parent.__module__ == "builtins" or hasattr(tf.errors, parent.__name__):
            return parent.__name__
    raise AssertionError("every exception has a builtin ancestor")


def record_scopes() -> dict[str, Any]:
    """Name → what the scope program returned, tensors as numbers, ops as names."""
    found = {}
    for name, function in SCOPES.items():
        print(f"[scopes] {name}", flush=True)
        with tf.Graph().as_default():
            result = function(tf)
            with tf.Session() as session:
                session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
                found[name] = {
                    key: _plain(key, value, session) for key, value in result.items()
                }
    return found


def _plain(key: str, value: Any, session: Any) -> Any:
    if key.startswith("op:"):
        return [part.name for part in value] if isinstance(value, list) else value.name
    if key.startswith("value:"):
        return session.run(value).tolist()
    return value


def main() -> None:
    """Records every case, or the groups that ``--only`` names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, default=store.DATA)
    parser.add_argument("--only", nargs="*", default=None)
    options = parser.parse_args()
    tf.logging.set_verbosity(tf.logging.ERROR)
    options.out.mkdir(parents=True, exist_ok=True)
    programs = {"misuse": record_misuse, "scopes": record_scopes}
    for name, recorder in programs.items():
        if options.only is None or name in options.only:
            store.write_json(options.out / f"{name}.json", HEADER, recorder())
    grouped: dict[str, dict[str, store.Recording]] = {}
    for number, case in enumerate(CASES, 1):
        if options.only is None or case.group in options.only:
            print(f"[{number}/{len(CASES)}] {case.id}", flush=True)
            grouped.setdefault(case.group, {})[case.id] = record(case)
    for group, recordings in grouped.items():
        store.write_group(options.out, group, HEADER, recordings)


if __name__ == "__main__":
    sys.exit(main())
