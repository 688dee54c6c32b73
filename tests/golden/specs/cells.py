"""Every cell of ``tf.nn.rnn_cell`` × the arguments that change results."""

from __future__ import annotations

from typing import Any

from tests.golden.case import RAGGED, Case, Cell, P, Ref, U

_UNIFORM = Ref("random_uniform_initializer", {"minval": -0.4, "maxval": 0.4, "seed": 11})
_GLOROT = Ref("glorot_uniform_initializer", {"seed": 7})
_NORMAL = Ref("random_normal_initializer", {"stddev": 0.3, "seed": 5})

LSTM: dict[str, dict[str, Any]] = {
    "default": {},
    "forget0": {"forget_bias": 0.0},
    "forget05": {"forget_bias": 0.5},
    "forget2": {"forget_bias": 2.0},
    "peepholes": {"use_peepholes": True, "forget_bias": 0.5},
    "clip": {"cell_clip": 0.2},
    "peepholes_clip": {"use_peepholes": True, "cell_clip": 0.25},
    "proj": {"num_proj": P},
    "proj_clip": {"num_proj": P, "proj_clip": 0.1},
    "proj_clip_alone": {"proj_clip": 0.1},
    "everything": {
        "use_peepholes": True,
        "cell_clip": 0.4,
        "num_proj": P,
        "proj_clip": 0.15,
        "forget_bias": 0.5,
        "activation": Ref("nn.softsign"),
    },
    "unit_shards": {"num_unit_shards": 2},
    "all_shards": {"num_unit_shards": 3, "num_proj": P, "num_proj_shards": 2},
    "state_concat": {"state_is_tuple": False, "forget_bias": 0.5},
    "state_concat_proj": {"state_is_tuple": False, "num_proj": P, "use_peepholes": True},
    "relu_name": {"activation": "relu"},
    "elu_function": {"activation": Ref("nn.elu")},
    "bump_function": {"activation": Ref("user.bump")},
    "named": {"name": "my_lstm"},
    "frozen": {"trainable": False},
}

BASIC_LSTM: dict[str, dict[str, Any]] = {
    "default": {},
    "forget0": {"forget_bias": 0.0},
    "forget05": {"forget_bias": 0.5},
    "forget2": {"forget_bias": 2.0},
    "sigmoid_name": {"activation": "sigmoid"},
    "relu_function": {"activation": Ref("nn.relu")},
    "state_concat": {"state_is_tuple": False, "forget_bias": 0.5},
    "named": {"name": "basic"},
    "frozen": {"trainable": False},
}

GRU: dict[str, dict[str, Any]] = {
    "default": {},
    "relu_name": {"activation": "relu"},
    "softplus_function": {"activation": Ref("nn.softplus")},
    "named": {"name": "my_gru"},
}

BASIC_RNN: dict[str, dict[str, Any]] = {
    "default": {},
    "relu_name": {"activation": "relu"},
    "selu_function": {"activation": Ref("nn.selu")},
    "named": {"name": "my_rnn"},
}

TABLE = {
    "LSTMCell": LSTM,
    "BasicLSTMCell": BASIC_LSTM,
    "GRUCell": GRU,
    "BasicRNNCell": BASIC_RNN,
}


def _lstm(**kwargs: Any) -> Cell:
    return Cell("LSTMCell", {"num_units": U, **kwargs})


def _stacks() -> dict[str, Cell]:
    shared = Cell("BasicRNNCell", {"num_units": 3})
    concat = {"state_is_tuple": False}
    return {
        "one": Cell("MultiRNNCell", {"cells": [_lstm(forget_bias=0.5)]}),
        "two_lstm": Cell("MultiRNNCell", {"cells": [_lstm(), _lstm(use_peepholes=True)]}),
        "mixed": Cell(
            "MultiRNNCell",
            {
                "cells": [
                    Cell("GRUCell", {"num_units": U}),
                    _lstm(num_proj=P, forget_bias=0.5),
                    Cell("BasicRNNCell", {"num_units": 7}),
                ]
            },
        ),
        "shared_object": Cell("MultiRNNCell", {"cells": [shared, shared]}),
        "state_concat": Cell(
            "MultiRNNCell",
            {"cells": [_lstm(**concat), Cell("GRUCell", {"num_units": 7})], **concat},
        ),
        "nested": Cell(
            "MultiRNNCell",
            {
                "cells": [
                    Cell("MultiRNNCell", {"cells": [_lstm(), Cell("GRUCell", {"num_units": 7})]}),
                    Cell("BasicLSTMCell", {"num_units": P}),
                ]
            },
        ),
    }


def _named_cells() -> list[tuple[str, Cell]]:
    """(name of the variant, cell), plain cells first and stacks after them."""
    plain = [
        (f"{name}.{variant}", Cell(name, {"num_units": U, **kwargs}))
        for name, variants in TABLE.items()
        for variant, kwargs in variants.items()
    ]
    return plain + [(f"MultiRNNCell.{variant}", cell) for variant, cell in _stacks().items()]


def _initialized() -> dict[str, Cell]:
    """Cells whose initial values are bit-exact, because an initializer is seeded."""
    return {
        "lstm_uniform": _lstm(initializer=_UNIFORM, num_proj=P, use_peepholes=True),
        "lstm_glorot": _lstm(initializer=_GLOROT),
        "lstm_sharded": _lstm(initializer=_UNIFORM, num_unit_shards=2),
        "gru_kernel": Cell("GRUCell", {"num_units": U, "kernel_initializer": _GLOROT}),
        "gru_both": Cell(
            "GRUCell",
            {"num_units": U, "kernel_initializer": _NORMAL, "bias_initializer": _UNIFORM},
        ),
    }


def _cases() -> list[Case]:
    cases = []
    for variant, cell in _named_cells():
        # Ragged rows, a given state, all gradients; then both dtypes from a zero state.
        cases.append(Case(f"{variant}.f64", cell, lengths=RAGGED, initial_state=True))
        cases.append(Case(f"{variant}.f32", cell, dtype="float32"))
    for dtype in ("float16", "bfloat16"):
        cases += [
            Case(f"{name}.{dtype}", Cell(name, {"num_units": U}), dtype=dtype, lengths=RAGGED)
            for name in TABLE
            # TF 1.15.5 has no gradient kernel for BasicRNNCell's in bfloat16.
            if (name, dtype) != ("BasicRNNCell", "bfloat16")
        ]
    for variant, cell in _initialized().items():
        cases.append(Case(f"initial.{variant}", cell, dtype="float32", initial=True))
    scoped = {"initializer": _NORMAL}
    for name in TABLE:
        cases.append(
            Case(
                f"initial.scope_{name}",
                Cell(name, {"num_units": U}),
                dtype="float32",
                outer=("model", scoped),
                initial=True,
            )
        )
    cases += [
        Case(f"single_step.{name}", Cell(name, {"num_units": U}), program="single_step")
        for name in TABLE
    ]
    cases.append(
        Case("single_step.two_cells", Cell("LSTMCell", {"num_units": U}), program="two_cells")
    )
    cases.append(
        Case("single_step.scope", Cell("GRUCell", {"num_units": U}), program="step_in_scope")
    )
    cases.append(
        Case("single_step.dtype", _lstm(dtype="float64", use_peepholes=True), program="single_step")
    )
    return cases


CASES = _cases()
