"""Rewriting import lines: the rules' own examples, what must stay, and properties."""

from __future__ import annotations

import ast
import os
import subprocess
import sysconfig
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tf1compat import cli
from tf1compat.rewrite import run, target
from tf1compat.rewrite.edit import Edit, apply

RULES = run.all_rules()
_FILES = {"", ".nn", ".layers", ".contrib", ".contrib.rnn", ".python", ".python.ops"}
GONE = "contrib.no_such_thing"


def check(module: str, name: str) -> str:
    """Stands in for the import: the modules above have files, one is not served."""
    root, _, _ = module.partition(":")
    if GONE in f"{module}.{name}":
        return "it is not served"
    return "" if root.removeprefix(target.ROOT) in _FILES else f"no module {module}"


def moved(source: str, *names: str) -> str:
    """The source after the rules."""
    chosen = [RULES[name] for name in names or RULES]
    return run.rewrite(source.encode(), chosen, check)[0].decode()


def panes(rule: run.Rule) -> tuple[str, str]:
    """The before and after of a rule's docstring."""
    _, _, examples = rule.__doc__.partition("Before:\n")
    before, _, after = examples.partition("After:\n")
    return _unindented(before), _unindented(after)


def _unindented(text: str) -> str:
    return "".join(f"{line[4:]}\n" for line in text.splitlines())


@pytest.mark.parametrize("name", RULES)
def test_the_examples_of_a_rule(name: str) -> None:
    before, after = panes(RULES[name])
    assert before != after
    assert moved(before, name) == after


def test_a_module_without_a_file_is_reached_through_its_attributes() -> None:
    before = "from tensorflow.python.framework import ops\n"
    after = "import tf1compat.v1\nops = tf1compat.v1.python.framework.ops\n"
    assert moved(before, "import-from") == after


@pytest.mark.parametrize(
    "source",
    [
        "",
        "import os\n",
        "# tensorflow\n",
        "'import tensorflow as tf'\n",
        "import tensorflow_probability as tfp\n",
        "from .tensorflow import nn\n",
        "from . import tensorflow\n",
        "from tensorflow import keras\n",
        "from tensorflow.keras import layers\n",
        "from tensorflow.core.framework import graph_pb2\n",
        "import tensorflow.keras.layers as layers\n",
        "import tf1compat.v1 as tf\ntensorflow = tf\n",
        "import mytensorflow\n",
        "x = 'tensorflow'\r\ny = 1\r",
    ],
)
def test_what_stays_to_the_byte(source: str) -> None:
    assert moved(source) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f():\n\timport tensorflow as tf\n", "def f():\n\timport tf1compat.v1 as tf\n"),
        (
            "import tensorflow as tf; x = 1\n",
            "import tf1compat.v1 as tf; tf.disable_v2_behavior(); x = 1\n",
        ),
        (
            "try:\r\n  import tensorflow as tf\r\nexcept E:\r\n  pass\r\n",
            "try:\r\n  import tf1compat.v1 as tf\r\n  tf.disable_v2_behavior()\r\n"
            "except E:\r\n  pass\r\n",
        ),
        ("import tensorflow as tf", "import tf1compat.v1 as tf\ntf.disable_v2_behavior()"),
        (
            "import tensorflow as tf\ntf.disable_v2_behavior()\n",
            "import tf1compat.v1 as tf\ntf.disable_v2_behavior()\n",
        ),
        (
            "from tensorflow.contrib import rnn\n",
            "from tf1compat.v1.contrib import rnn\n"
            "import tf1compat.v1\ntf1compat.v1.disable_v2_behavior()\n",
        ),
        (
            "é = 1; import tensorflow as é\n",
            "é = 1; import tf1compat.v1 as é; é.disable_v2_behavior()\n",
        ),
    ],
)
def test_rewrites(source: str, expected: str) -> None:
    assert moved(source) == expected
    assert moved(expected) == expected


def test_what_is_not_served_is_left_with_its_reason() -> None:
    source = f"from tensorflow.{GONE} import a\nimport tensorflow.{GONE} as b\n".encode()
    chosen = [RULES["import-from"], RULES["import-module"]]
    after, left = run.rewrite(source, chosen, check)
    assert after == source
    assert [one.line for one in left] == [1, 2]
    assert {one.why for one in left} == {"it is not served"}


@pytest.mark.parametrize("prefix", [b"\xef\xbb\xbf", b"# coding: latin-1\nx = '\xe9'\n"])
def test_encodings_and_marks_survive(prefix: bytes) -> None:
    after, _ = run.rewrite(prefix + b"import tensorflow as tf\n", RULES.values(), check)
    assert after == prefix + b"import tf1compat.v1 as tf\ntf.disable_v2_behavior()\n"


_IMPORTS = st.sampled_from(
    [
        "import tensorflow as tf",
        "import os, tensorflow",
        "from tensorflow.contrib import rnn as r  # é",
        "from tensorflow.python.framework import (ops,\n  dtypes)",
        f"from tensorflow.{GONE} import a",
        "x = 'é'",
        "pass; import tensorflow.nn as nn",
        "if x:\n    import tensorflow as t",
        "def f():\n    from tensorflow.python.util import nest\n    return nest",
    ]
)


@given(st.lists(_IMPORTS), st.sampled_from(["\n", "\r\n", "\r"]))
def test_parses_and_runs_twice_alike(parts: list[str], end: str) -> None:
    source = "\n".join([*parts, ""]).replace("\n", end)
    once = moved(source)
    ast.parse(once)
    assert moved(once) == once
    bare = ("import tensorflow as", "from tensorflow.contrib import", "from tensorflow.python")
    assert not any(old in once for old in bare)


@given(st.text())
def test_an_edit_touches_only_its_span(text: str) -> None:
    assert apply(text, []) == text
    assert apply(text, [Edit((1, 0), (1, 0), "ab")]) == ("ab" + text if text else "ab")


def test_installed_packages() -> None:
    files = islice(sorted(Path(sysconfig.get_path("purelib")).rglob("*.py")), 0, None, 40)
    for path in islice(files, 400):
        result = run.rewrite_file(path, RULES.values(), check)
        if b"tensorflow" not in result.before:
            assert not result.changed
            continue
        if result.changed:
            ast.parse(result.after)
            assert run.rewrite(result.after, RULES.values(), check)[0] == result.after


def test_a_dirty_work_tree_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.py"
    path.write_text("def f():\n  import tensorflow.core as c\n")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert cli.main(["rewrite", str(path)]) == 2
    assert "uncommitted" in capsys.readouterr().err
    assert cli.main(["rewrite", str(path), "--force"]) == 0


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="the system has no links")
def test_a_write_keeps_mode_and_link(tmp_path: Path) -> None:
    path, link = tmp_path / "a.py", tmp_path / "b.py"
    path.write_bytes(b"old")
    path.chmod(0o750)
    link.symlink_to(path)
    run.write(run.Result(link, b"old", b"new"))
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o750
    assert link.is_symlink()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.py", "b.py"]


def test_what_does_not_parse_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"import tensorflow as tf\nprint 'x'\n")
    result = run.rewrite_file(path, RULES.values(), check)
    assert not result.changed
    assert [one.line for one in result.left] == [2]


@pytest.mark.parametrize("words", [["--list-rules"], ["--only", "nothing", "."], []])
def test_the_command(words: list[str]) -> None:
    assert cli.main(["rewrite", *words]) == (0 if words == ["--list-rules"] else 2)


def test_emitted_names_are_imported() -> None:
    assert target.check("tf1compat.v1.contrib.rnn", "GRUCell") == ""
    assert target.check("tf1compat.v1:python.framework", "ops") == ""
    assert "not served" in target.check("tf1compat.v1.contrib.rnn", "NASCell")
    assert "no_such" in target.check("tf1compat.v1.no_such", "")
