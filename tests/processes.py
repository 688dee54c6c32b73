"""Python code in a process of its own, for what cannot be undone in this one."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.documents import ROOT


def run_python(code: str) -> str:
    """What the code prints; its traceback is the failure of the test."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
