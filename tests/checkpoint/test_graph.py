"""What the old graph says about a cell equals what the program that wrote it had said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.checkpoint import cases
from tests.golden.checkpoint_cases import CASES
from tf1compat.checkpoint.graph import read_meta
from tf1compat.checkpoint.recognise import Cell
from tf1compat.checkpoint.step import CellStep
from tf1compat.errors import CheckpointError

# TF 1.15.5's defaults of what a cell's constructor was not given.
DEFAULTS = {"forget_bias": 1.0, "activation": "tanh", "cell_clip": None, "proj_clip": None}


def specs(name: str) -> list[tuple[Cell, dict[str, Any]]]:
    case = next(c for c in CASES if c["name"] == name)
    wanted = case["cells"]
    pairs: list[tuple[Cell, dict[str, Any]]] = []
    for plan in cases.inspected(name).plans:
        for block_number, block in enumerate(plan.recurrence.blocks):
            for direction, stack in block.directions:
                given = case.get("backward", wanted) if direction == "bw" else wanted
                if len(plan.recurrence.blocks) > 1:
                    given = [given[block_number]]
                if case["kind"] == "two":
                    given = [given[("left", "right").index(plan.recurrence.scope)]]
                pairs += zip(stack, given, strict=True)
    return pairs


@pytest.mark.parametrize("name", [case["name"] for case in CASES if case["cells"]])
def test_the_evidence_is_what_the_program_said(name: str) -> None:
    meta = cases.inspected(name).meta
    assert meta is not None
    for cell, spec in specs(name):
        found = cell.counterpart.evidence(CellStep(meta.graph, cell.variables))
        expected = {k: spec.get(k, DEFAULTS[k]) for k in cell.counterpart.assumptions}
        assert found == expected, cell.scope


def test_walking_the_graph_leaves_it_as_it_was() -> None:
    meta = cases.inspected("lstm_full").meta
    assert meta is not None
    again = read_meta(meta.path)
    assert meta.proto.graph_def == again.proto.graph_def


@pytest.mark.parametrize(
    "content", [b"no protobuf at all", b"", b"\x0a\xff\xff"], ids=["text", "empty", "cut"]
)
def test_what_is_no_metagraph_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.ckpt.meta"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="expected a MetaGraph"):
        read_meta(str(path))


def test_a_directory_is_no_metagraph(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="received .*Is a directory"):
        read_meta(str(tmp_path))
