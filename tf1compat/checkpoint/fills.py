"""Large constants of one number, which a Session would hold for as long as it is open."""

from __future__ import annotations

import math
from typing import Any

_LARGE = 1 << 20  # numbers


def filled_when_run(graph: Any) -> Any:
    """The graph, or one with the same names that fills such a constant whenever it is read.

    TensorFlow adds up what a loop gives for a weight from zeros of the weight's size, and those
    are a constant.
    """
    import tensorflow as tf

    proto = graph.as_graph_def()
    large = [node for node in proto.node if node.op == "Const" and _is_one_number(node)]
    if not large:
        return graph
    for node in large:
        value = node.attr["value"].tensor
        sizes = [dim.size for dim in value.tensor_shape.dim]
        number = tf.make_tensor_proto(tf.make_ndarray(value).flat[0], value.dtype, ())
        waits = list(node.input)  # after the node that puts it into its frame
        parts = {"dims": tf.make_tensor_proto(sizes, tf.int32), "value": number}
        for name, content in parts.items():
            part = proto.node.add(name=f"{node.name}/{name}", op="Const", input=waits)
            part.attr["dtype"].type = content.dtype
            part.attr["value"].tensor.CopyFrom(content)
        node.op = "Fill"
        node.input[:] = [f"{node.name}/{name}" for name in parts] + waits
        node.attr["T"].type = value.dtype
        node.attr["index_type"].type = tf.int32.as_datatype_enum
        for name in ("dtype", "value"):
            del node.attr[name]
    with tf.Graph().as_default() as again:
        tf.graph_util.import_graph_def(proto, name="")
    return again


def _is_one_number(node: Any) -> bool:
    value = node.attr["value"].tensor
    if math.prod(dim.size for dim in value.tensor_shape.dim) < _LARGE or value.tensor_content:
        return False
    stored = (content for field, content in value.ListFields() if field.name.endswith("_val"))
    return sum(map(len, stored)) == 1
