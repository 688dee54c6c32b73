"""Dropout within a function, such as the body of a functional loop, and how it is switched off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

import numpy as np

from tf1compat.checkpoint.dropout import is_scale

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
            for scale in list(_scales(function, nodes, node, rate)):
                _replace(function, scale, _constant(function, 1.0, kind))
            _replace(function, rate, _constant(function, neutral, kind))
            changed.append(node.name)
    if changed:
        _prune(function)
    return changed


def unread(function: Any) -> set[int]:
    """The places of the arguments that a function does nothing with but give them back."""
    names = [argument.name for argument in function.signature.input_arg]
    read = {each for node in function.node_def for each in node.input}
    for argument, output in zip_longest(names, function.signature.output_arg):
        if output is not None and function.ret[output.name] != argument:
            read.add(function.ret[output.name])
    return {k for k, name in enumerate(names) if name not in read}


def _prune(function: Any) -> None:
    """Drop what no result needs any more, such as 1 − keep_prob."""
    nodes = {node.name: node for node in function.node_def}
    waiting = [*function.ret.values(), *function.control_ret.values()]
    needed: set[str] = set()
    while waiting:
        name = waiting.pop().lstrip("^").partition(":")[0]
        if name in nodes and name not in needed:
            needed.add(name)
            waiting += nodes[name].input
    for name in nodes.keys() - needed:
        function.node_def.remove(nodes[name])


def _rate(nodes: Mapping[str, Any], node: Any) -> tuple[str, float, int] | None:
    """What a dropout compares its random numbers with, the value that keeps all, the dtype."""
    if node.op == "GreaterEqual" and _is_random(nodes, node.input[0]):
        return node.input[1], 0.0, node.attr["T"].type
    if node.op == "Floor":
        added = _producer(nodes, node.input[0])
        if added is not None and added.op in _SUMS and _is_random(nodes, added.input[1]):
            return added.input[0], 1.0, node.attr["T"].type
    return None


def _scales(
    function: Any, nodes: Mapping[str, Any], chosen: Any, rate: str
) -> Iterator[str]:
    """The constants by which a dropout that selects multiplies what it keeps."""
    for node in function.node_def:
        if node.op in {"Select", "SelectV2"} and _producer(nodes, node.input[0]) is chosen:
            scaled = _producer(nodes, node.input[1])
            for read in scaled.input if scaled is not None and scaled.op == "Mul" else ():
                if is_scale(_value(nodes, read), _value(nodes, rate)):
                    yield read


def _value(nodes: Mapping[str, Any], read: str) -> Any:
    """A constant's value, None of any other node."""
    import tensorflow as tf

    node = _producer(nodes, read)
    return tf.make_ndarray(node.attr["value"].tensor) if node and node.op == "Const" else None


def _is_random(nodes: Mapping[str, Any], read: str) -> bool:
    """Whether a tensor is a scaled RandomUniform."""
    node = _producer(nodes, read)
    for _ in nodes:  # no longer than there are nodes: a damaged function may be a circle
        if node is None or node.op not in _SCALES:
            break
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
    name = f"tf1compat_no_dropout_{len(function.node_def)}"
    function.node_def.append(constant(name, value, kind))
    return f"{name}:output:0"


def constant(name: str, value: float, kind: int) -> Any:
    """A node that holds a number of a dtype, by TensorFlow's number of it."""
    import tensorflow as tf

    node = tf.compat.v1.NodeDef(name=name, op="Const")
    node.attr["dtype"].type = kind
    filled = np.asarray(value, tf.as_dtype(kind).as_numpy_dtype)
    node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(filled))
    return node
