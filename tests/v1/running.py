"""Programs in processes of their own, by a door and without one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.documents import ROOT


def run(
    *arguments: str, cwd: Path, door: bool = True, hangs_after: float = 600, **environment: str
) -> subprocess.CompletedProcess[str]:
    """``python -m tf1compat ARGUMENTS…``, or ``python ARGUMENTS…`` without the door."""
    command = [sys.executable, *(["-m", "tf1compat"] if door else []), *arguments]
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    return subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **quiet, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=hangs_after,
    )
