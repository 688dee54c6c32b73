"""Keras's own cells under TF1's drivers, as TF 1.15 allowed."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

import tf1compat

CELLS = {
    "simple": lambda: keras.layers.SimpleRNNCell(3),
    "gru": lambda: keras.layers.GRUCell(3),
    "lstm": lambda: keras.layers.LSTMCell(3),
    "stack": lambda: keras.layers.StackedRNNCells(
        [keras.layers.LSTMCell(4), keras.layers.LSTMCell(3)]
    ),
}


def _inputs() -> Any:
    return np.random.default_rng(5).normal(size=[2, 5, 4]).astype("float32")


@pytest.mark.parametrize("name", CELLS)
def test_gives_what_keras_rnn_gives(name: str) -> None:
    cell, inputs = CELLS[name](), _inputs()
    expected = keras.layers.RNN(cell, return_sequences=True)(inputs)
    outputs, _ = tf1compat.dynamic_rnn(cell, inputs, dtype=tf.float32)
    np.testing.assert_allclose(outputs, expected, rtol=1e-6)


def test_runs_under_v1_shapes() -> None:
    """With ``Dimension``s in shapes, which Keras does not know."""
    answer = subprocess.run(
        [sys.executable, "-m", "tests.rnn.test_keras_cells"],
        capture_output=True,
        text=True,
        check=True,
    )
    shapes = json.loads(answer.stdout)
    assert shapes == dict.fromkeys(CELLS, {"static": [None, 5, 3], "run": [2, 5, 3]})


def _shapes_in_v1() -> dict[str, Any]:
    v1 = tf.compat.v1
    v1.disable_v2_behavior()
    inputs = v1.placeholder(tf.float32, [None, 5, 4])
    found = {}
    for name, make in CELLS.items():
        outputs, _ = tf1compat.dynamic_rnn(make(), inputs, dtype=tf.float32, scope=name)
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            ran = session.run(outputs, {inputs: _inputs()})
        found[name] = {"static": outputs.shape.as_list(), "run": list(ran.shape)}
    assert isinstance(tf.TensorShape([1])[0], v1.Dimension)
    return found


@pytest.mark.parametrize("driver", [tf1compat.dynamic_rnn, tf1compat.bidirectional_dynamic_rnn])
def test_initial_state_may_be_numpy(driver: Any) -> None:
    cells = [tf1compat.GRUCell(3), tf1compat.GRUCell(3)]
    state = np.full([2, 3], 0.5, np.float32)
    if driver is tf1compat.dynamic_rnn:
        _, final = driver(cells[0], _inputs(), [0, 0], initial_state=state)
    else:
        options = {"initial_state_fw": state, "initial_state_bw": state}
        _, (final, _) = driver(*cells, _inputs(), [0, 0], **options)
    np.testing.assert_array_equal(final, state)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_shapes_in_v1()))
