"""A recurrence in numpy, from TF1's rules alone: what stands in where the old graph is missing."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.plan import Plan, state_name
from tf1compat.checkpoint.recognise import Cell

State = tuple[Array, ...]
OwnStep = Callable[[Array, State], tuple[Array, State]]  # of one cell: inputs, state → both new
Step = Callable[[Cell, Array, State], tuple[Array, State]]


@dataclasses.dataclass(frozen=True)
class Batch:
    """What a recurrence is tried on.

    Attributes:
      inputs: ``[B, T, D]``.
      lengths: ``[B]``, or None where the old model had no lengths.
      initial_state: by name; empty where the state starts at zero.
    """

    inputs: Array
    lengths: Array | None
    initial_state: Mapping[str, Array]


def random_batch(
    plan: Plan, *, seed: int, batch_size: int | None = None, steps: int | None = None
) -> Batch:
    """Normal inputs, and lengths that hold 0, 1 and T."""
    random = np.random.default_rng(seed)
    size, time = batch_size or 5, steps or 7
    dtype = "float32" if plan.recurrence.dtype == "bfloat16" else plan.recurrence.dtype

    def normal(*shape: int) -> Array:
        return random.standard_normal(shape).astype(dtype)

    lengths = None
    if plan.has_lengths:
        lengths = random.integers(0, time + 1, size)
        known = [time, 0, 1][:size]
        lengths[: len(known)] = known
    initial = {}
    if plan.has_initial_state:
        initial = {
            state_name("initial_state", part): normal(size, part.size) for part in plan.state()
        }
    return Batch(normal(size, time, plan.recurrence.input_size), lengths, initial)


def to_inputs(batch: Batch) -> dict[str, Array]:
    """A batch as the converted model takes it: lengths become a mask."""
    inputs = {"inputs": batch.inputs, **batch.initial_state}
    if batch.lengths is not None:
        steps = np.arange(batch.inputs.shape[1])
        inputs["mask"] = steps[None, :] < batch.lengths[:, None]
    return inputs


def read_once(plan: Plan, read: Callable[[str], Array]) -> Callable[[str], Array]:
    """The recurrence's variables, each read once; float64 is made of them as they are used."""
    names = {name for cell in plan.recurrence.cells for name in cell.variables.values()}
    return {name: read(name) for name in names}.__getitem__


def run_reference(
    plan: Plan, read: Callable[[str], Array], batch: Batch, step: Step | None = None
) -> dict[str, Array]:
    """Run a plan in numpy and float64.

    Args:
      plan: the recurrence.
      read: gives a variable's value by its name in the checkpoint.
      batch: what to run it on.
      step: computes one step of a cell in the place of numpy.

    Returns:
      Outputs and states by the names of the Keras model's outputs, ``[B, T, U]``.
    """
    x = batch.inputs.astype(np.float64)
    size, steps = x.shape[:2]
    lengths = np.full(size, steps) if batch.lengths is None else batch.lengths
    states = {
        (p.block, p.direction, p.layer, p.part): batch.initial_state.get(
            state_name("initial_state", p), np.zeros((size, p.size))
        ).astype(np.float64)
        for p in plan.state()
    }
    outputs: list[Array] = []
    for number, block in enumerate(plan.recurrence.blocks):
        outputs = []
        for direction, cells in block.directions:
            y = _reversed(x, lengths) if direction == "bw" else x
            for k, cell in enumerate(cells):
                keys = [(number, direction, k, part) for part in cell.counterpart.state]
                own = functools.partial(step, cell) if step else _numpy_step(cell, read)
                y, final = _run_cell(cell, own, y, lengths, [states[key] for key in keys])
                states.update(zip(keys, final, strict=True))
            outputs.append(_reversed(y, lengths) if direction == "bw" else y)
        x = np.concatenate(outputs, axis=2)
    named = dict(zip(plan.output_names, outputs, strict=True))
    for p in plan.state():
        named[state_name("state", p)] = states[p.block, p.direction, p.layer, p.part]
    return named


def _wide(value: Array) -> Array:
    wide: Array = value.astype(np.float64, copy=False)
    return wide


def _numpy_step(cell: Cell, read: Callable[[str], Array]) -> OwnStep:
    variables = {suffix: _wide(read(name)) for suffix, name in cell.variables.items()}
    return functools.partial(cell.counterpart.step, variables, cell.config)


def _run_cell(
    cell: Cell,
    step: OwnStep,
    x: Array,
    lengths: Array,
    state: Sequence[Array],
) -> tuple[Array, tuple[Array, ...]]:
    """Past a row's length the output is zero and the state stays."""
    now = tuple(state)
    outputs = []
    for t in range(x.shape[1]):
        on = (t < lengths)[:, None]
        y, new = step(x[:, t], now)
        outputs.append(np.where(on, y + x[:, t] if cell.residual else y, 0))
        now = tuple(np.where(on, a, b) for a, b in zip(new, now, strict=True))
    return np.stack(outputs, axis=1), now


def _reversed(x: Array, lengths: Array) -> Array:
    """Each row backward within its length, its padding where it was."""
    turned: Array = x.copy()
    for row, length in enumerate(lengths):
        turned[row, :length] = x[row, :length][::-1]
    return turned
