"""Makes the three tables of names beside ``tf1compat/v1``.

    python    -m tests.golden.make_v1_tables today.json     (today's TensorFlow)
    python3.7 -m tests.golden.make_v1_tables today.json     (TensorFlow 1.15.5)

The first call lists the names that ``tf.compat.v1`` and ``tf`` have today; the second writes
``tf1_names.txt`` (what it has not), ``kept_names.txt`` (what it has still) and
``private_names.txt`` (where TF1 kept its public names).
"""

from __future__ import annotations

import json
import os
import pathlib
import sys
import types
from typing import Any, Dict, Iterator, List, Tuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLES = ROOT / "tf1compat" / "v1"
API = ROOT / "tests" / "data" / "tf1_api.json"
SKIPPED = ("tf.keras", "tf.compat", "tf.contrib", "tf.estimator")

_NAMES_HEAD = """\
# Names that TensorFlow 1.15.5 had and today's tf.compat.v1 has not: `module: name …`.
# `*` marks a module whose names are not listed.  Made by tests/golden/make_v1_tables.py.
"""
_KEPT_HEAD = """\
# Names that TensorFlow 1.15.5 had and today's tf.compat.v1 has still: `module: name …`, and
# `name=v1` where today's tf itself has it no more.  Made by tests/golden/make_v1_tables.py.
"""
_PRIVATE_HEAD = """\
# Where TensorFlow 1.15.5 kept in private modules what it published: `module: name …`, and
# `name=public.path` where the two differ.  Made by tests/golden/make_v1_tables.py.
"""
# Private modules that no program is served from by name.
_UNUSED = (
    ".keras",
    ".tpu",
    ".distribute",
    ".ragged",
    ".profiler",
    ".compiler",
    ".autograph",
    ".linear_operator",
    ".standard_ops",
    ".user_ops",
    ".estimator",
    ".gen_sdca",
    ".gen_decode",
    ".gen_encode",
    ".pywrap",
    ".wrap_function",
    ".experimental",
    ".python_state",
    ".imperative",
    ".remote",
    ".module.module",
    ".gen_audio",
    ".sdca",
    ".numerics",
    ".data.util",
    ".feature_column.seq",
)


def walk(module: Any, path: str) -> Iterator[Tuple[str, Any]]:
    """(path, value) of the public names of an API module and of those below it."""
    for name in sorted(n for n in dir(module) if not n.startswith("_")):
        below = "{}.{}".format(path, name)
        if below in SKIPPED:
            continue
        try:
            value = getattr(module, name)
        except (AttributeError, ImportError):
            continue
        yield below, value
        if isinstance(value, types.ModuleType) and "_api" in getattr(value, "__name__", ""):
            try:
                yield from walk(value, below)
            except ImportError:  # a module that Keras 3 emptied
                continue


def write_today(file: str) -> None:
    names = [[path for path, _ in walk(api, "tf")] for api in (tf.compat.v1, tf)]
    pathlib.Path(file).write_text(json.dumps(names), encoding="utf-8")


def write_tables(file: str) -> None:
    today, second = map(set, json.loads(pathlib.Path(file).read_text(encoding="utf-8")))
    names = _lost(today)
    lines = ["{}: {}".format(m, " ".join(sorted(names[m]))) for m in sorted(names)]
    (TABLES / "tf1_names.txt").write_text(_NAMES_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    lines = list(_kept_lines(today, second))
    (TABLES / "kept_names.txt").write_text(_KEPT_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    lines = list(_private_lines(today))
    text = _PRIVATE_HEAD + "\n".join(lines) + "\n"
    (TABLES / "private_names.txt").write_text(text, encoding="utf-8")


def _lost(today: Any) -> Dict[str, List[str]]:
    symbols = set(json.loads(API.read_text(encoding="utf-8"))["symbols"])
    symbols |= {path for path, _ in walk(tf, "tf") if path not in today}
    accidents = ("absolute_import", "division", "print_function")
    symbols = {symbol for symbol in symbols if symbol.rpartition(".")[2] not in accidents}
    names: Dict[str, List[str]] = {}
    for symbol in symbols:
        module, _, name = symbol.rpartition(".")
        names.setdefault(module, []).append(name)
    names.setdefault("tf.contrib.learn", []).append("*")
    for name in dir(tf.contrib):
        module = "tf.contrib." + name
        value = getattr(tf.contrib, name)
        if not isinstance(value, types.ModuleType):
            continue
        if module not in names:
            names[module] = ["*"]
        elif "*" not in names[module]:
            listed = {n for n in dir(value) if not n.startswith("_") and n not in accidents}
            names[module] = sorted(listed | set(names[module]))
    for name in ("experimental", "export", "inputs", "tpu"):
        names["tf.estimator"].append(name)
        value = getattr(tf.estimator, name)
        names["tf.estimator." + name] = [n for n in dir(value) if not n.startswith("_")]
    return names


def _kept_lines(today: Any, second: Any) -> Iterator[str]:
    names: Dict[str, List[str]] = {}
    for path, _ in walk(tf, "tf"):
        if path in today:
            module, _, name = path.rpartition(".")
            names.setdefault(module, []).append(name if path in second else name + "=v1")
    for module in sorted(names):
        yield "{}: {}".format(module, " ".join(names[module]))


def _private_lines(today: Any) -> Iterator[str]:
    public = _by_identity(today)
    modules = {
        name.replace("tensorflow_core.", "tensorflow."): m for name, m in sys.modules.items()
    }
    for path in sorted(modules):
        if not path.startswith("tensorflow.python.") or any(word in path for word in _UNUSED):
            continue
        pairs = [
            (name, public[id(value)])
            for name, value in sorted(vars(modules[path]).items())
            if not name.startswith("__") and id(value) in public
        ]
        words = [name if name == where else "{}={}".format(name, where) for name, where in pairs]
        if words:
            yield "{}: {}".format(path.replace("tensorflow.", "tf.", 1), " ".join(words))


def _by_identity(today: Any) -> Dict[int, str]:
    """The shortest public path of each function and class that is there today too."""
    found: Dict[int, str] = {}
    order = sorted(walk(tf, "tf"), key=lambda item: (item[0].count("."), len(item[0]), item[0]))
    for path, value in order:
        is_code = callable(value) and not isinstance(value, types.ModuleType)
        if is_code and path in today and not path.startswith("tf.raw_ops"):
            found.setdefault(id(value), path[len("tf.") :])
    return found


if __name__ == "__main__":
    if tf.__version__.startswith("1."):
        import tensorflow.contrib

        write_tables(sys.argv[1])
    else:
        write_today(sys.argv[1])
