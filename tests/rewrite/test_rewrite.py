"""Rewriting import lines: the rules' own examples, what must stay, and properties."""

from __future__ import annotations

import ast
import sysconfig
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rewrite import corpus
from tf1compat import cli
from tf1compat.rewrite import edit, files, run, target
from tf1compat.rewrite.edit import Edit, apply

RULES = run.all_rules()
_FILES = {"", ".nn", ".layers", ".contrib", ".contrib.rnn", ".python", ".python.ops"}
GONE = "contrib.no_such_thing"


def check(module: str, name: str) -> str:
    """Stands in for the import: the modules above have files, one is not served."""
    root, _, _ = module.partition(":")
    if not root.startswith(target.ROOT):
        return ""
    if GONE in f"{module}.{name}":
        return "it is not served"
    return "" if root.removeprefix(target.ROOT) in _FILES else f"no module {module}"


OWN = "the program may have put something of its own in its place"
LEVELS = {"imports": ["imports"], "calls": ["imports", "calls"], "keras": run.LEVELS}


def moved(source: str, *names: str, to: str = "imports") -> str:
    """The source after the rules."""
    rules = [RULES[name] for name in names] or upto(to)
    return run.rewrite(source, rules, run.Program(check))[0]


def upto(to: str) -> list[run.Rule]:
    """The rules that ``--to`` chooses."""
    return [rule for rule in RULES.values() if rule.LEVEL in LEVELS[to]]


def rewritten(path: Path, data: bytes, to: str = "imports", py2: bool = False) -> run.Result:
    """A file of its own after the rules."""
    path.write_bytes(data)
    (result,) = files.rewrite_all([path], upto(to), py2=py2, check=check)
    return result


def panes(rule: run.Rule) -> tuple[str, str]:
    """The before and after of a rule's docstring."""
    _, _, examples = rule.__doc__.partition("Before:\n")
    before, _, after = examples.partition("After:\n")
    return _unindented(before), _unindented(after)


def _unindented(text: str) -> str:
    return "".join(f"{line[4:]}\n" for line in text.splitlines())


CHANGING = [name for name, rule in RULES.items() if "Before:\n" in rule.__doc__]


@pytest.mark.parametrize("name", CHANGING)
def test_the_examples_of_a_rule(name: str) -> None:
    before, after = panes(RULES[name])
    assert before != after
    assert moved(before, name) == after
    assert moved(after, name) == after


@pytest.mark.parametrize("name", sorted(RULES.keys() - set(CHANGING)))
def test_the_examples_of_a_rule_that_lists(name: str) -> None:
    _, _, example = RULES[name].__doc__.partition("Left:\n")
    source = _unindented(example)
    after, left, _ = run.rewrite(source, [RULES[name]], run.Program(check))
    assert after == source
    commented = [n for n, line in enumerate(source.splitlines(), start=1) if "  #" in line]
    assert [one.line for one in left] == commented
    assert all(one.why for one in left)


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


@pytest.mark.parametrize(("start", "lines"), [("__main__", [3]), ("other", [])])
def test_a_script_that_imports_in_functions_is_told_to_switch(start: str, lines: list[int]) -> None:
    source = "import os\ndef f():\n  import tensorflow as tf\n"
    source += f"if __name__ == '{start}':\n  f()\n"
    after, left, _ = run.rewrite(source, upto("imports"), run.Program(check))
    assert after == source.replace("tensorflow", "tf1compat.v1")
    assert [one.line for one in left if "disable_v2_behavior" in one.why] == lines
    switched = source.replace("as tf", "as tf; tf.disable_v2_behavior()")
    assert run.rewrite(switched, upto("imports"), run.Program(check))[1] == []


@pytest.mark.parametrize(
    "made",
    [
        "r = mine or tf.contrib.rnn",
        "r = tf.contrib.rnn if a else mine",
        "if a:\n    import mine as r\nelse:\n    r = tf.contrib.rnn",
        "try:\n  from mine import r\nexcept ImportError:\n  import tensorflow.contrib.rnn as r",
        "r = tf.contrib.rnn\nif a:\n    r = mine",
        "q = mine or tf.contrib.rnn\nr = q",
        "r = mine\ndef g():\n    global r\n    r = tf.contrib.rnn",
    ],
)
def test_what_may_be_the_programs_own_is_left(made: str) -> None:
    source = f"import tensorflow as tf\n{made}\nr.GRUCell(3)\n"
    after, left, _ = run.rewrite(source, upto("calls"), run.Program(check))
    assert after.endswith("r.GRUCell(3)\n")
    assert ("r.GRUCell", OWN) in [(one.what, one.why) for one in left]
    sure = source.replace("mine", "None").replace("import None", "import tensorflow.contrib.rnn")
    if "from None" not in sure:
        assert "tf1compat.GRUCell(3)" in moved(sure, to="calls")


@pytest.mark.parametrize(
    "other", ["self.r = mine", "self.r = mine or tf.contrib.rnn", "x.r = mine", "self.r = None"]
)
def test_an_attribute_that_may_be_the_programs_own_is_left(other: str) -> None:
    source = (
        "import tensorflow as tf\nclass A:\n  def f(self):\n    self.r = tf.contrib.rnn\n"
        f"    self.r.GRUCell(3)\nclass B:\n  def f(self):\n    {other}\n"
    )
    after, left, _ = run.rewrite(source, upto("calls"), run.Program(check))
    own = other.endswith("None")
    assert ("self.r.GRUCell(3)" in after, bool(left)) == (not own, not own)


def test_several_things_are_left_by_their_names() -> None:
    source = "import tensorflow as tf\nr = tf.nn if a else tf.layers\nr.dropout(3)\n"
    after, left, _ = run.rewrite(source, upto("calls"), run.Program(check))
    assert after.endswith("r.dropout(3)\n")
    assert [one.why for one in left] == [
        "it may be any of several things: tf.layers.dropout or tf.nn.dropout"
    ]


@pytest.mark.parametrize(
    "shadow", ["for r in xs:\n  {}", "with f() as r:\n  {}", "try:\n  f()\nexcept E as r:\n  {}",
               "[{} for r in xs]", "def g():\n  x, r = f()\n  {}"],
)
def test_what_shadows_a_name_is_no_use_of_it(shadow: str) -> None:
    lines = shadow.format("r.GRUCell(3)")
    source = f"import tensorflow as tf\nfrom tensorflow.contrib import rnn as r\n{lines}\n"
    after, left, _ = run.rewrite(source, upto("calls"), run.Program(check))
    assert after.endswith(f"{lines}\n")
    assert not left


def test_what_is_not_served_is_left_with_its_reason() -> None:
    source = f"from tensorflow.{GONE} import a\nimport tensorflow.{GONE} as b\n"
    chosen = [RULES["import-from"], RULES["import-module"]]
    after, left, _ = run.rewrite(source, chosen, run.Program(check))
    assert after == source
    assert [one.line for one in left] == [1, 2]
    assert {one.why for one in left} == {"it is not served"}


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
    """A sample of the corpus; ``tools/rewrite_corpus.py`` runs all of it."""
    root = Path(sysconfig.get_path("purelib"))
    sample = list(islice(sorted(root.rglob("*.py")), 0, None, 400))[:20]
    for path in sample:
        assert corpus.faults(path, upto("keras"), check) == []


@pytest.mark.parametrize("words", [["--list-rules"], ["--only", "nothing", "."], []])
def test_the_command(words: list[str]) -> None:
    assert cli.main(["rewrite", *words]) == (0 if words == ["--list-rules"] else 2)


def test_emitted_names_are_imported() -> None:
    assert target.check("tf1compat.v1.contrib.rnn", "GRUCell") == ""
    assert target.check("keras.layers", "LSTM") == ""
    assert target.check("tf1compat.v1:python.framework", "ops") == ""
    assert "not served" in target.check("tf1compat.v1.contrib.opt", "GGTOptimizer")
    assert "no_such" in target.check("tf1compat.v1.no_such", "")


def test_calls_take_our_names_and_name_what_replaces_one() -> None:
    source = (
        "from tensorflow.contrib import opt, rnn\n"
        "cell = rnn.GRUCell(3)\nopt.GGTOptimizer(1, 3)\n"
    )
    after, left, came = run.rewrite(source, upto("calls"), run.Program(check))
    assert "cell = tf1compat.GRUCell(3)" in after
    (one,) = left
    assert one.what == "tf.contrib.opt.GGTOptimizer"
    assert after.splitlines()[one.line - 1] == "opt.GGTOptimizer(1, 3)"
    assert came[one.line] == 3


def test_calls_after_imports_are_calls_at_once() -> None:
    source = "import tensorflow as tf\nx = tf.layers.dense(tf.nn.rnn_cell.GRUCell(2), 3)\n"
    assert moved(moved(source), to="calls") == moved(source, to="calls")


def test_a_name_that_the_program_replaces_stays() -> None:
    source = "import tensorflow as tf\ntf.nn.dynamic_rnn = f\ntf.nn.dynamic_rnn(x)\n"
    assert "tf.nn.dynamic_rnn(x)" in moved(source, to="calls")


def test_an_alias_of_another_module_is_followed(tmp_path: Path) -> None:
    (tmp_path / "common.py").write_text("import tensorflow as tf\nrnn = tf.contrib.rnn\n")
    (tmp_path / "model.py").write_text("from common import rnn\ncell = rnn.GRUCell(3)\n")
    results = {r.path.name: r for r in files.rewrite_all([tmp_path], upto("calls"), check=check)}
    after = results["model.py"].after.decode()
    assert after == "import tf1compat\nfrom common import rnn\ncell = tf1compat.GRUCell(3)\n"


def test_programs_of_tensorflow_2_stay(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import tensorflow as tf\ntf.keras.Input([3])\ntf.exp(1.0)\n")
    (result,) = files.rewrite_all([tmp_path], upto("calls"), check=check)
    assert result.is_tf2
    assert not result.changed
    (named,) = files.rewrite_all([tmp_path / "a.py"], upto("calls"), check=check)
    assert named.changed


CALLS = st.sampled_from(
    [
        "import tensorflow as tf", "x = tf.layers.dense(tf.layers.flatten(x), 3, name='é')",
        "cell = tf.nn.rnn_cell.GRUCell(3)", "y, s = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)",
        "def f(tf1compat):\n    return tf.get_variable('a')", "keras = 3", "print(s)",
        "from tensorflow.contrib.rnn import LSTMCell", "cell = LSTMCell(3)",
        "with tf.variable_scope('a', reuse=True):\n    pass", "z = x.shape[1].value",
    ]
)


@given(st.lists(CALLS), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["calls", "keras"]))
def test_going_further_parses_and_runs_twice_alike(parts: list[str], end: str, to: str) -> None:
    source = "\n".join([*parts, ""]).replace("\n", end)
    once = moved(source, to=to)
    ast.parse(once)
    assert moved(once, to=to) == once
    assert once.count("\n") == once.count(end)


def test_lines_are_followed_through_edits() -> None:
    text, edits = "a\nb\nc\n", [Edit((1, 0), (1, 0), "x\ny\n"), Edit((2, 0), (3, 0), "")]
    after = apply(text, edits)
    came = edit.moved_lines(text, edits)
    assert [text.splitlines()[came[n] - 1] for n in range(3)][2] == after.splitlines()[2]
