"""``--to keras``: the numbers of TensorFlow 1.15.5 after conversion, and what is left."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import keras
import numpy as np
import pytest

from tests.rewrite.programs import PROGRAMS
from tf1compat import fill_model
from tf1compat.rewrite import files, run

DATA = Path(__file__).with_name("data")


def rewritten(path: Path) -> run.Result:
    (result,) = files.rewrite_all([path], run.all_rules().values())
    return result


def imported(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The rewritten program as a module, without the switch of this process to v1 behaviour."""
    text = rewritten(DATA / f"{name}.py").after.decode()
    switches = "tf.disable_v2_behavior()\ntf.enable_v2_tensorshape()\n"
    assert switches in text
    assert not re.search(r"dynamic_rnn|layers\.(dense|conv|flat|max|average)", _code(text, name))
    path = folder / f"rewritten_{name}.py"
    path.write_text(text.replace(switches, ""), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, path.stem, module)
    spec.loader.exec_module(module)
    return module


def _code(text: str, name: str) -> str:
    """The function of a program's own name."""
    return text.partition(f"def {name}(")[2].partition("\ndef ")[0]


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_numbers_are_those_of_tensorflow_1(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, known = imported(name, tmp_path, monkeypatch), PROGRAMS[name]
    recorded = np.load(DATA / f"{name}.npz")

    def build() -> Any:
        words, lengths = keras.Input(known.shape), keras.Input([], dtype="int32")
        return keras.Model([words, lengths], getattr(program, name)(words, lengths))

    path = tmp_path / f"{name}.keras"
    mapping = {layer: layer for layer in known.layers}
    filled = fill_model(DATA / f"{name}.ckpt", path, into=build, mapping=mapping)
    assert filled.passed
    results = keras.models.load_model(path)([recorded["words"], recorded["lengths"]])
    assert {0, 1, 6} <= set(recorded["lengths"].tolist())
    for result_name, result in zip(known.results, results, strict=True):
        assert np.abs(recorded[result_name]).max() > 0.1
        np.testing.assert_allclose(np.asarray(result), recorded[result_name], atol=1e-6)


def test_what_is_left_says_why() -> None:
    (left,) = rewritten(DATA / "reader.py").left
    assert "DropoutWrapper" in left.why


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("c = GRUCell(3)\ny, _ = D(c, x, dtype=F)\nz, _ = D(c, y, dtype=F)", "used elsewhere"),
        ("c = GRUCell(3)\nif a:\n    c = GRUCell(4)\ny, _ = D(c, x, dtype=F)", "bound 2 times"),
        ("while a:\n  c = GRUCell(3)\n  c = GRUCell(4)\n  y, _ = D(c, x, dtype=F)", "2 times"),
        ("c = GRUCell(3)\ndef f(): return c\nc = GRUCell(4)\ny, _ = D(c, x, dtype=F)", "2 times"),
        ("c = GRUCell(3)\nl = (c for _ in a)\nc = GRUCell(4)\ny, _ = D(c, x, dtype=F)", "2 times"),
        ("c = GRUCell(3)\nfor c in a: pass\ny, _ = D(c, x, dtype=F)", "2 times"),
        ("c = GRUCell(3)\nc = Wrap(c)\ny, _ = D(c, x, dtype=F)", "which no keras layer"),
        ("def f():\n    global c\n    c = GRUCell(3)\n    y, _ = D(c, x, dtype=F)", "several"),
        ("if a:\n    c = GRUCell(3)\nelse:\n    y, _ = D(c, x, dtype=F)", "may be another"),
        ("y, _ = D(cells[0], x, dtype=F)", "no name"),
        ("y, _ = D(GRUCell(3), x, dtype=F, time_major=True)", "time_major"),
        ("y, _ = D(GRUCell(3), x, initial_state=s)", "bound 0 times"),
        ("y, _ = D(GRUCell(3), x, dtype=tf.float64)", "dtype"),
        ("y, _ = D(LSTMCell(3, num_proj=2), x, dtype=F)", "num_proj"),
        ("y, _ = D(LSTMCell(3, cell_clip=1.0), x, dtype=F)", "cell_clip"),
        ("y, _ = D(LSTMCell(3, use_peepholes=True), x, dtype=F)", "use_peepholes"),
        ("y, _ = D(LSTMCell(3, forget_bias=0.5), x, dtype=F)", "forget_bias=0.5"),
        ("y, _ = D(LSTMCell(3, state_is_tuple=False), x, dtype=F)", "one tensor"),
        ("y, _ = D(GRUCell(3, activation=mine), x, dtype=F)", "activation=mine"),
        ("y, _ = D(GRUCell(*a), x, dtype=F)", r"\*"),
        ("r = D(GRUCell(3), x, dtype=F)", "not taken apart"),
        ("y, _ = D(GRUCell(3), x, dtype=F,  # why\n         scope='a')", "comment"),
        ("y, _ = D(GRUCell(3), f(x), sequence_length=n, dtype=F)", "give them a name"),
        ("with tf.variable_scope('a', reuse=r):\n    y, _ = D(GRUCell(3), x, dtype=F)", "shared"),
        ("tf.get_variable_scope().reuse_variables()\ny, _ = D(GRUCell(3), x, dtype=F)", "shared"),
        ("n = x.shape[1].value\ny, _ = D(GRUCell(3), x, dtype=F)", "Dimension.value"),
        ("y = tf.layers.dense(x, 3, name='a/b')", "path"),
        ("y = tf.layers.batch_normalization(x)", "moving averages"),
    ],
)
def test_what_cannot_be_known_stays(tmp_path: Path, lines: str, why: str) -> None:
    names = {"D": "tf.nn.dynamic_rnn", "F": "tf.float32"}
    for short, name in names.items():
        lines = lines.replace(f"{short}(", f"{name}(").replace(f"={short}", f"={name}")
    for cell in ("GRUCell", "LSTMCell"):
        lines = lines.replace(f"{cell}(", f"tf.nn.rnn_cell.{cell}(")
    path = tmp_path / "a.py"
    path.write_text(f"import tensorflow as tf\n{lines}\n")
    result = rewritten(path)
    assert any(re.search(why, one.why) for one in result.left), result.left
    last = result.after.decode().splitlines()[-1]
    assert "keras" not in last


def test_sharing_blocks_what_is_ever_loaded_with_it(tmp_path: Path) -> None:
    model = "import tensorflow as tf\nimport helpers\ny = tf.layers.dense(x, 3)\n"
    files_of = {
        "helpers": "",
        "alone": model,
        "main": "import shared\nimport called\n",
        "shared": "import tensorflow as tf\nimport helpers\ntf.variable_scope('a', reuse=True)\n",
        "called": model,
    }
    for name, text in files_of.items():
        (tmp_path / f"{name}.py").write_text(text)
    results = {r.path.stem: r for r in files.rewrite_all([tmp_path], run.all_rules().values())}
    assert b"keras.layers.Dense(units=3)(x)" in results["alone"].after
    (left,) = results["called"].left
    assert left.elsewhere == ((tmp_path / "shared.py", 3),)


def test_sharing_blocks_all_where_a_file_may_load_any(tmp_path: Path) -> None:
    model = "import tensorflow as tf\nimport helpers\ny = tf.layers.dense(x, 3)\n"
    files_of = {
        "helpers": "import importlib\n",
        "alone": model,
        "shared": "import tensorflow as tf\nimport helpers\ntf.variable_scope('a', reuse=True)\n",
    }
    for name, text in files_of.items():
        (tmp_path / f"{name}.py").write_text(text)
    results = {r.path.stem: r for r in files.rewrite_all([tmp_path], run.all_rules().values())}
    (left,) = results["alone"].left
    assert left.elsewhere == ((tmp_path / "shared.py", 3),)


def test_a_name_bound_anew_is_followed_from_cell_to_cell(tmp_path: Path) -> None:
    new = "tf.nn.rnn_cell.GRUCell"
    run_it = "tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)"
    lines = [
        "import tensorflow as tf",
        f"with a:\n    cell = {new}(1)\n    y, last = {run_it}",
        f"with a:\n    cell = {new}(2)\ny, last = {run_it}\nprint(last)",
        f"cell = {new}(3)\ny, last = {run_it}\ncell = wrapped(cell)\ny, last = {run_it}",
    ]
    path = tmp_path / "a.py"
    path.write_text("\n".join(lines))
    result = rewritten(path)
    after = result.after.decode()
    made = re.findall(r"keras.layers.GRU\((.*)\)", after)
    assert [text.replace("return_", "") for text in made] == [
        "1, reset_after=False, sequences=True",  # its state is read by none
        "2, reset_after=False, sequences=True, state=True",
    ]
    assert after.count("cell(x)") == 2
    assert ["elsewhere" in one.why for one in result.left] == [True, False]


def test_python_2_that_parses_is_read_again(tmp_path: Path) -> None:
    pytest.importorskip("fissix")
    path = tmp_path / "a.py"
    path.write_text("import tensorflow as tf\nfor i in xrange(3): y = tf.layers.dense(x, 2)\n")
    (result,) = files.rewrite_all([path], run.all_rules().values(), py2=True)
    last = result.after.decode().splitlines()[-1]
    assert last == "for i in range(3): y = keras.layers.Dense(units=2)(x)"
