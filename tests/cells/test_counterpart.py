"""Every cell's way to Keras and back: the weights that return are the weights that left."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

from tests.golden import corpus_cases
from tf1compat.cells import counterpart as cp
from tf1compat.cells.counterpart import Array, CellConfig
from tf1compat.errors import CheckpointError

D, U, P = 3, 5, 4
SHAPES: dict[str, list[dict[str, tuple[int, ...]]]] = {
    "BasicRNNCell": [{"kernel": (D + U, U), "bias": (U,)}],
    "GRUCell": [
        {
            "gates/kernel": (D + U, 2 * U),
            "gates/bias": (2 * U,),
            "candidate/kernel": (D + U, U),
            "candidate/bias": (U,),
        }
    ],
    "BasicLSTMCell": [{"kernel": (D + U, 4 * U), "bias": (4 * U,)}],
    "LSTMCell": [
        {"kernel": (D + U, 4 * U), "bias": (4 * U,)},
        {
            "kernel": (D + P, 4 * U),
            "bias": (4 * U,),
            "w_f_diag": (U,),
            "w_i_diag": (U,),
            "w_o_diag": (U,),
            "projection/kernel": (U, P),
        },
    ],
}
ALL = [(cell, k) for cell, forms in SHAPES.items() for k in range(len(forms))]


def made(cell: str, form: int, dtype: str = "float32") -> tuple[Any, CellConfig, dict[str, Array]]:
    random = np.random.default_rng(6)
    shapes = SHAPES[cell][form]
    variables = {name: random.normal(size=shape).astype(dtype) for name, shape in shapes.items()}
    counterpart = cp.load(cell)
    return counterpart, counterpart.recognise(shapes, "somewhere"), variables


def test_every_registered_counterpart_is_tested_here_or_in_the_corpus() -> None:
    """The corpus of checkpoints has those of which only checkpoints are read."""
    words = repr(corpus_cases.CORPUS)
    in_corpus = {cell for cell in cp.COUNTERPARTS if f"'{cell}'" in words}
    assert set(cp.COUNTERPARTS) == set(SHAPES) | in_corpus


@pytest.mark.parametrize("cell", SHAPES)
def test_it_lives_in_its_cells_file_under_its_cells_name(cell: str) -> None:
    counterpart = cp.load(cell)
    assert counterpart.cell == cell
    assert hasattr(importlib.import_module(cp.COUNTERPARTS[cell]), cell)
    assert sorted(counterpart.state) == sorted(counterpart.keras_state)


@pytest.mark.parametrize(("cell", "form"), ALL)
def test_weights_come_back(cell: str, form: int) -> None:
    counterpart, config, variables = made(cell, form)
    there = counterpart.weights_to_keras(variables, config)
    back = counterpart.weights_from_keras(there, config)
    assert back.keys() == variables.keys()
    for name, value in variables.items():
        if name == "bias" and "forget_bias" in config.options and "projection_kernel" not in there:
            # b + 1 - 1 rounds: by one unit in the last place of b + 1 at most
            np.testing.assert_allclose(back[name], value, rtol=0, atol=2.4e-7)
        else:
            np.testing.assert_array_equal(back[name], value)


@pytest.mark.parametrize(("cell", "form"), ALL)
def test_without_forget_bias_every_bit_comes_back(cell: str, form: int) -> None:
    counterpart, config, variables = made(cell, form)
    if "forget_bias" in config.options:
        config = config.with_options(forget_bias=0.0)
    back = counterpart.weights_from_keras(counterpart.weights_to_keras(variables, config), config)
    for name, value in variables.items():
        np.testing.assert_array_equal(back[name], value)


@pytest.mark.parametrize(("cell", "form"), ALL)
def test_the_weights_fit_the_layer(cell: str, form: int) -> None:
    counterpart, config, variables = made(cell, form)
    layer = counterpart.to_keras(config)
    layer.build((None, None, D))
    owner = counterpart.keras_cell(layer)
    there = counterpart.weights_to_keras(variables, config)
    assert {w.name: tuple(w.shape) for w in owner.weights} == {
        name: value.shape for name, value in there.items()
    }


@pytest.mark.parametrize(("cell", "form"), ALL)
@pytest.mark.parametrize("activation", ["tanh", "relu", "elu", "softsign", "linear", "leaky_relu"])
def test_the_step_is_the_layers_step(cell: str, form: int, activation: str) -> None:
    """The two were written independently; in float64 nothing but rounding lies between them."""
    counterpart, config, variables = made(cell, form, "float64")
    config = config.with_options(activation=activation)
    layer = counterpart.to_keras(config, dtype="float64")
    layer.build((None, None, D))
    owner = counterpart.keras_cell(layer)
    for name, value in counterpart.weights_to_keras(variables, config).items():
        getattr(owner, name).assign(value)
    random = np.random.default_rng(7)
    x = random.normal(size=(4, D))
    state = tuple(random.normal(size=(4, n)) for n in counterpart.state_sizes(config))
    by_part = dict(zip(counterpart.state, state, strict=True))
    got, got_state = owner(x, [by_part[part] for part in counterpart.keras_state])
    expected, expected_state = counterpart.step(variables, config, x, state)
    np.testing.assert_allclose(got, expected, rtol=1e-13, atol=1e-13)
    expected_parts = dict(zip(counterpart.state, expected_state, strict=True))
    for part, value in zip(counterpart.keras_state, got_state, strict=True):
        np.testing.assert_allclose(value, expected_parts[part], rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("name", sorted(cp.ACTIVATIONS))
def test_activations_are_keras_activations(name: str) -> None:
    import keras

    x = np.linspace(-8, 8, 65)
    expected = keras.ops.convert_to_numpy(keras.activations.get(name)(x))
    np.testing.assert_allclose(cp.apply_activation(name, x), expected, rtol=1e-12, atol=1e-12)


def test_an_unknown_activation_is_named() -> None:
    with pytest.raises(CheckpointError, match="received swirl"):
        cp.apply_activation("swirl", np.zeros(2))


def test_an_unknown_class_is_named() -> None:
    with pytest.raises(CheckpointError, match="received GLSTMCell"):
        cp.load("GLSTMCell")
