"""The whole path in Python: files, reports, manifest, and nothing where something is wrong."""

from __future__ import annotations

import gc
import json
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.checkpoint import cases
from tf1compat import convert, v1, verify
from tf1compat.checkpoint import memory
from tf1compat.checkpoint.prove import run_model
from tf1compat.errors import CheckpointError


def left_behind(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def test_one_recurrence_gives_one_model_and_its_report(tmp_path: Path) -> None:
    name, path = "stacked_bidirectional", tmp_path / "model.keras"
    (done,) = convert(cases.FOLDER / name, path)
    assert done.proof.passed
    assert left_behind(tmp_path) == ["model.keras", "model.keras.proof.json"]
    plan = cases.plan_of(name)
    got = run_model(keras.models.load_model(path), cases.golden_batch(name, plan))
    cases.assert_close(got, cases.golden_outputs(name, plan), "float32")


def test_the_report_says_what_went_where(tmp_path: Path) -> None:
    (done,) = convert(cases.FOLDER / "lstm_clip_around", tmp_path / "model.keras")
    report = json.loads(done.report.read_text())
    assert report["proof"]["verdict"] == "equal"
    assert report["proof"]["against"] == "old graph"
    assert report["assumed"] == []
    checkpoint = cases.inspected("lstm_clip_around").checkpoint
    assert {*report["variables"], *report["aside"]} == set(checkpoint.shapes)
    went = {name: [path.rpartition("/")[2] for path in own] for name, own
            in report["variables"].items()}
    assert went == {
        "model/encoder/lstm_cell/kernel": ["kernel", "recurrent_kernel"],
        "model/encoder/lstm_cell/bias": ["bias"],
    }
    settings = report["recurrence"]["cells"][0]["settings"]
    assert settings["cell_clip"] == {"value": 0.5, "source": "graph"}


@pytest.mark.parametrize("name", ["multi_gru", "bidirectional_lstm"])
def test_what_keras_can_express_needs_keras_only(name: str, tmp_path: Path) -> None:
    convert(cases.FOLDER / name, tmp_path / "model.keras")
    with zipfile.ZipFile(tmp_path / "model.keras") as archive:
        assert "tf1compat" not in archive.read("config.json").decode()


def test_weights_only(tmp_path: Path) -> None:
    path = tmp_path / "model.weights.h5"
    (done,) = convert(cases.FOLDER / "lstm_full", path)
    assert done.proof.passed
    assert verify(cases.FOLDER / "lstm_full", path).passed


def test_several_go_into_a_directory_with_a_manifest(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = convert(cases.FOLDER / "two_recurrences", f"{folder}/")
    assert [one.path for one in done] == [folder / "left.keras", folder / "right.keras"]
    assert left_behind(folder) == [
        "left.keras",
        "left.keras.proof.json",
        "manifest.json",
        "right.keras",
        "right.keras.proof.json",
    ]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["files"]["left.keras"]["verdict"] == "equal"
    assert set(manifest["variables"]) == set(cases.inspected("two_recurrences").checkpoint.shapes)
    assert manifest["variables"]["right/gru_cell/gates/bias"] == {
        "file": "right.keras",
        "cell": "right/gru_cell",
    }


def test_into_a_directory_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    convert(cases.FOLDER / "basic_rnn_relu", tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "rnn.keras").is_file()
    with pytest.raises(CheckpointError, match="an existing file"):
        convert(cases.FOLDER / "basic_rnn_relu", tmp_path)


def test_memory_is_given_back_after_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A growth shows only with weights of 32 MiB: see benchmarks/checkpoint_streaming.py."""
    left: list[int] = []
    own = memory.give_back

    def give_back() -> None:
        own()
        left.append(sum(isinstance(one, keras.Model) for one in gc.get_objects()))

    monkeypatch.setattr(memory, "give_back", give_back)
    before = sum(isinstance(one, keras.Model) for one in gc.get_objects())
    convert(cases.FOLDER / "two_recurrences", f"{tmp_path}/out/", target="npz", draws=1)
    assert len(left) == 2
    assert max(left) <= before


def test_a_scope_picks_one_of_several(tmp_path: Path) -> None:
    (done,) = convert(cases.FOLDER / "two_recurrences", tmp_path / "r.keras", scope="right")
    assert done.plan.recurrence.scope == "right"


def test_a_failed_proof_leaves_a_report_and_no_model(tmp_path: Path) -> None:
    (done,) = convert(cases.FOLDER / "lstm_full", tmp_path / "m.keras", tolerance=1e-12)
    assert not done.proof.passed
    assert left_behind(tmp_path) == ["m.keras.proof.json", "m.unproven.keras"]
    report = json.loads(done.report.read_text())
    assert (report["written"], report["proof"]["verdict"]) == (False, "different")


def test_a_failed_proof_leaves_the_older_model_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    path.write_text("older")
    convert(cases.FOLDER / "lstm_full", path, tolerance=1e-12, force=True)
    assert path.read_text() == "older"


def test_without_a_graph_the_reference_stands_in(tmp_path: Path) -> None:
    source = cases.copied("lstm_full", tmp_path, without=(".meta", ".npz"))
    target = tmp_path / "out.keras"
    (done,) = convert(source, target, assume={"forget_bias": 0.7, "cell_clip": 0.6})
    assert (done.proof.passed, done.proof.against) == (True, "numpy reference")
    report = json.loads(done.report.read_text())
    assert report["meta"] is None
    assert ["rnn/lstm_cell", "proj_clip", None] in report["assumed"]
    assert not any(option == "forget_bias" for _, option, _ in report["assumed"])


def test_verify_tells_an_edited_model(tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    convert(cases.FOLDER / "basic_rnn_relu", path)
    assert verify(cases.FOLDER / "basic_rnn_relu", path).passed
    model = keras.models.load_model(path)
    model.set_weights([0.9 * weight for weight in model.get_weights()])
    model.save(path)
    assert not verify(cases.FOLDER / "basic_rnn_relu", path).passed


def refused(folder: Path, source: Path, output: Path | str, match: str, **options: object) -> None:
    before = left_behind(folder)
    with pytest.raises(CheckpointError, match=match):
        convert(source, output, **options)
    assert left_behind(folder) == before


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    path.write_text("mine")
    refused(tmp_path, cases.FOLDER / "lstm_full", path, "overwrite a file by --force")
    assert path.read_text() == "mine"
    convert(cases.FOLDER / "lstm_full", path, force=True)
    assert zipfile.is_zipfile(path)


def test_nor_is_an_older_report(tmp_path: Path) -> None:
    (tmp_path / "m.keras.proof.json").write_text("mine")
    refused(tmp_path, cases.FOLDER / "lstm_full", tmp_path / "m.keras", "an existing file")


@pytest.mark.parametrize(
    ("output", "match"),
    [
        ("model.h5", "ends with .keras or .weights.h5"),
        ("model", "ends with .keras or .weights.h5"),
        (".keras", "ends with .keras or .weights.h5"),
        ("no/such/place/model.keras", "received no .*no/such/place"),
        ("no/such/place/", "received no .*no/such"),
    ],
)
def test_an_output_that_cannot_be_written(output: str, match: str, tmp_path: Path) -> None:
    refused(tmp_path, cases.FOLDER / "lstm_full", f"{tmp_path}/{output}", match)


def test_a_file_in_the_way_of_the_directory(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    refused(tmp_path, cases.FOLDER / "lstm_full", f"{tmp_path}/out/", "an existing file")


def test_several_and_one_file(tmp_path: Path) -> None:
    source = cases.FOLDER / "two_recurrences"
    refused(tmp_path, source, tmp_path / "m.keras", "received left, right; pick one by --scope")


def test_an_unknown_scope(tmp_path: Path) -> None:
    source = cases.FOLDER / "two_recurrences"
    match = "expected one of left, right, received up"
    refused(tmp_path, source, tmp_path / "m.keras", match, scope="up")


def test_no_recurrence(tmp_path: Path) -> None:
    source = cases.FOLDER / "no_recurrence"
    match = "2 variables that match none: head/bias, head/kernel"
    refused(tmp_path, source, tmp_path / "m.keras", match)


@pytest.mark.parametrize("into", ["m.keras", "out/"])
def test_truncated_values_leave_nothing(into: str, tmp_path: Path) -> None:
    prefix = cases.copied("two_recurrences", tmp_path)
    data = tmp_path / "model.ckpt.data-00000-of-00001"
    data.write_bytes(data.read_bytes()[:-40])
    options = {} if into.endswith("/") else {"scope": "right"}
    match = "right/gru_cell/gates/kernel beyond the end of its shard"
    refused(tmp_path, prefix, f"{tmp_path}/{into}", match, **options)


@pytest.mark.parametrize("into", ["m.keras", "out/"])
def test_one_wrong_bit_in_the_values_leaves_nothing(into: str, tmp_path: Path) -> None:
    prefix = cases.copied("two_recurrences", tmp_path)
    data = tmp_path / "model.ckpt.data-00000-of-00001"
    values = bytearray(data.read_bytes())
    values[-40] ^= 1
    data.write_bytes(values)
    options = {} if into.endswith("/") else {"scope": "right"}
    refused(tmp_path, prefix, f"{tmp_path}/{into}", "the values of right/gru_cell", **options)


def test_verify_refuses_another_models_file(tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    convert(cases.FOLDER / "basic_rnn_relu", path)
    with pytest.raises(CheckpointError, match="expected a model with inputs"):
        verify(cases.FOLDER / "lstm_full", path)


@pytest.mark.parametrize("ending", [".keras", ".weights.h5"])
def test_verify_refuses_what_is_no_keras_file(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"m{ending}"
    path.write_text("no model")
    with pytest.raises(CheckpointError, match="a Keras file of rnn"):
        verify(cases.FOLDER / "lstm_full", path)


def test_the_buffer_of_a_gpu_library_is_explained(tmp_path: Path) -> None:
    name = "cudnn_lstm/opaque_kernel"
    values = [np.zeros(220, np.float32)]
    tf.raw_ops.SaveV2(
        prefix=f"{tmp_path}/m.ckpt", tensor_names=[name], shape_and_slices=[""], tensors=values
    )
    with pytest.raises(CheckpointError, match="canonical variables of CudnnLSTM or CudnnGRU"):
        convert(tmp_path / "m.ckpt", tmp_path / "m.keras")


def test_a_graph_that_runs_from_the_buffer_has_no_cells_to_compare(tmp_path: Path) -> None:
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        layer = v1.contrib.cudnn_rnn.CudnnGRU(2, 5, direction="bidirectional")
        layer(tf.compat.v1.placeholder(tf.float32, [4, None, 3]))
        session.run(tf.compat.v1.global_variables_initializer())
        prefix = tf.compat.v1.train.Saver().save(session, f"{tmp_path}/m.ckpt")
    (done,) = convert(prefix, tmp_path / "m.keras")
    assert done.proof.passed
    assert "from one variable, cudnn_gru/opaque_kernel" in done.report.read_text()
