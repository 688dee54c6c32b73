"""Gradients of a converted model, told in the old variables; and of the numpy reference."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

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
    shapes = {suffix: move.cell.shapes[suffix] for suffix in move.names}
    sizes = [int(np.prod(shape)) for shape in shapes.values()]
    kind = np.int32 if sum(sizes) < np.iinfo(np.int32).max else np.int64  # half the memory
    marks, count = {}, 1
    for (suffix, shape), size in zip(shapes.items(), sizes, strict=True):
        marks[suffix] = np.arange(count, count + size, dtype=kind).reshape(shape)
        count += size
    return {a: v.astype(kind, copy=False) for a, v in move.to_keras(marks, slots=True).items()}


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

    def totals(got: Mapping[str, Array]) -> list[float]:
        """One for every batch of those that were run as one."""
        runs = len(next(iter(got.values()))) // len(batch.inputs)
        parts = {key: np.split(got[key], runs) for key in weights}
        return [float(sum((parts[k][n] * weights[k]).sum() for k in weights)) for n in range(runs)]

    def shifted(name: str, by: float) -> Callable[[str], Array]:
        return lambda own: read(own) + by * directions[own] if own == name else read(own)

    given = [name for name in directions if name == "inputs" or name in batch.initial_state]
    moved = [_moved(batch, name, by * directions[name]) for name in given for by in _BOTH_WAYS]
    found = totals(run_reference(plan, read, _as_one(moved)))
    names = given + [name for name in directions if name not in given]
    for name in names[len(given) :]:
        for by in _BOTH_WAYS:
            found += totals(run_reference(plan, shifted(name, by), batch))
    return {
        name: np.array((up - down) / (2 * _STEP))
        for name, up, down in zip(names, found[::2], found[1::2], strict=True)
    }


def _moved(batch: Batch, name: str, step: Array) -> Batch:
    """A batch with its inputs, or one of its initial states, a step away."""
    if name == "inputs":
        return dataclasses.replace(batch, inputs=batch.inputs + step)
    initial = {**batch.initial_state, name: batch.initial_state[name] + step}
    return dataclasses.replace(batch, initial_state=initial)


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
