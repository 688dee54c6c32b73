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
    """A case built in the default graph.

    ``fed`` holds the placeholders and ``arrays`` what they are fed, both by key.
    """

    def __init__(self, tf: Any, case: Case) -> None:
        self.tf, self.case = tf, case
        self.dtype = getattr(tf, case.dtype)
        self.inputs: list[Any] = []
        self.states: list[Any] = []
        self.fed: dict[str, Any] = {}
        self.arrays: dict[str, Any] = {}
        features = values.feature_shapes(case.features)
        for index, array in enumerate(values.input_arrays(case)):
            shape = values.static_shape(case, features[index])
            self.inputs.append(self._holder(f"input/{index}", self.dtype, shape, array))
        nest = values.pack_features(case.features, list(self.inputs))
        with outer_scope(tf, case):
            feeds = Feeds(nest, self._lengths(), self._state_leaf)
            self.result = PROGRAMS[case.program](tf, case, feeds)
        self.leaves = structure.result_leaves(self.result)
        self.variables = tf.global_variables()

    @property
    def _batch(self) -> Any:
        return None if "batch" in self.case.unknown else B

    def _holder(self, key: str, dtype: Any, shape: Any, array: Any) -> Any:
        self.arrays[key] = array
        self.fed[key] = self.tf.placeholder(dtype, shape)
        return self.fed[key]

    @property
    def feed(self) -> dict[Any, Any]:
        """What a Session is fed."""
        return {self.fed[key]: array for key, array in self.arrays.items()}

    def _lengths(self) -> Any:
        fixed = values.fixed_lengths(self.tf, self.case)
        if fixed is not None or self.case.lengths is None:
            return fixed
        array = np.array(self.case.lengths, self.case.lengths_dtype)
        return self._holder("lengths", self.case.lengths_dtype, [self._batch], array)

    def _state_leaf(self, index: int, shape: list[int]) -> Any:
        array = values.state_array(self.case, index, shape)
        full = [self._batch, *shape]
        self.states.append(self._holder(f"state/{index}", self.dtype, full, array))
        return self.states[-1]

    def gradients(self, shapes: dict[str, Any]) -> list[tuple[str, Any]]:
        """(key, gradient or None) of every source, seeded with drawn numbers at every leaf."""
        floats = [(key, leaf) for key, leaf in self.leaves if leaf.dtype.is_floating]
        seeds = []
        for key, leaf in floats:
            array = values.seed_array(self.case, key, shapes[key])
            seeds.append(self._holder(f"seed/{key}", leaf.dtype, leaf.shape, array))
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


def export(tf: Any, case: Case) -> tuple[bytes, dict[str, Any]]:
    """The case's graph with its gradients, and the names to feed and fetch it by.

    Fed by ``variables``, a variable needs no initial value and no assignment.
    """
    with tf.Graph().as_default() as built:
        graph = _Graph(tf, case)
        gradients = graph.gradients(_shapes(graph))
        fetches = [*graph.leaves, *[(key, g) for key, g in gradients if g is not None]]
        fetched = {key: tf.convert_to_tensor(tensor).name for key, tensor in fetches}
        names = {
            "fed": {key: tensor.name for key, tensor in graph.fed.items()},
            "variables": {v.name: v.op.name + "/read:0" for v in graph.variables},
            "fetched": fetched,
        }
        return built.as_graph_def().SerializeToString(deterministic=True), names


def run_exported(
    tf: Any, graph_def: Any, names: dict[str, Any], case: Case, shapes: dict[str, Any], config: Any
) -> dict[str, Any]:
    """The arrays that an exported graph gives at the drawn numbers, by key."""
    arrays = fed_arrays(case, shapes)
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(graph_def, name="")
        feed = {names["fed"][key]: arrays[key] for key in names["fed"]}
        for name, fed in names["variables"].items():
            tensor = graph.get_tensor_by_name(fed)
            shape, dtype = tensor.shape.as_list(), tensor.dtype.name
            feed[fed] = values.variable_array(case, name, shape, dtype)
        with tf.Session(config=config) as session:
            found: dict[str, Any] = session.run(names["fetched"], feed)
    return found


def fed_arrays(case: Case, shapes: dict[str, Any]) -> dict[str, Any]:
    """Key → array of everything that placeholders are fed.

    Args:
      case: the case.
      shapes: those of the state leaves, behind the batch, and of what the program returns.
    """
    arrays = {f"input/{i}": array for i, array in enumerate(values.input_arrays(case))}
    if case.lengths is not None:
        arrays["lengths"] = np.array(case.lengths, case.lengths_dtype)
    for index, shape in enumerate(shapes["states"]):
        arrays[f"state/{index}"] = values.state_array(case, index, shape)
    for key, shape in shapes["returned"].items():
        arrays[f"seed/{key}"] = values.seed_array(case, key, shape)
    return arrays
