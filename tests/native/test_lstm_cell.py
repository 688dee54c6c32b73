"""The native LSTM cell: its equation, TF 1.15.5's numbers, and its life as a Keras citizen."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

import tf1compat.native
from tests.checkpoint import cases
from tf1compat.errors import ArgumentValueError
from tf1compat.native import LSTMCell, mask_from_lengths

B, D, U, P, T = 3, 4, 5, 2, 6
FULL: dict[str, Any] = {
    "projection_units": P,
    "use_peepholes": True,
    "cell_clip": 0.5,
    "projection_clip": 0.3,
    "forget_bias": 0.7,
}


def randomised(cell: LSTMCell, seed: int = 1) -> LSTMCell:
    cell.build((None, D))
    random = np.random.default_rng(seed)
    cell.set_weights([random.normal(size=w.shape, scale=0.7) for w in cell.weights])
    return cell


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_one_step_is_the_equation(dtype: str) -> None:
    cell = randomised(LSTMCell(U, dtype=dtype, **FULL))
    random = np.random.default_rng(2)
    x, h, c = (random.normal(size=(B, n)).astype(dtype) for n in (D, P, U))
    w = {weight.name: keras.ops.convert_to_numpy(weight) for weight in cell.weights}
    i, f, g, o = np.split(x @ w["kernel"] + h @ w["recurrent_kernel"] + w["bias"], 4, axis=1)
    i, f = i + w["input_peephole"] * c, f + 0.7 + w["forget_peephole"] * c
    new_c = np.clip(sigmoid(f) * c + sigmoid(i) * np.tanh(g), -0.5, 0.5)
    m = sigmoid(o + w["output_peephole"] * new_c) * np.tanh(new_c)
    new_h = np.clip(m @ w["projection_kernel"], -0.3, 0.3)
    output, (got_h, got_c) = cell(x, [h, c])
    tolerance = 1e-6 if dtype == "float32" else 1e-14
    for got, expected in ((output, new_h), (got_h, new_h), (got_c, new_c)):
        np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance)
    # Without the clips in reach the test would not see them.
    assert (np.abs(new_c) == 0.5).any()
    assert (np.abs(new_h) == 0.3).any()


def test_a_plain_one_is_keras_lstm() -> None:
    own = randomised(LSTMCell(U, forget_bias=0.0))
    layer = keras.layers.LSTM(U, return_sequences=True)
    x = np.random.default_rng(3).normal(size=(B, T, D)).astype("float32")
    layer.build(x.shape)
    layer.set_weights(own.get_weights())
    got = keras.layers.RNN(own, return_sequences=True)(x)
    np.testing.assert_allclose(got, layer(x), rtol=1e-6, atol=1e-6)


def test_tf1_numbers_through_the_counterpart() -> None:
    name = "lstm_full"
    plan, stored = cases.plan_of(name), cases.golden(name)
    (tf1,) = plan.recurrence.cells
    layer = tf1.counterpart.to_keras(tf1.config, return_sequences=True, zero_output_for_mask=True)
    read = cases.inspected(name).checkpoint.read
    variables = {suffix: read(variable) for suffix, variable in tf1.variables.items()}
    layer.build((None, None, 3))
    for weight, value in tf1.counterpart.weights_to_keras(variables, tf1.config).items():
        getattr(layer.cell, weight).assign(value)
    got = layer(stored["inputs"], mask=mask_from_lengths(stored["lengths"], 6))
    np.testing.assert_allclose(got, stored["outputs"], rtol=2e-6, atol=2e-6)


def test_the_configuration_comes_back() -> None:
    cell = LSTMCell(U, activation="relu", kernel_initializer="zeros", name="mine", **FULL)
    again = LSTMCell.from_config(cell.get_config())
    assert again.get_config() == cell.get_config()
    assert again.name == "mine"
    assert again.forget_bias == 0.7
    assert keras.activations.serialize(again.activation) == "relu"


def test_a_custom_activation_comes_back() -> None:
    @keras.saving.register_keras_serializable("tests")
    def halved_tanh(x: Any) -> Any:
        return 0.5 * keras.ops.tanh(x)

    again = LSTMCell.from_config(LSTMCell(U, activation=halved_tanh).get_config())
    assert again.activation is halved_tanh


@pytest.mark.parametrize("ending", [".keras", ".weights.h5"])
def test_in_bidirectional_with_a_mask_it_saves_and_loads(ending: str, tmp_path: Path) -> None:
    def build() -> Any:
        rnn = keras.layers.RNN(LSTMCell(U, **FULL), return_sequences=True)
        inputs, mask = keras.Input((None, D)), keras.Input((None,), dtype="bool")
        outputs = keras.layers.Bidirectional(rnn)(inputs, mask=mask)
        return keras.Model([inputs, mask], outputs)

    model, path = build(), tmp_path / f"model{ending}"
    x = np.random.default_rng(4).normal(size=(B, T, D)).astype("float32")
    mask = np.array(mask_from_lengths(np.array([T, 0, 1]), T))
    before = model([x, mask])
    if ending == ".keras":
        model.save(path)
        loaded = keras.models.load_model(path)
    else:
        model.save_weights(path)
        loaded = build()
        loaded.load_weights(path)
    np.testing.assert_array_equal(loaded([x, mask]), before)
    assert before.shape == (B, T, 2 * P)
    np.testing.assert_array_equal(before[1], np.zeros((T, 2 * P)))


def test_every_weight_trains() -> None:
    inputs = keras.Input((T, D))
    cell = LSTMCell(U, **FULL)
    model = keras.Model(inputs, keras.layers.RNN(cell)(inputs))
    before = cell.get_weights()
    model.compile("adam", "mse")
    random = np.random.default_rng(5)
    x, y = random.normal(size=(8, T, D)), random.normal(size=(8, P))
    model.fit(x, y, epochs=1, verbose=0)
    assert len(before) == 7
    for old, new in zip(before, cell.get_weights(), strict=True):
        assert (old != new).any()


def test_the_peepholes_start_from_values_of_their_own() -> None:
    cell = LSTMCell(U, use_peepholes=True)
    cell.build((None, D))
    assert (cell.input_peephole.numpy() != cell.forget_peephole.numpy()).any()


def test_weights_that_are_not_asked_for_are_not_there() -> None:
    cell = LSTMCell(U)
    cell.build((None, D))
    assert [w.name for w in cell.weights] == ["kernel", "recurrent_kernel", "bias"]


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ({"units": 0}, "units"),
        ({"units": 3, "projection_units": 0}, "projection_units"),
        ({"units": 3, "cell_clip": -1.0}, "cell_clip"),
        ({"units": 3, "projection_clip": -1.0}, "projection_clip"),
    ],
)
def test_sizes_and_bounds_are_checked(arguments: dict[str, Any], argument: str) -> None:
    with pytest.raises(ArgumentValueError, match=rf"native.LSTMCell\({argument}\)"):
        LSTMCell(**arguments)


def test_nothing_native_imports_tensorflow() -> None:
    for path in Path(tf1compat.native.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.partition(".")[0] for name in names} <= {
                "__future__",
                "keras",
                "tf1compat",
                "typing",
                "collections",
            }
