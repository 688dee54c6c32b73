"""``raw_rnn``: what goldens cannot say.  The expected errors are those of TensorFlow 1.15.5."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

import tf1compat

X = np.random.RandomState(0).uniform(-1, 1, [2, 3]).astype("float32")
ENDS = [2, 1]


def steered(**first: Any) -> Callable[..., Any]:
    """Two steps for row 0, one for row 1; ``first`` replaces what the first call returns."""

    def loop(time: Any, output: Any, state: Any, loop_state: Any) -> Any:
        if output is not None:
            later = first.get("later", lambda output: output)
            return time >= ENDS, X, state, later(output), None
        return (
            first.get("finished", [False, False]),
            first.get("inputs", X),
            first.get("state", tf.zeros([2, 4])),
            first.get("emit"),
            None,
        )

    return loop


def test_rows_that_are_finished_emit_zeros_and_keep_their_state() -> None:
    outputs, state, loop_state = tf1compat.raw_rnn(tf1compat.GRUCell(4), steered())
    stacked = outputs.stack().numpy()
    assert stacked.shape == (2, 2, 4)
    assert not stacked[1, 1].any()
    np.testing.assert_array_equal(state[1], stacked[0, 1])
    np.testing.assert_array_equal(state[0], stacked[1, 0])
    assert loop_state is None


@pytest.mark.parametrize("wrap", [lambda f: f, tf.function], ids=["eager", "function"])
def test_no_steps_at_all(wrap: Any) -> None:
    cell = tf1compat.GRUCell(4)

    def program() -> Any:
        outputs, state, _ = tf1compat.raw_rnn(cell, steered(finished=[True, True]))
        return outputs.stack(), state

    outputs, state = wrap(program)()
    assert outputs.shape == (0, 2, 4)  # as TF 1.15.5
    assert not state.numpy().any()


def test_arrays_pass_for_tensors() -> None:
    outputs, _, _ = tf1compat.raw_rnn(
        tf1compat.GRUCell(4), steered(state=np.zeros([2, 4], "float32"))
    )
    assert outputs.stack().shape == (2, 2, 4)


def test_loop_function_may_get_variables_at_each_step() -> None:
    def loop(time: Any, output: Any, state: Any, loop_state: Any) -> Any:
        if output is None:
            return [False, False], X, tf.zeros([2, 4]), None, None
        weight = tf1compat.get_variable("to_input", [4, 3])
        return time >= [3, 3], output @ weight, state, output, None

    store = tf1compat.VariableStore()

    @store
    def decode() -> Any:
        outputs, _, _ = tf1compat.raw_rnn(tf1compat.GRUCell(4), loop)
        return outputs.stack()

    eager = decode()
    np.testing.assert_allclose(tf.function(decode)(), eager, rtol=1e-5, atol=1e-6)
    assert list(store)[-1] == "rnn/to_input"
    assert len(store) == 5


def test_loop_state_may_be_a_tensor_array() -> None:
    def loop(time: Any, output: Any, state: Any, seen: Any) -> Any:
        if output is None:
            array = tf.TensorArray(tf.float32, 0, dynamic_size=True, element_shape=[2])
            return [False, False], X, tf.zeros([2, 4]), None, array
        return time >= ENDS, X, state, output, seen.write(time - 1, output[:, 0])

    outputs, _, seen = tf1compat.raw_rnn(tf1compat.GRUCell(4), loop)
    written, emitted = seen.stack().numpy(), outputs.stack().numpy()
    np.testing.assert_array_equal(written[0], emitted[0, :, 0])
    assert written[1, 1] != 0  # a loop state is not copied through


@pytest.mark.parametrize(
    ("loop", "error", "message"),
    [
        (lambda *_: None, TypeError, "elements_finished"),
        (lambda *_: (1, 2, 3, 4, 5, 6), ValueError, "elements_finished"),
        (steered(emit=(tf.zeros([3]),)), ValueError, "structure"),
        (steered(emit=(tf.zeros([4]),), later=lambda o: [o]), TypeError, "structure"),
        (steered(later=lambda _: None), ValueError, "tensors as emit_output"),
        (steered(state=(tf.zeros([2, 4]),)), ValueError, "initial state"),
        (steered(state=None), ValueError, "next_cell_state"),
        (steered(inputs=(X, X[:1])), ValueError, r"one batch size, received \[1, 2\]"),
    ],
)
def test_bad_loop_functions(loop: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        tf1compat.raw_rnn(tf1compat.GRUCell(4), loop)


def test_keras_tensors_are_refused_and_the_way_out_works() -> None:
    with pytest.raises(TypeError, match="TF1Layer"):
        tf1compat.raw_rnn(tf1compat.GRUCell(4), steered(inputs=keras.Input([3])))

    def decode(x: Any) -> Any:
        loop = steered(inputs=x, state=tf.zeros([2, 4]))
        return tf1compat.raw_rnn(tf1compat.GRUCell(4), loop)[1]

    x = keras.Input(batch_shape=[2, 3])
    model = keras.Model(x, tf1compat.TF1Layer(decode)(x))
    assert model(X).shape == (2, 4)
    assert model.weights[0].path == "rnn/gru_cell/gates/kernel"


def test_an_output_may_be_of_unknown_rank() -> None:
    v1 = tf.compat.v1
    with tf.Graph().as_default():
        like = v1.placeholder(tf.int64)
        cell = tf1compat.GRUCell(2)

        def loop(time: Any, output: Any, state: Any, _: Any) -> Any:
            if output is None:
                return [False] * 3, tf.ones([3, 4]), cell.zero_state(3, tf.float32), like, None
            emitted = tf.stack([like + tf.cast(time, tf.int64)] * 3)
            return time >= [2, 1, 2], tf.ones([3, 4]), state, emitted, None

        outputs, _, _ = tf1compat.raw_rnn(cell, loop)
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            ran = session.run(outputs.stack(), {like: [10, 20]})
    assert ran.tolist() == [[[11, 21]] * 3, [[12, 22], [0, 0], [12, 22]]]
