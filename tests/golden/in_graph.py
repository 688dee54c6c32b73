"""A case in a v1 graph and a Session: the same code records it and replays it.

``tf`` is TensorFlow 1.15.5, or today's ``tf.compat.v1`` with our names over it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.golden import structure, values
from tests.golden.build import Feeds, outer_scope
from tests.golden.case import B, Case
from tests.golden.programs import PROGRAMS
from tests.golden.store import Recording


class _Graph:
    """A case built in the default graph: its placeholders and what they are fed."""

    def __init__(self, tf: Any, case: Case) -> None:
        self.tf, self.case = tf, case
        self.dtype = getattr(tf, case.dtype)
        self.inputs: list[Any] = []
        self.states: list[Any] = []
        self.feed: dict[Any, Any] = {}
        features = values.feature_shapes(case.features)
        for feature, array in zip(features, values.input_arrays(case)):
            self.inputs.append(tf.placeholder(self.dtype, values.static_shape(case, feature)))
            self.feed[self.inputs[-1]] = array
        nest = values.pack_features(case.features, list(self.inputs))
        with outer_scope(tf, case):
            feeds = Feeds(nest, self._lengths(), self._state_leaf)
            self.result = PROGRAMS[case.program](tf, case, feeds)
        self.leaves = structure.result_leaves(self.result)
        self.variables = tf.global_variables()

    @property
    def _batch(self) -> Any:
        return None if "batch" in self.case.unknown else B

    def _lengths(self) -> Any:
        fixed = values.fixed_lengths(self.tf, self.case)
        if fixed is not None or self.case.lengths is None:
            return fixed
        tensor = self.tf.placeholder(self.case.lengths_dtype, [self._batch])
        self.feed[tensor] = np.array(self.case.lengths, self.case.lengths_dtype)
        return tensor

    def _state_leaf(self, index: int, shape: list[int]) -> Any:
        tensor = self.tf.placeholder(self.dtype, [self._batch, *shape])
        self.feed[tensor] = values.state_array(self.case, index, shape)
        self.states.append(tensor)
        return tensor

    def gradients(self, shapes: dict[str, Any]) -> list[tuple[str, Any]]:
        """(key, gradient or None) of every source, seeded with drawn numbers at every leaf."""
        floats = [(key, leaf) for key, leaf in self.leaves if leaf.dtype.is_floating]
        seeds = []
        for key, leaf in floats:
            seeds.append(self.tf.placeholder(leaf.dtype, leaf.shape))
            self.feed[seeds[-1]] = values.seed_array(self.case, key, shapes[key])
        sources = structure.gradient_sources(self.variables, self.inputs, self.states)
        found = self.tf.gradients(
            [leaf for _, leaf in floats], [tensor for _, tensor in sources], grad_ys=seeds
        )
        return list(zip([key for key, _ in sources], found))

    def assignments(self) -> tuple[list[Any], dict[Any, Any]]:
        """Ops that give every variable its drawn value, and what to feed them."""
        feed, ops = {}, []
        for variable in self.variables:
            holder = self.tf.placeholder(variable.dtype.base_dtype, variable.shape)
            feed[holder] = values.variable_array(
                self.case, variable.name, variable.shape.as_list(), variable.dtype.base_dtype.name
            )
            ops.append(variable.assign(holder))
        return ops, feed


def record(
    tf: Any, case: Case, shapes: dict[str, Any] | None = None, config: Any = None
) -> Recording:
    """Builds and runs one case in a graph of its own.

    Args:
      tf: the TensorFlow to build with.
      case: what to build.
      shapes: by key, those of all that is returned; found by a run of their own if not given.
      config: of the session.
    """
    with tf.Graph().as_default():
        graph = _Graph(tf, case)
        trainable = [variable.name for variable in tf.trainable_variables()]
        if shapes is None:
            shapes = _shapes(graph)
        gradients = graph.gradients(shapes)
        initial, arrays = _run(graph, gradients, config)
    names = [
        [v.name, v.shape.as_list(), v.dtype.base_dtype.name, v.name in trainable]
        for v in graph.variables
    ]
    content = {
        "variables": names,
        "constants": structure.constants(initial),
        "structure": {part: structure.describe(graph.result[part]) for part in graph.result},
        "static": {key: structure.static_shape(leaf) for key, leaf in graph.leaves},
        "dtypes": {key: leaf.dtype.name for key, leaf in graph.leaves},
        "state_shapes": [tensor.shape.as_list()[1:] for tensor in graph.states],
        "no_gradient": [key for key, gradient in gradients if gradient is None],
        "storage": "float32" if case.dtype == "bfloat16" else case.dtype,
    }
    exact = {f"initial/{name}": array for name, array in initial.items() if case.initial}
    return Recording(content, {**arrays, **exact})


def _shapes(graph: _Graph) -> dict[str, Any]:
    ops, feed = graph.assignments()
    with graph.tf.Session() as session:
        session.run(ops, feed)
        found: dict[str, Any] = session.run(
            {key: graph.tf.shape(leaf) for key, leaf in graph.leaves}, graph.feed
        )
    return found


def _run(graph: _Graph, gradients: list[tuple[str, Any]], config: Any) -> tuple[Any, Any]:
    """Initial values, and everything else at the drawn ones; in a session of its own.

    A new session, because random ops start from their seeds again.
    """
    tf = graph.tf
    fetches = [*graph.leaves, *[(key, g) for key, g in gradients if g is not None]]
    tensors = [tf.convert_to_tensor(tensor) for _, tensor in fetches]
    ops, feed = graph.assignments()
    with tf.Session(config=config) as session:
        session.run(tf.global_variables_initializer())
        values_before = session.run(list(graph.variables))
        session.run(ops, feed)
        arrays = session.run(tensors, graph.feed)
    names = [variable.name for variable in graph.variables]
    return dict(zip(names, values_before)), dict(zip([key for key, _ in fetches], arrays))
