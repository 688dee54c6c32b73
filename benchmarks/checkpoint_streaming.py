"""How fast a checkpoint converts, and in how much memory, beside copying it.

Usage: ``python -m benchmarks.checkpoint_streaming [--gib 0.25] [--folder DIR] [--only npz …]
[--graph]
[--rounds 3]``

Writes a V2 checkpoint of BasicLSTM recurrences of 64 MiB each, then measures in a process of
its own: reading every value, and converting all of it to each format, with a copy beside each,
until the disk has what was written.  A conversion's time is told by what it says that it does:
reading, building and writing are the conversion proper; loading what was written, running old and
new, and differentiating are its proof.  The disk takes a converted file while its proof runs, so
what is left of that wait counts with the proof.  For Keras's own formats the table shows beside it
how fast Keras writes the same models where nothing is converted.  With ``--graph`` a ``.meta`` lies
beside the checkpoint, and the proof runs the old graph; else numpy stands in.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

UNITS = 1448  # a kernel [2U, 4U] of float32 is 64 MiB
MIB = 1 << 20
Found = dict[str, Any]  # what a job measured
DRAWS = "BENCHMARK_DRAWS"  # for the processes that measure


def write(prefix: Path, recurrences: int) -> None:
    """The checkpoint, all of it in this process's memory."""
    import numpy as np
    import tensorflow as tf

    random = np.random.default_rng(1)
    values = {}
    for k in range(recurrences):
        scope = f"layer_{k}/rnn/basic_lstm_cell"
        kernel = random.standard_normal((2 * UNITS, 4 * UNITS), np.float32)
        values[f"{scope}/kernel"] = 0.02 * kernel
        values[f"{scope}/bias"] = random.standard_normal(4 * UNITS, np.float32)
    tf.raw_ops.SaveV2(
        prefix=str(prefix),
        tensor_names=list(values),
        shape_and_slices=[""] * len(values),
        tensors=list(values.values()),
    )


def write_graph(prefix: Path, recurrences: int) -> None:
    """The ``.meta`` of a program that made such a checkpoint."""
    import tensorflow as tf

    import tf1compat.v1 as tf1
    from tf1compat import kernels

    with tf.Graph().as_default(), kernels.switched(False):  # as TF1 built it: step by step
        tf.compat.v1.disable_control_flow_v2()
        inputs = tf1.placeholder(tf1.float32, [None, None, UNITS])
        lengths = tf1.placeholder(tf1.int32, [None])
        for k in range(recurrences):
            with tf1.variable_scope(f"layer_{k}"):
                cell = tf1.nn.rnn_cell.BasicLSTMCell(UNITS)
                tf1.nn.dynamic_rnn(cell, inputs, lengths, dtype=tf1.float32)
        tf.compat.v1.train.export_meta_graph(filename=f"{prefix}.meta")


def copy(prefix: Path, target: Path) -> None:
    """Every file, until the disk has it."""
    target.mkdir()
    for source in prefix.parent.glob(prefix.name + ".*"):
        with open(source, "rb") as old, open(target / source.name, "wb") as new:
            shutil.copyfileobj(old, new, MIB)
            new.flush()
            os.fsync(new.fileno())


def read(prefix: Path, target: Path) -> None:
    """One value after the other."""
    del target
    from tf1compat.checkpoint.read import open_checkpoint

    opened = open_checkpoint(prefix)
    for name in opened.shapes:
        opened.read(name)


def keras_alone(prefix: Path, target: Path, kind: str) -> float:
    """Seconds that Keras takes to write the recurrences' models, until the disk has them."""
    from tf1compat.checkpoint.inspection import inspect_checkpoint
    from tf1compat.checkpoint.model import build_model, fill_weights

    target.mkdir()
    found = inspect_checkpoint(prefix)
    seconds = 0.0
    for number, plan in enumerate(found.plans):
        built = build_model(plan)
        fill_weights(built, found.checkpoint.read)
        path = target / f"{number}.{kind}"
        start = time.perf_counter()
        (built.model.save if kind == "keras" else built.model.save_weights)(path)
        with open(path, "rb") as file:
            os.fsync(file.fileno())
        seconds += time.perf_counter() - start
    return seconds


class Clock:
    """The time between lines of progress, by their first word."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.busy: dict[str, float] = defaultdict(float)
        self.peaks: dict[str, float] = defaultdict(float)
        self._now, self._since = "start", (time.perf_counter(), time.process_time())

    def __call__(self, line: str) -> None:
        self.seconds[self._now] += time.perf_counter() - self._since[0]
        self.busy[self._now] += time.process_time() - self._since[1]
        self.peaks[self._now] = max(self.peaks[self._now], memory("VmHWM"))
        restart_peak()
        self._now = line.split()[0]
        self._since = (time.perf_counter(), time.process_time())


def convert(prefix: Path, target: Path, kind: str) -> Clock:
    """All recurrences, each written, loaded again and proven."""
    import tf1compat

    clock = Clock()
    draws = int(os.environ.get(DRAWS, "3"))
    done = tf1compat.convert(prefix, f"{target}/", target=kind, progress=clock, draws=draws)
    clock("syncing")
    for one in done:
        with open(one.path, "rb") as file:
            os.fsync(file.fileno())
    clock("done")
    assert all(one.proof.passed for one in done)
    return clock


JOBS: dict[str, Callable[[Path, Path], Any]] = {"copy": copy, "read": read}
JOBS |= {
    kind: functools.partial(convert, kind=kind)
    for kind in ("npz", "safetensors", "keras", "weights.h5")
}
OF_KERAS = ("keras", "weights.h5")
ALONE = {f"{kind} alone": functools.partial(keras_alone, kind=kind) for kind in OF_KERAS}
PROOF = ("loading", "running", "differentiating")


def measure(job: str, prefix: Path, target: Path) -> None:
    """Print seconds, and MiB beyond what importing and TensorFlow's start take."""
    if job != "copy":
        import keras
        import tensorflow as tf

        keras.ops.ones(1)
        tf.constant(1)
    before = memory("VmRSS")
    restart_peak()
    start, busy = time.perf_counter(), time.process_time()
    if job in ALONE:
        sys.stdout.write(json.dumps({"seconds": ALONE[job](prefix, target)}) + "\n")
        return
    clock = JOBS[job](prefix, target)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    found: Found = {"seconds": seconds, "cpu": busy, "peak": memory("VmHWM") - before, "proof": 0.0}
    if clock:
        peaks = {step: peak - before for step, peak in clock.peaks.items()}
        found["proof"] = sum(clock.seconds[step] for step in PROOF)
        found["peak"] = max(peak for step, peak in peaks.items() if step not in PROOF)
        found["proof_peak"] = max(peaks[step] for step in PROOF)
        found["cpu"] -= sum(clock.busy[step] for step in PROOF)
    sys.stdout.write(json.dumps(found) + "\n")


def restart_peak() -> None:
    """VmHWM starts again from what is in use."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def memory(field: str) -> float:
    """MiB of this process, as Linux counts them."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith(field + ":"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Write, measure each job in a process of its own, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gib", type=float, default=0.25, help="size of the checkpoint (0.25)")
    parser.add_argument("--folder", help="where to write (the system's temporary directory)")
    parser.add_argument("--only", nargs="+", choices=list(JOBS), help="some of the jobs")
    parser.add_argument("--draws", type=int, default=3, help="random inputs of each proof (3)")
    parser.add_argument("--graph", action="store_true", help="with a .meta: prove against it")
    parser.add_argument("--rounds", type=int, default=1, help="of each job; medians are shown (1)")
    parser.add_argument("--job", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.job:
        measure(args.job[0], Path(args.job[1]), Path(args.job[2]))
        return
    os.environ[DRAWS] = str(args.draws)
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # as `tf1compat convert` does
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        prefix = Path(folder) / "model.ckpt"
        recurrences = max(1, round(args.gib * 16))
        write(prefix, recurrences)
        if args.graph:
            write_graph(prefix, recurrences)
        size = sum(f.stat().st_size for f in Path(folder).iterdir()) / MIB
        largest = 32 * UNITS**2 / MIB
        sys.stdout.write(f"{size:.0f} MiB, largest tensor {largest:.0f} MiB\n")
        for job in (job for job in args.only or list(JOBS) if job != "copy"):
            sys.stdout.write(row(job, size, *beside_copies(job, prefix, args.rounds)) + "\n")
            sys.stdout.flush()


def in_own_process(job: str, prefix: Path) -> Found:
    """What a job measured; what it wrote is removed."""
    target = prefix.parent / job
    words = [sys.executable, "-m", __spec__.name, "--job", job, str(prefix), str(target)]
    printed = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    shutil.rmtree(target, ignore_errors=True)
    found: Found = json.loads(printed.splitlines()[-1])
    return found


def beside_copies(job: str, prefix: Path, rounds: int) -> tuple[list[Found], list[Found], Found]:
    """A job's rounds, the copies before, between and after them, and Keras's writer alone."""
    copies, runs = [in_own_process("copy", prefix)], []
    for _ in range(rounds):
        runs.append(in_own_process(job, prefix))
        copies.append(in_own_process("copy", prefix))
    return runs, copies, in_own_process(f"{job} alone", prefix) if job in OF_KERAS else {}


def own_seconds(found: Found) -> float:
    """Without the proof."""
    return float(found["seconds"] - found["proof"])


def row(job: str, size: float, runs: list[Found], copies: list[Found], alone: Found) -> str:
    """One line: medians, and each round's speed beside that of the copies around it."""
    shares = [
        (before["seconds"] + after["seconds"]) / 2 / own_seconds(run)
        for run, before, after in zip(runs, copies, copies[1:], strict=False)
    ]
    speed = size / statistics.median(map(own_seconds, runs))
    copied = size / statistics.median(copy["seconds"] for copy in copies)
    spread = f"{min(shares):.0%} to {max(shares):.0%}"
    line = f"{job:12} {speed:7.1f} MiB/s, {statistics.median(shares):.0%} ({spread})"
    line += f" of copying, {copied:.1f} MiB/s"
    line += f"   {max(run['peak'] for run in runs):6.0f} MiB beyond the start"
    if runs[0]["proof"]:
        proof = statistics.median(run["proof"] for run in runs)
        line += f"   (proof: {proof:.1f} s, {max(run['proof_peak'] for run in runs):.0f} MiB)"
    if alone:
        line += f"   Keras's writer alone {size / alone['seconds']:.1f} MiB/s"
    return line


if __name__ == "__main__":
    main()
