"""Kernels against the steps: values and gradients over a grid of options, lengths and contexts."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

import tf1compat
from tests.golden.compare import relative_error
from tf1compat import kernels
from tf1compat.errors import ArgumentValueError, DerivativeError
from tf1compat.kernels import choose, compiled
from tf1compat.kernels.gru import GRU
from tf1compat.kernels.lstm import LSTM

B, T, D, U, P = 4, 5, 3, 6, 2
BOUND = {"float64": 1e-12, "float32": 5e-6}

CELLS: dict[str, Callable[[], Any]] = {
    "lstm": lambda: tf1compat.LSTMCell(U, forget_bias=0.7),
    "lstm_peepholes": lambda: tf1compat.LSTMCell(U, use_peepholes=True, forget_bias=0.3),
    "lstm_projection": lambda: tf1compat.LSTMCell(U, num_proj=P, activation=tf.nn.relu),
    "lstm_clips": lambda: tf1compat.LSTMCell(
        U, use_peepholes=True, num_proj=P, cell_clip=0.3, proj_clip=0.1
    ),
    "lstm_flat_state": lambda: tf1compat.LSTMCell(U, num_proj=P, state_is_tuple=False),
    "basic_lstm": lambda: tf1compat.BasicLSTMCell(U, forget_bias=0.3, activation="softsign"),
    "gru": lambda: tf1compat.GRUCell(U),
    "gru_elu": lambda: tf1compat.GRUCell(U, activation="elu"),
    "gru_hard": lambda: tf1compat.GRUCell(U, activation="hard_sigmoid"),
    "basic_rnn": lambda: tf1compat.BasicRNNCell(U),
    "basic_rnn_softplus": lambda: tf1compat.BasicRNNCell(U, activation="softplus"),
    "basic_rnn_linear": lambda: tf1compat.BasicRNNCell(U, activation="linear"),
    "stack": lambda: tf1compat.MultiRNNCell(
        [
            tf1compat.LSTMCell(U, use_peepholes=True),
            tf1compat.ResidualWrapper(tf1compat.GRUCell(U)),
            tf1compat.DropoutWrapper(tf1compat.LSTMCell(U, num_proj=P), state_keep_prob=1.0),
        ]
    ),
}
LENGTHS = {"full": None, "ragged": [5, 0, 3, 1], "all_short": [4, 0, 3, 1]}


def state_of(cell: Any, dtype: str) -> Any:
    rng = np.random.default_rng(5)
    return tf.nest.map_structure(
        lambda zeros: tf.constant(0.3 * rng.standard_normal(zeros.shape), dtype),
        cell.zero_state(B, tf.as_dtype(dtype)),
    )


def loss_of(results: Any) -> Any:
    rng = np.random.default_rng(9)
    flat = tf.nest.flatten(results)
    return sum(tf.reduce_sum(r * tf.constant(rng.standard_normal(r.shape), r.dtype)) for r in flat)


def measured(make: Any, dtype: str, lengths: Any, on: bool, wrap: Any = None) -> Any:
    """Variable names, all numbers, and what was used; input past the longest length is NaN."""
    store = tf1compat.VariableStore()
    inputs = np.random.default_rng(1).standard_normal([B, T, D])
    if lengths is not None:
        inputs[:, max(lengths) :] = np.nan
    with store, kernels.switched(on):
        cell, x = make(), tf.constant(inputs, dtype)
        start = state_of(cell, dtype)
        variables = drawn_variables(store, on, cell, x, start, lengths)

        def gradients(x: Any, start: Any) -> Any:
            with tf.GradientTape() as tape:
                tape.watch((x, start))
                results = tf1compat.dynamic_rnn(cell, x, lengths, start)
                loss = loss_of(results)
            sources = [x, *tf.nest.flatten(start), *variables]
            return tf.nest.flatten(results), tape.gradient(loss, sources)

        found = (wrap(gradients) if wrap else gradients)(x, start)
    return list(store), [n.numpy() for n in tf.nest.flatten(found)], kernels.last_used()


def drawn_variables(
    store: Any, on: bool, cell: Any, x: Any, start: Any, lengths: Any
) -> list[Any]:
    """The cell's variables, made by a short run, with drawn numbers, in order of their names."""
    with kernels.switched(on and "loop"):  # XLA would compile for this run alone
        tf1compat.dynamic_rnn(cell, x[:, :1], lengths and [1] * B, start)
    rng = np.random.default_rng(3)
    variables = [store[name] for name in sorted(store)]
    for variable in variables:
        variable.assign(0.4 * rng.standard_normal(variable.shape))
    return variables


@functools.cache
def stepped(cell: str, dtype: str, lengths: str) -> Any:
    """The variables' names and all numbers by steps, once for all that is compared with them."""
    names, numbers, used = measured(CELLS[cell], dtype, LENGTHS[lengths], on=False)
    assert used.name == "stepped"
    return names, numbers


def assert_equal(cell: str, dtype: str, lengths: str, wrap: Any = None) -> Any:
    names, expected_numbers = stepped(cell, dtype, lengths)
    kernel_names, fast, used = measured(CELLS[cell], dtype, LENGTHS[lengths], on=True, wrap=wrap)
    assert kernel_names == names
    for expected, received in zip(expected_numbers, fast, strict=True):
        assert relative_error(expected, received) <= BOUND[dtype]
    return used.name


@pytest.mark.parametrize("cell", CELLS)
def test_values_and_gradients_eagerly(cell: str) -> None:
    for lengths in ("ragged", "all_short"):  # one trace serves both
        assert assert_equal(cell, "float64", lengths) == "loop"


@pytest.mark.parametrize("cell", ["lstm_clips", "gru", "basic_rnn", "stack"])
def test_values_and_gradients_of_full_rows(cell: str) -> None:
    assert assert_equal(cell, "float64", "full") == "loop"


@pytest.mark.parametrize(
    ("cell", "lengths", "name"),
    [
        *[(cell, lengths, "block") for cell in ("lstm", "lstm_peepholes") for lengths in LENGTHS],
        *[(cell, "ragged", "loop") for cell in ("lstm_clips", "gru", "basic_rnn", "stack")],
    ],
)
def test_values_and_gradients_in_single_precision(cell: str, lengths: str, name: str) -> None:
    assert assert_equal(cell, "float32", lengths) == name


@pytest.mark.parametrize(("cell", "dtype"), [("lstm", "float32"), ("stack", "float64")])
def test_halves_of_loops(cell: str, dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "HALVE_ROWS", B)
    assert assert_equal(cell, dtype, "ragged") == ("block" if cell == "lstm" else "loop")


@pytest.mark.parametrize(
    ("cell", "compiled"),
    [(cell, False) for cell in ("lstm_clips", "gru", "basic_rnn", "stack")]
    + [(cell, True) for cell in ("lstm_clips", "gru", "stack")],
)
def test_values_and_gradients_in_functions(cell: str, compiled: bool) -> None:
    def wrap(function: Any) -> Any:
        return tf.function(function, autograph=False, jit_compile=compiled)

    assert assert_equal(cell, "float64", "ragged", wrap) == "loop"


@pytest.mark.parametrize("inside", [False, True], ids=["eager", "function"])
@pytest.mark.parametrize("cell", ["lstm_clips", "basic_lstm", "gru", "basic_rnn"])
def test_values_and_gradients_compiled(
    cell: str, inside: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose, "COMPILE_STEPS", 1)
    monkeypatch.setattr(choose, "COMPILE_AFTER", 0)
    rows = B if cell in ("lstm_clips", "gru") else B + 1
    monkeypatch.setattr(choose, "HALVE_COMPILED_ROWS", rows)
    wrap = (lambda f: tf.function(f, autograph=False)) if inside else None
    single = (cell == "basic_lstm") != inside  # each cell in both precisions, ragged and full
    precision, lengths = ("float32", "full") if single else ("float64", "ragged")
    assert assert_equal(cell, precision, lengths, wrap) == "xla"


def test_halves_are_one_program_run_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    ran = tf.zeros([16, 2, U]), tf.zeros([2, U]), tf.zeros([2, U])
    cell = tf1compat.LSTMCell(U)
    cell(tf.zeros([1, D]), cell.zero_state(1, tf.float32))

    def program(*key: Any) -> Any:
        asked.append(key)
        return lambda *_: ran

    monkeypatch.setattr(compiled, "_program", program)
    monkeypatch.setattr(choose, "HALVE_COMPILED_ROWS", B)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    @tf.function(autograph=False)
    def layer(x: Any) -> Any:
        return tf1compat.dynamic_rnn(cell, x, dtype=x.dtype)[0]

    assert layer.get_concrete_function(tf.TensorSpec([B, 16, D])).output_shapes == [B, 16, U]
    first, second = asked
    assert first == second


def test_only_what_is_differentiated_keeps_anything() -> None:
    """And a tape around the function, or a second gradient, is right all the same."""
    cell = tf1compat.LSTMCell(U, use_peepholes=True, forget_bias=0.5)
    x = tf.random.stateless_normal([1, choose.COMPILE_STEPS, D], [1, 2])
    counts: list[int] = []

    def layer(x: Any) -> Any:
        outputs, state = tf1compat.dynamic_rnn(cell, x, dtype=x.dtype)
        graph = tf.compat.v1.get_default_graph()
        calls = [o for o in graph.get_operations() if o.type == "PartitionedCall"]
        counts.append(len(calls[-1].outputs) if calls else 0)
        return tf.concat([outputs, state.c[:, None]], 1)

    def twice(run: Any) -> Any:
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(x)
            first = run(x)
            square = tf.square(first)
        return [tape.gradient(loss, [x, *cell.variables]) for loss in (first, square)]

    with kernels.switched(False):
        layer(x)
        expected = tf.nest.flatten(twice(layer))
    counts.clear()
    tf.function(layer, autograph=False)(x)
    around = tf.nest.flatten(twice(tf.function(layer, autograph=False)))
    inside = tf.nest.flatten(tf.function(lambda: twice(layer), autograph=False)())
    for one, first, second in zip(expected, around, inside, strict=True):
        assert relative_error(one, first) <= BOUND["float32"]
        assert relative_error(one, second) <= BOUND["float32"]
    assert counts[0] == 3 < min(counts[1:])


@pytest.mark.parametrize(
    ("why", "rows", "units", "choice", "processors"),
    [
        ("an odd number of rows", 9, 4, "xla", 2), ("few rows", 6, 4, "xla", 2),
        ("weights larger than a cache", 8, 1500, "xla", 2), ("one processor", 8, 4, "xla", 1),
        ("few rows of a loop", 30, 4, "loop", 2),
    ],
)
def test_what_is_not_halved(
    why: str, rows: int, units: int, choice: str, processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    kernel = tf.zeros([units, 1500])
    assert not choose.halves(tf.zeros([2, rows, 3]), (kernel,), choice)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert choose.halves(tf.zeros([2, 8, 3]), (tf.zeros([4, 1500]),), "xla")


def test_one_row_of_a_gru_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its inputs are multiplied at once, those of several rows, and an LSTM's, in their steps."""
    monkeypatch.setattr(choose, "COMPILE_STEPS", 1)
    monkeypatch.setattr(choose, "COMPILE_AFTER", 0)
    joint = []
    monkeypatch.setitem(compiled._JOINT, GRU, lambda *given: joint.append(given))
    cell = tf1compat.GRUCell(U, dtype=tf.float64)
    x = tf.random.stateless_normal([1, T, D], [1, 2], dtype=tf.float64)

    def found(x: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs, _ = tf1compat.dynamic_rnn(cell, x, [T - 1], dtype=x.dtype)
        return [outputs, *tape.gradient(outputs, [x, *cell.variables])]

    with kernels.switched(False):
        expected = found(x)
    for one, other in zip(expected, found(x), strict=True):
        assert relative_error(one, other) <= BOUND["float64"]
    assert kernels.last_used().name == "xla"  # type: ignore[union-attr]
    assert not joint
    row = tf.ones([1, 1, D])
    assert not choose.hoists_compiled(LSTM(), row)
    assert not choose.hoists_compiled(GRU(), tf.ones([1, 2, D]))


def test_reset_after_equals_keras() -> None:
    import keras

    from tf1compat.kernels.gru import ResetAfterGRU
    from tf1compat.kernels.run import run

    layer = keras.layers.GRU(U, return_sequences=True, return_state=True, dtype="float64")
    x = tf.constant(np.random.default_rng(1).standard_normal([B, T, D]))
    layer(x)
    rng = np.random.default_rng(2)
    layer.set_weights([rng.standard_normal(w.shape) for w in layer.weights])
    kernel, recurrent, bias = (w.value for w in layer.weights)
    with tf.GradientTape() as expected_tape:
        expected = layer(x)
        expected_loss = loss_of(expected)
    with tf.GradientTape() as tape:
        steps = tf.transpose(x, [1, 0, 2])
        weights = (kernel, recurrent, bias)
        zeros = tf.zeros([B, U], tf.float64)
        outputs, (final,) = run(ResetAfterGRU(), steps, (zeros,), weights, None)
        received = (tf.transpose(outputs, [1, 0, 2]), final)
        loss = loss_of(received)
    sources = [kernel, recurrent, bias]
    pairs = [
        *zip(expected, received, strict=True),
        *zip(expected_tape.gradient(expected_loss, sources), tape.gradient(loss, sources),
             strict=True),
    ]
    for one, other in pairs:
        assert relative_error(one, other) <= BOUND["float64"]


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("cell", ["lstm_peepholes", "gru", "basic_rnn"])
def test_sixteen_bits_are_near_the_steps(cell: str, dtype: str) -> None:
    """Without clips: whether a number meets one, rounding decides."""
    bound = {"float16": 4e-3, "bfloat16": 4e-2}[dtype]
    _, numbers = stepped(cell, dtype, "ragged")
    _, fast, used = measured(CELLS[cell], dtype, LENGTHS["ragged"], on=True)
    assert used.name == "loop"
    for expected, received in zip(numbers, fast, strict=True):
        assert relative_error(expected.astype("float64"), received.astype("float64")) <= bound


@pytest.mark.parametrize("cell", ["lstm_clips", "gru", "basic_rnn"])
def test_second_derivatives(cell: str) -> None:
    def second(on: bool) -> Any:
        store = tf1compat.VariableStore()
        with store, kernels.switched(on):
            made, x = CELLS[cell](), tf.constant(
                np.random.default_rng(1).standard_normal([B, T, D])
            )
            start = state_of(made, "float64")
            variables = drawn_variables(store, on, made, x, start, LENGTHS["ragged"])
            with tf.GradientTape() as outer:
                outer.watch(x)
                with tf.GradientTape() as inner:
                    inner.watch(x)
                    loss = loss_of(tf1compat.dynamic_rnn(made, x, LENGTHS["ragged"], start))
                norm = tf.reduce_sum(tf.square(inner.gradient(loss, x)))
            return outer.gradient(norm, [x, *variables])

    for expected, received in zip(second(False), second(True), strict=True):
        assert relative_error(expected, received) <= 1e-11


def test_nan_past_a_row_s_own_length_reaches_nothing() -> None:
    """Stricter than TF1, whose gradients were finite only past the longest length."""
    inputs = np.ones([B, T, D], "float32")
    inputs[1, 2:] = np.nan
    x, cell = tf.constant(inputs), tf1compat.LSTMCell(U)
    with tf.GradientTape() as tape:
        tape.watch(x)
        outputs, state = tf1compat.dynamic_rnn(cell, x, [5, 2, 4, 1], dtype=tf.float32)
        loss = tf.reduce_sum(outputs) + tf.reduce_sum(state.c)
    found = [outputs, state.c, *tape.gradient(loss, [x, *cell.variables])]
    assert all(np.isfinite(n).all() for n in found)


def test_one_trace_serves_any_batch_and_length() -> None:
    cell = tf1compat.GRUCell(U)
    for rows, steps in ((2, 3), (4, 5)):
        x = tf.ones([rows, steps, D])
        outputs, _ = tf1compat.dynamic_rnn(cell, x, dtype=tf.float32)
        assert outputs.shape == (rows, steps, U)


def test_unknown_batch_and_time() -> None:
    cell = tf1compat.LSTMCell(U)
    signature = [tf.TensorSpec([None, None, D]), tf.TensorSpec([None], tf.int32)]

    @tf.function(input_signature=signature)
    def run(x: Any, lengths: Any) -> Any:
        return tf1compat.dynamic_rnn(cell, x, lengths, dtype=tf.float32)[0]

    x = tf.random.stateless_normal([B, T, D], [1, 2])
    lengths = tf.constant([4, 0, 3, 1])
    with kernels.switched(False):
        expected = tf1compat.dynamic_rnn(cell, x, lengths, dtype=tf.float32)[0]
    assert relative_error(expected, run(x, lengths)) <= BOUND["float32"]


@pytest.fixture(params=["block", "xla"])
def whole_lstm(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An LSTM over a sequence, float32, as one operation."""
    if request.param == "xla":
        monkeypatch.setattr(choose, "COMPILE_STEPS", 1)
        monkeypatch.setattr(choose, "COMPILE_AFTER", 0)
    cell, x = tf1compat.LSTMCell(U), tf.random.stateless_normal([B, T, D], [3, 4])

    def run() -> Any:
        outputs, _ = tf1compat.dynamic_rnn(cell, x, dtype=tf.float32)
        used = kernels.last_used()
        assert used is not None
        assert used.name == request.param
        return outputs

    run()
    return run, lambda: cell.variables


def test_two_tapes_look_into_one_layer(whole_lstm: Any) -> None:
    """As in a GAN: TensorFlow differentiates a function twice as soon as two tapes watch."""
    run, variables = whole_lstm
    with tf.GradientTape() as first, tf.GradientTape() as second:
        outputs = run()
        losses = tf.reduce_sum(outputs), tf.reduce_sum(tf.square(outputs))
    found = [first.gradient(losses[0], variables()), second.gradient(losses[1], variables())]
    for gradients, loss in zip(found, (tf.reduce_sum, lambda y: tf.reduce_sum(tf.square(y))),
                               strict=True):
        with tf.GradientTape() as tape:
            total = loss(run())
        for one, other in zip(tape.gradient(total, variables()), gradients, strict=True):
            assert relative_error(one, other) <= BOUND["float32"]
            assert bool(tf.reduce_any(one != 0.0))


def test_second_derivatives_of_one_operation_are_refused(whole_lstm: Any) -> None:
    run, variables = whole_lstm
    refused = pytest.raises(DerivativeError, match=r'second derivative.*switched\("loop"\)')
    with refused, tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            loss = tf.reduce_sum(tf.square(run()))
        gradients = inner.gradient(loss, variables())
        norm = sum(tf.reduce_sum(tf.square(g)) for g in gradients)
        outer.gradient(norm, variables())


@pytest.mark.parametrize("name", ["loop", "xla", "block"])
def test_jacobians_are_right(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """``tape.jacobian`` has the gradient vectorised over the outputs."""
    monkeypatch.setattr(choose, "COMPILE_STEPS", 1)
    monkeypatch.setattr(choose, "COMPILE_AFTER", 0)
    block = name == "block"
    cell = tf1compat.LSTMCell(2) if block else tf1compat.BasicRNNCell(2, dtype=tf.float64)
    x = tf.random.stateless_normal([1, 3, 2], [1, 2], dtype=tf.float32 if block else tf.float64)

    def jacobian(x: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs, _ = tf1compat.dynamic_rnn(cell, x, dtype=x.dtype)
        return tape.jacobian(outputs, [x, *cell.variables])

    with kernels.switched(False):
        expected = jacobian(x)
    with kernels.switched(True if name == "xla" else "loop"):
        received = jacobian(x) if block else tf.function(jacobian)(x)
    assert kernels.last_used().name == name  # type: ignore[union-attr]
    for one, other in zip(expected, received, strict=True):
        assert relative_error(one, other) <= BOUND[x.dtype.name]


def test_forward_mode_is_right_or_refused() -> None:
    x = tf.random.stateless_normal([B, T, D], [1, 2], dtype=tf.float64)
    tangent = tf.random.stateless_normal([B, T, D], [3, 4], dtype=tf.float64)

    def product(cell: Any, x: Any, tangent: Any) -> Any:
        with tf.autodiff.ForwardAccumulator(x, tangent) as forward:
            outputs, _ = tf1compat.dynamic_rnn(cell, x, dtype=x.dtype)
        return forward.jvp(outputs)

    cell = tf1compat.BasicRNNCell(U, dtype=tf.float64)  # whose trace is the shortest
    with kernels.switched(False):
        expected = product(cell, x, tangent)
    assert relative_error(expected, product(cell, x, tangent)) <= BOUND["float64"]
    single = tf.cast(x, tf.float32), tf.cast(tangent, tf.float32)
    with pytest.raises(ArgumentValueError, match=r'switched\("loop"\)'):
        product(tf1compat.LSTMCell(U), *single)
