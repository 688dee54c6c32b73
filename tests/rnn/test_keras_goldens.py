"""Drivers called on Keras tensors, and cells in ``keras.layers.RNN``, against TF 1.15.5."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

import tf1compat
from tests import contexts
from tests.golden import values
from tests.golden.build import make_cell
from tests.golden.compare import TOLERANCE, compare, relative_error
from tests.golden.specs import BY_ID
from tests.overlay import Overlay

ON_KERAS_TENSORS = [
    "LSTMCell.everything.f64",
    "GRUCell.default.f64",
    "MultiRNNCell.one.f64",
    "MultiRNNCell.mixed.f64",
    "dynamic_rnn.full",
    "dynamic_rnn.ragged",
    "dynamic_rnn.scope",
    "dynamic_rnn.time_major",
    "dynamic_rnn.unknown_both",
    "dynamic_rnn.nested",
    "bidirectional_dynamic_rnn.ragged",
    "bidirectional_dynamic_rnn.state",
    "user.dunder_call.dynamic",
    "user.late_super.dynamic",
]

IN_KERAS_RNN = [
    "LSTMCell.default.f32",
    "LSTMCell.everything.f32",
    "LSTMCell.state_concat_proj.f32",
    "BasicLSTMCell.forget05.f32",
    "GRUCell.default.f32",
    "BasicRNNCell.default.f32",
    "MultiRNNCell.one.f32",
    "MultiRNNCell.mixed.f32",
]


@pytest.mark.parametrize("case_id", ON_KERAS_TENSORS)
def test_driver_on_keras_tensors_equals_tf1(case_id: str) -> None:
    case = BY_ID[case_id]
    expected = contexts.recorded(case.group)[case_id]
    report = compare(case, expected, contexts.record(case, "keras_driver"))
    assert not report.problems, "\n".join(report.problems)


@pytest.mark.parametrize("case_id", IN_KERAS_RNN)
def test_cell_in_keras_rnn_equals_tf1(case_id: str) -> None:
    case = BY_ID[case_id]
    expected = contexts.recorded(case.group)[case_id]
    cell = tf1compat.as_keras_cell(make_cell(Overlay(), case.cell))
    layer = keras.layers.RNN(cell, return_sequences=True, return_state=True)
    (inputs,) = values.input_arrays(case)
    layer(inputs)
    drawn = contexts.drawn_variables(case, expected)
    assert [f"rnn/{name}:0" for name in cell.tf1_weights] == list(drawn)
    for weight, array in zip(cell.tf1_weights.values(), drawn.values(), strict=True):
        weight.assign(array)
    outputs, *state = layer(inputs)
    found = {"outputs/0": outputs}
    found.update({f"state/{i}": part for i, part in enumerate(tf.nest.flatten(state))})
    wanted = {key: array for key, array in expected.arrays.items() if "grad" not in key}
    assert set(found) == set(wanted)
    errors = {key: relative_error(wanted[key], np.asarray(found[key])) for key in wanted}
    assert max(errors.values()) <= TOLERANCE[case.dtype], errors
