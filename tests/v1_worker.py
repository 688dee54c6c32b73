"""A process of its own for ``disable_v2_behavior``, which cannot be undone.

The parent writes ``KIND NAME`` lines; each is answered by one line of JSON.
"""

from __future__ import annotations

import atexit
import dataclasses
import functools
import json
import os
import pathlib
import subprocess
import sys
import traceback
from typing import Any


class Worker:
    """The parent's side: one child, started on first use and ended with the parent."""

    def __init__(self) -> None:
        root = pathlib.Path(__file__).resolve().parent.parent
        paths = [str(root), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.v1_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=root,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )

    @classmethod
    @functools.cache
    def shared(cls) -> Worker:
        """The one child of this process."""
        worker = cls()
        atexit.register(worker.close)
        return worker

    def close(self) -> None:
        """Ends the child, which stops when its input does."""
        self._process.communicate()

    def ask(self, kind: str, name: str) -> dict[str, Any]:
        """The child's answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{kind} {name}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the v1 worker ended while it was asked for {kind} {name}")
        answer: dict[str, Any] = json.loads(line)
        return answer


def _case(name: str) -> dict[str, Any]:
    from tests import contexts
    from tests.golden.compare import Report
    from tests.golden.specs import BY_ID

    try:
        report = contexts.replay(BY_ID[name], "graph")
    except Exception:  # noqa: BLE001  (the parent shows it)
        report = Report([traceback.format_exc()])
    return dataclasses.asdict(report)


def _misuse(name: str) -> dict[str, Any]:
    from tests.golden.programs import MISUSE, runner
    from tests.overlay import Overlay

    return runner.provoke(Overlay(), MISUSE[name])


def _scopes(name: str) -> dict[str, Any]:
    from tests.golden.programs import SCOPES, runner
    from tests.overlay import Overlay

    try:
        return runner.run_scopes(Overlay(), SCOPES[name])
    except Exception:  # noqa: BLE001  (the parent shows it)
        return {"raised": traceback.format_exc()}


def _layers(name: str) -> dict[str, Any]:
    from tests.layers.contexts import graph

    try:
        facts, arrays = graph(name)
    except Exception:  # noqa: BLE001  (the parent shows it)
        return {"raised": traceback.format_exc()}
    listed = {key: (array.tolist(), array.dtype.name) for key, array in arrays.items()}
    return {"facts": facts, "arrays": listed}


def _layers_protocol(name: str) -> dict[str, Any]:
    from tests.layers.contexts import protocol

    try:
        return {"told": protocol(name)}
    except Exception:  # noqa: BLE001  (the parent shows it)
        return {"told": traceback.format_exc()}


_KINDS = {
    "case": _case,
    "layers": _layers,
    "layers_protocol": _layers_protocol,
    "misuse": _misuse,
    "scopes": _scopes,
}


def main() -> None:
    """Answers until the parent closes the pipe."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever prints must not get between the answers
    import tensorflow as tf

    tf.compat.v1.disable_v2_behavior()
    for line in sys.stdin:
        kind, _, name = line.strip().partition(" ")
        answers.write(json.dumps(_KINDS[kind](name)) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
