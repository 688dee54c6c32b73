"""``tf1compat rewrite`` as it is typed: options, exit codes, and what is on disk afterwards."""

from __future__ import annotations

import ast
import builtins
import json
import py_compile
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.documents import ROOT
from tests.rewrite.test_rewrite import CHANGING, RULES, panes
from tf1compat import cli
from tf1compat.rewrite import target
from tf1compat.scan import served

OLD = "import tensorflow as tf\ny = tf.layers.dense(x, 2)\n"
SWITCH = "tf.disable_v2_behavior()\n"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.py"
    path.write_text(OLD)
    return path


def rewrite(*words: object) -> int:
    return cli.main(["rewrite", *map(str, words)])


def test_check_writes_nothing_and_asks(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rewrite("--check", old) == 1
    assert old.read_text() == OLD
    assert "1 of 1 files would be rewritten" in capsys.readouterr().out
    assert rewrite(old) == 0
    assert rewrite("--check", old) == 0
    assert "0 of 1 files would be rewritten" in capsys.readouterr().out


def test_a_diff_writes_nothing(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rewrite("--diff", old) == 0
    assert old.read_text() == OLD
    assert "-import tensorflow as tf\n+import tf1compat.v1 as tf\n" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["--diff"], []])
def test_a_reason_names_cell_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    run_it = "y, _ = tf.nn.dynamic_rnn(c, x, dtype=tf.float32)"
    make = "c = tf.nn.rnn_cell.GRUCell(3)"
    cells = ["import tensorflow as tf\nimport os", "", f"{make}\n{run_it}", "c"]
    content = {"cells": [{"cell_type": "code", "source": text} for text in cells]}
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(content))
    assert rewrite(path, "--to", "keras", *words) == 1
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "elsewhere" in one]
    assert line.startswith(f"{path}:cell 2:2 ")
    assert line.endswith("its cell is used elsewhere too (at cell 3:1)")


@pytest.mark.parametrize(("words", "line"), [(["--check"], 3), ([], 5)])
def test_a_reason_in_another_file_is_told_by_its_line_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], line: int
) -> None:
    shared = tmp_path / "shared.py"
    shared.write_text("import tensorflow as tf\n\nwith tf.variable_scope('a', reuse=True): pass\n")
    (tmp_path / "model.py").write_text(f"import shared\n{OLD}")
    assert rewrite("--to", "keras", tmp_path, *words) == 1
    assert f"(at {shared}:{line})" in capsys.readouterr().out
    assert "reuse" in shared.read_text().splitlines()[line - 1]


def test_one_rule_is_skipped(old: Path) -> None:
    assert rewrite("--skip", "switch-to-v1", old) == 0
    assert old.read_text() == OLD.replace("tensorflow", "tf1compat.v1")


def test_one_rule_alone(old: Path) -> None:
    assert rewrite("--only", "switch-to-v1", old) == 0
    assert old.read_text() == OLD.replace("tf\n", f"tf\n{SWITCH}", 1)


def test_what_is_left_is_the_answer_no(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old.write_text(OLD + "tf.contrib.slim.nets.vgg.vgg_a(x, 2)\n")
    assert rewrite(old) == 1
    said = capsys.readouterr().out
    assert f"{old}:4" in said  # by the lines as they are now
    assert "1 of 1 files rewritten, 1 places left." in said


@pytest.mark.parametrize("words", [[], ["--check"]])
def test_what_is_left_in_a_notebook_is_told_by_its_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    lines = ["import tensorflow as tf", "x = 1", "import tensorflow.nn as n; n.no_such(x)"]
    cells = [{"cell_type": "code", "source": text} for text in lines]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}))
    assert rewrite(*words, "--to", "calls", tmp_path / "a.ipynb") == 1
    assert "a.ipynb:cell 2:1" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line",
    [
        "tf.nn.no_such.name(x)",
        "tf.array_ops.transpose(x)",
        "tf.estimator.DNNClassifier([8], x)",
        "from tensorflow.contrib.learn.python.learn.metric_spec import MetricSpec\nMetricSpec(x)",
        "from tensorflow.python.framework import tensor_shape as s\ns.no_such_name(x)",
    ],
)
def test_a_use_of_what_is_not_there_is_told_of(
    old: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    old.write_text(OLD + line + "\n")
    assert rewrite(old) == 1
    last = len(old.read_text().splitlines())
    assert f"{old}:{last}" in capsys.readouterr().out


def test_the_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert rewrite("--list-rules") == 0
    lines = capsys.readouterr().out.splitlines()
    listed = {line.split()[0]: line.split()[1] for line in lines if line.split()[0] in RULES}
    assert listed == {name: rule.LEVEL for name, rule in RULES.items()}


@pytest.mark.parametrize("to", ["imports", "calls", "keras"])
def test_rewritten_files_compile(old: Path, to: str) -> None:
    assert rewrite("--to", to, old) == 0
    assert old.read_text() != OLD
    py_compile.compile(str(old), doraise=True)


def test_a_clean_work_tree_is_rewritten(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def git(*words: str) -> None:
        author = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *author, "-C", str(old.parent), *words], check=True)

    git("init", "-q")
    assert rewrite(old) == 2
    assert "--force" in capsys.readouterr().err
    assert old.read_text() == OLD
    git("add", ".")
    git("commit", "-qm", "old")
    assert rewrite(old) == 0
    assert rewrite(old) == 2  # what was written is not committed
    assert rewrite("--force", old) == 0


@pytest.fixture
def no_fissix(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = builtins.__import__

    def fail(name: str, *rest: Any, **words: Any) -> Any:
        if name.partition(".")[0] == "fissix":
            raise ImportError(name)
        return real(name, *rest, **words)

    monkeypatch.setattr(builtins, "__import__", fail)
    monkeypatch.setattr("tf1compat.cli.rewrite.find_spec", lambda name: None)


@pytest.mark.usefixtures("no_fissix")
def test_python_2_says_what_to_install(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old.write_text(OLD + "print 'x'\n")
    assert rewrite("--py2", old) == 2
    assert "pip install 'tf1compat[rewrite]'" in capsys.readouterr().err
    assert cli.main(["scan", str(old)]) == 1
    assert "pip install 'tf1compat[rewrite]'" in capsys.readouterr().out
    assert old.read_text() == OLD + "print 'x'\n"


def emitted(source: str) -> Iterator[tuple[str, str]]:
    """The modules that a text imports of ours and of keras, and their attributes."""
    for node in ast.walk(ast.parse(source)):
        words = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
        if words.startswith(("tf1compat.", "keras.")):
            module, _, name = words.rpartition(".")
            yield module, name
        elif isinstance(node, ast.Import):
            yield from ((a.name, "") for a in node.names if not a.name.startswith("tensorflow"))
        elif isinstance(node, ast.ImportFrom) and str(node.module).startswith("tf1compat"):
            yield from ((str(node.module), alias.name) for alias in node.names)


@pytest.mark.parametrize("name", CHANGING)
def test_what_the_rules_emit_imports(name: str) -> None:
    _, after = panes(RULES[name])
    assert [why for one in emitted(after) if (why := target.check(*one))] == []


def test_every_name_of_ours_that_may_be_emitted_imports() -> None:
    symbols = [f"{m}.{name}" for m in served.modules() for name in sorted(served.names_in(m))]
    names = {found for symbol in symbols if (found := target.public(symbol)) is not None}
    assert len(names) > 80
    assert [why for one in sorted(names) if (why := target.check(*one))] == []


def test_the_hook_of_pre_commit_is_a_command(old: Path) -> None:
    lines = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8").splitlines()
    (entry,) = (line.partition("entry: ")[2].split() for line in lines if "entry: " in line)
    assert entry[0] == "tf1compat"
    assert cli.main([*entry[1:], str(old)]) == 0
