"""Hints at the end of a program: the errors are Python's own, raised by what old code does."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.v1.running import run
from tf1compat.door import hints

OLD = (
    "print 'loss'",
    "for i in xrange(3): pass",
    "import cPickle",
    "import StringIO",
    "{}.iteritems()",
    "{}.has_key(1)",
    "import itertools; itertools.izip([], [])",
    "import urllib; urllib.urlretrieve('x')",
    "map(int, ['1'])[0]",
    "{1: 2}.keys()[0]",
    "len(zip([1], [2]))",
    "import sys; sys.setdefaultencoding('utf8')",
    "iter([1]).next()",
)
MODEL = "import keras, tensorflow as tf; m = keras.Sequential([keras.layers.Dense(1)])\n"
KERAS_2 = (
    "import tensorflow as tf; tf.keras.backend.set_session(None)",
    "import tensorflow as tf; tf.keras.layers.CuDNNLSTM(2)",
    MODEL + "m.compile(tf.compat.v1.train.AdamOptimizer())",
    # What fit does in graph mode, where no program of TensorFlow 1 could do it by itself.
    "import tensorflow as tf\nwith tf.Graph().as_default(): list(tf.data.Dataset.range(2))",
)
OTHERS = (
    MODEL + "m.compile('no optimizer')",
    "import keras; keras.layers.Dense(1).units_of",
    "x = (1",
    "loss",
    "import no_such_module",
    "object().units",
    "len(3)",
    "[1]['a']",
    "1 / 0",
)


def error_of(code: str) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011  each code has another
        exec(compile(code, "old.py", "exec"), {})
    return caught.value


@pytest.mark.parametrize("code", OLD)
def test_python_2_is_recognised(code: str) -> None:
    assert "2to3" in str(hints.of(error_of(code)))


@pytest.mark.parametrize("code", KERAS_2)
def test_keras_2_is_recognised(code: str) -> None:
    assert "TF_USE_LEGACY_KERAS=1" in str(hints.of(error_of(code)))


def test_the_command_that_is_named_is_there() -> None:
    pytest.importorskip("fissix")
    module = re.search(r"`python -m (\w+) -w FILE`", str(hints.of(error_of("import cPickle"))))
    assert module is not None
    assert find_spec(f"{module[1]}.__main__") is not None


def test_mixed_tabs_are_expanded_before() -> None:
    hint = str(hints.of(error_of("if True:\n\tx = 1\n        y = 1\n")))
    assert "`expand -t 8 FILE`" in hint


def test_generators_of_before_3_7_are_told_what_to_write() -> None:
    error = error_of("def g(): yield next(iter([]))\nlist(g())")
    assert "except StopIteration: return" in str(hints.of(error))


@pytest.mark.parametrize("code", ["range(4 / 2)", "[1, 2][: 2 / 2]"])
def test_a_division_that_no_longer_gives_an_integer_is_named(code: str) -> None:
    hint = str(hints.of(error_of(code)))
    assert "write `//`" in hint
    assert "--era 1.0" in hint  # where the number is a flag's


def test_a_flag_that_1_4_took_names_the_era() -> None:
    hint = hints.of(error_of("from absl import flags\nflags.FLAGS.never_defined = 3"))
    assert "--era 1.0" in str(hint)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            "import json, numpy; json.dumps(sum([numpy.float32(1)]))",
            marks=pytest.mark.skipif(np.__version__ < "2", reason="numpy 1 makes a double of it"),
        ),
        "import numpy as np, tensorflow as tf; tf.nn.dropout(np.float64(2) * np.ones(2), "
        "tf.constant(0.5))",
        "import tensorflow as tf; tf.constant([[1.0]]) @ tf.constant([[1.0]], tf.float64)",
        "import tensorflow as tf; tf.convert_to_tensor(tf.constant(1.0), tf.float64)",
    ],
)
def test_what_numpy_2_computes_in_another_type_is_named(code: str) -> None:
    import tensorflow

    with tensorflow.Graph().as_default():
        assert "numpy<2" in str(hints.of(error_of(code)))


def test_a_boolean_flag_with_another_default_names_the_era() -> None:
    code = "from absl import flags\nflags.DEFINE_boolean('hint_clip', 40.0, '')"
    assert "--era 1.0" in str(hints.of(error_of(code)))


def test_an_array_that_numpy_no_longer_takes_for_a_number() -> None:
    error: Exception = TypeError("only 0-dimensional arrays can be converted to Python scalars")
    if np.lib.NumpyVersion(np.__version__) >= "2.5.0":
        error = error_of("import numpy; int(numpy.ones(1))")
    assert "numpy<2.3" in str(hints.of(error))


@pytest.mark.parametrize(
    "code",  # what it asks for, fused and not, with tf_keras and without
    ["from tensorflow.python.framework import ops\nops.Tensor", "import tf_keras.legacy_tf_layers"],
)
def test_batch_norm_of_tf_slim_is_sent_to_contrib(code: str) -> None:
    assert "tf.contrib.layers.batch_norm" in str(hints.of(error_of(code)))


def test_a_module_beside_its_importer_is_asked_for_by_a_dot(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").write_text("from cells import Cell\n", encoding="utf-8")
    (tmp_path / "models" / "cells.py").write_text("Cell = 1\n", encoding="utf-8")
    (tmp_path / "train.py").write_text("import models\n", encoding="utf-8")
    ran = run("train.py", cwd=tmp_path)
    assert ran.returncode == 1
    assert "`from .cells import ...`" in ran.stderr.splitlines()[-1]


@pytest.mark.parametrize("code", OTHERS)
def test_other_errors_get_none(code: str) -> None:
    assert hints.of(error_of(code)) is None


def test_arrays_of_objects_are_asked_for(tmp_path: Path) -> None:
    np.save(tmp_path / "rows.npy", np.array([[1], [2, 3]], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle") as caught:
        np.load(tmp_path / "rows.npy")
    assert "allow_pickle=True" in str(hints.of(caught.value))


def test_parts_of_setuptools_are_said_where_they_are_gone() -> None:
    assert "setuptools<81" in str(hints.of(ModuleNotFoundError("No module named 'pkg_resources'")))


def test_flags_that_were_values(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text(
        "import tensorflow as tf\ntf.flags.DEFINE_boolean('large', False, '')\n"
        "tf.flags.FLAGS(['old.py'])\nif tf.flags.FLAGS.__flags['large']: print('never')\n",
        encoding="utf-8",
    )
    assert "--era 1.0" in run("old.py", cwd=tmp_path).stderr
    assert "--era 1.0" in str(hints.of(KeyError("__flags")))
