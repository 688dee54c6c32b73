"""A model of the user's own: filled, proven, and nothing left unaccounted for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from tests.checkpoint import cases
from tf1compat import fill_model
from tf1compat.errors import CheckpointError
from tf1compat.native import LSTMCell

CLIP = cases.FOLDER / "lstm_clip_around"
MAPPING = {"words": "embedding", "encoder": "model/encoder", "head": "head"}


def around(**changes: Any) -> Any:
    """The model of ``lstm_clip_around`` as its owner would write it in Keras."""
    arguments = {"cell_clip": 0.5, "units": 5} | changes
    ids = keras.Input((None,), dtype="int64")
    x = keras.layers.Embedding(11, 3, name="words")(ids)
    x = keras.layers.RNN(LSTMCell(**arguments), return_sequences=True, name="encoder")(x)
    return keras.Model(ids, keras.layers.Dense(2, name="head")(x))


def bidirectional(**changes: Any) -> Any:
    layer = keras.layers.LSTM(**({"units": 5} | changes))
    inputs = keras.Input((None, 3))
    return keras.Model(inputs, keras.layers.Bidirectional(layer, name="both")(inputs))


def test_every_weight_comes_from_the_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "mine.keras"
    filled = fill_model(CLIP, path, into=around, mapping=MAPPING)
    assert filled.passed
    assert filled.proofs["encoder"].against == "old graph"
    model, read = keras.models.load_model(path), cases.inspected("lstm_clip_around").checkpoint.read
    np.testing.assert_array_equal(model.get_layer("words").get_weights()[0], read("embedding"))
    kernel, bias = model.get_layer("head").get_weights()
    np.testing.assert_array_equal(kernel, read("head/kernel"))
    np.testing.assert_array_equal(bias, read("head/bias"))
    stored = cases.golden("lstm_clip_around")
    encoder = model.get_layer("encoder")
    whole = encoder(stored["inputs"][3:])  # the row of full length: without a mask it is TF1's
    np.testing.assert_allclose(whole, stored["outputs"][3:], rtol=2e-6, atol=2e-6)


def test_the_report_accounts_for_every_variable(tmp_path: Path) -> None:
    filled = fill_model(CLIP, tmp_path / "mine.weights.h5", into=around, mapping=MAPPING)
    report = json.loads(filled.report.read_text())
    checkpoint = cases.inspected("lstm_clip_around").checkpoint
    assert {*report["variables"], *report["aside"]} == set(checkpoint.shapes)
    assert report["variables"]["embedding"] == ["words/embeddings"]
    assert report["aside"]["head/kernel/Adam"] == "optimizer slot of head/kernel"


def test_a_bidirectional_layer_is_filled_from_its_recurrence(tmp_path: Path) -> None:
    path = tmp_path / "mine.keras"
    source = cases.FOLDER / "bidirectional_lstm"
    mapping = {"both": "bidirectional_rnn"}
    assert fill_model(source, path, into=bidirectional, mapping=mapping).passed


def test_a_function_of_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = "import keras\ndef build():\n    return keras.Sequential([keras.Input((None, 3)), "
    program += "keras.layers.SimpleRNN(5, activation='relu', name='rnn')])\n"
    (tmp_path / "model_of_the_user.py").write_text(program)
    monkeypatch.syspath_prepend(tmp_path)
    source, into = cases.FOLDER / "basic_rnn_relu", "model_of_the_user:build"
    filled = fill_model(source, tmp_path / "mine.keras", into=into, mapping={"rnn": "rnn"})
    assert filled.passed


def refused(folder: Path, match: str, **options: Any) -> None:
    arguments: dict[str, Any] = {"into": around, "mapping": MAPPING} | options
    with pytest.raises(CheckpointError, match=match):
        fill_model(arguments.pop("source", CLIP), folder / "mine.keras", **arguments)
    assert list(folder.iterdir()) == []


def without(layer: str) -> dict[str, str]:
    return {name: scope for name, scope in MAPPING.items() if name != layer}


def test_what_is_not_mapped_is_listed(tmp_path: Path) -> None:
    match = (
        "variables that go nowhere: head/bias, head/kernel; "
        "weights that get no value: head/kernel, head/bias"
    )
    refused(tmp_path, match, mapping=without("head"))


def test_ignored_variables_need_no_place(tmp_path: Path) -> None:
    match = "received weights that get no value: head/kernel, head/bias"
    refused(tmp_path, match, mapping=without("head"), ignore=["head"])


def test_a_layer_that_is_not_there(tmp_path: Path) -> None:
    refused(tmp_path, "a layer among .*words, encoder, head", mapping={"decoder": "head"})


def test_a_scope_that_is_not_there(tmp_path: Path) -> None:
    match = "one of model/encoder, model/encoder/lstm_cell, received decoder"
    refused(tmp_path, match, mapping={**MAPPING, "encoder": "decoder"})


def test_a_plain_layer_and_a_scope_without_its_variables(tmp_path: Path) -> None:
    match = r"one variable for head/kernel \[5, 2\], received embedding \[11, 3\]"
    refused(tmp_path, match, mapping={**MAPPING, "head": "embedding"})


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"cell_clip": None}, "cell_clip=0.5, received cell_clip=None"),
        ({"forget_bias": 0.0}, "forget_bias=1.0, received forget_bias=0.0"),
        ({"units": 6}, "units=5, received units=6"),
        ({"activation": "relu"}, "activation=tanh, received activation=relu"),
    ],
)
def test_a_layer_that_computes_something_else(
    changes: dict[str, Any], match: str, tmp_path: Path
) -> None:
    refused(tmp_path, match, into=lambda: around(**changes))


def test_a_gru_that_resets_after(tmp_path: Path) -> None:
    def build() -> Any:
        return keras.Sequential([keras.Input((None, 3)), keras.layers.GRU(5, name="gru")])

    source, match = cases.FOLDER / "gru_time_major", "reset_after=False, received reset_after=True"
    refused(tmp_path, match, source=source, into=build, mapping={"gru": "encoder"})


def test_a_layer_of_another_size(tmp_path: Path) -> None:
    def build() -> Any:
        cell = LSTMCell(5, cell_clip=0.5)
        layers = [keras.Input((None, 4)), keras.layers.RNN(cell, name="encoder")]
        return keras.Sequential(layers)

    refused(
        tmp_path, r"values of shape \[3, 20\]", into=build, mapping={"encoder": MAPPING["encoder"]}
    )


@pytest.mark.parametrize("into", ["no_such_module:build", "json:build", "json", ":build"])
def test_a_function_that_is_not_there(into: str, tmp_path: Path) -> None:
    refused(tmp_path, "module:function, which returns a built Keras model", into=into)


@pytest.mark.parametrize("content", [b"", b"garbage", None], ids=["empty", "garbage", "missing"])
def test_a_model_that_cannot_be_read(content: bytes | None, tmp_path: Path) -> None:
    model, folder = tmp_path / "mine.keras", tmp_path / "out"
    folder.mkdir()
    if content is not None:
        model.write_bytes(content)
    match = r"received no such file" if content is None else r"received a damaged file"
    refused(folder, match, into=str(model))


def test_a_failed_proof_leaves_a_report_and_no_model(tmp_path: Path) -> None:
    path = tmp_path / "mine.keras"
    filled = fill_model(CLIP, path, into=around, mapping=MAPPING, tolerance=1e-12)
    assert not filled.passed
    assert not path.exists()
    assert (tmp_path / "mine.unproven.keras").is_file()
    assert json.loads(filled.report.read_text())["written"] is False


def test_the_disk_has_it_before_it_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    monkeypatch.setattr("os.fsync", taken.append)
    fill_model(CLIP, tmp_path / "mine.keras", into=around, mapping=MAPPING)
    assert taken


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "mine.keras"
    path.write_text("mine")
    with pytest.raises(CheckpointError, match="overwrite a file by --force"):
        fill_model(CLIP, path, into=around, mapping=MAPPING)
    assert path.read_text() == "mine"


def test_a_variable_that_has_no_place_is_listed(tmp_path: Path) -> None:
    def headless() -> Any:
        model = around()
        return keras.Model(model.input, model.get_layer("encoder").output)

    match = r"received variables that go nowhere: head/bias, head/kernel; map the rest"
    refused(tmp_path, match, into=headless, mapping=without("head"))
