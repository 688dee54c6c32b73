"""Gradients of a converted model, told in the old variables; and of the numpy reference."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.frames import NoGradient
from tf1compat.checkpoint.model import Built
from tf1compat.checkpoint.moves import Move
from tf1compat.checkpoint.plan import Plan
from tf1compat.checkpoint.reference import Batch, run_reference, to_inputs

# Small enough to step over no kink of a relu or clip, large enough for float64.
_STEP = 1e-7


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
    wrt = {name: value for name, value in inputs.items() if name != "mask"}
    moves = built.moves()
    owned = {(k, a): m.weight(a).value for k, m in enumerate(moves) for a in _places(m)}
    with tf.GradientTape() as tape:
        tape.watch(list(wrt.values()))
        outputs = built.model(inputs, training=False)
        total = tf.add_n([tf.reduce_sum(outputs[name] * weights[name]) for name in weights])
    by_input, by_weight = tape.gradient(total, (wrt, owned), unconnected_gradients="zero")
    del tape
    named = {name: value.numpy() for name, value in by_input.items()}
    for k, move in enumerate(moves):
        places = _places(move)
        own = {a: by_weight.pop((k, a)).numpy() for a in places}
        named.update(_in_old_variables(move, places, own))
    return {name: value.numpy() for name, value in outputs.items()}, named


def _places(move: Move) -> dict[str, Array]:
    """Where in the old variables, counted through from 1, each weight's numbers come from."""
    assert move.cell is not None
    marks, count = {}, 0
    for suffix in move.names:
        shape = move.cell.shapes[suffix]
        size = int(np.prod(shape))
        marks[suffix] = np.arange(count + 1, count + 1 + size, dtype=np.float64).reshape(shape)
        count += size
    return {a: v.astype(np.int64) for a, v in move.to_keras(marks, slots=True).items()}


def _in_old_variables(
    move: Move, places: Mapping[str, Array], gradients: Mapping[str, Array]
) -> dict[str, Array]:
    """The chain rule through a move: what a number became adds up in its place."""
    assert move.cell is not None
    sizes = {suffix: int(np.prod(move.cell.shapes[suffix])) for suffix in move.names}
    total = np.zeros(sum(sizes.values()) + 1)  # place 0: weights that hold no variable's number
    for attribute, place in places.items():
        np.add.at(total, place.ravel(), gradients[attribute].astype(np.float64, copy=False).ravel())
    cuts = np.cumsum([1, *sizes.values()])
    return {
        name: total[start : start + sizes[suffix]].reshape(move.cell.shapes[suffix])
        for (suffix, name), start in zip(move.names.items(), cuts, strict=False)
    }


def slopes_of_reference(
    plan: Plan,
    read: Callable[[str], Array],
    batch: Batch,
    weights: Mapping[str, Array],
    directions: Mapping[str, Array],
) -> dict[str, Array]:
    """Central differences of the numpy reference, along one direction for each gradient.

    Args:
      plan: the recurrence.
      read: gives a variable's value by its name in the checkpoint, in float64.
      batch: where.
      weights: see `random_weights`.
      directions: by the names of `model_gradients`.
    """

    def total(name: str, by: float) -> float:
        step = by * directions[name]
        moved, initial = batch, dict(batch.initial_state)
        if name == "inputs":
            moved = dataclasses.replace(batch, inputs=batch.inputs + step)
        elif name in initial:
            initial[name] = initial[name] + step
            moved = dataclasses.replace(batch, initial_state=initial)

        def shifted(variable: str) -> Array:
            return read(variable) + step if variable == name else read(variable)

        got = run_reference(plan, shifted, moved)
        return float(sum((got[key] * weights[key]).sum() for key in weights))

    return {
        name: np.array((total(name, _STEP) - total(name, -_STEP)) / (2 * _STEP))
        for name in directions
    }
