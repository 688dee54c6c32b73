"""Old graphs in a Session of the installed TensorFlow: TF 1.15.5's numbers, and no effects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tensorflow as tf

from tests.checkpoint import cases
from tf1compat.checkpoint.execute import run_old_graph, static_sizes
from tf1compat.checkpoint.graph import MetaGraph, read_meta
from tf1compat.errors import CheckpointError

LOCATED = [(name, place) for name, place in cases.RECURRENCES if name != "static_lstm"]


def meta_of(name: str) -> MetaGraph:
    meta = cases.inspected(name).meta
    assert meta is not None
    return meta


@pytest.mark.parametrize(("name", "place"), LOCATED)
def test_the_old_graph_still_computes_what_tf1_computed(name: str, place: int) -> None:
    plan = cases.plan_of(name, place)
    batch = cases.golden_batch(name, plan)
    read = cases.inspected(name).checkpoint.read
    got, _ = run_old_graph(plan, meta_of(name), read, batch)
    cases.assert_close(got, cases.golden_outputs(name, plan), plan.recurrence.dtype)


@pytest.mark.parametrize("name", ["lstm_dropout", "gru_dropout_placeholder"])
def test_dropout_is_switched_off_and_said(name: str) -> None:
    plan = cases.plan_of(name)
    batch = cases.golden_batch(name, plan)
    read = cases.inspected(name).checkpoint.read
    _, changes = run_old_graph(plan, meta_of(name), read, batch)
    assert changes == [
        f"rnn/while/{dropout}/GreaterEqual: dropout switched off"
        for dropout in ("dropout", "dropout_1", "dropout_2")
    ]


def test_a_python_loop_is_not_located_and_it_says_why() -> None:
    plan = cases.plan_of("static_lstm")
    assert plan.ports is None
    assert "static_rnn" in plan.no_ports


def test_open_sizes_are_open() -> None:
    assert static_sizes(cases.plan_of("lstm_full"), meta_of("lstm_full")) == (None, None)


def changed(name: str, tmp_path: Path, change: Any) -> MetaGraph:
    """The graph of a case with some nodes changed."""
    proto = tf.compat.v1.MetaGraphDef()
    proto.ParseFromString(Path(meta_of(name).path).read_bytes())
    for node in proto.graph_def.node:
        change(node)
    path = tmp_path / "changed.meta"
    path.write_bytes(proto.SerializeToString())
    return read_meta(str(path))


def run_changed(name: str, tmp_path: Path, change: Any) -> None:
    plan = cases.plan_of(name)
    read = cases.inspected(name).checkpoint.read
    meta = changed(name, tmp_path, change)
    run_old_graph(plan, meta, read, cases.golden_batch(name, plan))


@pytest.mark.parametrize("op", ["PyFunc", "EagerPyFunc", "ReadFile", "WriteFile", "MyCustomOp"])
def test_an_op_that_might_do_more_than_compute_is_refused(op: str, tmp_path: Path) -> None:
    def change(node: Any) -> None:
        if node.name == "rnn/while/lstm_cell/Tanh":
            node.op = op

    with pytest.raises(CheckpointError, match=rf"the op\(s\) {op}; the graph was not run"):
        run_changed("lstm_full", tmp_path, change)


def test_such_an_op_elsewhere_is_never_imported(tmp_path: Path) -> None:
    def change(node: Any) -> None:
        if node.name == "embedding_lookup":
            node.op = "MyCustomOp"

    run_changed("lstm_clip_around", tmp_path, change)


def test_a_value_that_nothing_gives(tmp_path: Path) -> None:
    def change(node: Any) -> None:
        if node.name == "rnn/zeros/Const":
            node.op = "Placeholder"
            del node.attr["value"]

    with pytest.raises(CheckpointError, match=r"the placeholder\(s\) rnn/zeros/Const"):
        run_changed("lstm_full", tmp_path, change)


EFFECTS = ["ReadFile", "WriteFile", "PyFunc", "SaveV2", "RestoreV2", "MatchingFiles", "RpcCall"]


@pytest.mark.parametrize("op", EFFECTS)
@pytest.mark.parametrize("nested", [False, True], ids=["body", "nested"])
def test_an_effect_in_the_body_of_a_functional_loop_is_refused(
    op: str, nested: bool, tmp_path: Path
) -> None:
    """Also in a function that only a function calls."""
    name = "control_flow_v2"
    proto = tf.compat.v1.MetaGraphDef()
    proto.ParseFromString(Path(meta_of(name).path).read_bytes())
    library = proto.graph_def.library
    body = next(f for f in library.function if "body" in f.signature.name)
    if nested:
        called = library.function.add()
        called.signature.name = "hidden"
        called.node_def.add(name="effect", op=op)
        body.node_def.add(name="call", op="PartitionedCall").attr["f"].func.name = "hidden"
    else:
        body.node_def.add(name="effect", op=op)
    path = tmp_path / "changed.meta"
    path.write_bytes(proto.SerializeToString())
    plan, read = cases.plan_of(name), cases.inspected(name).checkpoint.read
    batch = cases.golden_batch(name, plan)
    with pytest.raises(CheckpointError, match=rf"the op\(s\) {op}; the graph was not run"):
        run_old_graph(plan, read_meta(str(path)), read, batch)


def test_a_file_that_a_graph_would_write_is_not_written(tmp_path: Path) -> None:
    """A control input is enough for TensorFlow to run an op: it is found all the same."""
    target = tmp_path / "written"

    def change(proto: Any) -> None:
        text, name = proto.node.add(name="t", op="Const"), proto.node.add(name="n", op="Const")
        for node, value in ((text, "x"), (name, str(target))):
            node.attr["dtype"].type = tf.string.as_datatype_enum
            node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value))
        proto.node.add(name="w", op="WriteFile").input.extend(["n", "t"])
        start = next(n for n in proto.node if n.name == "rnn/while/Enter")
        start.input.append("^w")

    proto = tf.compat.v1.MetaGraphDef()
    proto.ParseFromString(Path(meta_of("lstm_full").path).read_bytes())
    change(proto.graph_def)
    path = tmp_path / "changed.meta"
    path.write_bytes(proto.SerializeToString())
    plan, read = cases.plan_of("lstm_full"), cases.inspected("lstm_full").checkpoint.read
    with pytest.raises(CheckpointError, match="WriteFile"):
        run_old_graph(
            plan, read_meta(str(path)), read, cases.golden_batch("lstm_full", plan)
        )
    assert not target.exists()
