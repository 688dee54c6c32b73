"""DropoutWrapper, ResidualWrapper and DeviceWrapper, alone and in nests."""

from __future__ import annotations

from typing import Any

from tests.golden.case import RAGGED, Case, Cell, D, P, Ref, U

_ZEROS = Ref("TensorShape", {"dims": [D]})


def _lstm(**kwargs: Any) -> Cell:
    return Cell("LSTMCell", {"num_units": U, "forget_bias": 0.5, **kwargs})


def _gru(units: int = U) -> Cell:
    return Cell("GRUCell", {"num_units": units})


def _drop(cell: Cell, **kwargs: Any) -> Cell:
    return Cell("DropoutWrapper", {"cell": cell, "seed": 3, **kwargs})


def _residual(cell: Cell, **kwargs: Any) -> Cell:
    return Cell("ResidualWrapper", {"cell": cell, **kwargs})


_VARIATIONAL = {"variational_recurrent": True, "dtype": Ref("float64"), "input_size": _ZEROS}

DROPOUT: dict[str, Cell] = {
    "none": _drop(_lstm()),
    "input": _drop(_lstm(), input_keep_prob=0.6),
    "output": _drop(_lstm(), output_keep_prob=0.5),
    "state_lstm": _drop(_lstm(), state_keep_prob=0.6),
    "state_gru": _drop(_gru(), state_keep_prob=0.6),
    "all": _drop(_lstm(), input_keep_prob=0.7, output_keep_prob=0.8, state_keep_prob=0.6),
    "tensor": _drop(_gru(), output_keep_prob=Ref("constant", {"value": 0.7, "dtype": "float32"})),
    "filter": _drop(_lstm(), state_keep_prob=0.5, dropout_state_filter_visitor=Ref("user.skip_c")),
    "concat_state": _drop(_lstm(state_is_tuple=False), state_keep_prob=0.5),
    "variational_all": _drop(
        _lstm(), input_keep_prob=0.7, output_keep_prob=0.6, state_keep_prob=0.5, **_VARIATIONAL
    ),
    "variational_output": _drop(
        _gru(), output_keep_prob=0.6, variational_recurrent=True, dtype=Ref("float64")
    ),
    "variational_state": _drop(
        _gru(), state_keep_prob=0.6, variational_recurrent=True, dtype=Ref("float64")
    ),
}

RESIDUAL: dict[str, Cell] = {
    "lstm": _residual(_lstm(num_proj=D)),
    "gru": _residual(_gru(D)),
    "function": _residual(_lstm(), residual_fn=Ref("user.half_residual")),
    "twice": _residual(_residual(_gru(D))),
}

NESTS: dict[str, Cell] = {
    "device": Cell("DeviceWrapper", {"cell": _lstm(), "device": "/cpu:0"}),
    "residual_of_dropout": _residual(_drop(_gru(D), output_keep_prob=0.5)),
    "dropout_of_residual": _drop(_residual(_gru(D)), output_keep_prob=0.5),
    "stack_of_wrapped": Cell(
        "MultiRNNCell",
        {
            "cells": [
                _drop(_lstm(num_proj=P), output_keep_prob=0.7),
                _residual(_gru(P)),
                Cell("DeviceWrapper", {"cell": _gru(7), "device": "/cpu:0"}),
            ]
        },
    ),
    "dropout_of_stack": _drop(
        Cell("MultiRNNCell", {"cells": [_lstm(), _gru(7)]}),
        input_keep_prob=0.8,
        state_keep_prob=0.7,
    ),
}


# TF1 starts several steps at once; only one at a time draws its masks in a known order.
_IN_ORDER = {"parallel_iterations": 1}


def _cases() -> list[Case]:
    cases = []
    for group, cells in (("dropout", DROPOUT), ("residual", RESIDUAL), ("nest", NESTS)):
        for variant, cell in cells.items():
            cases.append(
                Case(
                    f"{group}.{variant}",
                    cell,
                    lengths=RAGGED,
                    initial_state=True,
                    kwargs=_IN_ORDER,
                )
            )
    cases.append(
        Case(
            "dropout.float32",
            _drop(_lstm(), input_keep_prob=0.7, output_keep_prob=0.8, state_keep_prob=0.6),
            dtype="float32",
            kwargs=_IN_ORDER,
        )
    )
    cases.append(
        Case(
            "dropout.static",
            _drop(_lstm(), input_keep_prob=0.7, state_keep_prob=0.6),
            driver="static_rnn",
        )
    )
    cases.append(
        Case(
            "dropout.bidirectional",
            (_drop(_lstm(), output_keep_prob=0.7), _drop(_gru(), input_keep_prob=0.6)),
            driver="bidirectional_dynamic_rnn",
            lengths=RAGGED,
            kwargs=_IN_ORDER,
        )
    )
    return cases


CASES = _cases()
