"""Gradients of a converted model, told in the old variables; and of the numpy reference."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.frames import NoGradient
from tf1compat.checkpoint.model import Built
from tf1compat.checkpoint.moves import Move
from tf1compat.checkpoint.plan import Plan
from tf1compat.checkpoint.reference import Batch, run_reference, to_inputs

# Small enough to step over no kink of a relu or clip, large enough for float64.
_STEP = 1e-7
_BOTH_WAYS = (_STEP, -_STEP)
_LARGE = 1 << 20  # numbers


def random_weights(outputs: Mapping[str, Array], *, seed: int) -> dict[str, Array]:
    """What each output is multiplied with before all are added up and differentiated."""
    random = np.random.default_rng(seed)
    return {
        name: random.standard_normal(value.shape).astype(value.dtype, copy=False)
        for name, value in outputs.items()
    }


def model_gradients(
    built: Built, batch: Batch, weights: Mapping[str, Array]
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Outputs, and the gradient of their weighted sum.

    Args:
      built: the model, its weights filled.
      batch: where.
      weights: see `random_weights`.

    Returns:
      The outputs by name; the gradient by ``inputs``, the names of the initial states, and the
      checkpoint's names of the variables.

    Raises:
      NoGradient: Keras runs on another backend than tensorflow.
    """
    import keras
    import tensorflow as tf

    if keras.backend.backend() != "tensorflow":
        raise NoGradient(f"Keras runs on {keras.backend.backend()} here")
    inputs = {name: tf.constant(value) for name, value in to_inputs(batch).items()}

    def differentiated(sources: Any) -> tuple[Any, Any]:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(sources)
            outputs = built.model(inputs, training=False)
            total = tf.add_n([tf.reduce_sum(outputs[name] * weights[name]) for name in weights])
        return outputs, tape.gradient(total, sources, unconnected_gradients="zero")

    wrt = {name: value for name, value in inputs.items() if name != "mask"}
    outputs, found = differentiated(wrt)
    named = {name: value.numpy() for name, value in found.items()}
    for move in built.moves():
        old = _InOldVariables(move)
        for group in _groups({a: move.weight(a) for a in old.places}):
            found = differentiated({a: weight.value for a, weight in group.items()})[1]
            for attribute in group:
                old.add(attribute, found.pop(attribute).numpy())
        named.update(old.named())
    return {name: value.numpy() for name, value in outputs.items()}, named


def _groups(weights: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is differentiated at once: TensorFlow holds a gradient of each for every step."""
    large = {name for name, weight in weights.items() if math.prod(weight.shape) > _LARGE}
    small = {name: weight for name, weight in weights.items() if name not in large}
    return [*([small] if small else []), *({name: weights[name]} for name in large)]


def _places(move: Move) -> dict[str, Array]:
    """Where in the old variables, counted through from 1, each weight's numbers come from."""
    assert move.cell is not None
    shapes = {suffix: move.cell.shapes[suffix] for suffix in move.names}
    sizes = [int(np.prod(shape)) for shape in shapes.values()]
    kind = np.int32 if sum(sizes) < np.iinfo(np.int32).max else np.int64  # half the memory
    marks, count = {}, 1
    for (suffix, shape), size in zip(shapes.items(), sizes, strict=True):
        marks[suffix] = np.arange(count, count + size, dtype=kind).reshape(shape)
        count += size
    return {a: v.astype(kind, copy=False) for a, v in move.to_keras(marks, slots=True).items()}


class _InOldVariables:
    """The chain rule through a move: what a number became adds up in its place."""

    def __init__(self, move: Move) -> None:
        assert move.cell is not None
        self.places = _places(move)
        self._names, self._shapes = move.names, move.cell.shapes
        self._sizes = [math.prod(self._shapes[suffix]) for suffix in move.names]
        # Place 0 is of weights that hold no variable's number.
        self._total = np.zeros(sum(self._sizes) + 1)

    def add(self, attribute: str, gradient: Array) -> None:
        """One weight's gradient."""
        own = gradient.astype(np.float64, copy=False).ravel()
        np.add.at(self._total, self.places.pop(attribute).ravel(), own)

    def named(self) -> dict[str, Array]:
        """By the variables' names."""
        parts = np.split(self._total[1:], np.cumsum(self._sizes)[:-1])
        return {
            name: part.reshape(self._shapes[suffix])
            for (suffix, name), part in zip(self._names.items(), parts, strict=True)
        }


class Directions:
    """A random direction for each of some arrays, drawn anew whenever it is asked for.

    Args:
      shapes: of the arrays by name.
      seed: of all.
    """

    def __init__(self, shapes: Mapping[str, tuple[int, ...]], seed: int) -> None:
        self.shapes = shapes
        self._seeds = {name: [seed, k] for k, name in enumerate(shapes)}

    def __getitem__(self, name: str) -> Array:
        """float32 numbers, which float64 holds as they are."""
        random = np.random.default_rng(self._seeds[name])
        return random.standard_normal(self.shapes[name], np.float32)

    def slope(self, name: str, gradient: Array) -> Array:
        """Of what has this gradient, along the direction."""
        # Widened piece by piece, unlike by np.vdot.
        return np.asarray(np.einsum("i,i->", gradient.ravel(), self[name].ravel()))

    def step(self, name: str, start: Array, by: float) -> Array:
        """So much further along the direction, in float64."""
        there = self[name].astype(np.float64)
        there *= by
        there += start
        return there


def slopes_of_reference(
    plan: Plan,
    read: Callable[[str], Array],
    batch: Batch,
    weights: Mapping[str, Array],
    directions: Directions,
) -> dict[str, Array]:
    """Central differences of the numpy reference, along one direction for each gradient.

    Args:
      plan: the recurrence.
      read: gives a variable's value by its name in the checkpoint.
      batch: where.
      weights: see `random_weights`.
      directions: by the names of `model_gradients`.
    """

    def totals(got: Mapping[str, Array]) -> list[float]:
        """One for every batch of those that were run as one."""
        runs = len(next(iter(got.values()))) // len(batch.inputs)
        parts = {key: np.split(got[key], runs) for key in weights}
        return [float(sum((parts[k][n] * weights[k]).sum() for k in weights)) for n in range(runs)]

    def shifted(name: str, by: float) -> Callable[[str], Array]:
        return lambda own: directions.step(own, read(own), by) if own == name else read(own)

    every = directions.shapes
    given = [name for name in every if name == "inputs" or name in batch.initial_state]
    moved = [_moved(batch, name, directions, by) for name in given for by in _BOTH_WAYS]
    found = totals(run_reference(plan, read, _as_one(moved)))
    names = given + [name for name in every if name not in given]
    for name in names[len(given) :]:
        for by in _BOTH_WAYS:
            found += totals(run_reference(plan, shifted(name, by), batch))
    return {
        name: np.array((up - down) / (2 * _STEP))
        for name, up, down in zip(names, found[::2], found[1::2], strict=True)
    }


def _moved(batch: Batch, name: str, directions: Directions, by: float) -> Batch:
    """A batch with its inputs, or one of its initial states, a step away."""
    if name == "inputs":
        return dataclasses.replace(batch, inputs=directions.step(name, batch.inputs, by))
    there = directions.step(name, batch.initial_state[name], by)
    return dataclasses.replace(batch, initial_state={**batch.initial_state, name: there})


def _as_one(batches: Sequence[Batch]) -> Batch:
    """All rows in one batch: large weights are read once instead of once for each."""
    lengths = [batch.lengths for batch in batches if batch.lengths is not None]
    return Batch(
        np.concatenate([batch.inputs for batch in batches]),
        np.concatenate(lengths) if lengths else None,
        {
            name: np.concatenate([batch.initial_state[name] for batch in batches])
            for name in batches[0].initial_state
        },
    )
