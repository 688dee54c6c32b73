"""The page of a conversion: one file, everything in it, what was assumed in red."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.checkpoint import cases
from tf1compat import convert
from tf1compat.cli import BAD_INPUT, FAILED, main
from tf1compat.errors import CheckpointError

RNN = cases.FOLDER / "basic_rnn_relu"


def test_one_file_with_everything_in_it(tmp_path: Path) -> None:
    page = tmp_path / "proof.html"
    options = {"assume": {"activation": "relu"}, "meta": False}
    convert(RNN, tmp_path / "m.keras", html=page, draws=1, **options)
    text = page.read_text("utf-8")
    assert not re.search(r"<script|<link|<img|src=|href=\"http", text)
    assert text.count("<svg") == 5  # by step, three checks, one cell
    assert '<li class="assumed">rnn: lengths = True</li>' in text
    assert "rnn/basic_rnn_cell/kernel" in text
    assert 'class="equal"' in text
    assert 'class="different"' not in text


def test_a_failed_proof_is_on_the_page_and_the_output_keeps_another_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "proof.html"
    words = ["convert", str(RNN), "-o", f"{tmp_path}/m.npz", "--html", str(page), "--draws", "1"]
    assert main([*words, "--tolerance", "1e-12"]) == FAILED
    assert 'class="different"' in page.read_text("utf-8")
    assert (tmp_path / "m.unproven.npz").is_file()
    assert not (tmp_path / "m.npz").exists()
    capsys.readouterr()
    assert main([*words, "--draws", "0"]) == BAD_INPUT


def test_nothing_is_overwritten_and_a_missing_package_is_said_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "proof.html"
    page.write_text("mine")
    with pytest.raises(CheckpointError, match="an existing file"):
        convert(RNN, tmp_path / "m.keras", html=page)
    assert page.read_text() == "mine"
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(CheckpointError, match="its extra 'report'"):
        convert(RNN, tmp_path / "m.keras", html=tmp_path / "other.html")
    assert [path.name for path in tmp_path.iterdir()] == ["proof.html"]
