"""Spellings of modules that are gone, and paths that lead elsewhere: moved, or told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.test_rewrite import check, moved, upto
from tf1compat.rewrite import files, run


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from tensorflow_core.contrib import rnn", "from tf1compat.v1.contrib import rnn"),
        ("from tensorflow._api.v1.nn import x", "from tf1compat.v1.nn import x"),
        ("import tensorflow_core.compat.v1 as t", "import tf1compat.v1 as t"),
        ("import tensorflow_core", "import tf1compat.v1 as tensorflow_core"),
        ("from tensorflow_core.keras import layers", "from tensorflow.keras import layers"),
        ("from tensorflow.compat.v1.keras import layers", "from tensorflow.keras import layers"),
        ("import tensorflow_core.core.x_pb2 as x", "import tensorflow.core.x_pb2 as x"),
        (
            "import tensorflow as tf\nimport_module('tensorflow_core.keras')",
            "import tf1compat.v1 as tf\nimport_module('tensorflow.keras')",
        ),
    ],
)
def test_spellings_that_are_no_longer_there(before: str, after: str) -> None:
    assert moved(before, "import-from", "import-module", "import-call") == after


def test_what_was_bound_is_what_is_switched() -> None:
    assert moved("import tensorflow_core\n") == (
        "import tf1compat.v1 as tensorflow_core\ntensorflow_core.disable_v2_behavior()\n"
    )


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import tensorflow as tf\ntf._api.v1.nn.relu", "write the path without it"),
        ("import tensorflow.compat.v2 as t\nt.compat.v1.layers.dense", "TensorFlow 2 itself"),
        ("import tensorflow\nimport tensorflow.keras", "give it a name of its own"),
        ("import tensorflow_core.keras", "write import tensorflow.keras as"),
        ("__import__('tensorflow.nn', g, l, ['x'])", "unusual arguments"),
        ("x = 'tensorflow.contrib.rnn'", "named in a string"),
        ("import tensorflow as tf\nf(tf)", "handed on"),
    ],
)
def test_what_is_not_reached_is_told(source: str, why: str) -> None:
    _, left, came = run.rewrite(source, upto("imports"), run.Program(check))
    assert [came[one.line] for one in left if why in one.why] == [source.count("\n") + 1]


@pytest.mark.parametrize(
    "source",
    [
        "from tensorflow.tools import gone",
        "import tensorflow.tools.gone as x",
        "from tensorflow import keras, tools_gone",
    ],
)
def test_what_stays_must_be_there(source: str) -> None:
    def gone(module: str, name: str) -> str:
        return "it is gone" if "gone" in f"{module}.{name}" else ""

    _, left, _ = run.rewrite(source, upto("imports"), run.Program(gone))
    assert [(one.line, "it is gone" in one.why) for one in left] == [(1, True)]


@pytest.mark.parametrize(
    ("source", "is_tf2"),
    [
        ("from tensorflow.compat.v1 import nn\nnn.relu\n", True),
        ("import tensorflow as tf\ntf.compat.v1.nn.rnn_cell.GRUCell\n", False),
        ("from tensorflow_core.keras import layers\n", False),
        ("from tensorflow._api.v1.keras import layers\n", False),
    ],
)
def test_what_makes_a_program_tensorflow_1(tmp_path: Path, source: str, is_tf2: bool) -> None:
    (tmp_path / "a.py").write_text(source)
    (result,) = files.rewrite_all([tmp_path], upto("imports"), check=check, py2=True)
    assert result.is_tf2 is is_tf2
    assert result.changed is not is_tf2
