"""Where a recurrence in one op begins and ends: ``BlockLSTM`` of LSTMBlockFusedCell.

TF1's wrapper multiplies the outputs by a mask of the lengths, and gathers the final state from
the initial one and all others, one after the other; without lengths it takes the last.
"""

from __future__ import annotations

from collections.abc import Iterator

from tf1compat.checkpoint.graph import Graph, Node
from tf1compat.checkpoint.loops import NoPorts, only
from tf1compat.checkpoint.recognise import Cell
from tf1compat.checkpoint.step import CellStep

# Of the op: inputs and outputs by place.
_X, _C_BEFORE, _H_BEFORE = 1, 2, 3
_C_AFTER, _H_AFTER = 1, 6


def fused_op(graph: Graph, cell: Cell) -> Node:
    """The one op that runs the cell.

    Raises:
      NoPorts: there is none, or more.
    """
    step = CellStep(graph, cell.variables)
    found = {
        node: None
        for tensor in step.variable("kernel")
        for op, node in step.consumers(tensor)
        if op in cell.counterpart.ops
    }
    return graph.nodes[only(list(found), "ops that run it")]


def starts(op: Node) -> tuple[str, str, str]:
    """The inputs ``[T, B, D]``, and the initial c and h."""
    return op.inputs[_X], op.inputs[_C_BEFORE], op.inputs[_H_BEFORE]


def ends(graph: Graph, op: Node) -> tuple[str, tuple[str, str], tuple[str, ...]]:
    """The outputs ``[T, B, U]``, the final c and h, and the lengths, if there are any.

    Raises:
      NoPorts: the final state is nowhere.
    """
    cells, outputs = f"{op.name}:{_C_AFTER}", f"{op.name}:{_H_AFTER}"
    gathered = list(_gathers(graph, cells))
    if not gathered:
        return outputs, (_last(graph, cells), _last(graph, outputs)), ()
    products = [f"{n.name}:0" for n, _ in graph.users(outputs) if n.op == "Mul"]
    # That of the gradient multiplies the outputs as well, but picks no state.
    masked = only([tensor for tensor in products if any(_gathers(graph, tensor))], "masks")
    final = f"{gathered[0].name}:0", f"{only_node(list(_gathers(graph, masked))).name}:0"
    indices = graph.producer(graph.source(gathered[0].inputs[1]))
    lengths = (indices.inputs[0],) if indices.op == "Pack" else ()
    return masked, final, lengths


def only_node(nodes: list[Node]) -> Node:
    """`only`, for nodes."""
    return next(node for node in nodes if node.name == only([n.name for n in nodes], "states"))


def _gathers(graph: Graph, tensor: str) -> Iterator[Node]:
    """What picks the state at each row's length, after the initial one was put before them."""
    for joined, _ in graph.users(tensor):
        if joined.op == "ConcatV2":
            for node, position in graph.users(f"{joined.name}:0"):
                if node.op == "GatherNd" and position == 0:
                    yield node


def _last(graph: Graph, tensor: str) -> str:
    """The slice ``[-1]``."""
    found = [
        f"{node.name}:0"
        for node, position in graph.users(tensor)
        if node.op == "StridedSlice" and position == 0 and _is_minus_one(graph, node)
    ]
    return only(found, "final states")


def _is_minus_one(graph: Graph, node: Node) -> bool:
    begin = graph.constant(node.inputs[1])
    if begin is None or begin.shape != (1,):
        raise NoPorts("its states are cut in a way that is not known")
    return int(begin[0]) == -1
