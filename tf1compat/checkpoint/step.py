"""One cell's step in an old graph: what its variables are read by, and what that says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy.typing as npt

from tf1compat.cells import counterpart as cp
from tf1compat.checkpoint.dropout import before_dropout
from tf1compat.checkpoint.graph import PLUMBING, Graph
from tf1compat.checkpoint.recognise import Cell

_INPUT_OF = {"BlockLSTM": 1, "BlockLSTMV2": 1}  # the place of x among an op's inputs; 0 elsewhere


class CellStep:
    """One cell's step in a graph, in the form that `Counterpart.evidence` asks for."""

    def __init__(self, graph: Graph, variables: Mapping[str, str]) -> None:
        self._graph = graph
        self._variables = variables

    def variable(self, suffix: str) -> Sequence[str]:
        """The tensors that carry the variable; none if the cell has no such variable."""
        name = self._variables.get(suffix)
        return self._graph.carriers(name) if name else ()

    def consumers(self, tensor: str) -> Iterator[tuple[str, str]]:
        """What reads the tensor, loop plumbing skipped."""
        for node, _ in self._graph.readers(tensor):
            if node.op in PLUMBING:
                yield from self.consumers(f"{node.name}:0")
            else:
                yield node.op, node.name

    def inputs(self, node: str) -> Sequence[str]:
        """The tensors that a node reads."""
        return self._graph.nodes[node].inputs

    def constant(self, tensor: str) -> float | None:
        """The tensor's value, if it is one constant number."""
        value = self._graph.constant(tensor)
        return None if value is None or value.size != 1 else _shortest(value)

    def attribute(self, node: str, name: str) -> float | None:
        """A numeric attribute of a node."""
        value = self._graph.nodes[node].attribute(name)
        return None if value is None else float(value)


def is_residual(graph: Graph, cell: Cell) -> bool | None:
    """Whether a ResidualWrapper adds what the cell reads to what it gives; None if not found.

    The cell's own step reads its input in a concatenation with the state or in the op that is
    the whole step, and nowhere else.
    """
    read = _step_input(graph, cell)
    if read is None:
        return None
    step = CellStep(graph, cell.variables)
    # A wrapper around a DropoutWrapper adds what that was given.
    given = before_dropout(graph, read)
    return any(op in {"Add", "AddV2"} for tensor in given for op, _ in step.consumers(tensor))


def _step_input(graph: Graph, cell: Cell) -> str | None:
    """The tensor that the cell's step reads as its input."""
    known = _step_ops()
    step = CellStep(graph, cell.variables)
    for suffix, tensor in [(s, t) for s in cell.variables for t in step.variable(s)]:
        for node, position in graph.readers(tensor):
            if node.op in known:
                return node.inputs[_INPUT_OF.get(node.op, 0)]
            if node.op == "MatMul" and position == 1 and suffix == cell.counterpart.input_kernel:
                return node.inputs[0]
            joined = graph.producer(node.inputs[0])
            if node.op == "MatMul" and position == 1 and joined.op == "ConcatV2":
                return joined.inputs[0]
    return None


def _step_ops() -> set[str]:
    return {op for counterpart in cp.all_counterparts() for op in counterpart.ops}


def step_op(graph: Graph, cell: Cell) -> str:
    """The op that computes the cell's whole step, if its variables go into such a one."""
    known = _step_ops()
    step = CellStep(graph, cell.variables)
    for suffix in cell.variables:
        for tensor in step.variable(suffix):
            for op, _ in step.consumers(tensor):
                if op in known:
                    return op
    return ""


def _shortest(value: npt.NDArray[Any]) -> float:
    """0.7 rather than 0.699999988079071, when both are the same float32."""
    return float(str(value.reshape(())[()]))
