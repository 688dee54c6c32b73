"""Damaged and hostile files: one clear error or the right values; never a crash or a wrong number.

TensorFlow's reader checks the checksums; what it trusts after that, our own checks look at first.
A crash of the process would end the test run itself.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.checkpoint import cases, hostile_files
from tf1compat import inspect_checkpoint
from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.read import open_checkpoint
from tf1compat.cli import main
from tf1compat.errors import CheckpointError

V2 = ["model.ckpt.index", "model.ckpt.data-00000-of-00001"]
TARGETS = [
    *[("lstm_full", name) for name in (*V2, "model.ckpt.meta", "checkpoint")],
    *[("partitioned", name) for name in V2],
    ("lstm_v1_format", "model.ckpt"),
    ("v1_sharded", "model.ckpt-00001-of-00002"),
    ("frozen_lstm", "model.pb"),
]


@functools.cache
def values_of(name: str) -> Mapping[str, Array]:
    return read_all(cases.path_of(name))


def read_all(path: Path) -> Mapping[str, Array]:
    opened = open_checkpoint(path)
    return {variable: opened.read(variable) for variable in opened.shapes}


def correct_or_refused(name: str, folder: Path) -> None:
    """What is read is what was written, or it is refused by an error of ours."""
    source = folder / "model.pb" if cases.BY_NAME[name].get("saved") == "frozen" else folder
    try:
        got = read_all(source)
    except CheckpointError:
        return
    if source.name != "model.pb":  # a frozen graph has no checksum: other values may be its own
        assert got.keys() == values_of(name).keys()
        for variable, value in values_of(name).items():
            np.testing.assert_array_equal(got[variable], value)


def inspected_or_refused(folder: Path) -> None:
    """The graph walk ends, in a result or in an error of ours."""
    with contextlib.suppress(CheckpointError):
        inspect_checkpoint(folder)


def damaged(name: str, file: str, folder: Path, change: Callable[[bytearray], bytes]) -> None:
    cases.copied(name, folder)
    path = folder / file
    path.write_bytes(change(bytearray(path.read_bytes())))


def flipped(data: bytearray, position: int, bit: int) -> bytes:
    data[position % len(data)] ^= 1 << bit
    return bytes(data)


@pytest.mark.parametrize(("name", "file"), TARGETS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(position=st.integers(0, 1 << 20), bit=st.integers(0, 7))
@example(position=93432, bit=0)  # of a frozen graph: in the name of a constant's value
def test_one_wrong_bit(name: str, file: str, position: int, bit: int, tmp_path: Path) -> None:
    damaged(name, file, tmp_path, lambda data: flipped(data, position, bit))
    correct_or_refused(name, tmp_path)
    if file.endswith(".meta"):
        inspected_or_refused(tmp_path)


@pytest.mark.parametrize(("name", "file"), TARGETS)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(share=st.floats(0, 1), tail=st.binary(max_size=60))
@example(share=0.9999999999999999, tail=b"\x80")  # of a .meta: in the list of its variables
def test_cut_and_continued(name: str, file: str, share: float, tail: bytes, tmp_path: Path) -> None:
    damaged(name, file, tmp_path, lambda data: bytes(data[: int(share * len(data))]) + tail)
    correct_or_refused(name, tmp_path)
    if file.endswith(".meta"):
        inspected_or_refused(tmp_path)


def swapped(folder: Path, one: str, other: str) -> None:
    first, second = (folder / one).read_bytes(), (folder / other).read_bytes()
    (folder / one).write_bytes(second)
    (folder / other).write_bytes(first)


def test_swapped_shards_of_v2(tmp_path: Path) -> None:
    cases.copied("v2_sharded", tmp_path)
    swapped(tmp_path, *(f"model.ckpt.data-0000{k}-of-00002" for k in range(2)))
    with pytest.raises(CheckpointError, match="damaged or truncated"):
        read_all(tmp_path)


def test_swapped_shards_of_v1_are_the_same_checkpoint(tmp_path: Path) -> None:
    cases.copied("v1_sharded", tmp_path)
    swapped(tmp_path, *(f"model.ckpt-0000{k}-of-00002" for k in range(2)))
    correct_or_refused("v1_sharded", tmp_path)


def test_an_index_beside_another_ones_values(tmp_path: Path) -> None:
    cases.copied("lstm_full", tmp_path)
    other = cases.folder_of("multi_gru") / "model.ckpt.data-00000-of-00001"
    (tmp_path / other.name).write_bytes(other.read_bytes())
    with pytest.raises(CheckpointError, match="damaged or truncated"):
        read_all(tmp_path)


@pytest.mark.parametrize("case", hostile_files.V2_CASES, ids=lambda case: case.name)
def test_a_hostile_index_with_the_right_checksums(
    case: hostile_files.Case, tmp_path: Path
) -> None:
    prefix = hostile_files.write_v2(tmp_path, case.entries, shards=case.shards)
    with pytest.raises(CheckpointError, match=case.match):
        open_checkpoint(prefix)


def test_the_same_files_without_malice_are_read(tmp_path: Path) -> None:
    prefix = hostile_files.write_v2(tmp_path, [hostile_files.entry((2, 3), 24)])
    assert open_checkpoint(prefix).read("w").shape == (2, 3)


@pytest.mark.parametrize("shape", [(1 << 40,), (-1,), (1 << 62, 1 << 62), (1,) * 300])
def test_a_hostile_v1_table(shape: tuple[int, ...], tmp_path: Path) -> None:
    path = hostile_files.write_v1(tmp_path, shape)
    with pytest.raises(CheckpointError, match="damaged or truncated"):
        open_checkpoint(path)


def test_the_command_says_it_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prefix = hostile_files.write_v2(tmp_path, [hostile_files.entry((1 << 40,), 24)])
    assert main(["inspect", str(prefix)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
