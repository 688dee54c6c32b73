"""The import hook: who gets the drop-in, by which spellings, and when it refuses."""

from __future__ import annotations

import collections
import collections.abc
import importlib
import json
import sys
import types
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tensorflow

import tf1compat
import tf1compat.v1
from tests.v1.running import run
from tf1compat import errors
from tf1compat.door import bygone, notebook, resolve
from tf1compat.v1 import _namespace

tf: Any = tf1compat.v1

IMPORTS = """
import tensorflow as tf
import tensorflow.compat.v1 as tf1
import tensorflow.contrib.layers as layers
import tensorflow.contrib.keras as kr
from tensorflow.contrib.keras import layers as keras_layers, preprocessing
from tensorflow.contrib.keras.python.keras.utils import to_categorical
import tensorflow.contrib.slim as slim
from tensorflow.contrib import slim as the_same
from tensorflow.contrib.slim.python.slim.learning import train_step
from tensorflow.contrib.slim.python.slim import evaluation
import tensorflow.python.client.device_lib
import tensorflow.core.framework.graph_pb2
from tensorflow.contrib import rnn, seq2seq, crf, layers
from tensorflow.contrib.crf import crf_log_likelihood, viterbi_decode
from tensorflow.contrib.crf.python.ops import crf as crf_ops
from tensorflow.contrib.crf.python.ops.crf import crf_decode
from tensorflow.contrib.rnn import LSTMStateTuple, GRUCell
from tensorflow.contrib.rnn.python.ops import core_rnn_cell, core_rnn, rnn_cell, lstm_ops
from tensorflow.contrib.rnn.python.ops.core_rnn_cell import _linear, _Linear
from tensorflow.contrib.rnn.python.ops.core_rnn_cell_impl import BasicLSTMCell
from tensorflow.contrib.framework.python.ops import arg_scope, add_arg_scope, variables
from tensorflow.contrib.framework.python.ops.arg_scope import arg_scope as by_file
from tensorflow.contrib.layers.python.layers import initializers, regularizers
from tensorflow.contrib.layers.python.layers.regularizers import l2_regularizer
from tensorflow.contrib.training.python.training.hparam import HParams
from tensorflow.contrib.tensorboard.plugins import projector
from tensorflow.python.ops import rnn as rnn_ops, rnn_cell_impl, array_ops, math_ops, nn_ops
from tensorflow.python.ops import variable_scope as vs, init_ops, control_flow_ops, gen_nn_ops
from tensorflow.python.ops.rnn_cell_impl import _Linear, _concat, _RNNCell, LayerRNNCell
from tensorflow.python.ops.rnn import _transpose_batch_time, dynamic_rnn, raw_rnn
from tensorflow.python.ops.nn import bidirectional_dynamic_rnn
from tensorflow.python.ops.math_ops import tanh, sigmoid
from tensorflow.python.framework import ops, dtypes, constant_op, tensor_shape, tensor_util
from tensorflow.python.framework.ops import convert_to_tensor
from tensorflow.python.platform import gfile, flags, tf_logging, app
from tensorflow.python.platform.flags import FLAGS
from tensorflow.python.util import nest
from tensorflow.python.util.nest import is_sequence, flatten
from tensorflow.python.layers import core as layers_core, base
from tensorflow.python.training import moving_averages, saver
from tensorflow.python.client import device_lib, session
from tensorflow.core.framework import graph_pb2
from tensorflow.examples.tutorials.mnist import input_data
from tensorflow.contrib.learn.python.learn.datasets import mnist
from tensorflow.contrib.learn.python.learn.datasets.mnist import load_mnist, read_data_sets
from tensorflow.python.ops.rnn_cell import *
from tensorflow import contrib, keras
from tensorflow.python.keras.layers import LSTM, Dense
from tensorflow.python.keras.layers.recurrent import LSTM as by_keras_file
from tensorflow.python.keras.engine.base_layer import Layer
from tensorflow.python.keras.preprocessing.sequence import pad_sequences
import tensorflow_core as core
import tensorflow_core.python.platform.gfile
from tensorflow_core.core.framework import graph_pb2 as core_graph_pb2
from tensorflow_core.contrib.rnn import GRUCell as CoreGRUCell
from tensorflow_core.python.keras.layers import Dense as CoreDense
from tensorflow_core._api.v1 import nn as core_nn
import importlib
assert core is tf and core_nn is tf.nn and core_graph_pb2 is graph_pb2
assert CoreGRUCell is GRUCell
assert Dense is CoreDense is tf.keras.layers.Dense and Layer is tf.keras.layers.Layer
assert LSTM is by_keras_file is tf.keras.layers.LSTM
assert importlib.import_module("tensorflow.contrib.rnn") is rnn
assert importlib.import_module(".rnn", "tensorflow.contrib") is rnn
assert importlib.import_module("tensorflow") is tf is tf1
assert __import__("tensorflow.nn") is tf
assert tf.core.framework.graph_pb2 is graph_pb2
assert tf.python.ops.array_ops is array_ops
assert tf.compat.v1 is tf
assert arg_scope is by_file is tf.contrib.framework.arg_scope
assert array_ops.concat is tf.concat
assert crf_ops.crf_log_likelihood is crf_log_likelihood is tf.contrib.crf.crf_log_likelihood
assert crf.crf_decode is crf_decode
assert read_data_sets is mnist.read_data_sets is input_data.read_data_sets
# The public names of TensorFlow 1.15.5's file, without what it imports.
assert dir(mnist) == [
    "DataSet", "dense_to_one_hot", "extract_images",
    "extract_labels", "load_mnist", "read_data_sets",
]
assert rnn_cell_impl.LSTMCell is tf.nn.rnn_cell.LSTMCell is LSTMCell
assert rnn_ops.dynamic_rnn is tf.nn.dynamic_rnn is dynamic_rnn
assert _RNNCell is tf.nn.rnn_cell.RNNCell
assert nest.is_sequence is is_sequence
assert tensor_util.constant_value is tf.get_static_value
assert flags.FLAGS is FLAGS is tf.flags.FLAGS
assert init_ops.zeros_initializer is tf.zeros_initializer
assert not hasattr(tf.contrib, "nonsense")
"""


def test_every_spelling_of_the_field(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(IMPORTS, encoding="utf-8")
    ran = run("program.py", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr[-2000:]


@pytest.fixture
def hook() -> Iterator[None]:
    """The hook in this process, for code that is compiled as the user's."""
    bound = [name for name, value in globals().items() if value is tensorflow]
    held = {name: globals().pop(name) for name in bound}
    others = _put_away()
    tf1compat.install()
    yield
    tf1compat.uninstall()
    globals().update(held)
    for module, names in others.items():
        vars(sys.modules[module]).update(names)


def _put_away() -> dict[str, dict[str, Any]]:
    """The other tests' own names of TensorFlow, which the hook would rightly refuse."""
    found: dict[str, dict[str, Any]] = {}
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "tests" and isinstance(module, types.ModuleType):
            mine = {k: v for k, v in vars(module).items() if _is_tensorflow(v)}
            for key in mine:
                delattr(module, key)
            found[name] = mine
    return found


def _is_tensorflow(value: object) -> bool:
    name = getattr(value, "__name__" if isinstance(value, types.ModuleType) else "__module__", "")
    return str(name).partition(".")[0] == "tensorflow"


@pytest.mark.usefixtures("hook")
class TestResolving:
    @pytest.mark.parametrize(
        "name",
        [
            "tensorflow.contrib.nonsense",
            "tensorflow.contrib.rnn.nonsense",
            "tensorflow.nonsense",
            "tensorflow.python.nonsense",
            "tensorflow.python.ops.array_ops.concat",
            "tensorflow.nn.relu",
            "tensorflow.contrib.rnn.LSTMCell",
        ],
    )
    def test_what_tf1_had_not_is_not_found(self, name: str) -> None:
        with pytest.raises(ModuleNotFoundError, match="No module named"):
            resolve.resolve(name)

    def test_a_name_that_is_not_served_names_who_asked(self) -> None:
        with pytest.raises(ImportError) as caught:
            resolve.imported("tensorflow.contrib.opt", ["GGTOptimizer"])
        assert isinstance(caught.value, errors.NotServedImportError)
        assert caught.value.symbol == "tf.contrib.opt.GGTOptimizer"
        assert str(caught.value.asked_at).startswith(__file__)

    def test_packages_keep_the_real_one(self) -> None:
        package = types.ModuleType("package")
        package.__file__ = tensorflow.__file__ if "tensorflow" in globals() else json.__file__
        exec("import tensorflow\nimport tensorflow.compat.v1 as v1", package.__dict__)
        assert package.tensorflow is sys.modules["tensorflow"]
        assert package.v1 is not tf

    def test_names_that_python_dropped_are_back(self) -> None:
        import time

        import numpy as np

        assert time.clock() >= 0  # type: ignore[attr-defined]
        assert np.int is int  # type: ignore[attr-defined]
        assert vars(collections)["Mapping"] is collections.abc.Mapping

        import inspect

        with warnings.catch_warnings():  # Python 3.10 still has it, and warns
            warnings.simplefilter("ignore", DeprecationWarning)
            assert vars(inspect)["getargspec"](lambda a, b=2: a).defaults == (2,)


def test_uninstall_leaves_nothing() -> None:
    before = importlib.import_module, __builtins__
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tf1compat.door.hook._refuse_bound_names", lambda: None)
        tf1compat.install()
        tf1compat.install()
        tf1compat.uninstall()
    assert (importlib.import_module, __builtins__) == before
    assert not hasattr(__import__("time"), "clock")
    assert bygone._added == []


def test_the_notebook_extension_is_the_same_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tf1compat.door.hook._refuse_bound_names", lambda: None)
    assert tf1compat.load_ipython_extension is notebook.load_ipython_extension
    before = importlib.import_module
    notebook.load_ipython_extension(object())
    assert importlib.import_module is not before
    notebook.unload_ipython_extension(object())
    assert importlib.import_module is before


def test_slim_is_ours_where_its_package_is_installed_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two packages would have two stacks of argument scopes, and each would miss the other's."""
    (tmp_path / "tf_slim.py").write_text("nets = conv2d = 'theirs'\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    _namespace.forget()
    assert tf.contrib.slim.conv2d is tf.contrib.layers.conv2d
    for name in ("nets", "dataset", "tfexample_decoder", "no_such_name"):
        with pytest.raises(errors.NotServedError, match=r"tf\.data for .*research/slim/nets"):
            getattr(tf.contrib.slim, name)


BOUND = """
import tf1compat
import tensorflow as tf
def attempt():
    try:
        tf1compat.install()
    except tf1compat.TF1CompatError as error:
        print(type(error).__name__, error)
attempt()
del tf
import tensorflow.compat.v1 as v1
attempt()
del v1
from tensorflow.compat.v1 import placeholder
attempt()
del placeholder
attempt()
import tensorflow as tf
print(tf.__version__)
"""


def test_names_that_are_bound_already_are_refused(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(BOUND, encoding="utf-8")
    ran = run("program.py", cwd=tmp_path, door=False)
    *refusals, version = ran.stdout.splitlines()
    assert version == "1.15.5", ran.stderr[-1000:]
    for refusal, name in zip(refusals, ("tf", "v1", "placeholder"), strict=True):
        assert refusal.startswith(f"InstallError tf1compat.install: __main__.{name} is bound")
        assert "before the program's first" in refusal


def test_an_unknown_era_is_refused() -> None:
    with pytest.raises(errors.ArgumentValueError, match=r"expected one of 0.12, 1.0, 1.1, 1.15"):
        tf1compat.install(era="2.0")
