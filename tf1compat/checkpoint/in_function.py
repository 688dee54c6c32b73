"""Dropout within a function, such as the body of a functional loop, and how it is switched off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

_SUMS = frozenset({"Add", "AddV2"})
_SCALES = _SUMS | {"Mul", "Identity", "Cast"}


def switch_dropout_off(function: Any) -> list[str]:
    """Let every dropout of a FunctionDef keep everything; gives the names of its nodes.

    As in `Subgraph`: dropout keeps where random >= rate, or multiplies by floor(keep + random);
    whatever reads the rate (or what is kept) reads 0 (or 1) instead.
    """
    nodes = {node.name: node for node in function.node_def}
    changed = []
    for node in list(function.node_def):
        found = _rate(nodes, node)
        if found:
            rate, neutral, kind = found
            _replace(function, rate, _constant(function, neutral, kind))
            changed.append(node.name)
    return changed


def _rate(nodes: Mapping[str, Any], node: Any) -> tuple[str, float, int] | None:
    """What a dropout compares its random numbers with, the value that keeps all, the dtype."""
    if node.op == "GreaterEqual" and _is_random(nodes, node.input[0]):
        return node.input[1], 0.0, node.attr["T"].type
    if node.op == "Floor":
        added = _producer(nodes, node.input[0])
        if added is not None and added.op in _SUMS and _is_random(nodes, added.input[1]):
            return added.input[0], 1.0, node.attr["T"].type
    return None


def _is_random(nodes: Mapping[str, Any], read: str) -> bool:
    """Whether a tensor is a scaled RandomUniform."""
    node = _producer(nodes, read)
    while node is not None and node.op in _SCALES:
        node = _producer(nodes, node.input[0])
    return node is not None and node.op == "RandomUniform"


def _producer(nodes: Mapping[str, Any], read: str) -> Any:
    """The node of ``name:output:k``; None for an argument."""
    return nodes.get(read.partition(":")[0]) if ":" in read else None


def _replace(function: Any, old: str, new: str) -> None:
    for node in function.node_def:
        node.input[:] = [new if read == old else read for read in node.input]


def _constant(function: Any, value: float, kind: int) -> str:
    """A new constant of the function, as its nodes read it."""
    import tensorflow as tf

    name = f"tf1compat_no_dropout_{len(function.node_def)}"
    node = function.node_def.add(name=name, op="Const")
    node.attr["dtype"].type = kind
    filled = np.asarray(value, tf.as_dtype(kind).as_numpy_dtype)
    node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(filled))
    return f"{name}:output:0"
