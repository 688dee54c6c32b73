"""cuDNN in place of the loop: on a GPU itself, elsewhere its published equations in its place."""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
import numpy as np
import pytest
import tensorflow as tf

import tf1compat
from tests.golden.compare import relative_error
from tests.kernels.test_equal_steps import CELLS, LENGTHS, B, D, T, U, loss_of, measured, stepped
from tests.kernels.test_keras_layers import LAYERS, MASKS, made
from tests.kernels.test_keras_layers import measured as measured_layer
from tf1compat import kernels
from tf1compat.errors import DerivativeError
from tf1compat.kernels import choose
from tf1compat.kernels.gru import GRU, ResetAfterGRU
from tf1compat.kernels.lstm import LSTM
from tf1compat.kernels.simple import Simple

BOUND = {"float64": 1e-12, "float32": 5e-6}
GPU = bool(tf.config.list_physical_devices("GPU"))


class _Ran(NamedTuple):
    output: Any
    output_h: Any
    output_c: Any
    reserve_space: Any
    host_reserved: Any


def equations(
    x: Any, input_h: Any, input_c: Any, params: Any, sequence_lengths: Any, rnn_mode: str
) -> Any:
    """A layer as cuDNN's guide has it: W, R, b_W, b_R by gates; LSTM i, f, c, o; GRU r, i, h."""
    gates = {"lstm": 4, "gru": 3, "rnn_tanh": 1}[rnn_mode]
    depth, units = x.shape[2], input_h.shape[2]
    sizes = [*[units * depth] * gates, *[units * units] * gates, *[units] * (2 * gates)]
    parts = tf.split(params, sizes)
    w = [tf.reshape(part, [units, depth]) for part in parts[:gates]]
    r = [tf.reshape(part, [units, units]) for part in parts[gates : 2 * gates]]
    b_w, b_r = parts[2 * gates : 3 * gates], parts[3 * gates :]
    lstm = rnn_mode == "lstm"

    def step(state: Any, now: Any) -> Any:
        (_, h, c), (x, time) = state, now
        of_x = [x @ tf.transpose(m) + b for m, b in zip(w, b_w, strict=True)]
        of_h = [h @ tf.transpose(m) + b for m, b in zip(r, b_r, strict=True)]
        if rnn_mode == "gru":
            reset, i = (tf.sigmoid(of_x[n] + of_h[n]) for n in (0, 1))
            new_c, new_h = c, (1 - i) * tf.tanh(of_x[2] + reset * of_h[2]) + i * h
        elif lstm:
            i, f, j, o = (a + b for a, b in zip(of_x, of_h, strict=True))
            new_c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(j)
            new_h = tf.sigmoid(o) * tf.tanh(new_c)
        else:
            new_c, new_h = c, tf.tanh(of_x[0] + of_h[0])
        runs = (time < sequence_lengths)[:, None]
        output = tf.where(runs, new_h, tf.zeros_like(h))
        return output, tf.where(runs, new_h, h), tf.where(runs, new_c, c) if lstm else c

    start = tf.zeros_like(input_h[0]), input_h[0], input_c[0] if lstm else input_c
    outputs, h, c = tf.scan(step, (x, tf.range(tf.shape(x)[0])), start)
    return outputs, h[-1:], c[-1:] if lstm else c[-1]


def forward(**given: Any) -> Any:
    tf.debugging.assert_greater(given["sequence_lengths"], 0)  # as cuDNN asks for
    outputs, h, c = equations(given.pop("input"), **given)
    return _Ran(outputs, h, c, tf.zeros([]), tf.zeros([], tf.int8))


def backward(
    output: Any, output_h: Any, output_c: Any, reserve_space: Any, host_reserved: Any,
    output_backprop: Any, output_h_backprop: Any, output_c_backprop: Any, **given: Any,
) -> Any:
    assert reserve_space.op.type == "DeepCopy"  # cuDNN writes into it
    assert reserve_space.op.inputs[0].op.type == "SelectV2"  # of each row of a jacobian its own
    sources = [given[name] for name in ("input", "input_h", "input_c", "params")]
    with tf.GradientTape() as tape:
        tape.watch(sources)
        found = equations(given.pop("input"), **given)
    upstream = output_backprop, output_h_backprop, output_c_backprop
    return tape.gradient(found, sources, upstream, "zero")


@pytest.fixture(params=["equations", "gpu"])
def gpu(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A GPU, or a machine that takes itself for one that has one."""
    monkeypatch.setattr(choose, "on_gpu", lambda: True)
    if (request.param == "gpu") != GPU:
        pytest.skip("cuDNN itself is tested" if GPU else "no GPU: cuDNN's equations are tested")
    if GPU:
        return
    monkeypatch.setattr(tf.raw_ops, "CudnnRNNV3", forward)
    monkeypatch.setattr(tf.raw_ops, "CudnnRNNBackpropV3", backward)


def same(expected: Any, received: Any, dtype: str) -> None:
    for one, other in zip(expected, received, strict=True):
        assert relative_error(one, other) <= BOUND[dtype]


@pytest.mark.usefixtures("gpu")
@pytest.mark.parametrize("cell", ["lstm", "basic_rnn"])
def test_cells_over_time(cell: str) -> None:
    for lengths in LENGTHS:
        _, expected = stepped(cell, "float64", lengths)
        _, received, used = measured(CELLS[cell], "float64", LENGTHS[lengths], on=True)
        assert used == kernels.Choice("cudnn", "a GPU")
        same(expected, received, "float64")


@pytest.mark.usefixtures("gpu")
@pytest.mark.parametrize("layer", ["native", "rnn_of_lstm", "rnn_of_gru"])
def test_layers_of_keras(layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LAYERS, "rnn_of_gru", lambda **o: keras.layers.RNN(
        keras.layers.GRUCell(U, dtype=o["dtype"]), **o
    ))
    found = made(layer, return_sequences=True, return_state=True, dtype="float64")
    expected = measured_layer(found, "float64", None, True)
    assert kernels.accelerate(found)[found.name].name == "kernel"
    same(expected, measured_layer(found, "float64", None, True), "float64")
    assert kernels.last_used() == kernels.Choice("cudnn", "a GPU")
    measured_layer(found, "float64", MASKS["holes"], True)
    used = kernels.last_used()
    assert used is not None
    assert used.name == "loop"
    assert "cuDNN lacks: masks" in used.why


@pytest.mark.usefixtures("gpu")
def test_graphs_have_it_when_told() -> None:
    x, cell = tf.ones([B, T, D], tf.float64), tf1compat.LSTMCell(U, dtype=tf.float64)

    def outputs(x: Any, cell: Any = cell) -> Any:
        return tf1compat.dynamic_rnn(cell, x, LENGTHS["ragged"], dtype=tf.float64)[0]

    expected = outputs(x)
    used: list[Any] = []
    weights = [w.numpy() for w in cell.variables]
    for on in (True, "cudnn"):
        with kernels.switched(on):
            same([expected], [tf.function(outputs)(x)], "float64")
            used.append(kernels.last_used())
            with tf.Graph().as_default(), tf.compat.v1.Session() as session:
                ours = tf1compat.LSTMCell(U, dtype=tf.float64)
                found = outputs(tf.ones([B, T, D], tf.float64), ours)
                used.append(kernels.last_used())
                gradients = tf.gradients(loss_of(found), ours.trainable_variables)
                session.run([v.assign(w) for v, w in zip(ours.variables, weights, strict=True)])
                found, *gradients = session.run([found, *gradients])
            same([expected], [found], "float64")
            with tf.GradientTape() as tape:
                loss = loss_of(outputs(x))
            same(tape.gradient(loss, cell.trainable_variables), gradients, "float64")
    assert [choice.name for choice in used] == ["loop", "loop", "cudnn", "cudnn"]
    assert "switched('cudnn')" in used[0].why


@pytest.mark.usefixtures("gpu")
def test_second_derivatives_are_refused_and_two_tapes_are_not() -> None:
    cell, x = tf1compat.BasicRNNCell(U), tf.random.stateless_normal([B, T, D], [1, 2])

    def outputs() -> Any:
        return tf1compat.dynamic_rnn(cell, x, dtype=tf.float32)[0]

    with tf.GradientTape() as first, tf.GradientTape() as second:
        first.watch(x)
        loss = loss_of(outputs())
        other = tf.square(loss)
    once = first.gradient(loss, cell.trainable_variables)
    same([2 * loss * part for part in once], second.gradient(other, cell.trainable_variables),
         "float32")
    refused = pytest.raises(DerivativeError, match=r'second derivative.*switched\("loop"\)')
    with refused, tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            loss = loss_of(outputs())
        norm = tf.reduce_sum(tf.square(inner.gradient(loss, x)))
        outer.gradient(norm, x)


@pytest.mark.usefixtures("gpu")
def test_jacobians_are_right() -> None:
    cell, x = tf1compat.LSTMCell(2, dtype=tf.float64), tf.constant(
        np.random.default_rng(1).standard_normal([2, 3, 2])
    )

    def jacobians() -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs, _ = tf1compat.dynamic_rnn(cell, x, dtype=tf.float64)
        return tape.jacobian(outputs, [x, *cell.variables])

    with kernels.switched(False):
        expected = jacobians()
    same(expected, jacobians(), "float64")
    assert kernels.last_used() == kernels.Choice("cudnn", "a GPU")


@pytest.mark.parametrize(
    ("kernel", "lacking"),
    [
        (LSTM(0.3), None),
        (LSTM(keras=True), None),
        (ResetAfterGRU(), None),
        (Simple(), None),
        (GRU(), "reset"),
        (LSTM(peepholes=True), "peepholes"),
        (LSTM(projected=True), "projection"),
        (LSTM(cell_clip=3.0), "clips"),
        (LSTM(activation=tf.nn.relu), "activations"),
        (Simple(tf.sigmoid), "activations"),
    ],
)
def test_where_the_mathematics_is_the_same(
    kernel: Any, lacking: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose, "on_gpu", lambda: True)
    x, used_inside = tf.ones([T, B, D]), []
    used = choose.choose(kernel, x)
    assert used.name == ("cudnn" if lacking is None else "loop")
    assert (lacking or "a GPU") in used.why
    for other in (tf.ones([T, 0, D]), tf.ones([T, B, D], tf.bfloat16)):
        assert choose.choose(kernel, other).name == "loop"
    long = tf.ones([choose.COMPILE_STEPS, B, D])
    tf.function(lambda: used_inside.append(choose.choose(kernel, long).name))()
    assert set(used_inside) == {"xla"}
    with kernels.switched("loop"):
        assert "switched off" in choose.choose(kernel, x).why
    with tf.Graph().as_default(), tf.device("/cpu:0"), kernels.switched("cudnn"):
        assert choose.choose(kernel, tf.ones([T, B, D])).name == "loop"
    monkeypatch.setattr(choose, "on_gpu", lambda: False)
    with kernels.switched("cudnn"):
        assert choose.choose(kernel, x).name in ("loop", "block")


def test_what_keras_runs_by_cudnn_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "on_gpu", lambda: True)
    theirs, ours = keras.layers.LSTM(U), keras.layers.GRU(U, reset_after=False)
    theirs.supports_jit = False  # as Keras itself says where it sees a GPU
    found = kernels.accelerate(keras.Sequential([theirs, ours]))
    assert found[theirs.name] == kernels.Choice("stepped", "on a GPU, where Keras has cuDNN")
    assert found[ours.name].name == "kernel"
