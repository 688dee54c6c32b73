"""Replaying a case of ``tests/layers`` in each context."""

from __future__ import annotations

import functools
import json
import pathlib
import types
from typing import Any

import keras
import numpy as np
import tensorflow as tf

import tf1compat
from tests.layers import contrib_cases
from tests.layers.cases import CASES as PLAIN
from tests.layers.cases import Case
from tests.layers.misuse import MISUSE, provoke
from tests.layers.protocol import PROTOCOL, told
from tests.layers.record import fed, given, listed, phases, record, seeds
from tests.overlay import Overlay
from tf1compat import layers
from tf1compat.contrib import layers as contrib

DATA = pathlib.Path(__file__).parent / "data"
CASES: dict[str, Case] = {**PLAIN, **contrib_cases.CONTRIB}
_LOSSES = "regularization_losses"


@functools.cache
def facts() -> dict[str, Any]:
    """What TF 1.15.5 said of each case, but for numbers."""
    found: dict[str, Any] = json.loads((DATA / "layers.json").read_text(encoding="utf-8"))
    return found


@functools.cache
def _archive() -> dict[str, Any]:
    with np.load(DATA / "layers.npz", allow_pickle=False) as archive:
        return dict(archive)


def arrays(name: str) -> dict[str, Any]:
    """The numbers that TF 1.15.5 computed for a case."""
    start = f"{name}:"
    return {k.removeprefix(start): v for k, v in _archive().items() if k.startswith(start)}


class LayersOverlay(Overlay):
    """``tf`` with ``tf.layers`` and ``tf.contrib.layers``."""

    def __init__(self, store: Any = None) -> None:
        super().__init__(store)
        self.layers = layers
        self.contrib = types.SimpleNamespace(layers=contrib)


def graph(name: str) -> tuple[Any, Any]:
    """(facts, arrays) of a v1 graph."""
    found, numbers = record(LayersOverlay(), CASES[name])
    return found, numbers


def misused(name: str) -> str:
    """The built-in error that a misuse raises in a v1 graph."""
    return provoke(LayersOverlay(), MISUSE[name])


def protocol(name: str) -> Any:
    """What our layers say of themselves in a v1 graph."""
    return json.loads(json.dumps(told(LayersOverlay(), PROTOCOL[name])))


class Run:
    """One case in eager code, with the variables in a ``VariableStore``."""

    def __init__(self, name: str) -> None:
        self.case = CASES[name]
        self.expected = arrays(name)
        self.store = tf1compat.VariableStore()
        self.tf = LayersOverlay(self.store)
        self.initial: dict[str, Any] = {}
        self.statics: list[Any] = []

    def body(self, x: Any, training: Any = None) -> Any:
        """The outputs of the program and its losses."""
        fed_training = [] if training is None else [training]
        outputs = listed(self.case.build(self.tf, x, *fed_training))
        self.statics = [output.shape for output in outputs]
        return outputs, self.losses()

    def losses(self) -> list[Any]:
        return list(self.store.get_collection(_LOSSES))

    def once(self, x: Any, training: Any = None) -> Any:
        """One pass."""
        with self.store:
            return self.body(x, training)

    def variables(self) -> dict[str, tuple[Any, bool]]:
        """(variable, trainable) by TF1 name, in order of creation."""
        trainable = {variable.name for variable in self.store.trainable_variables}
        return {
            name: (variable, variable.name in trainable)
            for name, variable in zip(self.store, self.store.variables, strict=True)
        }

    def start(self) -> None:
        """Makes the variables, and gives them the drawn values."""
        self.once(self.input(0), self.training(0))
        self.assign()

    def assign(self) -> None:
        for name, (variable, _) in self.variables().items():
            self.initial[name] = tf.convert_to_tensor(variable).numpy()
            dtype = tf.as_dtype(variable.dtype).name
            variable.assign(given(name, tuple(variable.shape), dtype))

    def input(self, step: int) -> Any:
        return tf.constant(fed(self.case, step))

    def training(self, step: int) -> Any:
        phase = phases(self.case)[step]
        return None if phase is None else tf.constant(phase)

    def differentiated(self, x: Any, training: Any = None) -> Any:
        """Outputs, losses, and gradients by key."""
        sources = {
            f"gradient/{name}": getattr(v, "value", v) if isinstance(v, keras.Variable) else v
            for name, (v, trains) in self.variables().items()
            if trains
        }
        with tf.GradientTape() as tape:
            if x.dtype.is_floating:
                tape.watch(x)
                sources["gradient/x"] = x
            outputs, losses = self.once(x, training)
            weights = seeds(self.case, self.expected)
            parts = [tf.reduce_sum(o * s) for o, s in zip(outputs, weights, strict=True)]
            total = tf.add_n([tf.cast(part, "float64") for part in parts + losses])
        found = tape.gradient(total, sources)
        made = {k: tf.convert_to_tensor(g) for k, g in found.items() if g is not None}
        return outputs, losses, made

    def run(self) -> tuple[Any, Any]:
        """(facts, arrays) in the form of the record."""
        self.start()
        found: dict[str, Any] = {}
        if self.case.initial:
            found.update({f"initial/{name}": value for name, value in self.initial.items()})
        step_function = self.compiled()
        for step in range(len(phases(self.case))):
            result = step_function(self.input(step), self.training(step))
            self._note(found, step, *result)
        made = self.variables()
        record_of = {
            "variables": [
                [name, list(v.shape), tf.as_dtype(v.dtype).name, trains]
                for name, (v, trains) in made.items()
            ],
        }
        return record_of, found

    def compiled(self) -> Any:
        return self.differentiated

    def _note(self, found: Any, step: int, outputs: Any, losses: Any, gradients: Any) -> None:
        found.update({f"output/{step}/{i}": o.numpy() for i, o in enumerate(outputs)})
        if losses:
            found[f"losses/{step}"] = tf.add_n(losses).numpy()
        if step == 0:
            found.update({key: g.numpy() for key, g in gradients.items()})
        for name, (variable, trains) in self.variables().items():
            if not trains:
                found[f"moved/{step}/{name}"] = tf.convert_to_tensor(variable).numpy()


class FunctionRun(Run):
    """The same inside a ``tf.function`` with the placeholder's shape."""

    def compiled(self) -> Any:
        case = self.case
        spec = tf.TensorSpec(case.shape if case.static is None else case.static, case.dtype)
        specs = [spec] if case.phases is None else [spec, tf.TensorSpec([], tf.bool)]
        step = tf.function(self.differentiated, input_signature=specs, autograph=False)
        return lambda x, training: step(x) if training is None else step(x, training)


class KerasRun(Run):
    """The same inside a ``TF1Layer``."""

    layer: Any

    def start(self) -> None:
        self.layer = tf1compat.TF1Layer(self.body_of_layer)
        phase = keras.Input(batch_shape=(), dtype="bool")
        fed_training = [] if self.case.phases is None else [phase]
        static = self.case.shape if self.case.static is None else self.case.static
        x = keras.Input(batch_shape=static, dtype=self.case.dtype)
        self.layer(x, *fed_training)
        self.assign()

    def body_of_layer(self, x: Any, phase: Any = None) -> Any:
        given_phase = [] if phase is None else [phase]
        return self.case.build(self.tf, x, *given_phase)

    def once(self, x: Any, training: Any = None) -> Any:
        outputs = listed(self.layer(x, *([] if training is None else [training])))
        return outputs, list(self.layer.losses)

    def variables(self) -> dict[str, tuple[Any, bool]]:
        return {name: (w, w.trainable) for name, w in self.layer.tf1_weights.items()}


RUNS = {"eager": Run, "function": FunctionRun, "keras": KerasRun}
