"""Public API only: nothing of tensorflow.python, keras.src, tf_keras, nor underscores."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import tf1compat
from tests.private_names import defined_names, violations

PACKAGE = Path(tf1compat.__path__[0])
SOURCES = sorted(PACKAGE.rglob("*.py"))
OWN = set().union(*(defined_names(ast.parse(path.read_text("utf-8"))) for path in SOURCES))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_public_names_are_used(path: Path) -> None:
    assert violations(path.read_text("utf-8"), OWN) == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("import tensorflow.python", "tensorflow.python"),
        ("import tensorflow.python.ops.nn as n", "tensorflow.python.ops.nn"),
        ("from tensorflow.python.ops import rnn", "tensorflow.python.ops.rnn"),
        ("from tensorflow import python", "tensorflow.python"),
        ("from keras import src", "keras.src"),
        ("from keras.src.layers import RNN", "keras.src.layers.RNN"),
        ("import tf_keras", "tf_keras"),
        ("import keras\nkeras.src.ops", "keras.src"),
        ("import tensorflow as tf\ntf.python.ops", "tensorflow.python"),
        ("import tensorflow as tf\ntf._x", "tensorflow._x"),
        ("from numpy import _core", "numpy._core"),
        ("import numpy._core", "numpy._core"),
        ("def f(t):\n return t._keras_mask", "._keras_mask"),
        ("class A(B):\n def f(self):\n  return self._losses", "._losses"),
        ("def f(t):\n t._keras_mask = 1", "._keras_mask"),
        ("def f(t):\n return getattr(t, '_keras_mask', None)", "._keras_mask"),
        ("import importlib\nimportlib.import_module('keras.src')", "keras.src"),
        ("__import__('tensorflow.python')", "tensorflow.python"),
        ("def f():\n from tf_keras import layers", "tf_keras.layers"),
    ],
)
def test_a_private_name_is_found(source: str, what: str) -> None:
    found = violations(source)
    assert found
    assert {line.partition(": ")[2] for line in found} >= {what}


@pytest.mark.parametrize(
    "source",
    [
        "import tensorflow as tf\ntf.compat.v1.nn.dynamic_rnn",
        "import keras\nkeras.ops.tanh",
        "from tf1compat.cells import _shared",
        "class A:\n def f(self):\n  self._x = 1\n  return self._x",
        "def _f(): ...\n_f()",
        "def f(): ...\nf._key = 1\ngetattr(f, '_key')",
        "def f(t):\n return t.__class__, t.__dict__",
        "def f(pair):\n return pair._replace(c=1)",
        "NAMES = ['tensorflow.python.ops.rnn_cell_impl']",
        "from __future__ import annotations",
    ],
)
def test_public_names_and_our_own_are_allowed(source: str) -> None:
    assert violations(source) == []


def test_a_name_of_ours_may_be_used_in_another_file() -> None:
    source = "def f(cell):\n return cell._linear"
    assert violations(source) == ["2: ._linear"]
    assert violations(source, own={"_linear"}) == []
