"""README's first command ends in the demo."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.examples import EXAMPLES, ROOT, SUMMARY, run


def test_the_demo_converts_and_reads_alike(tmp_path: Path) -> None:
    printed = run("examples/demo.py", "--output", tmp_path, cwd=ROOT)
    assert printed.count(SUMMARY) == 3
    assert printed.count("360 of 360") == 3
    assert "reader: equal to the old graph" in printed
    assert "assumed" not in printed
    assert json.loads((tmp_path / "digits.keras.proof.json").read_text("utf-8"))["written"]
    # What is there is kept: bad input, said by the command that it runs.
    before = (tmp_path / "digits.keras").read_bytes()
    run("examples/demo.py", "--output", tmp_path, cwd=ROOT, code=2)
    assert (tmp_path / "digits.keras").read_bytes() == before


def test_one_digit_read_otherwise_fails_the_demo(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    path = tmp_path / "examples" / "digits" / "trained" / "tf1.json"
    recorded = json.loads(path.read_text("utf-8"))
    recorded["logits"][100].reverse()
    path.write_text(json.dumps(recorded), "utf-8")
    printed = run("examples/demo.py", cwd=tmp_path, code=1)
    assert "359 of 360" in printed
    assert "DIFFERENT" in printed
