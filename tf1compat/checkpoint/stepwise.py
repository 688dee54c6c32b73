"""An old graph's cells, one step at a time, where no loop of it can be run by itself.

So run static_rnn, raw_rnn, decoders, and cells that a program calls by hand: each step of a cell
lies in the graph, and what goes from step to step is done here, as `run_reference` does it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array, StepTensors
from tf1compat.checkpoint.execute import imported, opened
from tf1compat.checkpoint.graph import MetaGraph
from tf1compat.checkpoint.plan import NO_META, Plan
from tf1compat.checkpoint.recognise import Cell
from tf1compat.checkpoint.reference import Batch, State, read_once, run_reference
from tf1compat.checkpoint.step import CellStep
from tf1compat.checkpoint.subgraph import Subgraph

STEPS = "old graph, step by step"


class OldSteps:
    """The steps of a plan's cells, open in Sessions.

    Args:
      plan: the recurrence.
      meta: the old graph; `can_step` must hold.
      read: gives a variable's value by its name in the checkpoint.
      double: recast the graph to float64.

    Attributes:
      against: for the report.
      changes: what was changed in the graph: nothing.
      read: gives the recurrence's variables.

    Raises:
      CheckpointError: the graph holds ops that are refused.
      NotInDouble: an op has no float64 form.
    """

    against = STEPS
    changes: Sequence[str] = ()

    def __init__(
        self, plan: Plan, meta: MetaGraph, read: Callable[[str], Array], *, double: bool = False
    ) -> None:
        self._plan, self.read = plan, read_once(plan, read)
        self._dtype = "float64" if double else plan.recurrence.dtype
        self._open = contextlib.ExitStack()
        self._cells = {
            cell.scope: _OneStep(cell, meta, read, double, self._open)
            for cell in plan.recurrence.cells
        }

    def __enter__(self) -> OldSteps:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def run(self, batch: Batch) -> dict[str, Array]:
        """Outputs and states by name."""
        return run_reference(self._plan, self.read, batch, self._step)

    def _step(self, cell: Cell, inputs: Array, state: State) -> tuple[Array, State]:
        new = self._cells[cell.scope].run([v.astype(self._dtype) for v in (inputs, *state)])
        return new[-1], new


class _OneStep:
    """One cell's step in a Session."""

    def __init__(
        self,
        cell: Cell,
        meta: MetaGraph,
        read: Callable[[str], Array],
        double: bool,
        stack: contextlib.ExitStack,
    ) -> None:
        tensors = _tensors(cell, meta)
        assert tensors is not None
        subgraph = _subgraph(tensors, meta)
        subgraph.refuse_effects()
        graph: Any = imported(subgraph, double=double)
        self._session = opened(subgraph, graph, read)
        stack.callback(self._session.close)
        self._given = [graph.get_tensor_by_name(name) for name in subgraph.fed.values()]
        self._after = [graph.get_tensor_by_name(name) for name in tensors.after]

    def run(self, given: Sequence[Array]) -> State:
        """The new state in float64."""
        new = self._session.run(self._after, dict(zip(self._given, given, strict=True)))
        return tuple(np.asarray(value, np.float64) for value in new)


def can_step(plan: Plan, meta: MetaGraph) -> bool:
    """Whether the graph has no loop of the plan, but shows each cell's step, and all it needs."""
    if plan.ports or plan.no_ports == NO_META:
        return False
    found = [_tensors(cell, meta) for cell in plan.recurrence.cells]
    steps = [_subgraph(tensors, meta) for tensors in found if tensors]
    return len(steps) == len(found) and not any(map(Subgraph.open_placeholders, steps))


def _subgraph(tensors: StepTensors, meta: MetaGraph) -> Subgraph:
    return Subgraph(meta, tensors.after, (tensors.inputs, *tensors.before), detached=True)


def _tensors(cell: Cell, meta: MetaGraph) -> StepTensors | None:
    found = cell.counterpart.step_tensors(CellStep(meta.graph, cell.variables))
    if found is None or len(set(found.before)) < len(cell.counterpart.state):
        return None
    within = any(
        name.startswith(f"{loop}/body/") for name in found.after for loop in meta.graph.loops
    )
    return None if within else found
