"""``tf1compat verify``."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import pytest

from tests.checkpoint import cases
from tf1compat import convert
from tf1compat.cli import BAD_INPUT, FAILED, OK, main

RNN = cases.FOLDER / "basic_rnn_relu"


def test_the_verdict_is_the_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "m.keras"
    convert(RNN, path)
    assert main(["verify", str(RNN), str(path)]) == OK
    assert f"{path}: equal to the old graph" in capsys.readouterr().out
    model = keras.models.load_model(path)
    model.set_weights([0.9 * weight for weight in model.get_weights()])
    model.save(path)
    assert main(["verify", str(RNN), str(path), "--json"]) == FAILED
    assert json.loads(capsys.readouterr().out)["verdict"] == "different"


def test_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for model in (tmp_path / "none.keras", tmp_path / "none.txt", tmp_path):
        assert main(["verify", str(RNN), str(model)]) == BAD_INPUT
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.count("error:") == 1
