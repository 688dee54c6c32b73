"""Functional conditions are put in place: what TensorFlow makes of them stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

import tf1compat.v1 as tf1
from tf1compat import convert
from tf1compat.checkpoint.conditions import lower_conditions
from tf1compat.errors import CheckpointError

V1 = tf.compat.v1
X = np.arange(6.0).reshape(2, 3)


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    was = V1.control_flow_v2_enabled()
    yield
    (V1.enable_control_flow_v2 if was else V1.disable_control_flow_v2)()


def graph_of(build: Any) -> Any:
    """A GraphDef whose conditions are functions."""
    V1.enable_control_flow_v2()
    with tf.Graph().as_default() as graph:
        x, first, second = (V1.placeholder(k, name=n) for k, n in _GIVEN)
        build(x, first, second)
    return graph.as_graph_def()


_GIVEN = [("float64", "x"), ("bool", "first"), ("bool", "second")]


def nested(x: Any, first: Any, second: Any) -> None:
    """Several outputs; an op of several; a variable; a constant; a condition in a condition."""

    own = V1.get_variable("own", initializer=np.float64(1.5), use_resource=True)

    def parts() -> Any:
        values, places = tf.unique(tf.reshape(tf.minimum(x, 3.0), [-1]))
        inner = tf.cond(second, lambda: values[-1] * own, lambda: tf.constant(7.0, "float64"))
        return tf.cast(places, "float64"), inner

    one, other = tf.cond(first, parts, lambda: (tf.reshape(x, [-1]) + 1.0, own + 0.0))
    tf.identity(one, name="one")
    tf.identity(other, name="other")


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("second", [False, True])
def test_nested_conditions(first: bool, second: bool) -> None:
    functional = graph_of(nested)
    assert any(node.op in {"If", "StatelessIf"} for node in functional.node)
    lowered = V1.GraphDef.FromString(functional.SerializeToString())
    lower_conditions(lowered)
    assert not any(node.op in {"If", "StatelessIf"} for node in lowered.node)
    found = []
    for proto in (functional, lowered):
        with tf.Graph().as_default(), V1.Session() as session:
            tf.graph_util.import_graph_def(proto, name="")
            session.run("own/Assign")
            fed = {"x:0": X, "first:0": first, "second:0": second}
            found.append(session.run(["one:0", "other:0"], fed))
    for wanted, got in zip(*found, strict=True):
        np.testing.assert_array_equal(got, wanted)


@pytest.mark.parametrize("kind", ["itself", "missing"])
def test_functions_that_never_end(kind: str) -> None:
    graph = graph_of(nested)
    outer = next(n for n in graph.node if n.op in {"If", "StatelessIf"})
    name = outer.attr["then_branch"].func.name
    (body,) = [f for f in graph.library.function if f.signature.name == name]
    (inner,) = [n for n in body.node_def if n.op in {"If", "StatelessIf"}]
    inner.attr["else_branch"].func.name = name if kind == "itself" else "nowhere"
    with pytest.raises((ValueError, KeyError), match="contains itself|nowhere"):
        lower_conditions(graph)


def test_a_recurrence_in_a_branch(tmp_path: Path) -> None:
    """It is proven where the condition leads to it; else the error says what to do."""
    V1.disable_control_flow_v2()
    with tf.Graph().as_default(), V1.Session() as session:
        x = tf1.placeholder(tf.float32, [None, 4, 3], name="x")
        cell = tf1.nn.rnn_cell.BasicLSTMCell(2, forget_bias=0.3)

        def read() -> Any:
            return tf1.nn.dynamic_rnn(cell, x, dtype=tf.float32)[0]

        taken = tf1.placeholder(tf.bool, [], name="taken")
        tf1.cond(taken, read, lambda: tf.zeros([tf.shape(x)[0], 4, 2]))
        session.run(V1.global_variables_initializer())
        V1.train.Saver().save(session, str(tmp_path / "m.ckpt"))
    output = tmp_path / "m.npz"
    for feeds, words in (({}, "--feed NAME=VALUE"), ({"taken": False}, "with taken=False; give")):
        with pytest.raises(CheckpointError, match=words):
            convert(tmp_path / "m.ckpt", output, feeds=feeds)
    (done,) = convert(tmp_path / "m.ckpt", output, feeds={"taken": True}, draws=1)
    assert done.proof.passed
    assert done.proof.against == "old graph"
    assert done.plan.recurrence.cells[0].config.options["forget_bias"] == pytest.approx(0.3)
