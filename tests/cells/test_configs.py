"""``get_config`` gives what TensorFlow 1.15.5's cells gave, and leads back to the same cell."""

from __future__ import annotations

import copy
import json
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from tests.golden import store
from tests.golden.programs import CONFIGS, configs
from tests.overlay import Overlay
from tf1compat.cells.registry import cell_from_config, cell_to_config

EXPECTED = store.read_programs("configs")
X = np.random.RandomState(0).normal(size=[3, 4]).astype("float32")


@pytest.mark.parametrize("name", CONFIGS)
def test_config_is_tf1s(name: str) -> None:
    assert configs.config_of(Overlay(), CONFIGS[name]) == EXPECTED[name]


def step(cell: Any) -> list[Any]:
    """One seeded step; the names and values of the variables, and what came."""
    tf.random.set_seed(5)
    dtype = cell.dtype or "float32"
    output, state = cell(tf.cast(X, dtype), cell.zero_state(3, dtype))
    inner = getattr(cell, "cell", cell)
    parts = tf.nest.flatten([output, state, *inner.variables])
    return [[v.name for v in inner.variables], *(np.asarray(part) for part in parts)]


@pytest.mark.parametrize("way", ["json", "deepcopy"])
@pytest.mark.parametrize("name", [name for name in CONFIGS if name != "gru"])  # reuse=True
def test_a_cell_made_again_is_the_same(name: str, way: str) -> None:
    cell = CONFIGS[name](Overlay())
    if way == "json":
        again = cell_from_config(json.loads(json.dumps(cell_to_config(cell))))
    else:
        again = copy.deepcopy(cell)
    assert again is not cell
    assert again.state_size == cell.state_size
    names, *numbers = step(cell)
    names_again, *numbers_again = step(again)
    assert names == names_again
    for one, other in zip(numbers, numbers_again, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_copy_of_a_cell_in_use_keeps_its_variables_in_a_graph() -> None:
    with tf.Graph().as_default():
        cell = CONFIGS["lstm_default"](Overlay())
        cell(tf.constant(X), cell.zero_state(3, tf.float32))
        again = copy.deepcopy(cell)
        again(tf.constant(X), again.zero_state(3, tf.float32))
        assert len(tf.compat.v1.global_variables()) == 2
        assert all(one is other for one, other in zip(cell.variables, again.variables, strict=True))
