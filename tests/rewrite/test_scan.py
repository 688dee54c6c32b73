"""Scanning files and repositories."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents import ROOT
from tf1compat import cli
from tf1compat.scan import jobs, page, served
from tf1compat.scan.report import Report, scan

OLD = "import tensorflow as tf\ncell = tf.nn.rnn_cell.GRUCell(3)\n"
GONE = "import tensorflow as tf\ncell = tf.contrib.no_such_thing.Thing(3)\n"


def write(folder: Path, **files: str) -> Path:
    """Files by name, ``a__b`` for a folder."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def symbols(report: Report) -> dict[str, int]:
    """Uses by symbol."""
    return {row.symbol: row.uses for row in report.rows}


def test_aliases_cross_modules(tmp_path: Path) -> None:
    write(
        tmp_path,
        common="import tensorflow as tf\nrnn = tf.contrib.rnn",
        star="from common import *\nrnn.LSTMCell(3)",
        named="from common import rnn as r\nr.GRUCell(3)",
        dotted="import common\ncommon.tf.nn.relu(1)",
        pkg__inner="from ..common import tf as t\nt.nn.elu(1)",
        loads="def load():\n  import tensorflow as tf\n  return tf",
        loaded="from loads import load\nt = load()\nt.nn.softplus(1)",
        hidden="import common\ndef f(common):\n  common.tf.nn.selu(1)",
        stranger="import other\nother.rnn.RNNCell(3)",
    )
    found = symbols(scan([tmp_path]))
    assert found["tf.contrib.rnn.LSTMCell"] == 1
    assert found["tf.contrib.rnn.GRUCell"] == 1
    assert found["tf.nn.relu"] == 1
    assert found["tf.nn.softplus"] == 1
    assert "tf.contrib.rnn.RNNCell" not in found
    assert "tf.nn.selu" not in found


def test_a_relative_import_means_the_file_at_its_level(tmp_path: Path) -> None:
    write(
        tmp_path,
        common="import tensorflow as tf\nn = tf.nn",
        pkg__common="import tensorflow as tf\nn = tf.layers",
        pkg__a="from .common import n\nn.dropout(1)",
        pkg__b="from ..common import n\nn.relu(1)",
        pkg__c="from .. import common as c\nc.n.elu(1)",
        pkg__d="from common import n\nn.dense(1)",  # a script's neighbour
    )
    found = symbols(scan([tmp_path]))
    expected = {"tf.layers.dropout", "tf.nn.relu", "tf.nn.elu", "tf.layers.dense"}
    assert found.keys() - {"tf.nn", "tf.layers"} == expected


def test_a_name_bound_in_an_expression_is_followed(tmp_path: Path) -> None:
    write(tmp_path, a="import tensorflow as tf\ndef f():\n  a.exp(3)\nif (a := tf.nn):\n  f()")
    assert "tf.nn.exp" in symbols(scan([tmp_path]))


def test_a_chain_of_modules(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="from b import tf\ntf.nn.relu(1)", b="from c import tf", c="import tensorflow as tf",
    )
    assert symbols(scan([tmp_path])) == {"tf.nn.relu": 1}


def test_what_a_class_inherits_from_another_module(tmp_path: Path) -> None:
    write(
        tmp_path,
        base="import tensorflow as tf\nclass Base:\n  def __init__(self):\n    self.t = tf",
        a="from base import Base\nclass A(Base):\n  def f(self):\n    self.t.nn.relu(1)",
        b="import base as b\nclass B(b.Base):\n  def f(self):\n    self.t.nn.elu(1)",
        c="from base import *\nt.nn.selu(1)",
        d="from base import Base\nclass D:\n  def f(self):\n    self.t.nn.selu(1)",
    )
    assert symbols(scan([tmp_path])) == {"tf.nn.relu": 1, "tf.nn.elu": 1}


def test_a_module_below_a_package_that_says_nothing(tmp_path: Path) -> None:
    write(
        tmp_path,
        pkg____init__="from . import inner", pkg__inner="import tensorflow as tf",
        a="import pkg\npkg.inner.tf.nn.relu(1)",
    )
    assert symbols(scan([tmp_path])) == {"tf.nn.relu": 1}


def test_python_2_keeps_its_lines(tmp_path: Path) -> None:
    pytest.importorskip("fissix")
    write(tmp_path, old="import tensorflow as tf\nprint 'a'\ntf.nn.relu(1)\n")
    (row,) = scan([tmp_path]).rows
    assert row.symbol == "tf.nn.relu"
    assert row.places == (f"{tmp_path / 'old.py'}:3",)


def test_notebook_cells_are_named(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# text"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "import tensorflow as tf"]},
        {"cell_type": "code", "source": "!ls\nx = 1\ntf.nn.relu(x)"},
    ]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}))
    (row,) = scan([tmp_path]).rows
    assert row.places[0].endswith("a.ipynb:cell 2:3")


def test_what_git_ignores_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, kept=OLD, ignored=GONE)
    (tmp_path / ".gitignore").write_text("ignored.py\n")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert [source.path.name for source in scan([tmp_path]).files] == ["kept.py"]


@pytest.mark.parametrize("data", [b"def f(:\n", b"\x00", b"\xff\xfe", b"(" * 500], ids=repr)
def test_an_unreadable_file_is_reported(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "bad.py").write_bytes(data)
    report = scan([write(tmp_path, good=OLD)])
    assert [path.name for path in report.unread] == ["bad.py"]
    assert "tf.nn.rnn_cell.GRUCell" in symbols(report)
    assert not report.passed


def test_files_nested_deeply_do_not_end_the_scan(tmp_path: Path) -> None:
    branches = "".join(f"elif x == {n}: tf.nn.relu(1)\n" for n in range(600))
    write(
        tmp_path,
        branches=f"import tensorflow as tf\nif x: pass\n{branches}",
        sums="import tensorflow as tf\n" + "+".join(["tf.nn.elu(1)"] * 600),
        calls="import tensorflow as tf\ntf.nn.selu(1)" + ".a()" * 600,
    )
    report = scan([tmp_path])
    assert symbols(report) == {"tf.nn.relu": 600, "tf.nn.elu": 600}
    assert [(path.name, why) for path, why in report.unread.items()] == [
        ("calls.py", "nested too deeply to be followed")
    ]


@pytest.fixture
def shared_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose files go to other processes, one by one."""
    monkeypatch.setattr(jobs, "_FILES_PER_JOB", 1)
    monkeypatch.setattr(jobs, "_CHUNK", 1)
    write(
        tmp_path,
        a="from b import tf as t\nt.nn.relu(1)", b="from c import *", c="import tensorflow as tf",
        d=OLD, e=GONE, f="import tensorflow\nfrom a import t as other\nother.nn.elu(1)",
    )
    (tmp_path / "bad.py").write_bytes(b"def f(:\n")
    return tmp_path


def test_several_processes_make_the_same_report(shared_out: Path) -> None:
    said: list[tuple[str, int, int]] = []
    alone, together = scan([shared_out]), scan([shared_out], lambda *at: said.append(at), jobs=2)
    assert together.to_json() == alone.to_json()
    assert [source.path for source in together.files] == [source.path for source in alone.files]
    assert [path.name for path in together.unread] == ["bad.py"]
    assert symbols(together)["tf.nn.relu"] == symbols(together)["tf.nn.elu"] == 1
    assert said == [("reading", n, 7) for n in range(1, 8)]
    assert any(source.tree is None for source in together.files if source.parses)


def test_a_process_that_dies_takes_no_file_with_it(shared_out: Path) -> None:
    def kill(*_: object) -> None:
        for child in multiprocessing.active_children():
            child.kill()

    assert scan([shared_out], kill, jobs=2).to_json() == scan([shared_out]).to_json()


def test_jobs_below_one_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["scan", str(tmp_path), "--jobs", "0"]) == cli.BAD_INPUT
    assert "--jobs" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("symbol", "state"),
    [
        ("tf.nn.dynamic_rnn", served.EXACT),
        ("tf.nn.dropout", served.ADAPTED),
        ("tf.keras.layers.Dense", served.ADAPTED),
        ("tf.nn.relu", served.PASSED),
        ("tf.mul", served.ADAPTED),
        ("tf.nn.no_such_name", served.NOT_SERVED),
        ("tf.contrib.seq2seq.python.ops.beam_search_decoder.tile_batch", served.EXACT),
        ("tf.flags.FLAGS", served.PASSED),
        ("tf.concat", served.PASSED),
        ("tf.contrib.no_such_thing.Thing", served.NOT_SERVED),
        ("tf.python.ops.array_ops.concat", served.PASSED),
        ("tf.contrib.layers.python.layers.layers.fully_connected", served.EXACT),
        ("tf.contrib.learn.python.learn.metric_spec.MetricSpec", served.NOT_SERVED),
        ("tf.contrib.tensor_forest.python.tensor_forest.ForestHParams", served.NOT_SERVED),
        ("tf.contrib.bayesflow.python", served.NOT_SERVED),
        ("tf.contrib.seq2seq.python.ops.decoder", served.EXACT),
        ("tf.contrib.framework.python.framework.nest.__name__", served.EXACT),
        ("tf.nn.__file__", served.EXACT),
        ("tf.__name__", served.EXACT),
        ("tf.contrib.no_such_thing.__name__", served.NOT_SERVED),
        ("tf.contrib.seq2seq.python.ops.decoder._transpose_batch_time", served.EXACT),
        ("tf.contrib.seq2seq.python.ops.basic_decoder", served.PASSED),
        ("tf.contrib.seq2seq.python.ops.basic_decoder._private", served.NOT_SERVED),
        ("tf.contrib.data.python.util.nest.flatten", served.NOT_SERVED),
        ("tf.python.estimator.model_fn.EstimatorSpec", served.EXACT),
        ("tf.python.estimator.canned.dnn.DNNClassifier", served.NOT_SERVED),
        ("tf.estimator.inputs.numpy_input_fn", served.EXACT),
        ("tf.estimator.DNNClassifier", served.NOT_SERVED),
        ("tf.nn.seq2seq.model_with_buckets", served.NOT_SERVED),
        ("tf.nn.rnn_cell.RNNCel", served.NOT_SERVED),
        ("tf.array_ops.transpose", served.NOT_SERVED),
        ("tf.core.framework.graph_pb2", served.PASSED),
        ("tf.tools.graph_transforms.TransformGraph", served.NOT_SERVED),
        ("tf.compat.v2.function", served.PASSED),
    ],
)
def test_states(symbol: str, state: str) -> None:
    assert served.find(symbol).state == state


def test_of_a_private_name_in_no_table_only_tensorflow_knows() -> None:
    assert "rewrite --check" in served.find("tf.python.ops.gen_state_ops").note
    assert "rewrite" not in served.find("tf.python.ops.array_ops.concat").note


@pytest.mark.parametrize(("text", "code"), [(OLD, 0), (GONE, 1), ("x = 1\n", 0)])
def test_exit_codes(tmp_path: Path, text: str, code: int) -> None:
    assert cli.main(["scan", str(write(tmp_path, a=text))]) == code


def test_json_and_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "scan.html"
    words = ["scan", str(write(tmp_path, a=GONE)), "--json", "--html", str(file)]
    assert cli.main(words) == 1
    said = json.loads(capsys.readouterr().out)
    assert [(s["symbol"], s["state"]) for s in said["symbols"]] == [
        ("tf.contrib.no_such_thing.Thing", "not served")
    ]
    text = file.read_text("utf-8")
    assert "<svg" in text
    assert "tf.contrib.no_such_thing.Thing" in text
    (symbol,) = said["symbols"]
    assert f"<code>{symbol['places'][0]}</code>" in text  # where to look first
    assert text.count("<rect") == 2  # one state: in the sum, and in the one file
    assert "support_table.md" in text  # the page of the guide
    assert cli.main(words) == 2  # it does not write over the page
    assert cli.main([*words[:-1], str(tmp_path / "nowhere" / "scan.html")]) == 2
    assert cli.main([*words[:-1], str(tmp_path), "--force"]) == 2
    assert cli.main([*words, "--force"]) == 1


def test_a_bar_for_each_file_beside_their_sum(tmp_path: Path) -> None:
    file = tmp_path / "scan.html"
    folder = write(tmp_path, a=OLD, b=GONE, c="x = 1\n")
    cli.main(["scan", str(folder), "--html", str(file)])
    text = file.read_text("utf-8")
    assert text.count("<svg") == 1 + 2
    assert "TensorFlow 1 in 2 of 3 files" in text
    assert text.index("b.py</text>") < text.index("a.py</text>")  # what is to be replaced first


@pytest.mark.parametrize(("count", "folded"), [(40, 0), (43, 3)])
def test_many_bars_are_folded(tmp_path: Path, count: int, folded: int) -> None:
    write(tmp_path, **{f"m{n}": OLD for n in range(count)})
    text = page.render(scan([tmp_path]))
    assert text.count("<svg") == 1 + count
    _, _, inside = text.partition("<details>")
    assert inside.partition("</details>")[0].count("<svg") == folded
    assert (f"{folded} more files" in text) == bool(folded)


def test_a_path_that_is_not_there() -> None:
    assert cli.main(["scan", "no/such/folder"]) == 2


def test_a_scan_does_not_import_tensorflow(tmp_path: Path) -> None:
    write(tmp_path, a=OLD)
    program = (
        "import sys; from tf1compat import cli; cli.main(['scan', sys.argv[1]]); "
        "assert 'tensorflow' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, cwd=ROOT)
