"""Recurrent layers side by side: ``python -m benchmarks.recurrent --help``.

Each peer lives in an interpreter of its own, waits for its turn, and is asked in rounds: every
callable once, then every callable again, so that a slow minute of the machine meets all alike.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

SHAPES = ("1,75,100,128", "32,100,100,128", "64,50,256,512", "8,400,64,64", "128,20,512,1024")
HERE = ("session", "ours", "keras", "products")
BASE = "keras function"


class Peer:
    """One interpreter that times what it is asked for."""

    def __init__(self, name: str, python: str) -> None:
        environment = dict(os.environ, PYTHONPATH=str(Path(__file__).parent.parent))
        if name == "legacy":
            environment["TF_USE_LEGACY_KERAS"] = "1"
        self.name = name
        self._process = subprocess.Popen(
            [python, "-W", "ignore", "-m", "benchmarks.peers", name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=environment,
        )

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Sends a request and waits for the answer."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        answer: dict[str, Any] = json.loads(line or '{"error": "the interpreter ended"}')
        return answer

    def close(self) -> None:
        """Ends the interpreter."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()


def cases(shapes: list[str], quick: bool) -> Iterator[dict[str, Any]]:
    """Every combination that is measured."""
    for shape in shapes:
        sizes = dict(zip("BTDU", map(int, shape.split(",")), strict=True))
        for cell in ("lstm", "gru"):
            for ragged in (False, True):
                yield {**sizes, "cell": cell, "ragged": ragged, "bidirectional": False}
            if not quick:
                yield {**sizes, "cell": cell, "ragged": False, "bidirectional": True}
        if not quick:
            yield {**sizes, "cell": "lstm_full", "ragged": False, "bidirectional": False}


def title(case: dict[str, Any]) -> str:
    """The case in a line."""
    extra = [word for word in ("ragged", "bidirectional") if case[word]]
    return " ".join([case["cell"], *(f"{key}={case[key]}" for key in "BTDU"), *extra])


def measure(peers: list[Peer], case: dict[str, Any], rounds: int) -> dict[str, Any]:
    """Times of every callable, in interleaved rounds, and what could not run."""
    turns, failed = [], {}
    for peer in peers:
        answer = peer.ask({"load": case})
        if "error" in answer:
            failed[peer.name] = answer["error"]
        turns += [(peer, name) for name in answer.get("names", ())]
    times: dict[str, list[float]] = {name: [] for _, name in turns}
    for _ in range(rounds):
        for peer, name in turns:
            answer = peer.ask({"time": name})
            if "error" in answer:
                failed[name] = answer["error"]
            else:
                times[name].append(answer["ms"])
    return {"case": case, "ms": {k: v for k, v in times.items() if v}, "failed": failed}


def table(result: dict[str, Any]) -> Table:
    """Median, spread, and the ratio to Keras of each callable."""
    found = Table("ms", "median", "min", "max", f"{BASE} ÷", title=title(result["case"]))
    medians = {name: statistics.median(times) for name, times in result["ms"].items()}
    for what in ("forward", "train"):
        base = medians.get(f"{BASE} {what}")
        names = [name for name in medians if name.endswith(what)]
        for name in sorted(names, key=lambda name: medians[name]):
            times, median = result["ms"][name], medians[name]
            ratio = f"{base / median:.2f}" if base else ""
            found.add_row(name, f"{median:.2f}", f"{min(times):.2f}", f"{max(times):.2f}", ratio)
        found.add_section()
    for name, error in result["failed"].items():
        found.add_row(name, error[:60], "", "", "")
    return found


def draw(results: list[dict[str, Any]], path: Path) -> None:
    """One panel per case, a bar per callable of the training step."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(len(results), 1, figsize=(8, 3 * len(results)), squeeze=False)
    for axis, result in zip(axes[:, 0], results, strict=True):
        trained = {k: v for k, v in result["ms"].items() if k.endswith("train")}
        order = sorted(trained, key=lambda name: statistics.median(trained[name]))
        axis.barh(order, [statistics.median(trained[name]) for name in order])
        axis.set_title(f"{title(result['case'])}, training step, median ms")
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


def started(arguments: argparse.Namespace) -> list[Peer]:
    """An interpreter for each peer that can be had."""
    peers = [Peer(name, sys.executable) for name in HERE]
    others = {"tf1": arguments.tf1_python, "legacy": arguments.legacy_python,
              "torch": arguments.torch_python}
    return peers + [Peer(name, python) for name, python in others.items() if python]


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recurrent", description=__doc__)
    parser.add_argument("--shapes", nargs="+", default=list(SHAPES), metavar="B,T,D,U")
    parser.add_argument("--rounds", type=int, default=15, help="times that each is run")
    parser.add_argument("--quick", action="store_true", help="5 rounds, one direction only")
    parser.add_argument("--json", type=Path, help="write all times to this file")
    parser.add_argument("--png", type=Path, help="draw the training steps to this file")
    parser.add_argument("--tf1-python", help="a Python 3.7 with TensorFlow 1.15")
    parser.add_argument("--legacy-python", help="a Python with tensorflow and tf_keras")
    parser.add_argument("--torch-python", help="a Python with PyTorch")
    return parser.parse_args()


def main() -> None:
    """Measures, prints, writes."""
    arguments, console = parsed(), Console(width=110)
    peers, results = started(arguments), []
    todo = list(cases(arguments.shapes, arguments.quick))
    with Progress(console=console) as progress:
        for case in progress.track(todo, description="recurrent layers"):
            result = measure(peers, case, 5 if arguments.quick else arguments.rounds)
            results.append(result)
            progress.console.print(table(result))
    for peer in peers:
        peer.close()
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1))
    if arguments.png:
        draw(results, arguments.png)


if __name__ == "__main__":
    main()
