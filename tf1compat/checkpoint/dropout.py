"""Dropout in an old graph, recognised by the random numbers that it compares or adds."""

from __future__ import annotations

from collections.abc import Iterator

from tf1compat.checkpoint.graph import Graph, Node

_STEPS = 16  # that are walked back: from a mask to its random numbers, or from dropout to dropout


def undropped(graph: Graph, node: Node) -> str | None:
    """What a dropout's last product reads, if the node is one; None for any other node."""
    if node.op != "Mul":
        return None
    for kept, mask in (node.inputs, reversed(node.inputs)):
        chosen = graph.producer(graph.source(mask))
        if chosen.op in {"GreaterEqual", "Floor"} and _is_random(graph, chosen):
            scaled = graph.producer(kept)
            return scaled.inputs[0] if scaled.op in {"Mul", "RealDiv"} else kept
    return None


def before_dropout(graph: Graph, tensor: str) -> Iterator[str]:
    """A tensor, and what it was before one dropout, before two …"""
    kept: str | None = tensor
    for _ in range(_STEPS):  # a damaged graph may come back to itself
        if kept is None:
            return
        yield kept
        kept = undropped(graph, graph.producer(graph.source(kept, frozenset({"Identity"}))))


def _is_random(graph: Graph, node: Node) -> bool:
    """Whether a uniform random number decides what a node gives."""
    waiting, seen = [node], 0
    while waiting and seen < _STEPS:
        now, seen = waiting.pop(), seen + 1
        if now.op == "RandomUniform":
            return True
        waiting += [graph.producer(t) for t in now.inputs]
    return False
