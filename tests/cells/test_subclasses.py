"""People's subclasses of the ten cells, written against TF 1.15's attribute names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf

import tf1compat


class _WideOutput(tf1compat.LSTMCell):
    """Gives c beside h, by the attributes that TF1's LSTMCell had."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._output_size: int = self._num_units + self._output_size

    def call(self, inputs: Any, state: Any) -> Any:
        output, new_state = super().call(inputs, state)
        return tf.concat([new_state.c, output], 1), new_state


def test_a_subclass_may_set_output_size() -> None:
    cell = _WideOutput(4, num_proj=3)
    outputs, state = tf1compat.dynamic_rnn(cell, tf.ones([2, 5, 6]), dtype=tf.float32)
    assert outputs.shape.as_list() == [2, 5, 7]
    np.testing.assert_array_equal(outputs[:, -1], np.concatenate(state, 1))


@pytest.mark.parametrize(
    ("attribute", "shape"),
    [
        ("_kernel", [9, 16]),
        ("_bias", [16]),
        ("_w_f_diag", [4]),
        ("_w_i_diag", [4]),
        ("_w_o_diag", [4]),
        ("_proj_kernel", [4, 3]),
    ],
)
def test_weights_have_the_attribute_names_of_tf1(attribute: str, shape: list[int]) -> None:
    cell = tf1compat.LSTMCell(4, use_peepholes=True, num_proj=3)
    cell(tf.ones([2, 6]), cell.zero_state(2, tf.float32))
    assert getattr(cell, attribute).shape.as_list() == shape


@pytest.mark.parametrize(
    "make",
    [
        tf1compat.BasicRNNCell,
        tf1compat.GRUCell,
        tf1compat.BasicLSTMCell,
        tf1compat.LSTMCell,
    ],
)
def test_integers_are_refused_before_any_variable_is_made(make: Any) -> None:
    cell = make(3)
    with pytest.raises(ValueError, match="RNN cell only supports floating"):
        cell(tf.ones([2, 4], tf.int32), cell.zero_state(2, tf.int32))
    assert cell.variables == []


class _OfItsOwn(tf1compat.RNNCell):
    """Keeps its first scope as copies of TensorFlow 1.0's cells do, which call no ``super()``."""

    state_size = output_size = 3
    _scope: Any

    def __init__(self, units: int) -> None:
        self.units = units

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        with tf.compat.v1.variable_scope(scope or "own") as opened:
            if hasattr(self, "_scope"):
                assert self._scope.name == opened.name
            self._scope = opened
            return inputs + state, state


def test_a_cell_has_no_scope_until_it_is_made_or_called() -> None:
    """As in TensorFlow 1.15.5: no attribute without ``super().__init__``, then ``None``."""
    cell = _OfItsOwn(3)
    assert not hasattr(cell, "_scope")
    outputs, _ = tf1compat.dynamic_rnn(cell, tf.ones([2, 4, 3]), dtype=tf.float32)
    assert outputs.shape.as_list() == [2, 4, 3]
    assert tf1compat.GRUCell(2)._scope is None


def test_the_state_of_a_stack_may_be_longer_than_its_parts() -> None:
    """TensorFlow 1.15.5 slices it, and attention decoders of its time count on that."""
    cells = [tf1compat.GRUCell(2), tf1compat.GRUCell(3)]
    stack = tf1compat.MultiRNNCell(cells, state_is_tuple=False)
    state = tf.random.stateless_uniform([2, 8], seed=(1, 2))
    with tf1compat.VariableStore():
        _, longer = stack(tf.ones([2, 4]), state)
        _, exact = stack(tf.ones([2, 4]), state[:, :5])
    np.testing.assert_array_equal(longer, exact)
    assert longer.shape == (2, 5)
