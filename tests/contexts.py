"""Replaying a golden case in each of the five contexts.

``replay(case, context)`` runs the case with our cells and drivers and returns a
:class:`~tests.golden.compare.Report` against what TensorFlow 1.15.5 recorded.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any

import keras
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


def drawn_variables(case: Case, expected: Recording) -> dict[str, Any]:
    """The numbers that TF1's variables were given, by name, parts of one variable joined."""
    arrays = {
        f"given/{name}": values.variable_array(case, name, shape, dtype)
        for name, shape, dtype, _ in expected.record["variables"]
    }
    joined = without_parts(Recording(expected.record, arrays)).arrays
    return {key[len("given/") :]: array for key, array in joined.items()}


class _Run:
    """One case outside v1 graphs: the fed tensors, and passes through the program.

    Variables live in a ``VariableStore``; the Keras context replaces ``variables``.
    """

    def __init__(self, case: Case, expected: Recording) -> None:
        tf.random.set_seed(_GRAPH_SEED)
        self.case = case
        self.expected = expected
        self.store = tf1compat.VariableStore()
        self.tf = Overlay(self.store)
        self.result: dict[str, Any] = {}
        inputs = [self.tensor(array) for array in values.input_arrays(case)]
        states = [
            self.tensor(values.state_array(case, index, shape))
            for index, shape in enumerate(expected.record["state_shapes"])
        ]
        fed = case.lengths is not None and case.lengths_as == "feed"
        lengths = [tf.constant(case.lengths, case.lengths_dtype)] if fed else []
        self.fed = (inputs, states, lengths)

    def tensor(self, array: Any) -> Any:
        """A constant of the case's dtype."""
        return tf.cast(tf.constant(array), self.case.dtype)

    def signature(self) -> Any:
        """What TF1's placeholders said of the fed tensors."""
        case = self.case
        batch = None if "batch" in case.unknown else B
        features = values.feature_shapes(case.features)
        inputs = [tf.TensorSpec(values.static_shape(case, shape), case.dtype) for shape in features]
        states = [tf.TensorSpec([batch, *state.shape[1:]], case.dtype) for state in self.fed[1]]
        lengths = [tf.TensorSpec([batch], tensor.dtype) for tensor in self.fed[2]]
        return inputs, states, lengths

    def variables(self) -> list[tuple[str, Any, bool]]:
        """(TF1 name, variable, trainable) in order of creation."""
        trainable = [variable.name for variable in self.store.trainable_variables]
        return [(v.name, v, v.name in trainable) for v in self.store.variables]

    def body(self, inputs: Any, states: Any, lengths: Any) -> list[Any]:
        """The program; its leaves, while ``result`` keeps the structure."""
        case = self.case
        given = lengths[0] if lengths else values.fixed_lengths(self.tf, case)
        nest = values.pack_features(case.features, list(inputs))
        with outer_scope(self.tf, case):
            feeds = Feeds(nest, given, lambda index, _: states[index])
            self.result = PROGRAMS[case.program](self.tf, case, feeds)
        return [leaf for _, leaf in self.leaves()]

    def one_pass(self, *fed: Any) -> list[Any]:
        """The variables are made in the first pass and found in the next."""
        with self.store:
            return self.body(*fed)

    def leaves(self) -> list[tuple[str, Any]]:
        """(key, leaf) of the last pass."""
        return structure.result_leaves(self.result)

    def start(self) -> dict[str, Any]:
        """The initial values that the first pass made; from here on the drawn ones hold."""
        initial = {name: tf.convert_to_tensor(v).numpy() for name, v, _ in self.variables()}
        drawn = drawn_variables(self.case, self.expected)
        for name, variable, _ in self.variables():
            if name in drawn:
                variable.assign(tf.cast(drawn[name], variable.dtype))
        tf.random.set_seed(_GRAPH_SEED)
        return initial

    def sources(self, inputs: Any, states: Any) -> dict[str, Any]:
        """Key → what gradients are taken to."""
        named = {f"grad/variable/{name}": tf_variable(v) for name, v, _ in self.variables()}
        named.update({f"grad/input/{index}": tensor for index, tensor in enumerate(inputs)})
        named.update({f"grad/state/{index}": tensor for index, tensor in enumerate(states)})
        return named

    def differentiate(self, function: Callable[..., Any], *fed: Any) -> tuple[Any, Any]:
        """(leaves of what ``function`` returns, key → gradient or None)."""
        inputs, states, _ = fed
        with tf.GradientTape() as tape:
            # Variables too: a tape leaves out those that do not train, tf.gradients did not.
            tape.watch(list(self.sources(inputs, states).values()))
            found = function(*fed)
        targets, seeds = [], []
        for (key, _), leaf in zip(self.leaves(), found, strict=True):
            if leaf.dtype.is_floating:
                shape = self.expected.arrays[key].shape
                targets.append(leaf)
                seeds.append(self.tensor(values.seed_array(self.case, key, shape)))
        return found, tape.gradient(targets, self.sources(inputs, states), seeds)

    def recording(
        self, found: Any, gradients: dict[str, Any], initial: dict[str, Any], static: bool = False
    ) -> Recording:
        """What came, in the form of what was recorded."""
        record: dict[str, Any] = {
            "variables": [
                [name, list(v.shape), tf.as_dtype(v.dtype).name, trainable]
                for name, v, trainable in self.variables()
            ],
            "constants": structure.constants(initial),
            "structure": {part: structure.describe(self.result[part]) for part in self.result},
            "dtypes": {key: tf.as_dtype(leaf.dtype).name for key, leaf in self.leaves()},
            "no_gradient": [key for key, gradient in gradients.items() if gradient is None],
        }
        if static:
            record["static"] = {key: structure.static_shape(leaf) for key, leaf in self.leaves()}
        arrays = {key: _array(t) for (key, _), t in zip(self.leaves(), found, strict=True)}
        arrays.update({key: _array(g) for key, g in gradients.items() if g is not None})
        if self.case.initial:
            arrays.update({f"initial/{name}": array for name, array in initial.items()})
        return Recording(record, arrays)


class _KerasRun(_Run):
    """The variables are the weights of a Keras layer."""

    weights: dict[str, Any]

    def variables(self) -> list[tuple[str, Any, bool]]:
        """TF1's names on Keras' variables."""
        return [(f"{name}:0", w, w.trainable) for name, w in self.weights.items()]


def tf_variable(variable: Any) -> Any:
    """The ``tf.Variable`` inside a Keras one."""
    return variable.value if isinstance(variable, keras.Variable) else variable


def _array(tensor: Any) -> Any:
    array = tf.convert_to_tensor(tensor)
    return (tf.cast(array, "float32") if array.dtype == tf.bfloat16 else array).numpy()


def session_config() -> Any:
    """No graph rewriting: it costs more than these small graphs do, and may re-associate."""
    config = tf.compat.v1.ConfigProto()
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    return config


def _graph(case: Case, expected: Recording) -> Recording:
    shapes = {key: array.shape for key, array in expected.arrays.items()}
    return in_graph.record(Overlay(), case, shapes, session_config())


def _eager(case: Case, expected: Recording) -> Recording:
    run = _Run(case, expected)
    run.one_pass(*run.fed)
    initial = run.start()
    found, gradients = run.differentiate(run.one_pass, *run.fed)
    return run.recording(found, gradients, initial)


def _function(case: Case, expected: Recording) -> Recording:
    run = _Run(case, expected)

    def step(*fed: Any) -> Any:
        if not run.variables():
            # TensorFlow keeps no trace that makes variables, so this one needs no gradients; nor
            # could a tape watch what does not train before it is made.
            return run.one_pass(*fed)
        return run.differentiate(run.one_pass, *fed)

    concrete = tf.function(step, autograph=False).get_concrete_function(*run.signature())
    initial = run.start()
    found, gradients = concrete(*run.fed)
    return run.recording(found, gradients, initial, static=True)


def _keras(case: Case, expected: Recording) -> Recording:
    """A functional model around one ``TF1Layer``; its own list of weights is what counts."""
    run = _KerasRun(case, expected)
    symbols = tf.nest.map_structure(_keras_input, run.signature())
    layer = tf1compat.TF1Layer(run.body)
    model = keras.Model(tf.nest.flatten(symbols), layer(*symbols))
    tracked = {weight.path: weight for weight in model.weights}
    run.weights = {name: tracked[name] for name in layer.tf1_weights}
    assert len(tracked) == len(run.weights), sorted(tracked)
    initial = run.start()
    found, gradients = run.differentiate(lambda *fed: model(tf.nest.flatten(fed)), *run.fed)
    return run.recording(found, gradients, initial)


def _keras_driver(case: Case, expected: Recording) -> Recording:
    """A functional model of the driver itself, called on Keras tensors."""
    run = _KerasRun(case, expected)
    symbols = tf.nest.map_structure(_keras_input, run.signature())
    model = keras.Model(tf.nest.flatten(symbols), run.body(*symbols))
    run.weights = {
        name: weight
        for layer in model.layers
        if isinstance(layer, tf1compat.TF1Layer)
        for name, weight in layer.tf1_weights.items()
    }
    initial = run.start()
    found, gradients = run.differentiate(lambda *fed: model(tf.nest.flatten(fed)), *run.fed)
    return run.recording(found, gradients, initial)


def _keras_input(spec: Any) -> Any:
    return keras.Input(batch_shape=spec.shape.as_list(), dtype=spec.dtype.name)


_RECORDERS: dict[str, Callable[[Case, Recording], Recording]] = {
    "graph": _graph,
    "eager": _eager,
    "function": _function,
    "keras": _keras,
    "keras_driver": _keras_driver,
}
CONTEXTS = ("graph", "graph_v1_behavior", "eager", "function", "keras")


@contextlib.contextmanager
def _without_rewriting() -> Iterator[None]:
    """No graph rewriting in functions either."""
    before = tf.config.optimizer.get_experimental_options()
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": False, **before})


def record(case: Case, context: str) -> Recording:
    """Runs the case with our cells and drivers in a context of this process."""
    with _without_rewriting():
        return _RECORDERS[context](case, recorded(case.group)[case.id])


def replay(case: Case, context: str) -> Report:
    """Runs the case in the context and compares with what TF 1.15.5 recorded."""
    if context == "graph_v1_behavior":
        return Report(**Worker.shared().ask("case", case.id))
    expected = recorded(case.group)[case.id]
    if context != "graph":
        expected = without_parts(expected)
    return compare(case, expected, record(case, context))
