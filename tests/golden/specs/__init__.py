"""The one list of numeric cases: importable by Python 3.7 and by today's."""

from __future__ import annotations

from tests.golden.case import Case
from tests.golden.specs import cells, drivers, helpers, user, wrappers

CASES: list[Case] = [
    *cells.CASES,
    *wrappers.CASES,
    *drivers.CASES,
    *helpers.CASES,
    *user.CASES,
]

BY_ID: dict[str, Case] = {case.id: case for case in CASES}

if len(BY_ID) != len(CASES):
    raise ValueError("two golden cases share an id")

# Cases whose whole graph, gradients included, is kept: TF1's literal sequence of ops.
LITERAL: tuple[str, ...] = (
    "BasicLSTMCell.forget05.f64",
    "BasicRNNCell.default.f64",
    "GRUCell.default.f64",
    "LSTMCell.default.f32",
    "LSTMCell.everything.f64",
    "LSTMCell.everything.f32",
    "LSTMCell.state_concat_proj.f64",
    "MultiRNNCell.mixed.f64",
    "MultiRNNCell.mixed.f32",
    "bidirectional_dynamic_rnn.f32",
    "dynamic_rnn.nested",
    "residual.function",
    "static_rnn.f32",
    "static_bidirectional_rnn.ragged",
    "user.dunder_call.dynamic",
)
