"""Drivers on ``keras.Input``: whose weights are whose, and their names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

import tf1compat

X = np.random.RandomState(0).uniform(-1, 1, [4, 5, 3]).astype("float32")


def encode(cell: Any, x: Any, **options: Any) -> Any:
    return tf1compat.dynamic_rnn(cell, x, dtype=tf.float32, **options)[0]


def test_two_calls_with_one_cell_share_weights_before_and_after_loading(tmp_path: Path) -> None:
    question, answer = keras.Input([5, 3]), keras.Input([5, 3])
    cell = tf1compat.LSTMCell(6, forget_bias=0.5)
    outputs = [encode(cell, question), encode(cell, answer, scope="other")]
    model = keras.Model([question, answer], outputs)
    assert [weight.path for weight in model.weights] == [
        "rnn/lstm_cell/kernel",
        "rnn/lstm_cell/bias",
    ]
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    loaded.compile("sgd", "mse")
    loaded.fit([X, -X], [np.zeros([4, 5, 6])] * 2, verbose=0)
    one, other = loaded([X, X])
    np.testing.assert_array_equal(one, other)
    assert len(loaded.weights) == 2


def test_two_cells_do_not_share() -> None:
    x = keras.Input([5, 3])
    outputs = [encode(tf1compat.GRUCell(6), x), encode(tf1compat.GRUCell(6), x)]
    model = keras.Model(x, outputs)
    assert len(model.weights) == 8
    one, other = model(X)
    assert np.abs(one - other).max() > 0


def test_what_one_keras_layer_cannot_share_is_refused() -> None:
    cell, x = tf1compat.GRUCell(6), keras.Input([5, 3])
    first = encode(cell, x)
    with pytest.raises(ValueError, match="inside one tf1compat"):
        encode(cell, x, time_major=True)
    assert first.shape == (None, 5, 6)


def test_a_cell_whose_layer_is_gone_starts_anew() -> None:
    cell = tf1compat.GRUCell(6)
    layer_names = []
    for _ in range(2):
        keras.backend.clear_session()
        x = keras.Input([5, 3])
        model = keras.Model(x, encode(cell, x))
        layer_names.append(len(model.weights))
        del model, x
    assert layer_names == [4, 4]


def test_names_of_the_scopes_around_the_call(tmp_path: Path) -> None:
    x = keras.Input([5, 3])
    with tf1compat.variable_scope("absolute") as scope:
        pass
    with tf1compat.variable_scope("tagger"):
        inner = encode(tf1compat.BasicRNNCell(6), x)
        jumped = encode(tf1compat.BasicRNNCell(6), x, scope=scope)
    model = keras.Model(x, [inner, jumped])
    model.save(tmp_path / "m.keras")
    for each in (model, keras.models.load_model(tmp_path / "m.keras")):
        assert [weight.path for weight in each.weights] == [
            "tagger/rnn/basic_rnn_cell/kernel",
            "tagger/rnn/basic_rnn_cell/bias",
            "absolute/basic_rnn_cell/kernel",
            "absolute/basic_rnn_cell/bias",
        ]
