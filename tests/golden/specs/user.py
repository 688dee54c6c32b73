"""RNNCell subclasses in the styles that people wrote, under the drivers they used."""

from __future__ import annotations

from tests.golden.case import RAGGED, Case, Cell, U

_STYLES: dict[str, Cell] = {
    "call_override": Cell("user.CallOverride", {"units": U}),
    "call_override_named": Cell("user.CallOverride", {"units": U, "name": "mine"}),
    "dunder_call": Cell("user.DunderCall", {"units": U}),
    "late_super": Cell("user.LateSuper", {"units": U}),
    "reuse_keyword": Cell("user.ReuseKeyword", {"units": U}),
    "add_weight": Cell("user.AddWeight", {"units": U}),
    "duck": Cell("user.NoBase"),
    "own_zero_state": Cell("user.OwnZeroState", {"units": U}),
    "tweaked_lstm": Cell("user.TweakedLSTM", {"num_units": U, "forget_bias": 0.5}),
    "scale_wrapper": Cell("user.ScaleWrapper", {"cell": Cell("LSTMCell", {"num_units": U})}),
    "embedder": Cell("user.Embedder", {"cell": Cell("GRUCell", {"num_units": U}), "width": 2}),
    "stack": Cell(
        "MultiRNNCell",
        {
            "cells": [
                Cell("user.LateSuper", {"units": U}),
                Cell("user.CallOverride", {"units": 7}),
            ]
        },
    ),
    "stack_of_dunder": Cell(
        "MultiRNNCell",
        {
            "cells": [
                Cell("user.DunderCall", {"units": U}),
                Cell("user.DunderCall", {"units": 7}),
            ]
        },
    ),
    "dropped": Cell(
        "DropoutWrapper",
        {"cell": Cell("user.CallOverride", {"units": U}), "output_keep_prob": 0.6, "seed": 9},
    ),
}


def _cases() -> list[Case]:
    cases = []
    for style, cell in _STYLES.items():
        # One step at a time, so that the order in which masks are drawn is known.
        order = {"parallel_iterations": 1} if style == "dropped" else {}
        cases.append(Case(f"user.{style}.dynamic", cell, lengths=RAGGED, kwargs=order))
        cases.append(Case(f"user.{style}.static", cell, driver="static_rnn", dtype="float32"))
    cases += [
        Case(
            f"user.{style}.bidirectional",
            (cell, cell),
            driver="bidirectional_dynamic_rnn",
            lengths=RAGGED,
        )
        for style, cell in _STYLES.items()
        if style in ("call_override", "dunder_call", "late_super")
    ]
    cases.append(
        Case("user.counting", Cell("user.CountingCell"), program="counting", lengths=RAGGED)
    )
    return cases


CASES = _cases()
