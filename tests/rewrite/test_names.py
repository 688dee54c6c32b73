"""What a name really is, through every way TF1 programs spelled an import."""

from __future__ import annotations

import ast

import pytest

from tf1compat.scan.lookups import COMPUTED, HANDED, QUOTED
from tf1compat.scan.names import USE, Resolver


def uses(source: str, kind: str = USE) -> list[str]:
    """The symbols that a module on its own uses."""
    found = Resolver("module", lambda module, name: ()).read(ast.parse(source))
    return [one.symbol for one in found if one.kind == kind]


@pytest.mark.parametrize(
    ("source", "symbol"),
    [
        ("import tensorflow as tf\ntf.nn.dynamic_rnn(x)", "tf.nn.dynamic_rnn"),
        ("import tensorflow\ntensorflow.nn.dynamic_rnn(x)", "tf.nn.dynamic_rnn"),
        ("import tensorflow.compat.v1 as tf\ntf.get_variable(x)", "tf.get_variable"),
        ("from tensorflow import nn\nnn.dynamic_rnn(x)", "tf.nn.dynamic_rnn"),
        ("from tensorflow.contrib import rnn as r\nr.LSTMCell(3)", "tf.contrib.rnn.LSTMCell"),
        ("from tensorflow.contrib.rnn import LSTMCell as L\nL(3)", "tf.contrib.rnn.LSTMCell"),
        (
            "import tensorflow.contrib.seq2seq as s\ns.BasicDecoder(c)",
            "tf.contrib.seq2seq.BasicDecoder",
        ),
        ("import tensorflow.contrib.rnn\ntensorflow.nn.relu(x)", "tf.nn.relu"),
        (
            "from tensorflow.python.ops.rnn_cell import *\nGRUCell(3)",
            "tf.python.ops.rnn_cell.GRUCell",
        ),
        ("def f():\n  import tensorflow as t\n  return t.nn.relu(1)", "tf.nn.relu"),
        ("def f():\n  return tf.nn.relu(1)\nimport tensorflow as tf", "tf.nn.relu"),
        ("if A:\n  import tensorflow as tf\ntf.nn.relu(1)", "tf.nn.relu"),
        ("import tensorflow as tf\nf = lambda x: tf.nn.relu(x)", "tf.nn.relu"),
        ("import tensorflow as tf\n@tf.function\ndef f(): pass", "tf.function"),
        ("import tensorflow as tf\nclass C(tf.layers.Layer): pass", "tf.layers.Layer"),
        ("import tensorflow as tf\ndef f(a=tf.nn.relu): pass", "tf.nn.relu"),
        ("import tensorflow as tf\ntf.Session().run(x)", "tf.Session"),
        ("from tensorflow.train import *\nSaver().save(s)", "tf.train.Saver"),
        ("import tensorflow as tf\ntf.uint8.max", "tf.uint8"),
        ("try:\n  import tensorflow as tf\nexcept ImportError:\n  tf = None\ntf.exp(1)", "tf.exp"),
        ("import tensorflow as tf\ndef f(a: tf.Session): pass", "tf.Session"),
        ("import tensorflow as tf\ndef f(*a: tf.Session): pass", "tf.Session"),
        ("import tensorflow as tf\ndef f(**a: tf.Session): pass", "tf.Session"),
        ("import tensorflow as tf\ndef f() -> tf.Session: pass", "tf.Session"),
        ("def g():\n  global tf\n  import tensorflow as tf\ndef f():\n  tf.exp(1)", "tf.exp"),
        (
            "def g():\n  tf = None\n  def f():\n    nonlocal tf\n    import tensorflow as tf\n"
            "  f()\n  tf.exp(1)", "tf.exp",
        ),
    ],
)
def test_one_use(source: str, symbol: str) -> None:
    assert uses(source) == [symbol]


@pytest.mark.parametrize(
    ("source", "symbol"),
    [
        ("import tensorflow as tf\nrnn = tf.contrib.rnn\nrnn.GRUCell(3)", "tf.contrib.rnn.GRUCell"),
        ("import tensorflow as tf\na = tf.nn\nb = a\nb.relu(3)", "tf.nn.relu"),
        ("import tensorflow as tf\na, [b, c] = 1, [tf.nn, 2]\nb.relu(3)", "tf.nn.relu"),
        ("import tensorflow as tf\nif (a := tf.nn):\n  a.relu(3)", "tf.nn.relu"),
        ("import tensorflow as tf\na = b or tf.nn\na.relu(3)", "tf.nn.relu"),
        ("import tensorflow as tf\ngetattr(tf.nn, 'dynamic_rnn')(x)", "tf.nn.dynamic_rnn"),
        ("import importlib\nt = importlib.import_module('tensorflow')\nt.nn.relu(1)", "tf.nn.relu"),
        ("t = __import__('tensorflow')\nt.nn.relu(1)", "tf.nn.relu"),
        ("import importlib as i\nt = i.import_module('tensorflow')\nt.exp(1)", "tf.exp"),
        ("import tensorflow as tf\ngetattr(tf.compat, 'v1').nn.relu(1)", "tf.nn.relu"),
        ("import tensorflow as tf\ndef f():\n  a.exp(3)\nif (a := tf):\n  f()", "tf.exp"),
        ("import tensorflow as tf\nfor m in (tf.nn, tf.layers):\n  m.relu(1)", "tf.nn.relu"),
        ("import tensorflow as tf\nfor _, m in [(1, tf.nn)]:\n  m.relu(1)", "tf.nn.relu"),
        ("import tensorflow as tf\n[m.relu(1) for m in [tf.nn]]", "tf.nn.relu"),
        (
            "import tensorflow as tf\nclass A:\n  n = tf.nn\n  def f(self):\n    self.n.relu(1)",
            "tf.nn.relu",
        ),
        ("class A:\n  import tensorflow as tf\nA.tf.nn.relu(1)", "tf.nn.relu"),
        ("import tensorflow as tf\ndef f(n=tf.nn):\n  n.relu(1)", "tf.nn.relu"),
        ("import tensorflow as tf\nf = lambda x, *, n=tf.nn: n.relu(1)", "tf.nn.relu"),
        (
            "def f():\n  tf = None\n  def g():\n    global tf\n    tf.exp(1)\n"
            "import tensorflow as tf", "tf.exp",
        ),
        ("t = load()\nt.exp(1)\ndef load():\n  import tensorflow as tf\n  return tf", "tf.exp"),
        (
            "import tensorflow as tf\nclass A:\n  def load(self):\n    return tf.nn\n"
            "  def f(self):\n    self.load().relu(1)",
            "tf.nn.relu",
        ),
        (
            "import tensorflow as tf\nclass A:\n  def __init__(self):\n    self.tf = tf\n"
            "  def f(self):\n    return self.tf.nn.relu(1)",
            "tf.nn.relu",
        ),
    ],
)
def test_through_an_alias(source: str, symbol: str) -> None:
    assert symbol in uses(source)


def test_each_way_of_a_try_counts() -> None:
    source = (
        "try:\n  from tensorflow.nn import rnn_cell\n"
        "except ImportError:\n  from tensorflow.contrib import rnn as rnn_cell\n"
        "rnn_cell.GRUCell(3)"
    )
    assert uses(source) == ["tf.contrib.rnn.GRUCell", "tf.nn.rnn_cell.GRUCell"]


@pytest.mark.parametrize("root", ["tensorflow", "tensorflow_core"])
@pytest.mark.parametrize("api", ["", ".compat.v1", "._api.v1", "._api.v2.compat.v1"])
def test_every_spelling_of_a_module(root: str, api: str) -> None:
    path = f"{root}{api}"
    assert uses(f"import {path} as t\nt.nn.relu(1)") == ["tf.nn.relu"]
    assert uses(f"import {path}.nn\n{path}.nn.relu(1)") == ["tf.nn.relu"]
    assert uses(f"from {path} import nn\nnn.relu(1)") == ["tf.nn.relu"]
    assert uses(f"from {path}.nn import *\nrelu(1)") == ["tf.nn.relu"]
    assert uses(f"import importlib as i\ni.import_module('{path}').nn.relu(1)") == ["tf.nn.relu"]


@pytest.mark.parametrize(
    "call",
    [
        "importlib.import_module('.rnn', 'tensorflow.contrib')",
        "importlib.import_module('..rnn', package='tensorflow.contrib.seq2seq')",
        "importlib.import_module(name='tensorflow.contrib.rnn')",
        "load('tensorflow.contrib.rnn')",
        "__import__('tensorflow').contrib.rnn",
        "__import__('tensorflow.contrib').contrib.rnn",
        "__import__('tensorflow.contrib.rnn', fromlist=['x'])",
        "__import__('tensorflow.contrib.rnn', globals(), locals(), ['x'], 0)",
        "sys.modules['tensorflow.contrib.rnn']",
        "sys.modules['tensorflow'].contrib.rnn",
        "globals()['tf'].contrib.rnn",
    ],
)
def test_a_module_that_words_name(call: str) -> None:
    source = "import importlib, sys\nfrom importlib import import_module as load\n"
    source += f"import tensorflow as tf\nrnn = {call}\nrnn.LSTMCell(3)"
    assert "tf.contrib.rnn.LSTMCell" in uses(source)


@pytest.mark.parametrize(
    ("source", "symbols"),
    [
        ("x = 'tensorflow.contrib.rnn'", ["tf.contrib.rnn"]),
        ("x = 'tensorflow_core.contrib.' + name", ["tf.contrib.*"]),
        ("x = f'tensorflow.contrib.{name}'", ["tf.contrib.*"]),
        ("resolve_name('tensorflow.nn:relu')", ["tf.nn.relu"]),
        ("import sys\nsys.modules['tensorflow'].nn.relu(1)", ["tf.*"]),
        ("import tensorflow as tf\neval('tf.nn.' + name)", ["tf.nn"]),
        ("import tensorflow as tf\neval('tf.nn.relu(1)')", ["tf.nn.relu"]),
        ("exec('import tensorflow as tf')", ["tf.*"]),
        ("x = ['tensorflow', 'tensorflow==1.4', 'tensorflow.serving', 'tensorflow.org']", []),
        ("y = eval('x.y'), model.eval('tensorflow')", []),
        ("import importlib\nimportlib.import_module('tensorflow.contrib.rnn')", []),
    ],
)
def test_a_name_in_a_string_is_reported(source: str, symbols: list[str]) -> None:
    assert uses(source, QUOTED) == symbols


@pytest.mark.parametrize(
    ("source", "symbols"),
    [
        ("f(tf.nn)", ["tf.nn.*"]),
        ("f(x, t=tf)", ["tf.*"]),
        ("x = {'nn': tf.nn}", ["tf.nn.*"]),
        ("x = [tf.nn]", ["tf.nn.*"]),
        ("a, *b = tf.nn, tf.layers", ["tf.nn.*", "tf.layers.*"]),
        ("def f():\n  return tf.nn", ["tf.nn.*"]),
        ("def f():\n  yield tf", ["tf.*"]),
        ("f = lambda: tf.nn", ["tf.nn.*"]),
        ("f(tf.nn.relu, hasattr(tf, 'nn'), [tf.nn.relu], tf.flags.FLAGS)", []),
        ("a, b = tf.nn, tf.layers\nfor m in (a, b):\n  m.relu", []),
    ],
)
def test_a_module_that_is_handed_on_is_reported(source: str, symbols: list[str]) -> None:
    assert uses(f"import tensorflow as tf\n{source}", HANDED) == symbols


@pytest.mark.parametrize("source", ["vars(tf.nn)[x]", "dir(tf.nn)", "tf.nn.__dict__[x]"])
def test_a_whole_module_is_asked(source: str) -> None:
    assert uses(f"import tensorflow as tf\n{source}", COMPUTED) == ["tf.nn.*"]


@pytest.mark.parametrize("words", ["name", "name, None", "name, 'relu'"])
def test_a_computed_name_is_reported(words: str) -> None:
    source = f"import tensorflow as tf\ngetattr(tf.nn, {words})(x)"
    assert uses(source, COMPUTED) == ["tf.nn.*"]
    assert uses(source) == ["tf.nn"]


@pytest.mark.parametrize(
    "source",
    [
        "tf.nn.relu(x)",
        "import numpy as tf\ntf.nn.relu(x)",
        "import tensorflow as tf\ndef f(tf):\n  return tf.nn.relu(1)",
        "import tensorflow as tf\nf = lambda tf: tf.nn.relu(1)",
        "import tensorflow as tf\ndef f():\n  tf = 3\n  return tf.real",
        "import tensorflow_probability as tf\ntf.nn.relu(1)",
        "from .tensorflow import nn\nnn.relu(1)",
        "def f():\n  import tensorflow as tf\ntf.nn.relu(1)",
        "class A:\n  import tensorflow as tf\n  def f(self):\n    return tf.nn.relu(1)",
        "import tensorflow as tf\nx.tf.nn.relu(1)",
        "'import tensorflow as tf; tf.nn.relu(1)'",
        "# import tensorflow as tf\n",
        "import tensorflow as tf\ndef f():\n  return tf\ndef g(f):\n  t = f()\n  t.nn.relu(1)",
        "import tensorflow as tf\n[tf.a for tf in xs]",
        "import tensorflow as tf\n{tf.a for x in xs for tf in x if tf.b}",
        "import tensorflow as tf\n{tf.a: tf.b for (_, *tf) in xs}",
        "import tensorflow as tf\nsum(y for y in [tf.b for tf in xs])",
        "import tensorflow as tf\nfor i, tf in xs:\n  tf.a = tf.b",
        "import tensorflow as tf\nfor tf in xs:\n  f = lambda: tf.b",
        "import tensorflow as tf\nasync def f():\n  async for tf in xs:\n    tf.b",
        "import tensorflow as tf\nwith f() as tf, tf.b():\n  tf.a",
        "import tensorflow as tf\nwith f() as (x, tf):\n  tf.a",
        "import tensorflow as tf\ntry:\n  f()\nexcept E as tf:\n  tf.a",
        "import tensorflow as tf\ndef g():\n  for tf in xs:\n    pass\n  return tf.a",
        "import tensorflow as tf\ndef g():\n  with f() as tf:\n    pass\n  return tf.a",
        "import tensorflow as tf\ndef g():\n  x, tf = f()\n  return tf.a",
        "import tensorflow as tf\ndef g():\n  def tf(): pass\n  return tf.a",
        "import tensorflow as tf\ndef g():\n  class tf: pass\n  return tf.a",
        "import tensorflow as tf\ndef g():\n  match x:\n    case [tf]:\n      return tf.a",
        "import tensorflow as tf\ndef g():\n  match x:\n    case [1, *tf]:\n      return tf.a",
        "import tensorflow as tf\ndef g():\n  match x:\n    case {1: 2, **tf}:\n      return tf.a",
    ],
)
def test_what_is_not_tensorflow(source: str) -> None:
    assert uses(source) == []


def test_names_that_a_program_adds_are_its_own() -> None:
    source = "import tensorflow as tf\ntf.model = f()\ntf.model.fit(x)\ntf.nn.relu = g"
    assert uses(source) == ["tf.nn.relu"]


@pytest.mark.parametrize(
    "source",
    [
        "[x for x in tf.exp]",
        "[tf for tf in tf.exp]",  # the first sequence is read outside
        "[tf.exp for x in xs]",
        "[[tf.b for tf in x] for x in tf.exp]",
        "for x in tf.exp:\n  pass",
        "for tf in tf.exp:\n  pass",
        "for tf in xs:\n  import tensorflow as tf\n  tf.exp",
        "for x in xs:\n  tf.exp",
        "with tf.exp as tf:\n  pass",
        "with f() as x:\n  tf.exp",
        "try:\n  tf.exp\nexcept E as tf:\n  pass",
        "try:\n  f()\nexcept tf.exp as e:\n  pass",
        "def f():\n  [(a := tf) for x in xs]\n  a.exp",  # a is the function's
        "match x:\n  case tf.exp:\n    pass",
    ],
)
def test_what_a_shadow_does_not_reach(source: str) -> None:
    assert "tf.exp" in uses(f"import tensorflow as tf\n{source}")


@pytest.mark.parametrize(
    "source",
    [
        "for tf in xs:\n  pass\ntf.exp",
        "with f() as tf:\n  pass\ntf.exp",
        "x, tf = f()\ntf.exp",
        "def tf(): pass\ntf.exp",
        "def f(a):\n  if a:\n    return None\n  return tf\nt = f(1)\nt.exp",
        "def f():\n  return tf\nf().exp",  # the call may do more
        "class A:\n  def f(self):\n    return tf\n  def g(self):\n    t = self.f()\n    t.exp",
        "class tf: pass\ntf.exp",
    ],
)
def test_where_both_may_be_meant_it_counts_as_unsure(source: str) -> None:
    tree = ast.parse(f"import tensorflow as tf\n{source}")
    found = Resolver("module", lambda module, name: ()).read(tree)
    assert [(one.symbol, one.unsure) for one in found if one.kind == USE] == [("tf.exp", True)]
