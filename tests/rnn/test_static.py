"""The unrolled drivers: what goldens cannot say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

import tf1compat

V1 = tf.compat.v1
LENGTHS = [3, 0, 1, 2]
X = np.random.RandomState(0).uniform(-1, 1, [4, 5, 3]).astype("float32")


def steps(x: Any = X) -> list[Any]:
    return list(tf.unstack(x, 5, axis=1))


def holed() -> Any:
    """NaN from the longest length on."""
    x = X.copy()
    x[:, max(LENGTHS) :] = np.nan
    return x


class Counting(tf1compat.RNNCell):
    """Counts its calls, and gets its variable in ``call``, as people's cells did."""

    state_size = output_size = 6

    def __init__(self) -> None:
        super().__init__(name="counting")
        self.calls = 0

    def call(self, inputs: Any, state: Any) -> Any:
        self.calls += 1
        with tf1compat.variable_scope(None, default_name="x"):
            weight = tf1compat.get_variable("w", [3, 6])
        new = tf.tanh(inputs @ weight + state)
        return new, new


def test_steps_share_what_the_cell_gets_by_get_variable() -> None:
    with tf.Graph().as_default():
        tf1compat.static_rnn(Counting(), steps(), dtype=tf.float32)
        assert [v.name for v in V1.global_variables()] == ["rnn/counting/x/w:0"]  # as TF 1.15.5
    store = tf1compat.VariableStore()
    with store:
        tf1compat.static_rnn(Counting(), steps(), dtype=tf.float32)
    assert list(store) == ["rnn/counting/x/w"]
    cell = Counting()
    tf1compat.static_rnn(cell, steps(), dtype=tf.float32)  # the cell owns its variables
    assert [v.name for v in cell.variables] == ["rnn/counting/x/w:0"]


class Duck:
    """TF1's protocol and nothing of its classes."""

    state_size = output_size = 6

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        return tf.zeros([batch_size, 6], dtype)

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        new = tf.tanh(inputs @ tf1compat.get_variable("w", [3, 6]) + state)
        return new, new


def test_steps_of_a_cell_without_our_classes_share_too() -> None:
    with tf.Graph().as_default():
        tf1compat.static_rnn(Duck(), steps(), dtype=tf.float32)
        assert [v.name for v in V1.global_variables()] == ["rnn/w:0"]
    store = tf1compat.VariableStore()
    with store:
        tf1compat.static_rnn(Duck(), steps(), dtype=tf.float32, sequence_length=LENGTHS)
    assert list(store) == ["rnn/w"]


@pytest.mark.parametrize(("lengths", "calls"), [(None, 5), (LENGTHS, 3), ([0] * 4, 1)])
def test_the_cell_does_not_run_past_the_longest_length(lengths: Any, calls: int) -> None:
    cell = Counting()
    tf1compat.static_rnn(cell, steps(), dtype=tf.float32, sequence_length=lengths)
    assert cell.calls == calls


@pytest.mark.parametrize("wrap", [lambda f: f, tf.function], ids=["eager", "function"])
def test_nan_past_the_longest_length_reaches_nothing(wrap: Any) -> None:
    store = tf1compat.VariableStore()

    def differentiate(x: Any) -> Any:
        with tf.GradientTape() as tape, store:
            cell = tf1compat.LSTMCell(6, forget_bias=0.5)
            outputs, state = tf1compat.static_rnn(
                cell, steps(x), dtype=tf.float32, sequence_length=LENGTHS
            )
            loss = tf.reduce_sum(tf.stack(outputs)) + tf.reduce_sum(state.c)
        return loss, tape.gradient(loss, store.trainable_variables)

    loss, gradients = wrap(differentiate)(tf.constant(holed()))
    expected_loss, expected = wrap(differentiate)(tf.constant(X))
    assert float(loss) == float(expected_loss)
    for one, other in zip(gradients, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_nan_past_the_longest_length_reaches_nothing_in_a_graph() -> None:
    with tf.Graph().as_default(), V1.Session() as session:
        x, lengths = V1.placeholder(tf.float32, X.shape), V1.placeholder(tf.int32, [4])
        outputs, _ = tf1compat.static_rnn(
            tf1compat.GRUCell(6), steps(x), dtype=tf.float32, sequence_length=lengths
        )
        gradients = V1.gradients(tf.stack(outputs), V1.trainable_variables())
        session.run(V1.global_variables_initializer())
        found = session.run(gradients, {x: holed(), lengths: LENGTHS})
        expected = session.run(gradients, {x: X, lengths: LENGTHS})
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


class Saver:
    """Keeps the state in a variable, as batchers with state did."""

    def __init__(self) -> None:
        self.kept = V1.get_variable("kept", [4, 6], trainable=False, initializer=tf.zeros)

    def state(self, name: str) -> Any:
        assert name == "h"
        return self.kept.value()

    def save_state(self, name: str, value: Any) -> Any:
        assert name == "h"
        return V1.assign(self.kept, value)


def test_reading_the_last_output_saves_the_state() -> None:
    with tf.Graph().as_default(), V1.Session() as session:
        saver = Saver()
        outputs, _ = tf1compat.static_state_saving_rnn(tf1compat.GRUCell(6), steps(), saver, "h")
        session.run(V1.global_variables_initializer())
        session.run(outputs[0])
        assert not session.run(saver.kept).any()
        first = session.run(outputs[-1])
        np.testing.assert_array_equal(session.run(saver.kept), first)
        assert np.abs(session.run(outputs[-1]) - first).max() > 0  # went on from there


def test_on_keras_tensors_as_on_tensors(tmp_path: Path) -> None:
    x, lengths = keras.Input([5, 3]), keras.Input([], dtype="int32")
    columns = [x[:, time] for time in range(5)]
    cells = [tf1compat.LSTMCell(6, forget_bias=0.5), tf1compat.GRUCell(2)]
    outputs, forward, backward = tf1compat.static_bidirectional_rnn(
        *cells, columns, dtype=tf.float32, sequence_length=lengths
    )
    model = keras.Model([x, lengths], [*outputs, *forward, backward])
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    feeds = [X, np.array(LENGTHS, "int32")]
    for one, other in zip(model(feeds), loaded(feeds), strict=True):
        np.testing.assert_array_equal(one, other)
    store = tf1compat.VariableStore()
    build = store(
        lambda: tf1compat.static_bidirectional_rnn(
            tf1compat.LSTMCell(6, forget_bias=0.5),
            tf1compat.GRUCell(2),
            steps(),
            dtype=tf.float32,
            sequence_length=LENGTHS,
        )
    )
    build()
    assert [weight.path for weight in model.weights] == list(store)
    for weight in model.weights:
        store[weight.path].assign(weight.value)
    for one, other in zip(model(feeds), tf.nest.flatten(build()), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_state_saver_in_a_keras_model_is_refused() -> None:
    with pytest.raises(TypeError, match="use static_rnn with initial_state"):
        tf1compat.static_state_saving_rnn(tf1compat.GRUCell(6), [keras.Input([3])], object(), "h")


@pytest.mark.parametrize(
    ("inputs", "error", "message"),
    [
        (X, TypeError, r"static_rnn\(inputs\): expected a list of steps, .* tf.unstack"),
        (None, TypeError, "a list of steps"),
        ({"a": X}, TypeError, "a list of steps"),
        ([], ValueError, "at least one step"),
        ([X[:, 0], X[:3, 0]], ValueError, r"one batch size, received \[3, 4\]"),
        ([np.float32(1)], ValueError, "rank 2 at least"),
    ],
)
def test_bad_inputs(inputs: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        tf1compat.static_rnn(tf1compat.GRUCell(6), inputs, dtype=tf.float32)


def test_an_output_is_what_the_next_step_reads() -> None:
    """∂ Σh₁ / ∂h₀ = (1 − h₁²) @ w_hᵀ, in a v1 graph where a kernel would serve a dynamic driver."""
    with tf.Graph().as_default(), V1.Session() as session:
        outputs, _ = tf1compat.static_rnn(
            tf1compat.BasicRNNCell(6), [tf.constant(X[:, t]) for t in range(2)], dtype=tf.float32
        )
        session.run(V1.global_variables_initializer())
        (slope,) = tf.gradients(tf.reduce_sum(outputs[1]), outputs[0])
        kernel = V1.trainable_variables()[0]
        got, h, weights = session.run([slope, outputs[1], kernel])
    np.testing.assert_allclose(got, (1 - h**2) @ weights[3:].T, rtol=2e-5)
