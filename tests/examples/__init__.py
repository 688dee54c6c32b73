"""Running the examples as their reader would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
DIGITS = EXAMPLES / "digits"
RECORDED: dict[str, Any] = json.loads((DIGITS / "trained" / "tf1.json").read_text("utf-8"))
SUMMARY = f"{RECORDED['right']} of {len(RECORDED['predicted'])}"


def run(*words: object, code: int = 0, cwd: Path = DIGITS) -> str:
    """Run this interpreter with these words; give what it printed."""
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def assert_as_recorded(results: Path) -> None:
    """The legacy script's results are those of TF 1.15.5, digit by digit."""
    now = json.loads(results.read_text("utf-8"))
    assert now["predicted"] == RECORDED["predicted"]
    assert now["right"] == RECORDED["right"]
    logits = np.asarray(RECORDED["logits"])
    assert np.max(np.abs(now["logits"] - logits)) < 2e-6 * np.max(np.abs(logits))
