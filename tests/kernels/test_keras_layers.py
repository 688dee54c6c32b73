"""Plain Keras layers under ``accelerate``: the numbers, and the file, that they had before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.golden.compare import relative_error
from tf1compat import kernels
from tf1compat.errors import ArgumentTypeError
from tf1compat.kernels import choose
from tf1compat.native import LSTMCell

B, T, D, U, P = 4, 6, 3, 5, 2
BOUND = {"float64": 1e-12, "float32": 5e-6}
FULL: dict[str, Any] = {
    "projection_units": P, "use_peepholes": True, "cell_clip": 0.4, "projection_clip": 0.2,
    "forget_bias": 0.7,
}
MASKS = {
    "none": None,
    "lengths": [[1, 1, 1, 1, 1, 1], [0] * 6, [1, 1, 1, 0, 0, 0], [1, 0, 0, 0, 0, 0]],
    "holes": [[0, 1, 0, 1, 1, 0], [0] * 6, [1, 0, 1, 0, 0, 1], [1, 1, 1, 1, 1, 1]],
}
LAYERS: dict[str, Callable[..., Any]] = {
    "lstm": lambda **o: keras.layers.LSTM(U, **o),
    "lstm_relu_no_bias": lambda **o: keras.layers.LSTM(U, activation="relu", use_bias=False, **o),
    "gru": lambda **o: keras.layers.GRU(U, **o),
    "gru_no_bias": lambda **o: keras.layers.GRU(U, use_bias=False, **o),
    "gru_before": lambda **o: keras.layers.GRU(U, reset_after=False, **o),
    "simple": lambda **o: keras.layers.SimpleRNN(U, activation="elu", **o),
    "rnn_of_lstm": lambda **o: keras.layers.RNN(keras.layers.LSTMCell(U, dtype=o["dtype"]), **o),
    "native": lambda **o: keras.layers.RNN(LSTMCell(U, dtype=o["dtype"]), **o),
    "native_full": lambda **o: keras.layers.RNN(LSTMCell(U, dtype=o["dtype"], **FULL), **o),
}


def made(layer: str, **options: Any) -> Any:
    """A layer with weights that no two rows share."""
    found = LAYERS[layer](**options)
    found.build((B, T, D))
    rng = np.random.default_rng(2)
    found.set_weights([0.6 * rng.standard_normal(w.shape) for w in found.weights])
    return found


def measured(layer: Any, dtype: str, mask: Any, start: bool) -> list[Any]:
    """Outputs, states, and gradients of inputs, initial states and weights."""
    rng = np.random.default_rng(3)
    x = tf.constant(rng.standard_normal([B, T, D]), dtype)
    sizes = tf.nest.flatten(layer.cell.state_size)
    states = [tf.constant(0.5 * rng.standard_normal([B, size]), dtype) for size in sizes]
    given = None if mask is None else tf.constant(np.array(mask, bool))
    with tf.GradientTape() as tape:
        tape.watch([x, *states])
        results = tf.nest.flatten(layer(x, mask=given, initial_state=states if start else None))
        shares = [tf.constant(rng.standard_normal(r.shape), dtype) for r in results]
        loss = sum(tf.reduce_sum(r * s) for r, s in zip(results, shares, strict=True))
    sources = [x, *(states if start else ()), *(w.value for w in layer.trainable_weights)]
    return [n.numpy() for n in (*results, *tape.gradient(loss, sources))]


def assert_same(
    layer: Any, dtype: str, mask: Any, start: bool = True, by: tuple[str, ...] = ("loop", "block")
) -> None:
    expected = measured(layer, dtype, mask, start)
    assert kernels.accelerate(layer)[layer.name].name == "kernel"
    received = measured(layer, dtype, mask, start)
    used = kernels.last_used()
    assert used is not None
    assert used.name in by
    for one, other in zip(expected, received, strict=True):
        assert one.shape == other.shape
        assert relative_error(one, other) <= BOUND[dtype]


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
@pytest.mark.parametrize("layer", LAYERS)
def test_values_and_gradients(layer: str, mask: Any) -> None:
    options = {"return_sequences": True, "return_state": True, "dtype": "float64"}
    assert_same(made(layer, **options), "float64", mask)


@pytest.mark.parametrize("layer", ["native_full", "gru", "gru_before", "simple"])
def test_values_and_gradients_compiled(layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "COMPILE_STEPS", 1)
    monkeypatch.setattr(choose, "COMPILE_AFTER", 0)
    options = {"return_sequences": True, "return_state": True, "dtype": "float64"}
    assert_same(made(layer, **options), "float64", MASKS["holes"], by=("xla",))


@pytest.mark.parametrize("layer", ["lstm", "gru", "native_full"])
@pytest.mark.parametrize(
    "options",
    [
        {"go_backwards": True, "return_sequences": True, "return_state": True},
        {"go_backwards": True},
        {"zero_output_for_mask": True, "return_sequences": True, "go_backwards": True},
        {"zero_output_for_mask": True},
    ],
    ids=["backwards", "last", "zeros", "last_zero"],
)
def test_options_of_the_layer(layer: str, options: Any) -> None:
    found = made(layer, dtype="float64", **options)
    for mask in (None, MASKS["holes"]):
        assert_same(found, "float64", mask)
        found = made(layer, dtype="float64", **options)


@pytest.mark.parametrize("layer", ["lstm", "gru", "native"])
def test_single_precision(layer: str) -> None:
    for mask in (None, MASKS["lengths"]):
        assert_same(made(layer, dtype="float32", return_sequences=True), "float32", mask, False)


def test_the_next_batch_goes_on_from_the_last() -> None:
    x = keras.ops.ones((B, T, D))
    layers = []
    for _ in range(2):
        inputs = keras.Input((T, D), batch_size=B)
        layers.append(keras.layers.LSTM(U, stateful=True))
        layers[-1](inputs)
    layers[1].set_weights(layers[0].get_weights()[:3] + layers[1].get_weights()[3:])
    kernels.accelerate(layers[1])
    for _ in range(2):
        expected, received = layers[0](x), layers[1](x)
        assert relative_error(expected, received) <= BOUND["float32"]
    assert kernels.last_used() != kernels.Choice("stepped", "kernels are switched off")
    assert bool(tf.reduce_any(layers[1].states[0].value != 0.0))


def model_of(merge: str = "ave") -> Any:
    """Two readers of the same inputs: a model in the model, and both directions under a mask."""
    inner = keras.Sequential([keras.Input((T, D)), keras.layers.GRU(U, name="inside")])
    inputs = keras.Input((T, D))
    both = keras.layers.Bidirectional(keras.layers.LSTM(U, name="both"), merge_mode=merge)
    joined = [inner(inputs), both(keras.layers.Masking()(inputs))]
    return keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Concatenate()(joined)))


def test_a_whole_model_trains_alike_and_its_file_stays_plain(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    x = rng.standard_normal([8, T, D]).astype("float32")
    x[1, 3:] = 0.0
    y = rng.standard_normal([8, 2]).astype("float32")
    model = model_of()
    twin = keras.models.clone_model(model)
    twin.set_weights(model.get_weights())
    plain = model.to_json()
    found = kernels.accelerate(model)
    assert model.to_json() == plain
    assert len(found) == 3
    assert {choice.name for choice in found.values()} == {"kernel"}
    for one in (model, twin):
        one.compile("sgd", "mse")
        one.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0)
    for a, b in zip(model.get_weights(), twin.get_weights(), strict=True):
        assert relative_error(a, b) <= 1e-5
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert "tf1compat" not in again.to_json()
    assert relative_error(twin.predict(x, verbose=0), again.predict(x, verbose=0)) <= 1e-5


@pytest.mark.parametrize(
    ("layer", "why"),
    [
        (lambda: keras.layers.LSTM(U, unroll=True), "unroll"),
        (lambda: keras.layers.LSTM(U, activation="softmax"), "softmax"),
        (lambda: keras.layers.GRU(U, recurrent_activation="hard_sigmoid"), "sigmoid"),
        (lambda: keras.layers.RNN([keras.layers.LSTMCell(U)] * 2), "StackedRNNCells"),
        (type("Own", (keras.layers.LSTM,), {}), "Own"),
    ],
)
def test_layers_that_step_say_why(layer: Any, why: str) -> None:
    made_layer = layer() if why != "Own" else layer(U)
    (choice,) = kernels.accelerate(made_layer).values()
    assert choice.name == "stepped"
    assert why in choice.why


@pytest.mark.parametrize("option", ["dropout", "recurrent_dropout"])
def test_dropout_steps_while_training_only(option: str) -> None:
    layer = keras.layers.LSTM(U, **{option: 0.5})
    kernels.accelerate(layer)
    x = tf.ones([2, T, D])
    layer(x, training=True)
    assert kernels.last_used() == kernels.Choice("stepped", "dropout while training")
    layer(x)
    assert kernels.last_used().name != "stepped"  # type: ignore[union-attr]


def test_mixed_precision_computes_in_sixteen_bits() -> None:
    layer = made("lstm", dtype="mixed_float16", return_sequences=True)
    x = tf.constant(np.random.default_rng(1).standard_normal([B, T, D]), tf.float32)
    expected = layer(x)
    kernels.accelerate(layer)
    received = layer(x)
    assert received.dtype == tf.float16
    assert kernels.last_used().name == "loop"  # type: ignore[union-attr]
    assert relative_error(tf.cast(expected, "float64"), tf.cast(received, "float64")) < 4e-3


def test_what_is_no_layer_is_refused() -> None:
    with pytest.raises(ArgumentTypeError, match=r"kernels\.accelerate.*model.*load_model"):
        kernels.accelerate({"model": 1})
