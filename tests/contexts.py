"""Replaying a golden case in each of the five contexts.

``replay(case, context)`` runs the case with our cells and drivers and returns a
:class:`~tests.golden.compare.Report` against what TensorFlow 1.15.5 recorded.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

import tf1compat
from tests.golden import in_graph, store, structure, values
from tests.golden.build import Feeds, outer_scope
from tests.golden.case import B, Case
from tests.golden.compare import Report, compare, without_parts
from tests.golden.programs import PROGRAMS
from tests.golden.store import Recording
from tests.overlay import Overlay
from tests.v1_worker import Worker

# TF1 seeded a graph with this number unless it was told another, and so does today's
# TensorFlow.  Setting it makes every seeded op start again, without changing what it draws.
_GRAPH_SEED = 87654321


@functools.cache
def recorded(group: str) -> dict[str, Recording]:
    """The recordings of a group, read once."""
    return store.read_group(group)


class _Run:
    """One case outside v1 graphs: a store, the fed tensors, and passes through the program."""

    def __init__(self, case: Case, expected: Recording) -> None:
        self.case = case
        self.expected = expected
        self.store = tf1compat.VariableStore()
        self.tf = Overlay(self.store)
        shapes = expected.record["state_shapes"]
        self.inputs = [self._tensor(array) for array in values.input_arrays(case)]
        self.states = [
            self._tensor(values.state_array(case, index, shape))
            for index, shape in enumerate(shapes)
        ]
        fed = case.lengths is not None and case.lengths_as == "feed"
        self.lengths = [tf.constant(case.lengths, case.lengths_dtype)] if fed else []

    def _tensor(self, array: Any) -> Any:
        return tf.cast(tf.constant(array), self.case.dtype)

    def program(self, inputs: Any, states: Any, lengths: Any) -> dict[str, Any]:
        """One pass; the variables are made in the first and found in the next."""
        case = self.case
        given = lengths[0] if lengths else values.fixed_lengths(self.tf, case)
        nest = values.pack_features(case.features, list(inputs))
        with self.store, outer_scope(self.tf, case):
            feeds = Feeds(nest, given, lambda index, _: states[index])
            return PROGRAMS[case.program](self.tf, case, feeds)

    def start(self) -> dict[str, Any]:
        """The initial values of the variables that the first pass made; then the drawn ones."""
        initial = {variable.name: variable.numpy() for variable in self.store.variables}
        arrays = drawn_variables(self.case, self.expected)
        for variable in self.store.variables:
            if variable.name in arrays:
                variable.assign(tf.cast(arrays[variable.name], variable.dtype))
        tf.random.set_seed(_GRAPH_SEED)
        return initial

    def differentiate(
        self, inputs: Any, states: Any, lengths: Any
    ) -> tuple[dict[str, Any], list[Any], list[Any]]:
        """(result, its leaves, gradient per source) of one pass under a tape."""
        with tf.GradientTape() as tape:
            tape.watch([*inputs, *states])
            result = self.program(inputs, states, lengths)
        leaves = structure.result_leaves(result)
        floats = [(key, leaf) for key, leaf in leaves if leaf.dtype.is_floating]
        shapes = {key: list(self.expected.arrays[key].shape) for key, _ in floats}
        seeds = [self._tensor(values.seed_array(self.case, key, shapes[key])) for key in shapes]
        sources = structure.gradient_sources(list(self.store.variables), inputs, states)
        gradients = tape.gradient(
            [leaf for _, leaf in floats], [tensor for _, tensor in sources], seeds
        )
        return result, [leaf for _, leaf in leaves], gradients

    def recording(
        self, result: dict[str, Any], leaves: Any, gradients: Any, initial: dict[str, Any]
    ) -> Recording:
        """What came, in the form of what was recorded; ``result`` gives structure and dtypes."""
        named = structure.result_leaves(result)
        variables = list(self.store.variables)
        trainable = [variable.name for variable in self.store.trainable_variables]
        record = {
            "variables": [
                [v.name, v.shape.as_list(), v.dtype.name, v.name in trainable] for v in variables
            ],
            "constants": structure.constants(initial),
            "structure": {part: structure.describe(result[part]) for part in result},
            "dtypes": {key: leaf.dtype.name for key, leaf in named},
        }
        sources = structure.gradient_sources(variables, self.inputs, self.states)
        arrays = {key: _array(leaf) for (key, _), leaf in zip(named, leaves, strict=True)}
        missing = []
        for (key, _), gradient in zip(sources, gradients, strict=True):
            if gradient is None:
                missing.append(key)
            else:
                arrays[key] = _array(gradient)
        if self.case.initial:
            arrays.update({f"initial/{name}": array for name, array in initial.items()})
        return Recording(dict(record, no_gradient=missing), arrays)


def _array(tensor: Any) -> Any:
    array = tf.convert_to_tensor(tensor)
    return (tf.cast(array, "float32") if array.dtype == tf.bfloat16 else array).numpy()


def drawn_variables(case: Case, expected: Recording) -> dict[str, Any]:
    """The number that TF1's variables were given, by name, parts of one variable joined."""
    arrays = {
        f"initial/{name}": values.variable_array(case, name, shape, dtype)
        for name, shape, dtype, _ in expected.record["variables"]
    }
    joined = without_parts(Recording(expected.record, arrays)).arrays
    return {key[len("initial/") :]: array for key, array in joined.items()}


def _graph(case: Case, expected: Recording) -> Report:
    return compare(case, expected, in_graph.record(Overlay(), case))


def _eager(case: Case, expected: Recording) -> Report:
    run = _Run(case, expected)
    tf.random.set_seed(_GRAPH_SEED)
    run.program(run.inputs, run.states, run.lengths)
    initial = run.start()
    result, leaves, gradients = run.differentiate(run.inputs, run.states, run.lengths)
    return compare(case, without_parts(expected), run.recording(result, leaves, gradients, initial))


def _function(case: Case, expected: Recording) -> Report:
    run = _Run(case, expected)
    tf.random.set_seed(_GRAPH_SEED)
    traced: dict[str, Any] = {}

    def step(inputs: Any, states: Any, lengths: Any) -> tuple[Any, Any]:
        traced["result"], leaves, gradients = run.differentiate(inputs, states, lengths)
        return leaves, gradients

    function = tf.function(step, autograph=False)
    concrete = function.get_concrete_function(*_signature(run))
    initial = run.start()
    leaves, gradients = concrete(run.inputs, run.states, run.lengths)
    received = run.recording(traced["result"], leaves, gradients, initial)
    named = structure.result_leaves(traced["result"])
    received.record["static"] = {key: structure.static_shape(leaf) for key, leaf in named}
    return compare(case, without_parts(expected), received)


def _signature(run: _Run) -> tuple[Any, Any, Any]:
    case = run.case
    batch = None if "batch" in case.unknown else B
    features = values.feature_shapes(case.features)
    inputs = [tf.TensorSpec(values.static_shape(case, shape), case.dtype) for shape in features]
    states = [tf.TensorSpec([batch, *state.shape[1:]], case.dtype) for state in run.states]
    lengths = [tf.TensorSpec([batch], tensor.dtype) for tensor in run.lengths]
    return inputs, states, lengths


def _v1_behavior(case: Case, expected: Recording) -> Report:
    del expected  # the worker process reads it itself
    return Report(**Worker.shared().ask("case", case.id))


CONTEXTS: dict[str, Callable[[Case, Recording], Report]] = {
    "graph": _graph,
    "graph_v1_behavior": _v1_behavior,
    "eager": _eager,
    "function": _function,
}


def replay(case: Case, context: str) -> Report:
    """Runs the case in the context and compares with what TF 1.15.5 recorded."""
    expected = recorded(case.group)[case.id]
    return CONTEXTS[context](case, expected)
