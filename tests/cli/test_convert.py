"""``tf1compat convert``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.checkpoint import cases
from tf1compat.cli import BAD_INPUT, FAILED, OK, main

RNN = str(cases.FOLDER / "basic_rnn_relu")
TWO = str(cases.FOLDER / "two_recurrences")


def test_a_model_and_its_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "model.keras"
    assert main(["convert", RNN, "-o", str(path)]) == OK
    printed = capsys.readouterr()
    assert "rnn: equal to the old graph: largest relative error" in printed.out
    assert f"{path} written; report in {path}.proof.json" in printed.out
    assert "assumed" not in printed.err
    assert path.is_file()


def test_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", TWO, "-o", f"{tmp_path}/out/", "--json"]) == OK
    first, second = json.loads(capsys.readouterr().out)
    assert (first["scope"], second["scope"]) == ("left", "right")
    assert first["proof"]["verdict"] == "equal"


def test_assumptions_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["convert", RNN, "-o", f"{tmp_path}/m.keras", "--no-meta"]
    assert main([*words, "--assume", "activation=relu"]) == OK
    printed = capsys.readouterr()
    assert "equal to the numpy reference (there is no .meta)" in printed.out
    assert "assumed: rnn: lengths = True" in printed.err
    assert "activation" not in printed.err


def test_a_failed_proof_is_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "m.keras"
    assert main(["convert", RNN, "-o", str(path), "--tolerance", "1e-12"]) == FAILED
    assert "rnn: DIFFERENT to the old graph" in capsys.readouterr().out
    assert not path.exists()


def test_into_a_model_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = "import keras\ndef build():\n    return keras.Sequential([keras.Input((None, 3)), "
    program += "keras.layers.SimpleRNN(5, activation='relu', name='mine')])\n"
    (tmp_path / "model_of_the_command.py").write_text(program)
    monkeypatch.syspath_prepend(tmp_path)
    path = tmp_path / "m.keras"
    words = ["convert", RNN, "-o", str(path), "--into", "model_of_the_command:build"]
    assert main([*words, "--map", "mine=rnn"]) == OK
    assert "mine: equal to the old graph" in capsys.readouterr().out
    assert main([*words, "--force"]) == BAD_INPUT
    assert "every variable and every weight accounted for" in capsys.readouterr().err
    assert main([*words, "--map", "mine=rnn", "--force", "--json"]) == OK
    assert json.loads(capsys.readouterr().out)["proofs"]["mine"]["verdict"] == "equal"


@pytest.mark.parametrize(
    "words",
    [
        [RNN],
        [RNN, "-o", "model.h5"],
        [RNN, "-o", "no/such/place/model.keras"],
        [RNN, "-o", "model.keras", "--scope", "up"],
        [RNN, "-o", "model.keras", "--map", "a=b"],
        [RNN, "-o", "model.keras", "--into", "json:loads", "--scope", "rnn"],
        [RNN, "-o", "model.keras", "--tolerance", "-1"],
        [TWO, "-o", "model.keras"],
        [str(cases.FOLDER / "no_recurrence"), "-o", "model.keras"],
        [RNN, "-o", "model.keras", "--meta", f"{TWO}/model.ckpt.meta"],
    ],
    ids=lambda words: " ".join(Path(word).name for word in words),
)
def test_bad_input_writes_nothing(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["convert", *words]) == BAD_INPUT
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("error:") == 1
    assert list(tmp_path.iterdir()) == []


def test_every_checkpoint_of_a_directory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "runs", tmp_path / "out"
    folder.mkdir()
    for step, name in ((1, "basic_rnn_relu"), (20, "multi_of_one")):
        for source in cases.folder_of(name).glob("model.ckpt*"):
            (folder / source.name.replace("ckpt", f"ckpt-{step}", 1)).write_bytes(
                source.read_bytes()
            )
    assert main(["convert", str(folder), "-o", str(out), "--all"]) == OK
    assert [p.name for p in sorted(out.iterdir())] == ["model.ckpt-1", "model.ckpt-20"]
    assert (out / "model.ckpt-20" / "rnn.keras").is_file()
    capsys.readouterr()
    assert main(["inspect", str(folder), "--all", "--json"]) == OK
    shown = json.loads(capsys.readouterr().out)
    assert [one["checkpoint"] for one in shown] == [
        str(folder / "model.ckpt-1"),
        str(folder / "model.ckpt-20"),
    ]
    assert main(["inspect", str(tmp_path / "out"), "--all"]) == 2
