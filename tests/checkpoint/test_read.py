"""Opening checkpoints: every way to name one, both formats, and everything that is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.checkpoint import cases
from tf1compat.checkpoint.read import open_checkpoint
from tf1compat.errors import CheckpointError


@pytest.mark.parametrize(
    "ending", ["", ".index", ".meta", ".data-00000-of-00001"], ids=lambda e: e or "prefix"
)
def test_any_of_its_files_names_it(ending: str) -> None:
    opened = open_checkpoint(cases.FOLDER / "lstm_full" / f"model.ckpt{ending}")
    assert opened.shapes["rnn/lstm_cell/kernel"] == (7, 20)
    assert opened.meta is not None


def test_a_directory_is_read_by_its_state_file(tmp_path: Path) -> None:
    cases.copied("lstm_full", tmp_path)
    (tmp_path / "other.index").write_bytes(b"")
    assert open_checkpoint(tmp_path).prefix == str(tmp_path / "model.ckpt")


def test_a_moved_directory_is_still_found(tmp_path: Path) -> None:
    cases.copied("lstm_full", tmp_path)
    (tmp_path / "checkpoint").write_text('model_checkpoint_path: "/gone/away/model.ckpt"\n')
    assert open_checkpoint(tmp_path).prefix == str(tmp_path / "model.ckpt")


def test_a_directory_with_one_checkpoint_needs_no_state_file(tmp_path: Path) -> None:
    cases.copied("lstm_full", tmp_path, without=("checkpoint",))
    assert open_checkpoint(tmp_path).prefix == str(tmp_path / "model.ckpt")


def test_the_v1_format_is_read() -> None:
    opened = open_checkpoint(cases.FOLDER / "lstm_v1_format" / "model.ckpt")
    assert opened.shapes["rnn/lstm_cell/w_o_diag"] == (5,)
    assert opened.read("rnn/lstm_cell/kernel").dtype == np.float32


def test_partitions_are_one_variable() -> None:
    opened = open_checkpoint(cases.FOLDER / "partitioned")
    assert opened.shapes["rnn/lstm_cell/kernel"] == (8, 20)
    assert opened.read("rnn/lstm_cell/kernel").shape == (8, 20)


def test_dtypes_are_numpy_names() -> None:
    opened = open_checkpoint(cases.FOLDER / "basic_lstm_relu_float64")
    assert set(opened.dtypes.values()) == {"float64"}


def refused(path: Path, *words: str) -> None:
    with pytest.raises(CheckpointError) as caught:
        open_checkpoint(path)
    for word in words:
        assert word in str(caught.value)


def test_nothing_there(tmp_path: Path) -> None:
    refused(tmp_path / "model.ckpt", "no such file", "give its prefix")


def test_a_directory_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("hello")
    refused(tmp_path, "a directory that holds none")


def test_a_directory_of_several(tmp_path: Path) -> None:
    cases.copied("lstm_full", tmp_path, without=("checkpoint",))
    (tmp_path / "other.index").write_bytes(b"")
    refused(tmp_path, "2 checkpoints: model.ckpt, other")


def test_a_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello, this is no checkpoint")
    refused(path, "damaged or truncated")


def test_a_broken_state_file(tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_text("{{{")
    refused(tmp_path, "a directory that holds none")


def test_a_missing_shard(tmp_path: Path) -> None:
    prefix = cases.copied("lstm_full", tmp_path)
    (tmp_path / "model.ckpt.data-00000-of-00001").unlink()
    refused(prefix, "no model.ckpt.data-00000-of-00001", "copy the missing files")


def test_one_missing_shard_of_three(tmp_path: Path) -> None:
    prefix = cases.copied("lstm_full", tmp_path)
    data = tmp_path / "model.ckpt.data-00000-of-00001"
    data.rename(tmp_path / "model.ckpt.data-00001-of-00003")
    refused(prefix, "model.ckpt.data-00000-of-00003, model.ckpt.data-00002-of-00003")


def test_a_truncated_index(tmp_path: Path) -> None:
    prefix = cases.copied("lstm_full", tmp_path)
    index = tmp_path / "model.ckpt.index"
    index.write_bytes(index.read_bytes()[:-60])
    refused(prefix, "damaged or truncated")


def test_truncated_values(tmp_path: Path) -> None:
    prefix = cases.copied("lstm_full", tmp_path)
    data = tmp_path / "model.ckpt.data-00000-of-00001"
    data.write_bytes(data.read_bytes()[:-40])
    refused(prefix, "beyond the end of its shard")


def test_an_unknown_variable() -> None:
    opened = open_checkpoint(cases.FOLDER / "lstm_full")
    with pytest.raises(CheckpointError, match="a variable rnn/kernel"):
        opened.read("rnn/kernel")


def test_a_meta_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="leave --meta out"):
        open_checkpoint(cases.FOLDER / "lstm_full", tmp_path / "model.meta")
