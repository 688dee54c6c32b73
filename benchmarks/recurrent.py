"""Recurrent layers side by side: ``python -m benchmarks.recurrent --help``.

Each peer lives in an interpreter of its own, waits for its turn, and is asked in rounds: every
callable once, then every callable again, so that a slow minute of the machine meets all alike.
Ratios are taken within a round.  ``tf1compat`` is the shim's drivers, ``tf1compat converted`` the
plain Keras layer under ``kernels.accelerate``; ``first`` is all that is built, traced and compiled
until a callable has run once.

Measured is what the ratios at the end ask for; with ``--all`` also eager code, what ragged rows
and both directions cost every peer, growth, and imports.  The JSON is written again after each
shape, and a run that is ended early (Ctrl-C) still prints the ratios that it has.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from benchmarks import tables
from benchmarks.claims import claims
from benchmarks.interpreters import Peer, import_seconds

SHAPES = ("1,75,100,128", "32,100,100,128", "64,50,256,512", "8,400,64,64", "128,20,512,1024")
GROWTH = ("32,50,100,128", "32,200,100,128", "32,400,100,128", "8,100,100,128", "128,100,100,128")
START = "32,100,100,128"
HERE = ("session", "ours", "keras", "products")
IMPORTS = ("tensorflow", "tensorflow, keras", "tensorflow, tf1compat.v1", "tf1compat")


def variants(
    shape: str, cell: str, quick: bool = False, everything: bool = False
) -> Iterator[dict[str, Any]]:
    """The cases of a shape and a cell, which are measured in the same rounds."""
    sizes = dict(zip("BTDU", map(int, shape.split(",")), strict=True))
    plain = {**sizes, "cell": cell, "ragged": False, "bidirectional": False}
    plain["contexts"] = ["function"]
    plain["peers"] = None if everything else ["ours"]
    contexts = ["eager"] * everything + ["function", "xla"]
    yield {**plain, "variant": "full", "contexts": contexts, "peers": None}
    yield {**plain, "variant": "ragged", "ragged": True}
    if not quick:
        yield {**plain, "variant": "bidirectional", "bidirectional": True}
        if cell == "lstm":
            yield {**plain, "variant": "peepholes and projection", "cell": "lstm_full"}


def measure(
    peers: list[Peer], cases: list[dict[str, Any]], seconds: float, only: str = ""
) -> dict[str, Any]:
    """Times of every callable, in interleaved rounds, and what could not run."""
    turns: list[tuple[Peer, str]] = []
    errors: dict[str, str] = {}
    first: dict[str, float] = {}
    for peer in peers:
        own = [case for case in cases if case["peers"] is None or peer.name in case["peers"]]
        answer = peer.ask("load", own)
        found = {**answer.get("errors", {}), **({"": answer["error"]} if "error" in answer else {})}
        errors.update((f"{peer.name} {name}", error) for name, error in found.items())
        first.update(answer.get("first", {}))
        turns += [(peer, name) for name in answer.get("names", ()) if name.endswith(only)]
    times: dict[str, list[float]] = {name: [] for _, name in turns}
    end, rounds = time.perf_counter() + seconds, 0
    while rounds < 3 or (time.perf_counter() < end and rounds < 60):
        rounds += 1
        for peer, name in turns:
            answer = peer.ask("time", name)
            times[name].append(answer.get("ms", float("nan")))
    case = cases[0]
    return {
        "cell": case["cell"], "shape": ",".join(str(case[key]) for key in "BTDU"),
        "rounds": rounds, "ms": times, "first": first, "errors": errors,
    }


def memory(peers: list[Peer], case: dict[str, Any]) -> dict[str, float]:
    """Of each training step over full rows, the MiB that it takes at most."""
    found = {}
    for peer in (Peer(other.name, other.python, frugal=True) for other in peers):
        for name in peer.ask("load", [case]).get("names", ()):
            if name.endswith("train"):
                answer = peer.ask("memory", name)
                found.update({name: answer["mib"]} if "mib" in answer else {})
        peer.close()
    return found


def started(arguments: argparse.Namespace) -> list[Peer]:
    """An interpreter for each peer that can be had."""
    peers = [Peer(name, sys.executable) for name in HERE]
    return peers + [Peer(name, python) for name, python in _others(arguments).items() if python]


def _others(arguments: argparse.Namespace) -> dict[str, str | None]:
    return {
        "tf1": arguments.tf1_python, "legacy": arguments.legacy_python,
        "torch": arguments.torch_python,
    }


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recurrent", description=__doc__)
    parser.add_argument("--shapes", nargs="+", default=list(SHAPES), metavar="B,T,D,U")
    parser.add_argument("--cells", nargs="+", default=["lstm", "gru"], choices=["lstm", "gru"])
    parser.add_argument("--seconds", type=float, default=8, help="rounds per shape and cell (8)")
    parser.add_argument("--all", action="store_true", help="every table, which takes twice as long")
    parser.add_argument("--quick", action="store_true", help="one direction only")
    parser.add_argument("--json", type=Path, help="write all times and ratios to this file")
    parser.add_argument("--png", type=Path, help="draw the training steps to this file")
    parser.add_argument("--tf1-python", help="a Python 3.7 with TensorFlow 1.15")
    parser.add_argument("--legacy-python", help="a Python with tensorflow and tf_keras")
    parser.add_argument("--torch-python", help="a Python with PyTorch")
    return parser.parse_args()


def imports(arguments: argparse.Namespace) -> dict[str, float | None]:
    """Seconds to import what one starts with, the better of two."""
    asked = {name: (sys.executable, name, "") for name in IMPORTS}
    modules = {"tf1": "tensorflow", "legacy": "tensorflow, tf_keras", "torch": "torch"}
    for name, python in _others(arguments).items():
        if python:
            asked[f"{name}: {modules[name]}"] = (python, modules[name], name)
    found: dict[str, float | None] = {}
    for name, words in asked.items():
        seconds = [s for s in (import_seconds(*words) for _ in range(2)) if s is not None]
        found[name] = min(seconds, default=None)
    return found


def show_start(console: Console, results: list[dict[str, Any]]) -> None:
    """Graph building and memory, at one shape."""
    for result in results:
        if result["shape"] == START or len(results) == 1:
            of = f"{result['cell']} {result['shape']}"
            first = {n: f"{ms:.0f}" for n, ms in result["first"].items() if n.endswith("train")}
            console.print(tables.of_pairs(f"First training step, {of}", "ms", first))
            mib = {name: f"{value:.0f}" for name, value in result.get("mib", {}).items()}
            console.print(tables.of_pairs(f"Memory of a training step, {of}", "MiB at most", mib))


def written(arguments: argparse.Namespace, **found: Any) -> None:
    """Puts what there is so far into the file, which is whole at any moment."""
    if arguments.json is None:
        return
    shown = [
        {"of": c.of, "what": c.what, "ratio": c.middle, "target": c.target, "verdict": c.verdict}
        for c in claims(found["results"])
    ]
    text = json.dumps({"machine": platform.platform(), "claims": shown, **found}, indent=1)
    beside = arguments.json.with_name(arguments.json.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(arguments.json)


def run(
    arguments: argparse.Namespace, console: Console, peers: list[Peer], found: dict[str, Any]
) -> None:
    """Measures everything that is asked for, adding to ``found``."""
    todo = [
        list(variants(shape, cell, arguments.quick, arguments.all))
        for shape in arguments.shapes for cell in arguments.cells
    ]
    grown = [next(variants(shape, "lstm", True)) for shape in GROWTH] if arguments.all else []
    with Progress(console=console) as progress:
        for cases in progress.track(todo, description="recurrent layers"):
            found["results"].append(measure(peers, cases, arguments.seconds))
            if found["results"][-1]["shape"] == START or len(arguments.shapes) == 1:
                found["results"][-1]["mib"] = memory(peers, cases[0])
            progress.console.print(tables.of_times(found["results"][-1]))
            written(arguments, **found)
        for case in progress.track(grown, description="growth"):
            case["contexts"] = ["function"]
            found["growth"].append(measure(peers, [case], arguments.seconds / 8, only="train"))
            written(arguments, **found)
    if arguments.all:
        found["imports"] = imports(arguments)
        written(arguments, **found)


def show(console: Console, found: dict[str, Any]) -> None:
    """What is told after all shapes."""
    show_start(console, found["results"])
    if found["growth"]:
        console.print(tables.of_growth(found["growth"]))
    shown = {name: "" if s is None else f"{s:.2f}" for name, s in found["imports"].items()}
    if shown:
        console.print(tables.of_pairs("Import", "seconds", shown))
    console.print(tables.of_claims(list(claims(found["results"]))))


def main() -> None:
    """Measures, prints, writes."""
    arguments, console = parsed(), Console(width=130)
    peers = started(arguments)
    found: dict[str, Any] = {"results": [], "growth": [], "imports": {}}
    try:
        run(arguments, console, peers, found)
    except KeyboardInterrupt:
        console.print("ended early: what follows is of the shapes above")
    finally:
        show(console, found)
        for peer in peers:
            peer.close()
    if arguments.png and found["results"]:
        tables.draw(found["results"], arguments.png)


if __name__ == "__main__":
    main()
