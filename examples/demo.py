"""A checkpoint that TensorFlow 1.15.5 trained, brought to plain Keras 3 and proven, in a minute.

    python examples/demo.py [--output DIRECTORY]

It looks into the checkpoint, converts it, proves the result against the old graph, and reads
360 held-back digits before and after.  Exit code 0: every digit is read as before; 1: one is not.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shlex
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow's start-up notes

import numpy as np
from rich import box
from rich.columns import Columns
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from tf1compat import cli

DIGITS = Path(__file__).resolve().parent / "digits"
CHECKPOINT = "trained/digits.ckpt"
INTO = ["--into", "stage4_plain_keras:build"]
MAP = ["--map", "reader=reader/bidirectional_rnn", "--map", "softmax=softmax"]
TOLERANCE = 1e-5  # of a logit, relative to the largest: float32 rounds, and the ops are not TF1's
SHADES = " ░▒▓█"

console = Console(highlight=False)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, help="directory to keep the converted model in")
    output = parser.parse_args().output
    with contextlib.ExitStack() as stack:
        if output is None:
            output = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        output.mkdir(parents=True, exist_ok=True)
        model = output.resolve() / "digits.keras"
        os.chdir(DIGITS)
        sys.path.insert(0, str(DIGITS))
        return _demo(model)


def _demo(model: Path) -> int:
    console.print(
        Panel.fit(
            "A bidirectional LSTM reads handwritten digits row by row; the images are\n"
            "cut to 4 to 8 rows.  TensorFlow 1.15.5 trained it with stage0_legacy.py:\n"
            "placeholders, variable_scope, bidirectional_dynamic_rnn, Session, Saver.",
            title="tf1compat",
            subtitle="examples/digits",
        )
    )
    _headline(1, "What is in the old checkpoint?")
    code = _run("inspect", CHECKPOINT)
    if code:
        return code
    _headline(2, "To plain Keras 3, proven against its own old graph")
    code = _run("convert", CHECKPOINT, "-o", str(model), *INTO, *MAP)
    if code:
        return code
    _headline(3, "The held-back digits, before and after")
    return 0 if _compare(model) else 1


def _headline(number: int, text: str) -> None:
    console.print()
    console.rule(f"[b]{number}  {text}", align="left")


def _run(*words: str) -> int:
    console.print(f"[green]$[/green] [b]tf1compat {shlex.join(words)}", soft_wrap=True)
    console.print()
    return cli.main(words)


def _compare(model: Path) -> bool:
    """Show accuracy, and whether every digit is read alike by the three."""
    data = np.load("digits.npz")
    images = data["test_images"].astype(np.float32) / 16
    lengths, labels = data["test_lengths"], data["test_labels"]
    recorded = json.loads(Path("trained/tf1.json").read_text(encoding="utf-8"))
    old_name = f"TF {recorded['tensorflow']}, as recorded"
    with console.status("reading 360 digits, old graph and new model"):
        logits = {
            old_name: np.asarray(recorded["logits"], np.float32),
            f"its graph on TF {version('tensorflow')}": _run_old(images, lengths),
            f"Keras {version('keras')} model": _run_new(model, images, lengths),
        }
    rows = [_row(name, own, logits[old_name], labels) for name, own in logits.items()]
    _show_digits(data["test_images"], lengths, labels, list(logits.values()))
    _show_table(rows)
    equal = all(row["same"] == len(labels) and row["error"] <= TOLERANCE for row in rows)
    if equal:
        console.print("[b green]equal to the last digit[/]: nothing of TensorFlow 1 is left.")
    else:
        console.print("[b red]DIFFERENT[/]: see the table.")
    return equal


def _run_old(images: Any, lengths: Any) -> Any:
    """The logits of the old MetaGraph with the old values, in a Session."""
    import tensorflow as tf

    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as session:
        v1.logging.set_verbosity(v1.logging.ERROR)
        v1.train.import_meta_graph(f"{CHECKPOINT}.meta").restore(session, CHECKPOINT)
        return session.run("softmax/logits:0", {"images:0": images, "lengths:0": lengths})


def _run_new(model: Path, images: Any, lengths: Any) -> Any:
    """The logits of the converted model, loaded from its file."""
    import keras

    return keras.saving.load_model(model).predict({"images": images, "lengths": lengths}, verbose=0)


def _row(name: str, logits: Any, reference: Any, labels: Any) -> dict[str, Any]:
    read = np.argmax(logits, axis=1)
    return {
        "name": name,
        "right": int(np.sum(read == labels)),
        "total": len(labels),
        "same": int(np.sum(read == np.argmax(reference, axis=1))),
        "error": float(np.max(np.abs(logits - reference)) / np.max(np.abs(reference))),
    }


def _show_table(rows: list[dict[str, Any]]) -> None:
    table = Table("", "accuracy", "right", "read alike", "largest error", box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(
            row["name"],
            f"{row['right'] / row['total']:.4f}",
            f"{row['right']} of {row['total']}",
            f"{row['same']} of {row['total']}",
            f"{row['error']:.1e}",
        )
    console.print(table)


def _show_digits(images: Any, lengths: Any, labels: Any, logits: list[Any]) -> None:
    """Draw the first digits, cut as they are, with what each of the three read."""
    console.print("\nSix of them, cut as they are, and what each of the three reads:")
    panels = []
    for k in range(6):
        lines = [
            "".join(SHADES[(int(pixel) + 3) // 4] * 2 for pixel in row)
            for row in images[k][: lengths[k]]
        ]
        lines += ["[dim]" + "·" * 16 + "[/]"] * (len(images[k]) - lengths[k])
        read = ", ".join(str(int(np.argmax(own[k]))) for own in logits)
        panels.append(Panel.fit("\n".join(lines), title=f"a {labels[k]}", subtitle=f"read {read}"))
    console.print(Columns(panels))


if __name__ == "__main__":
    sys.exit(main())
