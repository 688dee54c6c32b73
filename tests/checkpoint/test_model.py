"""The converted models: the layers that they must contain, and TensorFlow 1.15.5's own numbers."""

from __future__ import annotations

import functools
import inspect
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from tests.checkpoint import cases
from tf1compat.checkpoint.model import Built, build_model, fill_weights, layer_name
from tf1compat.checkpoint.prove import run_model

# The recurrent layers of each case, in the model's order; "native" is RNN(tf1compat LSTMCell).
LAYERS = {
    "basic_rnn_relu": ["SimpleRNN"],
    "gru_time_major": ["GRU"],
    "basic_lstm_plain": ["LSTM"],
    "basic_lstm_relu_float64": ["LSTM"],
    "lstm_full": ["native"],
    "lstm_clip_around": ["native"],
    "multi_gru": ["GRU", "GRU"],
    "multi_lstm_mixed": ["native", "LSTM", "SimpleRNN"],
    "multi_of_one": ["LSTM"],
    "partitioned": ["LSTM"],
    "lstm_v1_format": ["native"],
    "lstm_initial_state": ["native"],
    "lstm_dropout": ["LSTM"],
    "gru_dropout_placeholder": ["GRU"],
    "bidirectional_lstm": ["Bidirectional of LSTM"],
    "bidirectional_no_lengths": ["Bidirectional of LSTM"],
    "bidirectional_gru_time_major": ["Bidirectional of GRU"],
    "bidirectional_unequal": ["native", "GRU"],
    "bidirectional_multi": ["LSTM", "native", "LSTM", "native"],
    "stacked_bidirectional": ["Bidirectional of LSTM", "Bidirectional of GRU"],
    "contrib_stack_bidirectional": ["Bidirectional of LSTM", "Bidirectional of native"],
    "static_lstm": ["LSTM"],
    "fixed_sizes": ["Bidirectional of LSTM"],
    "packed_state": ["native", "LSTM"],
    "gru_float16": ["GRU"],
    "resource_variables": ["LSTM"],
    "residual": ["GRU"],
    "control_flow_v2": ["LSTM"],
    "residual_bidirectional": ["LSTM", "GRU", "LSTM", "GRU"],
}


@functools.cache
def converted(name: str, place: int = 0) -> Built:
    built = build_model(cases.plan_of(name, place))
    fill_weights(built, cases.inspected(name).checkpoint.read)
    return built


def kind(layer: Any) -> str:
    if isinstance(layer, keras.layers.Bidirectional):
        return "Bidirectional of " + kind(layer.forward_layer)
    return "native" if type(layer) is keras.layers.RNN else type(layer).__name__


@pytest.mark.parametrize(("name", "place"), cases.RECURRENCES)
def test_it_computes_what_tf1_computed(name: str, place: int) -> None:
    plan = cases.plan_of(name, place)
    got = run_model(converted(name, place).model, cases.golden_batch(name, plan))
    cases.assert_close(got, cases.golden_outputs(name, plan), plan.recurrence.dtype)


@pytest.mark.parametrize("name", LAYERS)
def test_plain_layers_come_out_where_they_can_express_the_cell(name: str) -> None:
    layers = converted(name).model.layers
    rnn = [x for x in layers if isinstance(x, (keras.layers.RNN, keras.layers.Bidirectional))]
    assert sorted(map(kind, rnn)) == sorted(LAYERS[name])


def test_the_layers_are_named_after_the_scopes() -> None:
    names = {layer.name for _, layer in converted("multi_gru").layers}
    assert names == {"rnn_multi_rnn_cell_cell_0_gru_cell", "rnn_multi_rnn_cell_cell_1_gru_cell"}
    assert layer_name("a/b.c/d-e") == "a_b_c_d_e"


def test_without_lengths_in_the_old_graph_there_is_no_mask() -> None:
    assert set(converted("bidirectional_no_lengths").model.input) == {"inputs"}
    assert set(converted("bidirectional_lstm").model.input) == {"inputs", "mask"}


def test_a_given_initial_state_is_an_input() -> None:
    inputs = set(converted("lstm_initial_state").model.input)
    assert inputs == {"inputs", "mask", "initial_state_c", "initial_state_h"}


def test_rows_of_length_zero_never_meet_cudnn() -> None:
    (_, layer), *_ = converted("multi_of_one").layers
    if "use_cudnn" not in inspect.signature(keras.layers.LSTM).parameters:
        pytest.skip("this Keras release has no use_cudnn to switch off")
    assert layer.use_cudnn is False


def test_padding_never_reaches_outputs_or_states() -> None:
    """TF1 stops at the longest length: NaN beyond a row's length changes nothing."""
    name = "bidirectional_multi"
    plan = cases.plan_of(name)
    batch = cases.golden_batch(name, plan)
    assert batch.lengths is not None
    clean = run_model(converted(name).model, batch)
    for row, length in enumerate(batch.lengths):
        batch.inputs[row, length:] = 1e3
    dirty = run_model(converted(name).model, batch)
    for key, value in clean.items():
        np.testing.assert_array_equal(dirty[key], value)


@pytest.mark.parametrize("name", ["multi_lstm_mixed", "bidirectional_unequal"])
def test_saved_and_loaded_it_is_the_same(name: str, tmp_path: Path) -> None:
    batch = cases.golden_batch(name, cases.plan_of(name))
    model = converted(name).model
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    before, after = run_model(model, batch), run_model(loaded, batch)
    for key, value in before.items():
        np.testing.assert_array_equal(after[key], value)
