"""The checkpoints that TensorFlow 1.15.5 writes for the tests: one list for both sides.

Read by ``make_checkpoints.py`` (Python 3.7) and by the tests, hence plain data.
Sizes differ on purpose (D, U, P), biases and forget_bias are not zero, and the
lengths hold 0, 1 and T.
"""

from __future__ import annotations

from typing import Any

BATCH = 4
STEPS = 6
LENGTHS = [4, 0, 1, 6]


def _cell(kind: str, num_units: int, **arguments: Any) -> dict[str, Any]:
    return dict(arguments, cell=kind, num_units=num_units)


def _case(name: str, kind: str, cells: list[dict[str, Any]], **options: Any) -> dict[str, Any]:
    case: dict[str, Any] = {
        "name": name,
        "kind": kind,
        "cells": cells,
        "multi": len(cells) > 1,
        "inputs": 3,
        "dtype": "float32",
        "lengths": True,
        "time_major": False,
        "scope": None,
        "around": False,
        "format": "V2",
        "partitions": None,
        "initial_state": False,
        "keep_prob": None,
        "fixed_sizes": False,
        "use_resource": False,
        "control_flow_v2": False,
        "residual": False,
    }
    case.update(options)
    return case


_FULL_LSTM = _cell(
    "LSTMCell", 5, use_peepholes=True, num_proj=4, cell_clip=0.6, proj_clip=0.4, forget_bias=0.7
)

CASES = [
    _case("basic_rnn_relu", "dynamic", [_cell("BasicRNNCell", 5, activation="relu")]),
    _case("gru_time_major", "dynamic", [_cell("GRUCell", 5)], time_major=True, scope="encoder"),
    _case(
        "basic_lstm_plain", "dynamic", [_cell("BasicLSTMCell", 5, forget_bias=0.0)], lengths=False
    ),
    _case(
        "basic_lstm_relu_float64",
        "dynamic",
        [_cell("BasicLSTMCell", 5, forget_bias=0.7, activation="relu")],
        dtype="float64",
        time_major=True,
    ),
    _case("lstm_full", "dynamic", [_FULL_LSTM]),
    _case(
        "lstm_clip_around",
        "dynamic",
        [_cell("LSTMCell", 5, cell_clip=0.5)],
        around=True,
        scope="model/encoder",
    ),
    _case("multi_gru", "dynamic", [_cell("GRUCell", 5), _cell("GRUCell", 4, activation="relu")]),
    _case(
        "multi_lstm_mixed",
        "dynamic",
        [_FULL_LSTM, _cell("BasicLSTMCell", 6, forget_bias=0.7), _cell("BasicRNNCell", 3)],
    ),
    _case("multi_of_one", "dynamic", [_cell("LSTMCell", 5)], multi=True),
    _case(
        "partitioned",
        "dynamic",
        [_cell("LSTMCell", 5, num_unit_shards=2)],
        around=True,
        partitions=2,
    ),
    _case("lstm_v1_format", "dynamic", [_cell("LSTMCell", 5, use_peepholes=True)], format="V1"),
    _case("lstm_initial_state", "dynamic", [_cell("LSTMCell", 5, num_proj=4)], initial_state=True),
    _case("lstm_dropout", "dynamic", [_cell("LSTMCell", 5)], keep_prob=0.5),
    _case("gru_dropout_placeholder", "dynamic", [_cell("GRUCell", 5)], keep_prob="placeholder"),
    _case("bidirectional_lstm", "bidirectional", [_cell("LSTMCell", 5, forget_bias=0.7)]),
    _case(
        "bidirectional_no_lengths",
        "bidirectional",
        [_cell("BasicLSTMCell", 5)],
        lengths=False,
        scope="tagger",
    ),
    _case("bidirectional_gru_time_major", "bidirectional", [_cell("GRUCell", 5)], time_major=True),
    _case(
        "bidirectional_unequal",
        "bidirectional",
        [_cell("LSTMCell", 5, use_peepholes=True)],
        backward=[_cell("GRUCell", 4)],
    ),
    _case(
        "bidirectional_multi",
        "bidirectional",
        [_cell("LSTMCell", 5), _cell("LSTMCell", 4, num_proj=2)],
    ),
    _case(
        "stacked_bidirectional",
        "nested_bidirectional",
        [_cell("LSTMCell", 5, forget_bias=0.7), _cell("GRUCell", 4)],
        multi=False,
    ),
    _case(
        "contrib_stack_bidirectional",
        "contrib_stack_bidirectional",
        [_cell("LSTMCell", 5, forget_bias=0.7), _cell("LSTMCell", 4, cell_clip=0.5)],
        multi=False,
    ),
    _case("static_lstm", "static", [_cell("BasicLSTMCell", 5)]),
    _case("fixed_sizes", "bidirectional", [_cell("LSTMCell", 5)], fixed_sizes=True),
    _case(
        "packed_state",
        "dynamic",
        [
            _cell("LSTMCell", 5, num_proj=4, state_is_tuple=False),
            _cell("BasicLSTMCell", 3, state_is_tuple=False),
        ],
    ),
    _case("gru_float16", "dynamic", [_cell("GRUCell", 5)], dtype="float16"),
    _case("resource_variables", "dynamic", [_cell("BasicLSTMCell", 5)], use_resource=True),
    _case(
        "control_flow_v2", "dynamic", [_cell("LSTMCell", 5, forget_bias=0.7)], control_flow_v2=True
    ),
    _case("residual", "dynamic", [_cell("GRUCell", 3)], residual=True),
    _case(
        "residual_bidirectional",
        "bidirectional",
        [_cell("BasicLSTMCell", 3), _cell("GRUCell", 3)],
        residual=True,
    ),
    _case("two_recurrences", "two", [_cell("LSTMCell", 5), _cell("GRUCell", 4)], multi=False),
    _case("no_recurrence", "dense", []),
]

BY_NAME = {case["name"]: case for case in CASES}
