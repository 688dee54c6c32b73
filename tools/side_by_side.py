"""Run a program under TensorFlow 1 itself and under tf1compat, and compare what they compute.

    python tools/side_by_side.py --tf1 /path/to/tf1/bin/python train.py --its --flags

Each side runs in a copy of the current folder, with the same seeds, and is stopped after
``--steps`` calls of ``Session.run``.  Compared are

* the global variables of each graph: names, shapes, types, order;
* their first values (only told: a seed draws other numbers in a graph that has other operations).
  The second side then goes on from those of the first;
* the numbers that each step fetched, and whether the program fed the same (it may not where its
  data stand in a set, whose order is Python's);
* a checkpoint that TensorFlow 1 wrote after the last step, restored by the program's own
  ``Saver``: the variables, and the last step's numbers computed once more from the same feeds.

The exit code is 0 if all agree, 1 if not, 2 if a side did not run.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
OBSERVER = ROOT / "tools" / "observe.py"

Arrays = Mapping[str, NDArray[Any]]


class Side(NamedTuple):
    """What one side computed."""

    record: Mapping[str, Any]
    arrays: Arrays


class Finding(NamedTuple):
    """One line of the report; ``agrees`` is None where it is only told."""

    what: str
    text: str
    agrees: bool | None


def run(command: Sequence[str], name: str, args: argparse.Namespace, out: Path) -> Side | None:
    """Run one side in its own copy of the current folder."""
    folder, work = out / name, out / name / "work"
    folder.mkdir(parents=True)
    shutil.copytree(".", work, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    other = str(out / "tf1") if name != "tf1" else None
    prelude = str(args.prelude.resolve()) if args.prelude else None
    plan = {"folder": str(folder), "other": other, "steps": args.steps, "seed": args.seed}
    (folder / "plan.json").write_text(json.dumps({**plan, "prelude": prelude}), encoding="utf-8")
    words = [*command, str(OBSERVER), str(folder / "plan.json"), *args.program]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    with (folder / "output.txt").open("w", encoding="utf-8") as output:
        try:
            subprocess.run(
                words,
                cwd=work,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=args.limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            output.write(f"stopped after {args.limit} s\n")
    if not (folder / "record.json").is_file():
        return None
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    with np.load(folder / "arrays.npz") as arrays:
        return Side(record, dict(arrays))


def compare(tf1: Side, new: Side, tolerance: float) -> list[Finding]:
    """The findings, from names to numbers."""
    return [
        _variables(tf1, new),
        _first(tf1, new),
        *_steps(tf1, new, tolerance),
        *_checkpoint(tf1, new, tolerance),
    ]


def _variables(tf1: Side, new: Side) -> Finding:
    ours = {name: rest for name, *rest in new.record["variables"]}
    theirs = {name: rest for name, *rest in tf1.record["variables"]}
    parts = [f"{len(theirs)} in TensorFlow 1"]
    parts += [f"{name}: absent here" for name in theirs if name not in ours]
    parts += [f"{name}: absent in TensorFlow 1" for name in ours if name not in theirs]
    parts += [
        f"{name}: {ours[name]} here, {theirs[name]} in TensorFlow 1"
        for name in theirs
        if name in ours and ours[name] != theirs[name]
    ]
    if len(parts) == 1 and list(ours) != list(theirs):
        parts.append("in another order here")
    agrees = len(parts) == 1
    return Finding("variables", "; ".join(parts + ["all alike"] * agrees), agrees)


def _first(tf1: Side, new: Side) -> Finding:
    keys = [key for key in tf1.arrays if key.startswith("first/") and key in new.arrays]
    same = sum(np.array_equal(tf1.arrays[key], new.arrays[key], equal_nan=True) for key in keys)
    text = f"{same} of {len(keys)} equal before they were brought over"
    return Finding("first values", text, None)


def _steps(tf1: Side, new: Side, tolerance: float) -> list[Finding]:
    count = min(tf1.record["steps"], new.record["steps"])
    if tf1.record["steps"] != new.record["steps"]:
        text = f"{tf1.record['steps']} in TensorFlow 1, {new.record['steps']} here"
        return [Finding("steps", text, False)]
    worst = {
        step: _worst(tf1.arrays, new.arrays, f"step/{step}/")
        for step in range(count)
        if f"step/{step}/0" in tf1.arrays
    }
    if not worst:
        return [Finding("steps", "no number was fetched", None)]
    last = max(worst, key=worst.__getitem__)
    text = f"{len(worst)} fetched numbers; the first differ by {next(iter(worst.values())):.1e}"
    steps = Finding("steps", f"{text}, the worst by {worst[last]:.1e}", worst[last] <= tolerance)
    fed = {step: _worst(tf1.arrays, new.arrays, f"fed/{step}/") for step in worst}
    other = [step for step, apart in fed.items() if apart > tolerance]
    if not other:
        return [steps]
    text = f"the program fed other numbers from run {other[0]} on"
    return [Finding("feeds", text, None), steps._replace(agrees=None)]


def _checkpoint(tf1: Side, new: Side, tolerance: float) -> list[Finding]:
    theirs, ours = tf1.record["checkpoint"], new.record["checkpoint"]
    if not theirs or not ours:
        return [Finding("checkpoint", "none: the program ended first, or closed its graph", None)]
    saver = "the program's Saver" if ours["own"] else "a Saver"
    kept = _worst(tf1.arrays, new.arrays, "last/")
    again = _worst(tf1.arrays, new.arrays, "evaluated/")
    return [
        Finding("checkpoint", f"restored by {saver}; variables differ by {kept:.1e}", kept == 0),
        Finding("its numbers", f"{theirs['evaluated']}, differ by {again:.1e}", again <= tolerance),
    ]


def _worst(tf1: Arrays, new: Arrays, prefix: str) -> float:
    """The largest difference below the prefix, relative to its array's largest number."""
    keys = {key for key in [*tf1, *new] if key.startswith(prefix)}
    return max((difference(tf1.get(key), new.get(key)) for key in keys), default=0.0)


def difference(theirs: NDArray[Any] | None, ours: NDArray[Any] | None) -> float:
    """The largest difference relative to the largest number; infinite where none can be told."""
    if theirs is None or ours is None or theirs.shape != ours.shape:
        return float("inf")
    a, b = theirs.astype(np.float64), ours.astype(np.float64)
    if not np.array_equal(np.isfinite(a), np.isfinite(b)):
        return float("inf")
    a, b = a[np.isfinite(a)], b[np.isfinite(b)]
    if not a.size:
        return 0.0
    scale = max(float(np.abs(a).max()), float(np.finfo(np.float32).tiny))
    return float(np.abs(a - b).max()) / scale


def main() -> int:
    """Run both sides, print the findings."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tf1", required=True, help="TensorFlow 1's Python, or a command of words")
    parser.add_argument("--new", default=f"{shlex.quote(sys.executable)} -m tf1compat")
    parser.add_argument("--steps", type=int, default=40, help="calls of Session.run [40]")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=600, help="seconds for each side [600]")
    parser.add_argument("--tolerance", type=float, default=1e-4, help="relative [1e-4]")
    parser.add_argument("--prelude", type=Path, help="a Python file that each side runs first")
    parser.add_argument("--out", type=Path, help="where to keep both runs [a temporary folder]")
    parser.add_argument("program", nargs=argparse.REMAINDER, help="SCRIPT and its arguments")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        out = (args.out or Path(temporary) / "out").resolve()
        sides = [run(shlex.split(args.tf1), "tf1", args, out)]
        sides += [run(shlex.split(args.new), "new", args, out)] if sides[0] else []
        if sides[-1] is None:
            name = "tf1" if len(sides) == 1 else "new"
            text = (out / name / "output.txt").read_text(encoding="utf-8", errors="replace")
            sys.stderr.write(f"{text[-2000:]}\n{args.program}: nothing recorded ({name})\n")
            return 2
    tf1, new = (side for side in sides if side is not None)
    findings = compare(tf1, new, args.tolerance)
    for finding in findings:
        mark = {True: "ok ", False: "NO ", None: "-  "}[finding.agrees]
        sys.stdout.write(f"{mark} {finding.what}: {finding.text}\n")
    return int(any(finding.agrees is False for finding in findings))


if __name__ == "__main__":
    sys.exit(main())
