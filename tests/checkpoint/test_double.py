"""An old graph recast to float64: numbers, variables and loops, but no array's token."""

from __future__ import annotations

import tensorflow as tf

from tests.checkpoint import cases
from tf1compat.checkpoint.double import recast

FLOAT, DOUBLE = 1, 2


def test_what_is_recast_and_what_is_not() -> None:
    meta = cases.inspected("lstm_full").meta
    assert meta is not None
    proto = tf.compat.v1.GraphDef()
    proto.CopyFrom(meta.proto.graph_def)
    recast(proto)
    nodes = {node.name: node for node in proto.node}
    kinds = {node.op: node.attr["dtype"].type for node in proto.node if "dtype" in node.attr}
    assert kinds["VariableV2"] == DOUBLE
    assert kinds["TensorArrayV3"] == DOUBLE
    tokens = [n for n in proto.node if n.op == "Enter" and n.input[0].startswith("rnn/TensorArray")]
    written = [n for n in tokens if n.input[0].endswith(":1") or "Scatter" in n.input[0]]
    assert written
    assert {node.attr["T"].type for node in written} == {FLOAT}
    assert nodes["rnn/while/lstm_cell/MatMul"].attr["T"].type == DOUBLE


def test_a_constant_is_what_the_program_said() -> None:
    """0.7, not the float32 beside it; an array keeps its bits."""
    proto = tf.compat.v1.GraphDef()
    for name, value in (("one", 0.7), ("many", [0.7, 0.1])):
        node = proto.node.add(name=name, op="Const")
        node.attr["dtype"].type = FLOAT
        node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value, tf.float32))
    recast(proto)
    one, many = (tf.make_ndarray(node.attr["value"].tensor) for node in proto.node)
    assert one == 0.7
    assert many.tolist() == tf.constant([0.7, 0.1]).numpy().astype("float64").tolist()
