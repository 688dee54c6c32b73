"""``suggest``: which scope probably fills which layer, and the file that a person edits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from tests.checkpoint import cases
from tf1compat import load_checkpoint, suggest
from tf1compat.checkpoint.mapping_file import read_mapping
from tf1compat.checkpoint.read import open_checkpoint
from tf1compat.cli import BAD_INPUT, OK, main
from tf1compat.errors import CheckpointError

FULL = cases.folder_of("full_model")


class Transitions(keras.layers.Layer):
    """What a CRF keeps: one score per pair of tags."""

    def build(self, shape: Any) -> None:
        self.transitions = self.add_weight((3, 3), name="transitions")

    def call(self, logits: Any) -> Any:
        return logits + keras.ops.sum(self.transitions)


def tagger(**changes: Any) -> Any:
    """The model of ``full_model`` as its owner would write it, named in another way."""
    (plan,) = cases.inspected("full_model").plans
    (cell,) = plan.recurrence.cells
    inputs = keras.Input((None, cell.config.input_size))
    layer = cell.counterpart.to_keras(cell.config, return_sequences=True, name="my_encoder")
    x = keras.layers.Conv1D(4, 3, padding="same", name="convolved")(layer(inputs))
    x = keras.layers.BatchNormalization(name="normed")(x)
    x = keras.layers.LayerNormalization(name="ln")(x)
    x = keras.layers.Dense(changes.get("tags", 3), name="my_logits")(x)
    return keras.Model(inputs, Transitions(name="crf")(x), name=changes.get("name"))


@pytest.fixture(scope="module")
def model() -> Any:
    return tagger()


def test_every_layer_finds_its_scope(model: Any, tmp_path: Path) -> None:
    found = suggest(model, FULL)
    assert dict(found.mapping) == {
        "my_encoder": "encoder",
        "convolved": "conv",
        "normed": "bn",
        "ln": "ln",
        "my_logits": "logits",
        "crf": "crf/transitions",
    }
    assert (dict(found.left), dict(found.unfilled)) == ({"embedding": (11, 3)}, {})
    edited = found.text().replace("# embedding", "embedding")  # as a person would
    (tmp_path / "model.map").write_text(edited)
    load_checkpoint(model, FULL, tmp_path / "model.map")
    read = open_checkpoint(FULL).read
    for layer, names in {
        "convolved": ["conv/kernel", "conv/bias"],
        "normed": ["bn/gamma", "bn/beta", "bn/moving_mean", "bn/moving_variance"],
        "ln": ["ln/gamma", "ln/beta"],
        "my_logits": ["logits/kernel", "logits/bias"],
        "crf": ["crf/transitions"],
    }.items():
        for got, name in zip(model.get_layer(layer).get_weights(), names, strict=True):
            np.testing.assert_array_equal(got, read(name), err_msg=name)


def test_what_fits_nothing_is_said_with_what_is_near() -> None:
    found = suggest(tagger(tags=2), FULL)
    assert "my_logits" not in found.mapping
    (kernel, bias) = found.unfilled["my_logits"]
    assert kernel == "near my_logits/kernel [4, 2]: logits/kernel [4, 3] differs in one dimension"
    assert bias == "no variable left is like my_logits/bias [2]"
    text = found.text()
    assert "# nothing fits my_logits:\n#   near my_logits/kernel" in text
    assert "\n# logits/bias\n# logits/kernel\n" in text


def test_a_recurrent_layer_that_computes_something_else() -> None:
    words = keras.Input((None, 3))
    own = keras.Model(words, keras.layers.SimpleRNN(5, activation="tanh", name="reader")(words))
    (reason,) = suggest(own, cases.FOLDER / "basic_rnn_relu").unfilled["reader"]
    assert "activation=relu" in reason
    assert "activation=tanh" in reason


def test_two_layers_of_one_shape_go_by_their_names() -> None:
    """The two recurrences of ``two_recurrences`` are told apart by their names alone."""
    plans = cases.inspected("two_recurrences").plans
    x = keras.Input((None, plans[0].recurrence.input_size))
    outputs = []
    for plan in reversed(plans):
        (cell,) = plan.recurrence.cells
        scope = plan.recurrence.scope
        outputs.append(cell.counterpart.to_keras(cell.config, name=f"the_{scope}")(x))
    found = suggest(keras.Model(x, outputs), cases.FOLDER / "two_recurrences")
    assert dict(found.mapping) == {"the_right": "right", "the_left": "left"}


def test_layers_within_a_model_and_single_weights(model: Any) -> None:
    """``MODEL/LAYER`` and ``LAYER/WEIGHT``, and a function that sees the inner layers."""
    inner = tagger(name="inner")
    outer_inputs = keras.Input(inner.input.shape[1:])
    outer = keras.Model(outer_inputs, inner(outer_inputs))
    mapping = {f"inner/{k}": v for k, v in suggest(model, FULL).mapping.items()}
    assert dict(suggest(outer, FULL).mapping) == mapping
    del mapping["inner/my_logits"]
    mapping |= {"inner/my_logits/kernel": "logits/kernel", "inner/my_logits/bias": "logits/bias"}
    done = load_checkpoint(outer, FULL, mapping, ignore=["embedding"])
    assert done.weights["logits/bias"] == ["my_logits/bias"]
    with pytest.raises(CheckpointError, match="a layer among inner/my_encoder, inner/convolved"):
        load_checkpoint(outer, FULL, {**mapping, "inner/nothing": "bn"})


def test_what_is_left_over_on_both_sides_and_what_is_near() -> None:
    own = tagger(tags=2)
    mapping = dict(suggest(own, FULL).mapping)
    before = own.get_weights()
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(own, FULL, mapping)
    said = str(caught.value)
    assert "variables that go nowhere: embedding, logits/bias, logits/kernel" in said
    assert "weights that get no value: my_logits/kernel, my_logits/bias" in said
    assert "near my_logits/kernel [4, 2]: logits/kernel [4, 3] differs in one dimension" in said
    for old, new in zip(before, own.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("[map]\nencoder =\n", "received encoder"),
        ("encoder = rnn\n", "no section headers"),
        ("[map]\na = b\n[other]\n", "the sections map, other"),
        ("[map]\na = b\na = c\n", "already exists"),
        ("[map]\na = b\n[ignore]\nc = d\n", "received c = d"),
        (None, "No such file"),
    ],
)
def test_a_file_that_says_something_else(text: str | None, match: str, tmp_path: Path) -> None:
    path = tmp_path / "model.map"
    if text is not None:
        path.write_text(text)
    with pytest.raises(CheckpointError, match=match):
        read_mapping(path)


def test_names_keep_their_case_and_signs(tmp_path: Path) -> None:
    path = tmp_path / "model.map"
    path.write_text("# mine\n[map]\nMy_Layer = Model/RNN_1/%d\n[ignore]\nOld/Var:x\n# no/more\n")
    assert read_mapping(path) == ({"My_Layer": "Model/RNN_1/%d"}, ("Old/Var:x",))


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = "import keras\ndef build():\n    return keras.Sequential([keras.Input((None, 3)), "
    program += "keras.layers.SimpleRNN(5, activation='relu', name='mine')])\n"
    (tmp_path / "model_of_suggest.py").write_text(program)
    monkeypatch.syspath_prepend(tmp_path)
    rnn = str(cases.FOLDER / "basic_rnn_relu")
    assert main(["suggest", "model_of_suggest:build", rnn]) == OK
    path = tmp_path / "my.map"
    path.write_text(capsys.readouterr().out)
    words = ["convert", rnn, "-o", str(tmp_path / "m"), "--format", "keras"]
    words += ["--into", "model_of_suggest:build", "--map-file", str(path)]
    assert main(words) == OK
    assert main(["verify", rnn, str(tmp_path / "nothing"), "--format", "word"]) == BAD_INPUT
    assert "--format word: expected one of keras, weights.h5" in capsys.readouterr().err
