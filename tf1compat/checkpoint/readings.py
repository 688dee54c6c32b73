"""The same cell read twice, by names and shapes and by the graph: agreement, or what differs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from tf1compat.cells import counterpart as cp
from tf1compat.cells import kernel_note
from tf1compat.checkpoint.graph import MetaGraph
from tf1compat.checkpoint.recognise import Block, Cell, Recurrence
from tf1compat.checkpoint.step import step_op
from tf1compat.errors import CheckpointError

# The variable of cuDNN's layers, from which their saver writes those of the cells.
BUFFER = "opaque_kernel"


def require_same_model(recurrence: Recurrence, meta: MetaGraph) -> None:
    """Refuse a graph that lacks a variable of the checkpoint.

    One that runs the cells from one buffer has none of them.

    Raises:
      CheckpointError: it is another model's.
    """
    if from_buffer(recurrence, meta):
        return
    missing = [
        name
        for cell in recurrence.cells
        for name in cell.variables.values()
        if not meta.has_variable(name)
    ]
    if missing:
        raise CheckpointError(
            meta.path,
            expected="the graph that this checkpoint was saved with",
            received="a graph without the variable " + missing[0],
            remedy="give the right file by --meta, or convert without a graph by --no-meta",
        )


def from_buffer(recurrence: Recurrence, meta: MetaGraph) -> str:
    """How the graph runs a recurrence whose cells it lacks: from one buffer; "" if it has them."""
    device = recurrence.cells[0].counterpart.device_op
    for cell in recurrence.cells:
        if not device or cell.counterpart.device_op != device:
            return ""
        if any(meta.has_variable(name) for name in cell.variables.values()):
            return ""
    if any(node.op.startswith(device) for node in meta.graph.nodes.values()):
        return f"by {device}, which needs a GPU of its time"
    buffers = [node.name for node in meta.graph.variables() if node.name.endswith(BUFFER)]
    return f"from one variable, {buffers[0]}" if buffers else ""


def with_graph_classes(
    recurrence: Recurrence, meta: MetaGraph, classes: Mapping[str, str]
) -> Recurrence:
    """The recurrence, each cell of the class whose op the graph runs.

    ``lstm_cell`` is the scope of LSTMCell and of LSTMBlockCell, and a block op tells them apart.

    Raises:
      CheckpointError: the user named another class.
    """

    def refined(cell: Cell) -> Cell:
        op = step_op(meta.graph, cell)
        if not op or op in cell.counterpart.ops:
            return cell
        better = _class_with(op, cell)
        if better is None or classes.get(cell.scope) is not None:
            raise CheckpointError(
                cell.scope,
                expected=f"a cell whose step is the op {op}, as the graph says",
                received=cell.config.cell,
                remedy="name another class by --cell, or convert without the graph by --no-meta",
            )
        return dataclasses.replace(cell, config=better.recognise(cell.shapes, cell.scope))

    blocks = tuple(
        Block(tuple(map(refined, b.forward)), tuple(map(refined, b.backward)))
        for b in recurrence.blocks
    )
    return dataclasses.replace(recurrence, blocks=blocks)


def _class_with(op: str, cell: Cell) -> cp.Counterpart | None:
    """The class whose op it is, and whose variables the cell has."""
    own = cell.counterpart.scope
    found = [
        c for c in cp.all_counterparts() if op in c.ops and set(cell.variables) <= set(c.variables)
    ]
    return next((c for c in found if c.scope == own), found[0] if found else None)


def by_kernel(cell: Cell, meta: MetaGraph) -> dict[str, Any]:
    """What a kernel of ours noted in the graph of the cell that it stood for."""
    own = set(cell.variables.values())
    found: dict[str, Any] = {}
    for name, node in meta.graph.nodes.items():
        if node.op == "Const" and kernel_note.is_note(name):
            variables, options = kernel_note.read(meta.graph.constant(f"{name}:0"))
            if {meta.saved_name(one) for one in variables} == own:
                found.update(options)
    return {o: found[o] for o in (*cell.counterpart.assumptions, "residual") if o in found}


def compare_readings(cell: Cell, meta: MetaGraph, evidence: Mapping[str, Any]) -> Iterator[str]:
    """What the graph says otherwise, or does not say, of a cell that was recognised by name."""
    for suffix, name in cell.variables.items():
        shape, declared = list(cell.shapes[suffix]), list(meta.shapes.get(name, ()))
        if declared and declared != shape:
            yield f"{name}: {shape} in the checkpoint, {declared} in the graph"
    known = any(meta.has_variable(name) for name in cell.variables.values())
    if known and cell.counterpart.assumptions and not evidence:
        yield (
            f"{cell.scope}: a {cell.config.cell} by its names, but the graph reads its variables "
            "in another way; what it computes is assumed"
        )
