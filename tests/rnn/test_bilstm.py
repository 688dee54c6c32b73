"""``bilstm`` and ``BiLSTM``: what goldens cannot say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

import tf1compat
from tests.golden import store as golden
from tests.golden.checkpoint_cases import LENGTHS
from tests.golden.specs import BY_ID

X = np.random.RandomState(0).uniform(-1, 1, [4, 6, 3]).astype("float32")
KEEP = {"keep_prob": 0.5, "cell_options": {"forget_bias": 0.5}}


def test_dropout_acts_on_outputs_and_in_training_only() -> None:
    store = tf1compat.VariableStore()
    run = store(lambda **options: tf1compat.bilstm(X, 5, LENGTHS, **KEEP, **options)[0].numpy())
    tf.random.set_seed(1)
    dropped, whole = run(), run(training=False)
    kept = dropped != 0
    np.testing.assert_allclose(dropped[kept], 2 * whole[kept], rtol=1e-6)
    assert 0.3 < kept[whole != 0].mean() < 0.7
    assert len(store) == 4


def test_layer_trains_with_dropout_and_predicts_without(tmp_path: Path) -> None:
    x, lengths = keras.Input([6, 3]), keras.Input([], dtype="int32")
    layer = tf1compat.BiLSTM(5, merge="last", num_layers=2, **KEEP)
    model = keras.Model([x, lengths], layer(x, sequence_length=lengths))
    feeds = [X, np.array(LENGTHS, "int32")]
    model.compile("sgd", "mse")
    model.fit(feeds, np.zeros([4, 10]), verbose=0)
    once, twice = model(feeds, training=True), model(feeds, training=True)
    assert np.abs(once - twice).max() > 0
    np.testing.assert_array_equal(model(feeds), model(feeds))
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(loaded(feeds), model(feeds))
    assert [w.path for w in loaded.weights] == [w.path for w in model.weights]
    assert isinstance(loaded.layers[-1], tf1compat.BiLSTM)


def test_layer_returns_states_on_demand() -> None:
    layer = tf1compat.BiLSTM(5, return_state=True, cell="gru", merge="last")
    outputs, (forward, backward) = layer(X)
    np.testing.assert_array_equal(outputs, tf.concat([forward, backward], 1))


@pytest.mark.parametrize("case", ["one_f32", "layers", "outputs", "cells"])
def test_layer_has_the_names_that_tf1_gave(case: str) -> None:
    record = golden.read_group("bilstm")[f"bilstm.{case}"].record
    options = dict(BY_ID[f"bilstm.{case}"].kwargs)
    layer = tf1compat.BiLSTM(options.pop("num_units"), **options)
    layer(X)
    names = [f"{weight.path}:0" for weight in layer.weights]
    assert names == [name for name, *_ in record["variables"]]


def test_function_on_keras_tensors_is_a_layer_that_knows_training() -> None:
    x = keras.Input([6, 3])
    with tf1compat.variable_scope("tagger"):
        outputs, _ = tf1compat.bilstm(x, 5, **KEEP)
    model = keras.Model(x, outputs)
    assert model.weights[0].path == "tagger/bilstm/bidirectional_rnn/fw/lstm_cell/kernel"
    np.testing.assert_array_equal(model(X), model(X))
    assert np.abs(model(X, training=True) - model(X)).max() > 0


def test_shared_by_reuse_in_a_graph() -> None:
    with tf.Graph().as_default():
        tf1compat.bilstm(tf.constant(X), 5, LENGTHS)
        tf1compat.bilstm(tf.constant(X), 5, LENGTHS, reuse=True)
        assert len(tf.compat.v1.global_variables()) == 4
        with pytest.raises(ValueError, match="already exists"):
            tf1compat.bilstm(tf.constant(X), 5, LENGTHS)


def test_needs_a_place_for_its_variables() -> None:
    with pytest.raises(ValueError, match=r"VariableStore.*BiLSTM"):
        tf1compat.bilstm(tf.constant(X), 5)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"cell": "lstmm"}, ValueError, r"bilstm\(cell\): expected one of basic_lstm"),
        ({"merge": "mean"}, ValueError, r"bilstm\(merge\): expected one of concat"),
        ({"stacking": "layer"}, ValueError, "a name with one %d"),
        ({"num_layers": 0}, ValueError, "1 or more"),
        ({"cell": "gru", "num_proj": 3}, ValueError, "cell='lstm'"),
        ({"cell_options": {"state_is_tuple": False}}, ValueError, "states as tuples"),
        ({"cell_options": {"unit": 3}}, TypeError, "unit"),
    ],
)
def test_bad_options(options: Any, error: type[Exception], message: str) -> None:
    with tf1compat.VariableStore(), pytest.raises(error, match=message):
        tf1compat.bilstm(tf.constant(X), 5, **options)


def test_a_cell_of_ones_own() -> None:
    store = tf1compat.VariableStore()
    with store:
        outputs, _ = tf1compat.bilstm(X, 5, cell=lambda n: tf1compat.GRUCell(n, name="mine"))
    assert outputs.shape == (4, 6, 10)
    assert next(iter(store)) == "bilstm/bidirectional_rnn/fw/mine/gates/kernel"


def test_last_relevant_of_empty_rows_is_zero_and_time_may_be_first() -> None:
    lengths = [6, 0, 1, 3]
    received = tf1compat.last_relevant(X, lengths)
    np.testing.assert_array_equal(received, [X[0, 5], 0 * X[1, 0], X[2, 0], X[3, 2]])
    major = tf1compat.last_relevant(X.transpose(1, 0, 2), lengths, time_major=True)
    np.testing.assert_array_equal(major, received)


@pytest.mark.parametrize("rank", [1, 4])
def test_lengths_of_other_ranks(rank: int) -> None:
    with pytest.raises(ValueError, match=r"\[B, T\] or \[B, T, D\]"):
        tf1compat.lengths_of(tf.zeros([2] * rank))
