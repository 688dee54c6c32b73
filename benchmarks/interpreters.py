"""The interpreters that peers live in, each started once and asked line by line."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any


class Peer:
    """One interpreter that times what it is asked for.

    A ``frugal`` one gives every block beyond 4 KiB back to the system when it is done with it, and
    is without oneDNN, whose allocator keeps them: its memory can be measured, its times cannot.
    """

    def __init__(self, name: str, python: str, frugal: bool = False) -> None:
        self.name, self.python = name, python
        frugally = {"MALLOC_MMAP_THRESHOLD_": str(1 << 12), "TF_ENABLE_ONEDNN_OPTS": "0"}
        self._process = subprocess.Popen(
            [python, "-W", "ignore", "-m", "benchmarks.peers", name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**_environment(name), **(frugally if frugal else {})},
        )

    def ask(self, what: str, argument: Any) -> dict[str, Any]:
        """Sends a request and waits for the answer."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps({what: argument}) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            return {"error": f"the interpreter ended, {process.poll()}"}
        try:
            answer: dict[str, Any] = json.loads(line)
        except json.JSONDecodeError:  # a library that prints below Python
            answer = {"error": f"answered {line[:80]!r}"}
        return answer

    def close(self) -> None:
        """Ends the interpreter."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()


def import_seconds(python: str, module: str, name: str = "") -> float | None:
    """Seconds until a fresh interpreter has imported a module; None where it cannot."""
    start = time.perf_counter()
    done = subprocess.run(
        [python, "-W", "ignore", "-c", f"import {module}"], stderr=subprocess.DEVNULL,
        env=_environment(name), check=False,
    )
    return None if done.returncode else time.perf_counter() - start


def _environment(name: str) -> dict[str, str]:
    found = dict(os.environ, PYTHONPATH=str(Path(__file__).parent.parent), TF_CPP_MIN_LOG_LEVEL="3")
    if name == "legacy":
        found["TF_USE_LEGACY_KERAS"] = "1"
    return found
