"""``tf1compat inspect``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.checkpoint import cases
from tf1compat.cli import BAD_INPUT, OK, main

CLIP = str(cases.FOLDER / "lstm_clip_around")


def test_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", CLIP]) == OK
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "model/encoder unidirectional model/encoder/lstm_cell LSTMCell 3 → 5 float32" in lines
    assert "model/encoder/lstm_cell cell_clip 0.5 graph" in lines
    assert "model/encoder/lstm_cell num_units 5 checkpoint" in lines
    assert "21 other variables (list them by --variables)" in lines


def test_the_variables_put_aside(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", CLIP, "--variables"]) == OK
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "embedding [11, 3] no recurrent cell" in lines
    assert "global_step [] training counter" in lines


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", CLIP, "--json"]) == OK
    found = json.loads(capsys.readouterr().out)
    (recurrence,) = found["recurrences"]
    (cell,) = recurrence["cells"]
    assert (recurrence["scope"], cell["class"]) == ("model/encoder", "LSTMCell")
    assert cell["settings"]["cell_clip"] == {"value": 0.5, "source": "graph"}
    assert found["aside"]["embedding"] == {"shape": [11, 3], "reason": "no recurrent cell"}


def test_assumptions_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", CLIP, "--no-meta", "--assume", "forget_bias=0.5"]) == OK
    printed = capsys.readouterr()
    assert "assumed: model/encoder/lstm_cell: activation = tanh" in printed.err
    assert "forget_bias = " not in printed.err
    lines = [" ".join(line.split()) for line in printed.out.splitlines()]
    assert "model/encoder/lstm_cell forget_bias 0.5 option" in lines


def test_a_loop_that_is_not_located_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(cases.FOLDER / "static_lstm")]) == OK
    assert "rnn is not located in the graph: no while loop" in capsys.readouterr().out


def test_no_recurrence_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(cases.FOLDER / "no_recurrence")]) == OK
    assert "no recurrent cell recognised" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["nowhere/model.ckpt"],
        [CLIP, "--meta", "nowhere.meta"],
        [CLIP, "--meta", "a.meta", "--no-meta"],
        [CLIP, "--assume", "forget_bias"],
        [CLIP, "--assume", "forget=1"],
        [CLIP, "--cell", "nowhere=LSTMCell"],
        [CLIP, "--cell", "head=NoCell"],
    ],
    ids=lambda words: " ".join(words[1:]) or "checkpoint",
)
def test_bad_input(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", *words]) == BAD_INPUT
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("error:") == 1


def test_a_directory_that_is_no_checkpoint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inspect", str(tmp_path)]) == BAD_INPUT
    assert "a directory that holds none" in capsys.readouterr().err
