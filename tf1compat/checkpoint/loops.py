"""While loops of old graphs, both kinds in one form.

TF1 writes a loop as nodes in a frame (Enter, Merge, Switch, NextIteration, Exit); with
``enable_control_flow_v2`` it writes one While node with its body in a function.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from tf1compat.checkpoint.graph import FLOATS, Graph, Node
from tf1compat.checkpoint.recognise import Cell


class NoPorts(Exception):  # noqa: N818  # a finding, not a failure: the proof takes another way
    """Why a recurrence could not be located in the graph."""


@dataclasses.dataclass(frozen=True)
class LoopValue:
    """One value that goes into a loop.

    Attributes:
      start: the tensor outside.
      inner: the tensor that the loop's nodes read.
      final: the tensor outside that holds the last value; empty if it never changes.
      floating: whether it is a floating-point tensor.
    """

    start: str
    inner: str
    final: str
    floating: bool


def loop_of(graph: Graph, cell: Cell, use: int = 0) -> list[LoopValue]:
    """The values of the loop that runs a cell's step; of several, the first or a later one.

    Raises:
      NoPorts: no loop does, or the graph has no such variable.
    """
    variables = list(cell.variables.values())
    if not any(map(graph.carriers, variables)):
        raise NoPorts(f"the graph has no variable {variables[0]}")
    found = _loops_of(graph, cell)
    if use >= len(found):
        raise NoPorts("no while loop runs the cell (static_rnn, or the cell called by hand)")
    name, enter = list(found.items())[use]
    if enter:
        return list(_framed(graph, enter))
    return [LoopValue(*value) for value in _functional(graph, name, graph.loops[name])]


def uses(graph: Graph, cell: Cell) -> int:
    """How many loops run a cell: a program may run one twice, as a siamese net does."""
    return len(_loops_of(graph, cell))


def _loops_of(graph: Graph, cell: Cell) -> dict[str, Node | None]:
    """The loops of the first variable that any reads: TF1 made some that no step does."""
    found = (_loops(graph, graph.carriers(variable)) for variable in cell.variables.values())
    return next(filter(None, found), {})


def _loops(graph: Graph, carriers: Iterable[str]) -> dict[str, Node | None]:
    """The loops that read a variable: a frame with an entry into it, or a While's name."""
    found: dict[str, Node | None] = {}
    for tensor in carriers:
        # In the gradient's loop the kernel is transposed.
        readers = [n for n, _ in graph.readers(tensor) if not n.attribute("transpose_b")]
        node = graph.producer(tensor)
        if node.op == "Enter" and readers:
            found.setdefault(node.attribute("frame_name").decode(), node)
            continue
        for reader in readers:
            inside = (name for name in graph.loops if reader.name.startswith(name + "/body/"))
            found.update((name, None) for name in inside)
    return found


def only(found: Sequence[str], what: str) -> str:
    """The one thing that was looked for.

    Raises:
      NoPorts: there is another number of them.
    """
    if len(found) != 1:
        raise NoPorts(f"its loop has {len(found)} {what} where one was expected")
    return found[0]


def used_by(graph: Graph, values: Iterable[LoopValue], *ops: str) -> list[LoopValue]:
    """The values that a node of these ops reads first (a TensorArray or list, by its handle)."""
    return [
        value
        for value in values
        if any(n.op in ops and position == 0 for n, position in graph.readers(value.inner))
    ]


def _framed(graph: Graph, enter: Node) -> Iterator[LoopValue]:
    frame = enter.attribute("frame_name")
    for node in graph.nodes.values():
        if node.op == "Enter" and node.attribute("frame_name") == frame:
            start, inner = node.inputs[0], f"{node.name}:0"
            is_flow = graph.producer(start).op.startswith("TensorArray")
            floating = node.attribute("T") in FLOATS and not is_flow
            constant = node.attribute("is_constant") or not floating
            yield LoopValue(start, inner, "" if constant else _exit(graph, inner), floating)


def _exit(graph: Graph, inner: str) -> str:
    merges = [n for n, _ in graph.readers(inner) if n.op == "Merge"]
    switches = [n for m in merges for n, _ in graph.readers(f"{m.name}:0") if n.op == "Switch"]
    exits = [n for s in switches for n, _ in graph.readers(f"{s.name}:0") if n.op == "Exit"]
    return only([f"{node.name}:0" for node in exits], "final values of " + inner)


def _functional(
    graph: Graph, name: str, inner: Sequence[str]
) -> Iterator[tuple[str, str, str, bool]]:
    node = graph.nodes[name]
    kinds = node.attribute("T").type
    for k, (start, kind) in enumerate(zip(node.inputs, kinds, strict=True)):
        final = "" if inner[k] == start else f"{name}:{k}"
        yield start, inner[k], final, kind in FLOATS
