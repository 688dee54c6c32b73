"""Records what TensorFlow 1.15.5 answers to ``v1_programs.py``, and the names that it has.

    python3.7 -m tests.golden.make_v1

Two runs write identical bytes.
"""

from __future__ import annotations

import functools
import json
import os
import pathlib
import types
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf

from tests.golden.v1_all import PROGRAMS, plain

DATA = pathlib.Path(__file__).parent.parent / "v1" / "data"
CONTRIB = [
    "compiler",
    "compiler.jit",
    "crf",
    "cudnn_rnn",
    "data",
    "distributions",
    "estimator",
    "framework",
    "grid_rnn",
    "layers",
    "learn",
    "learn.preprocessing",
    "legacy_seq2seq",
    "lookup",
    "losses",
    "metrics",
    "opt",
    "predictor",
    "rnn",
    "seq2seq",
    "signal",
    "slim",
    "slim.evaluation",
    "slim.learning",
    "slim.model_analyzer",
    "slim.queues",
    "slim.summaries",
    "slim.utils",
    "tensorboard",
    "tensorboard.plugins",
    "tpu",
    "training",
    "util",
]
# Of a package of its own, in whose modules "_api.v1" does not stand.
ESTIMATOR = [
    "tf.estimator",
    "tf.estimator.experimental",
    "tf.estimator.export",
    "tf.estimator.inputs",
    "tf.estimator.tpu",
]


def public_names(module: Any, path: str) -> dict[str, list[str]]:
    """The public names of a module of the API and of the modules below it."""
    found = {path: sorted(name for name in dir(module) if not name.startswith("_"))}
    for name in found[path]:
        child = getattr(module, name)
        is_api = isinstance(child, types.ModuleType) and "_api.v1" in child.__name__
        if is_api and f"{path}.{name}" not in ("tf.keras", "tf.compat", "tf.raw_ops"):
            found.update(public_names(child, f"{path}.{name}"))
    return found


def contrib_names() -> dict[str, list[str]]:
    found = {"tf.contrib": sorted(n for n in dir(tf.contrib) if not n.startswith("_"))}
    for path in [*CONTRIB, "framework.nest", "tensorboard.plugins.projector"]:
        module: Any = tf.contrib
        for name in path.split("."):
            module = getattr(module, name)
        found[f"tf.contrib.{path}"] = sorted(n for n in dir(module) if not n.startswith("_"))
    for path in ESTIMATOR:
        module = functools.reduce(getattr, path.split(".")[1:], tf)
        found[path] = sorted(n for n in dir(module) if not n.startswith("_"))
    return found


def main() -> None:
    tf.logging.set_verbosity(tf.logging.ERROR)
    results = {}
    for name, program in sorted(PROGRAMS.items()):
        with tf.Graph().as_default():
            results[name] = plain(program(tf))
    write("v1.json", results)
    write("v1_names.json", {**public_names(tf, "tf"), **contrib_names()})


def write(file: str, value: Any) -> None:
    text = json.dumps(value, indent=None, sort_keys=True, separators=(",", ":"))
    (DATA / file).write_text(text.replace('],"', '],\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
