"""Dropout in an old graph, recognised by the random numbers that it compares or adds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tf1compat.checkpoint.graph import Graph, Node

_STEPS = 16  # that are walked back: from a mask to its random numbers, or from dropout to dropout


def undropped(graph: Graph, node: Node) -> str | None:
    """What a dropout's last operation reads, if the node is one; None for any other node.

    TensorFlow 1 multiplied by a mask; later ones, and so graphs that tf1compat wrote, choose.
    """
    for kept, mask in _masked(node):
        chosen = graph.producer(graph.source(mask))
        if chosen.op in {"GreaterEqual", "Floor"} and _is_random(graph, chosen):
            scaled = graph.producer(kept)
            return scaled.inputs[0] if scaled.op in {"Mul", "RealDiv"} else kept
    return None


def _masked(node: Node) -> list[tuple[str, str]]:
    """What may be a dropout's values and mask."""
    if node.op == "Mul":
        kept, mask = node.inputs
        return [(kept, mask), (mask, kept)]
    if node.op in {"Select", "SelectV2"}:
        mask, kept, _ = node.inputs
        return [(kept, mask)]
    return []


def before_dropout(graph: Graph, tensor: str) -> Iterator[str]:
    """A tensor, and what it was before one dropout, before two …"""
    kept: str | None = tensor
    for _ in range(_STEPS):  # a damaged graph may come back to itself
        if kept is None:
            return
        yield kept
        kept = undropped(graph, graph.producer(graph.source(kept, frozenset({"Identity"}))))


def is_scale(value: Any, rate: Any) -> bool:
    """Whether a constant is 1 / (1 - rate)."""
    if value is None or rate is None or value.size != 1 or rate.size != 1:
        return False
    return bool(abs(float(value.item()) * (1 - float(rate.item())) - 1) < 1e-2)  # bfloat16 too


def _is_random(graph: Graph, node: Node) -> bool:
    """Whether a uniform random number decides what a node gives."""
    waiting, seen = [node], 0
    while waiting and seen < _STEPS:
        now, seen = waiting.pop(), seen + 1
        if now.op == "RandomUniform":
            return True
        waiting += [graph.producer(t) for t in now.inputs]
    return False
