"""Names and graph are two readings of one cell: where they differ, it is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tensorflow as tf

from tests.checkpoint import cases
from tf1compat import inspect_checkpoint
from tf1compat.cli import OK, main


def changed(name: str, folder: Path, change: Callable[[Any], None]) -> Path:
    """A case's graph with some nodes changed."""
    meta = cases.inspected(name).meta
    assert meta is not None
    proto = tf.compat.v1.MetaGraphDef()
    proto.CopyFrom(meta.proto)
    for node in proto.graph_def.node:
        change(node)
    path = folder / "changed.meta"
    path.write_bytes(proto.SerializeToString())
    return path


def test_another_shape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def change(node: Any) -> None:
        if node.name == "rnn/basic_rnn_cell/bias":
            node.attr["shape"].shape.dim[0].size = 6

    meta = changed("basic_rnn_relu", tmp_path, change)
    (plan,) = inspect_checkpoint(cases.FOLDER / "basic_rnn_relu", meta=meta).plans
    said = "rnn/basic_rnn_cell/bias: [5] in the checkpoint, [6] in the graph"
    assert plan.differences == (said,)
    assert main(["inspect", str(cases.FOLDER / "basic_rnn_relu"), "--meta", str(meta)]) == OK
    assert f"the graph and the names differ: {said}" in capsys.readouterr().out


def test_a_step_that_is_not_the_cells(tmp_path: Path) -> None:
    """A BasicRNNCell by its names, whose kernel nothing multiplies with."""

    def change(node: Any) -> None:
        if node.op == "MatMul":
            node.op = "BatchMatMul"

    meta = changed("basic_rnn_relu", tmp_path, change)
    (plan,) = inspect_checkpoint(cases.FOLDER / "basic_rnn_relu", meta=meta).plans
    (said,) = plan.differences
    assert "the graph reads its variables in another way; what it computes is assumed" in said
    assert ("rnn/basic_rnn_cell", "activation", "tanh") in list(plan.assumed())
