"""``python -m tf1compat SCRIPT`` is ``python SCRIPT`` with TensorFlow 1 behind the imports."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.v1.running import run

SELF = """
import sys, os, pickle, inspect
import __main__
import helper
class Thing:
    pass
print(__name__, __file__, __spec__, __package__, __doc__, type(__builtins__).__name__)
print(sys.argv, sys.path[0], os.getcwd())
print(__main__.Thing is Thing, sys.modules["__main__"].__dict__ is globals())
print(pickle.loads(pickle.dumps(Thing())).__class__ is Thing, inspect.getsource(Thing).strip())
print(helper.WHERE, sorted(set(globals()) - {"__cached__", "__annotations__", "__loader__"}))
if __name__ == "__main__":
    sys.exit(int(sys.argv[1]))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "program.py").write_text('"""Doc."""\n' + SELF, encoding="utf-8")
    (tmp_path / "sub" / "helper.py").write_text("WHERE = __name__\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("code", ["0", "3"])
def test_main_is_what_python_makes_it(folder: Path, code: str) -> None:
    arguments = ("sub/program.py", code, "--flag", "-m", "--era")
    by_door = run(*arguments, cwd=folder)
    by_python = run(*arguments, cwd=folder, door=False)
    assert by_door.stdout == by_python.stdout != ""
    assert by_door.returncode == by_python.returncode == int(code)


def test_a_module_is_run_as_python_does(folder: Path) -> None:
    package = folder / "package"
    package.mkdir()
    (package / "__init__.py").touch()
    text = (
        "import sys\nprint(__name__, __file__, __package__, __spec__.name, sys.argv, sys.path[0])\n"
    )
    (package / "train.py").write_text(text, encoding="utf-8")
    arguments = ("-m", "package.train", "--epochs", "3")
    by_door = run(*arguments, cwd=folder)
    assert by_door.stdout == run(*arguments, cwd=folder, door=False).stdout != ""


FAILING = """
import tensorflow as tf
def build():
    return tf.contrib.opt.GGTOptimizer(3)
try:
    from tensorflow.contrib import nonsense
except ImportError as error:
    print("caught", error)
build()
"""


def test_a_traceback_shows_the_program_only(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(FAILING, encoding="utf-8")
    ran = run("program.py", cwd=tmp_path)
    assert ran.returncode == 1
    assert "caught cannot import name 'nonsense' from 'tensorflow.contrib'" in ran.stdout
    shown = re.findall(r'File "([^"]+)", line (\d+)', ran.stderr)
    path = str(tmp_path / "program.py")
    assert shown == [(path, "9"), (path, "4")]
    assert f"tf.contrib.opt.GGTOptimizer is not served (asked for at {path}:4)" in ran.stderr
    assert "Did you mean" not in ran.stderr


def test_errors_of_python_read_as_ever(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("loss = 1 / 0\n", encoding="utf-8")
    by_door, by_python = (run("program.py", cwd=tmp_path, door=door) for door in (True, False))
    assert by_door.returncode == by_python.returncode == 1
    assert by_door.stderr.splitlines()[-1] == by_python.stderr.splitlines()[-1]


def test_a_program_of_python_2_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("print 'two'\n", encoding="utf-8")
    by_door, by_python = (run("program.py", cwd=tmp_path, door=door) for door in (True, False))
    *as_ever, hint = by_door.stderr.splitlines()
    assert as_ever[-1] == by_python.stderr.splitlines()[-1]
    assert hint.startswith("tf1compat: This reads like a program of Python 2. `2to3 -w FILE`")


def test_flags_of_before_1_5_name_the_era(tmp_path: Path) -> None:
    text = "import tensorflow as tf\ntf.flags.FLAGS._parse_flags()\nprint('parsed')\n"
    (tmp_path / "program.py").write_text(text, encoding="utf-8")
    refused = run("program.py", cwd=tmp_path)
    assert "AttributeError: _parse_flags" in refused.stderr
    assert "`python -m tf1compat --era 1.0 SCRIPT`" in refused.stderr.splitlines()[-1]
    assert run("--era", "1.0", "program.py", cwd=tmp_path).stdout == "parsed\n"


def test_a_script_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").touch()
    said = {
        ("nothing.py",): "expected a Python file, received 'nothing.py'",
        ("package",): "received 'package', a folder without one",
        ("-m", "package.nothing"): "expected a module that can be imported",
        ("-m", "package"): "expected a module that can be imported",
    }
    for words, expected in said.items():
        ran = run("run", *words, cwd=tmp_path)
        assert (ran.returncode, ran.stderr.count("\n")) == (2, 1), ran.stderr
        assert expected in ran.stderr


BEHAVIOUR = """
import os
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name="x")
w = tf.get_variable("w", [3, 2])
v = tf.Variable(np.ones([2], np.float32), name="v")
y = tf.nn.xw_plus_b(x, w, v)
i = tf.while_loop(lambda i: i < 3, lambda i: i + 1, [0])
train = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(y))
assert not tf.executing_eagerly()
assert x.get_shape()[1].value == 3 and isinstance(x.shape[1], tf.Dimension)
assert (x == x) is True and (x == 1) is False and x in {x}
assert [type(k).__name__ for k in (w, v)] == ["RefVariable"] * 2 and w.op.type == "VariableV2"
assert "Enter" in {op.type for op in tf.get_default_graph().get_operations()}
assert [k.name for k in tf.global_variables()] == [
    "w:0", "v:0", "beta1_power:0", "beta2_power:0",
    "w/Adam:0", "w/Adam_1:0", "v/Adam:0", "v/Adam_1:0"]
calls = tf.constant(2)  # R-Net and QANet say so; of 32 bits, which TF1 wanted here
numbers = tf.data.Dataset.range(3).map(lambda k: k + 1, num_parallel_calls=calls)
numbers = numbers.map(lambda k: k * 2, calls)
numbers = numbers.make_initializable_iterator()
number = numbers.get_next()
with tf.Session() as session:
    session.run(numbers.initializer)
    assert [session.run(number) for _ in range(3)] == [2, 4, 6]
    session.run(tf.global_variables_initializer())
    path = tf.train.Saver().save(session, "./model")
    before = session.run(w)
    session.run(train, {x: np.ones([4, 3])})
    assert (session.run(w) != before).all()
    tf.train.Saver().restore(session, path)
    assert (session.run(w) == before).all()
flags = tf.app.flags
flags.DEFINE_float("rate", 0.5, "")
def main(_):
    print("rate", flags.FLAGS.rate)
tf.app.run()
"""


def test_version_1_behaviour_is_on(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(BEHAVIOUR, encoding="utf-8")
    ran = run("program.py", "--rate", "0.25", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert ran.stdout == "rate 0.25\n"


WORKERS = """
import multiprocessing, sys
import tensorflow as tf
def work(n):
    import tensorflow
    cell = tf.nn.rnn_cell.GRUCell(n)
    return tf.__version__, tensorflow.__version__, cell.state_size, tf.executing_eagerly()
if __name__ == "__main__":
    for method in sys.argv[1:]:
        with multiprocessing.get_context(method).Pool(1) as pool:
            print(method, pool.map(work, [3]))
"""


def test_worker_processes_have_it_too(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(WORKERS, encoding="utf-8")
    methods = ("fork", "spawn")
    ran = run("--era", "0.12", "program.py", *methods, cwd=tmp_path)
    expected = "[('1.15.5', '1.15.5', 3, False)]"
    assert ran.stdout.splitlines() == [f"{method} {expected}" for method in methods], ran.stderr


def test_report(tmp_path: Path) -> None:
    text = (
        "import tensorflow as tf\n"
        "for _ in range(3):\n"
        "    tf.placeholder(tf.float32)\n"
        "cell = tf.nn.rnn_cell.LSTMCell\n"
        "from tensorflow.python.client import device_lib\n"
        "device_lib.list_local_devices\n"
        "hasattr(tf.contrib, 'slim') and hasattr(tf.contrib.slim, 'nets')\n"
    )
    (tmp_path / "program.py").write_text(text, encoding="utf-8")
    ran = run("--report", "program.py", cwd=tmp_path)
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in ran.stderr.splitlines()]
    found = {row[0]: row[1:4] for row in rows if len(row) == 5 and row[0]}
    assert found["tf.placeholder"] == ["3", "program.py:3", "passed through"]
    assert found["tf.nn.rnn_cell.LSTMCell"] == ["1", "program.py:4", "adapted"]
    assert found["tf.contrib.slim.nets"] == ["1", "program.py:7", "not served"]
    private = found["tf.python.client.device_lib.list_local_devices"]
    assert private == ["1", "program.py:6", "passed through (private)"]
    assert "not served" in ran.stderr.splitlines()[-1]


def test_strict(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "import tensorflow as tf\nprint(tf.nn.relu.__name__)\ntf.keras\n", encoding="utf-8"
    )
    ran = run("program.py", cwd=tmp_path, TF1COMPAT_STRICT="1")
    assert ran.returncode == 1
    assert ran.stdout == "relu\n"
    assert "tf.keras is not served exactly as TensorFlow 1.15 did" in ran.stderr
