"""What a batch is by the old graph's tensors, and what these are by the Keras model's names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.plan import Plan, StatePart, state_name
from tf1compat.checkpoint.ports import Direction
from tf1compat.checkpoint.reference import Batch


def fed_tensors(plan: Plan) -> list[str]:
    """The tensors that every batch gives."""
    assert plan.ports is not None
    directions = [direction for block in plan.ports for direction in block]
    fed = [plan.ports[0][0].source]
    if plan.has_lengths:
        fed += [tensor for d in directions for tensor in d.lengths]
    return fed + [tensor for d in directions for tensor in d.initial]


def feeds_of(plan: Plan, batch: Batch) -> dict[str, Array]:
    """A batch by the old graph's tensors; states that it does not hold are zero."""
    assert plan.ports is not None
    first = plan.ports[0][0]
    feeds = {first.source: batch.inputs.swapaxes(0, 1) if first.time_major else batch.inputs}
    size = len(batch.inputs)
    for direction, own in _parts(plan):
        if batch.lengths is not None:
            feeds.update(dict.fromkeys(direction.lengths, batch.lengths))
        state = [
            batch.initial_state.get(
                state_name("initial_state", p), np.zeros((size, p.size), batch.inputs.dtype)
            )
            for p in own
        ]
        if len(direction.initial) == 1:  # state_is_tuple=False packs the parts side by side
            state = [np.concatenate(state, axis=1)]
        feeds.update(zip(direction.initial, state, strict=True))
    return feeds


def by_name(plan: Plan, values: Mapping[str, Array]) -> dict[str, Array]:
    """The old graph's outputs and final states by the names of the Keras model's outputs."""
    assert plan.ports is not None
    last = plan.ports[-1]
    named = {
        name: _batch_major(values[d.output], d)
        for name, d in zip(plan.output_names, last, strict=True)
        if d.output
    }
    named.update(by_state(plan, "final", values, "state"))
    return named


def by_state(
    plan: Plan, where: str, values: Mapping[str, Array], prefix: str
) -> dict[str, Array]:
    """The parts of the state by name, from the ``initial`` or ``final`` tensors of each loop."""
    assert plan.ports is not None
    named: dict[str, Array] = {}
    for direction, own in _parts(plan):
        found = [values[name] for name in getattr(direction, where)]
        if len(found) == 1:  # state_is_tuple=False packs the parts side by side
            found = np.split(found[0], np.cumsum([p.size for p in own])[:-1], axis=1)
        named.update((state_name(prefix, p), v) for p, v in zip(own, found, strict=True))
    return named


def _parts(plan: Plan) -> Iterator[tuple[Direction, list[StatePart]]]:
    """Each loop with the parts of its state."""
    assert plan.ports is not None
    parts = iter(list(plan.state()))
    for block, cells in zip(plan.ports, plan.recurrence.blocks, strict=True):
        for direction, (_, stack) in zip(block, cells.directions, strict=True):
            yield direction, [next(parts) for cell in stack for _ in cell.counterpart.state]


def by_tensor(plan: Plan, named: Mapping[str, Array]) -> dict[str, Array]:
    """Values by the names of the Keras model's outputs → by the old graph's tensors."""
    assert plan.ports is not None
    old = {
        d.output: _batch_major(named[name], d)
        for name, d in zip(plan.output_names, plan.ports[-1], strict=True)
        if d.output
    }
    for direction, own in _parts(plan):
        values = [named[state_name("state", part)] for part in own]
        if len(direction.final) == 1:
            values = [np.concatenate(values, axis=1)]
        old.update(zip(direction.final, values, strict=True))
    return old


def _batch_major(value: Array, direction: Direction) -> Array:
    return value.swapaxes(0, 1) if direction.output_time_major else value
