"""An old graph recast to float64, where rounding leaves no room for a mistake."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from tf1compat.checkpoint.graph import FLOATS

# Ops that TensorFlow registers for narrower floats only.
NARROW = frozenset({"BlockLSTM", "BlockLSTMV2", "GRUBlockCell", "LSTMBlockCell"})
_DOUBLE = 2
_ARRAYS = ("TensorArrayV3:1", "TensorArrayGradV3:1", "TensorArrayWriteV3", "TensorArrayScatterV3")
_PASSES = frozenset({"Enter", "Merge", "Switch", "NextIteration", "Exit", "Identity"})


def recast(proto: Any) -> None:
    """Make every float of a GraphDef a float64, in place, those in its functions too.

    A constant number becomes the shortest decimal that is the same number in its old dtype
    (0.7, not 0.699999988): that is what the program's author wrote, and what a conversion takes.
    Whether every op has a float64 form is for TensorFlow to say when it imports the graph.
    """
    flows = _flows(proto.node)
    for node in proto.node:
        if node.name not in flows:
            _recast_node(node)
    for function in proto.library.function:
        for argument in (*function.signature.input_arg, *function.signature.output_arg):
            if argument.type in FLOATS:
                argument.type = _DOUBLE
        for node in function.node_def:
            _recast_node(node)


def _flows(nodes: Iterable[Any]) -> set[str]:
    """The nodes that pass on the token of a TensorArray, which is a float32 whatever it holds."""
    by_name = {node.name: node for node in nodes}

    def makes_token(read: str) -> bool:
        node = by_name.get(read.partition(":")[0])
        return node is not None and f"{node.op}{read[len(node.name) :]}" in _ARRAYS

    passing = [node for node in by_name.values() if node.op in _PASSES]
    found = {node.name for node in passing if any(map(makes_token, node.input))}
    grown = True
    while grown:
        new = {n.name for n in passing if any(i.partition(":")[0] in found for i in n.input)}
        grown = not new <= found
        found |= new
    return found


def _recast_node(node: Any) -> None:
    for value in node.attr.values():
        kind = value.WhichOneof("value")
        if kind == "type" and value.type in FLOATS:
            value.type = _DOUBLE
        elif kind == "list":
            value.list.type[:] = [_DOUBLE if t in FLOATS else t for t in value.list.type]
        elif kind == "tensor" and value.tensor.dtype in FLOATS:
            _recast_tensor(value.tensor)


def _recast_tensor(tensor: Any) -> None:
    import tensorflow as tf

    value = tf.make_ndarray(tensor)
    if value.size == 1 and tensor.dtype != _DOUBLE:
        wide = np.full(value.shape, float(str(value.reshape(())[()])), np.float64)
    else:
        wide = value.astype(np.float64)
    tensor.CopyFrom(tf.make_tensor_proto(wide))
