"""Opening checkpoints: every way to name one, both formats, and everything that is none."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from tests.checkpoint import cases
from tf1compat import convert, inspect_checkpoint, verify
from tf1compat.checkpoint.read import open_checkpoint
from tf1compat.checkpoint.state import every
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


@pytest.mark.parametrize("name", ["lstm_full", "lstm_v1_format", "v1_sharded"])
def test_a_path_that_only_tensorflow_reads(name: str) -> None:
    folder = f"ram://reading/{name}"
    tf.io.gfile.makedirs(folder)
    for source in cases.folder_of(name).iterdir():
        if source.is_file():
            tf.io.gfile.GFile(f"{folder}/{source.name}", "wb").write(source.read_bytes())
    local = open_checkpoint(cases.folder_of(name))
    for path in (folder, folder + "/", f"{folder}/model.ckpt"):
        opened = open_checkpoint(path)
        assert opened.prefix == f"{folder}/model.ckpt"
        assert opened.meta == f"{folder}/model.ckpt.meta"
        for variable in local.shapes:
            np.testing.assert_array_equal(opened.read(variable), local.read(variable))


def test_a_file_system_that_is_not_installed() -> None:
    refused(Path("nowhere"), "no such file")
    with pytest.raises(CheckpointError, match="its file system is installed"):
        open_checkpoint("nosuch://bucket/model.ckpt")


def several(folder: Path) -> Path:
    """Three steps of one model, the last by number not the latest by the state file."""
    for step, name in ((9, "basic_rnn_relu"), (10, "multi_of_one"), (200, "gru_time_major")):
        for source in cases.folder_of(name).glob("model.ckpt*"):
            target = source.name.replace("model.ckpt", f"model.ckpt-{step}", 1)
            shutil.copy(source, folder / target)
    (folder / "checkpoint").write_text('model_checkpoint_path: "model.ckpt-10"\n')
    return folder


def test_a_step_of_a_directory(tmp_path: Path) -> None:
    folder = several(tmp_path)
    assert open_checkpoint(folder).prefix == str(folder / "model.ckpt-10")
    assert open_checkpoint(folder, step=9).prefix == str(folder / "model.ckpt-9")
    assert every(str(folder)) == [str(folder / f"model.ckpt-{k}") for k in (9, 10, 200)]
    with pytest.raises(CheckpointError, match="one of the steps 9, 10, 200"):
        open_checkpoint(folder, step=11)


def test_a_step_of_what_is_no_directory() -> None:
    with pytest.raises(CheckpointError, match="expected a directory of checkpoints"):
        open_checkpoint(cases.FOLDER / "lstm_full" / "model.ckpt", step=3)


def test_a_graph_alone_can_be_inspected_only(tmp_path: Path) -> None:
    cases.copied("partitioned", tmp_path)
    for path in (*tmp_path.glob("*.index"), *tmp_path.glob("*.data-*")):
        path.unlink()
    found = inspect_checkpoint(tmp_path / "model.ckpt.meta")
    whole = cases.inspected("partitioned").checkpoint
    assert found.checkpoint.shapes.items() >= {
        name: shape for name, shape in whole.shapes.items() if name.startswith("rnn/lstm_cell")
    }.items()
    assert found.plans[0].settings["rnn/lstm_cell"]["forget_bias"].source == "graph"
    with pytest.raises(CheckpointError, match="a graph alone"):
        convert(tmp_path / "model.ckpt.meta", tmp_path / "m.keras")


def test_graphs_as_text_and_such_as_are_not_frozen(tmp_path: Path) -> None:
    """What tf.train.write_graph writes: text unless told otherwise, and no values of variables."""
    frozen = cases.path_of("frozen_last_state")
    graph = tf.compat.v1.GraphDef.FromString(frozen.read_bytes())
    tf.io.write_graph(graph, str(tmp_path), "frozen.pbtxt")
    as_text, whole = open_checkpoint(tmp_path / "frozen.pbtxt"), open_checkpoint(frozen)
    assert as_text.shapes == whole.shapes
    for name in whole.shapes:
        assert np.array_equal(as_text.read(name), whole.read(name))
    meta = tf.compat.v1.MetaGraphDef.FromString(
        (cases.FOLDER / "lstm_full" / "model.ckpt.meta").read_bytes()
    )
    for name, text in (("graph.pb", False), ("graph.pbtxt", True)):
        tf.io.write_graph(meta.graph_def, str(tmp_path), name, as_text=text)
        found = inspect_checkpoint(tmp_path / name)
        assert found.plans[0].settings["rnn/lstm_cell"]["cell_clip"].source == "graph"
        with pytest.raises(CheckpointError, match=r"a graph alone.*as --meta"):
            convert(tmp_path / name, tmp_path / "m.keras")
    (tmp_path / "frozen.pbtxt").write_text("node { name: 'x")
    with pytest.raises(CheckpointError, match="Missing|missing|Expected|quote"):
        open_checkpoint(tmp_path / "frozen.pbtxt")


def test_an_index_that_is_missing(tmp_path: Path) -> None:
    prefix = cases.copied("lstm_full", tmp_path)
    (tmp_path / "model.ckpt.index").unlink()
    refused(prefix, "an index, model.ckpt.index", "copy the missing file")


def test_pieces_of_rows_are_one_variable() -> None:
    opened = open_checkpoint(cases.folder_of("era_0_lstm_pieces"))
    assert opened.shapes["RNN/LSTMCell/W"] == (7, 20)
    assert opened.read("RNN/LSTMCell/W").shape == (7, 20)
    assert "RNN/LSTMCell/W_0" not in opened.shapes


def test_moving_averages_are_offered_and_taken_only_when_asked_for() -> None:
    path = cases.folder_of("full_model")
    plain, averaged = inspect_checkpoint(path), inspect_checkpoint(path, averages=True)
    name = "encoder/lstm_cell/kernel"
    shadow = plain.checkpoint.read(f"{name}/ExponentialMovingAverage")
    assert plain.averages == 12
    assert not np.array_equal(plain.checkpoint.read(name), shadow)
    np.testing.assert_array_equal(averaged.checkpoint.read(name), shadow)
    with pytest.raises(CheckpointError, match="leave --ema out"):
        inspect_checkpoint(cases.FOLDER / "lstm_full", averages=True)


def test_the_averages_convert_and_are_proven(tmp_path: Path) -> None:
    path = cases.folder_of("full_model")
    (done,) = convert(path, tmp_path / "m.keras", averages=True)
    (plain,) = convert(path, tmp_path / "n.keras")
    assert done.proof.passed
    assert plain.proof.passed
    assert not verify(path, tmp_path / "m.keras").passed


def test_what_lies_around_the_recurrence() -> None:
    found = inspect_checkpoint(cases.folder_of("full_model"))
    assert {layer.scope: layer.kind for layer in found.around} == {
        "bn": "batch normalization",
        "conv": "convolution 1D",
        "crf/transitions": "CRF transitions",
        "embedding": "embedding",
        "ln": "layer normalization",
        "logits": "dense",
    }


def test_the_rules_that_read_old_names_are_said() -> None:
    found = inspect_checkpoint(cases.folder_of("era_0_lstm_full"))
    assert found.eras["RNN/LSTMCell/W_0"] == ("0.6-0.12: LSTMCell/W_0",)
    (cell,) = found.plans[0].recurrence.cells
    assert cell.variables["kernel"] == "RNN/LSTMCell/W_0"
    assert found.to_json()["eras"]["RNN/LSTMCell/B"] == ["0.6-0.12: LSTMCell/B"]
    assert not cases.inspected("lstm_full").eras
