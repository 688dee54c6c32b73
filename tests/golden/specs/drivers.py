"""Every driver × lengths, layout, states, static shapes, scopes."""

from __future__ import annotations

from typing import Any

from tests.golden.case import RAGGED, Case, Cell, D, P, Ref, U

_LSTM = Cell("LSTMCell", {"num_units": U, "forget_bias": 0.5, "use_peepholes": True})
_GRU = Cell("GRUCell", {"num_units": 7})
_STACK = Cell("MultiRNNCell", {"cells": [_LSTM, Cell("LSTMCell", {"num_units": 7, "num_proj": P})]})
_CONCAT = Cell("BasicLSTMCell", {"num_units": U, "state_is_tuple": False})
_PLANE = Cell("user.PlaneCell")
_NESTED = Cell("user.NestedCell")

_LENGTHS: dict[str, dict[str, Any]] = {
    "full": {},
    "ragged": {"lengths": RAGGED},
    "ragged_int64": {"lengths": RAGGED, "lengths_dtype": "int64"},
    "ragged_constant": {"lengths": RAGGED, "lengths_as": "const"},
    "ragged_list": {"lengths": RAGGED, "lengths_as": "list"},
    "short": {"lengths": (3, 0, 1, 2)},
    "all_empty": {"lengths": (0, 0, 0, 0)},
    "all_full": {"lengths": (5, 5, 5, 5)},
}

_UNKNOWN: dict[str, tuple[str, ...]] = {
    "unknown_batch": ("batch",),
    "unknown_time": ("time",),
    "unknown_both": ("batch", "time"),
}


def _dynamic() -> list[Case]:
    cases = [Case(f"dynamic_rnn.{name}", _LSTM, **kwargs) for name, kwargs in _LENGTHS.items()]
    for name, unknown in _UNKNOWN.items():
        cases.append(Case(f"dynamic_rnn.{name}", _LSTM, lengths=RAGGED, unknown=unknown))
        cases.append(
            Case(
                f"dynamic_rnn.time_major_{name}",
                _GRU,
                lengths=RAGGED,
                unknown=unknown,
                kwargs={"time_major": True},
            )
        )
    cases += [
        Case("dynamic_rnn.time_major", _LSTM, lengths=RAGGED, kwargs={"time_major": True}),
        Case("dynamic_rnn.one_step", _LSTM, lengths=(1, 0, 1, 1), time=1),
        Case("dynamic_rnn.scope", _LSTM, kwargs={"scope": "encoder"}),
        Case("dynamic_rnn.outer_scope", _LSTM, outer=("model", {}), kwargs={"scope": "encoder"}),
        Case("dynamic_rnn.auto_reuse", _LSTM, outer=("model", {"reuse": Ref("AUTO_REUSE")})),
        Case("dynamic_rnn.state_f32", _STACK, dtype="float32", initial_state=True),
        Case("dynamic_rnn.state_no_dtype", _STACK, initial_state=True, kwargs={"dtype": None}),
        Case("dynamic_rnn.state_concat", _CONCAT, initial_state=True, lengths=RAGGED),
        Case("dynamic_rnn.parallel", _GRU, kwargs={"parallel_iterations": 1, "swap_memory": True}),
        Case("dynamic_rnn.rank4", _PLANE, features=(2, 3), lengths=RAGGED),
        Case("dynamic_rnn.rank4_state", _PLANE, features=(2, 3), initial_state=True),
        Case("dynamic_rnn.nested", _NESTED, features=[(3,), (2,)], lengths=RAGGED),
        Case(
            "dynamic_rnn.nested_state",
            _NESTED,
            features=[(3,), (2,)],
            lengths=RAGGED,
            initial_state=True,
            kwargs={"time_major": True},
        ),
        Case("dynamic_rnn.nan_tail", _LSTM, program="nan_tail", lengths=(3, 0, 1, 2)),
        Case("dynamic_rnn.reuse", _LSTM, program="reuse_driver", lengths=RAGGED),
        Case("dynamic_rnn.same_cell_two_scopes", _LSTM, program="same_cell_two_scopes"),
        Case("dynamic_rnn.stacked_scopes", _LSTM, program="stacked_scopes", lengths=RAGGED),
        Case("dynamic_rnn.zero_state", _STACK, program="zero_state_driver", lengths=RAGGED),
        Case("dynamic_rnn.feed_state_back", _STACK, program="feed_state_back", lengths=RAGGED),
        Case("dynamic_rnn.head", _LSTM, program="tagger_head", lengths=RAGGED),
    ]
    return cases


def _bidirectional() -> list[Case]:
    driver, pair = "bidirectional_dynamic_rnn", (_LSTM, _GRU)
    cases = [Case(f"{driver}.{name}", pair, driver=driver, **kw) for name, kw in _LENGTHS.items()]
    cases += [
        Case(f"{driver}.{name}", pair, driver=driver, lengths=RAGGED, unknown=unknown)
        for name, unknown in _UNKNOWN.items()
    ]
    major = {"time_major": True}
    cases += [
        Case(f"{driver}.time_major", pair, driver=driver, lengths=RAGGED, kwargs=major),
        Case(f"{driver}.time_major_full", pair, driver=driver, kwargs=major),
        Case(f"{driver}.scope", pair, driver=driver, kwargs={"scope": "bi"}, outer=("tag", {})),
        Case(f"{driver}.f32", (_LSTM, _LSTM), driver=driver, dtype="float32", lengths=RAGGED),
        Case(f"{driver}.state", (_STACK, _GRU), driver=driver, lengths=RAGGED, initial_state=True),
        Case(
            f"{driver}.nested_inputs",
            (Cell("user.PairCell"), Cell("user.PairCell")),
            driver=driver,
            features=[(3,), (2,)],
            lengths=RAGGED,
        ),
        Case(f"{driver}.stacked", pair, program="stacked_bidirectional", lengths=RAGGED),
    ]
    return cases


def _static() -> list[Case]:
    cases = [
        Case(f"static_rnn.{name}", _LSTM, driver="static_rnn", **kwargs)
        for name, kwargs in _LENGTHS.items()
    ]
    cases += [
        Case("static_rnn.unknown_batch", _GRU, driver="static_rnn", unknown=("batch",)),
        Case("static_rnn.scope", _GRU, driver="static_rnn", kwargs={"scope": "dec"}),
        Case("static_rnn.f32", _STACK, driver="static_rnn", dtype="float32", lengths=RAGGED),
        Case("static_rnn.state", _STACK, driver="static_rnn", lengths=RAGGED, initial_state=True),
        Case("static_rnn.state_concat", _CONCAT, driver="static_rnn", initial_state=True),
        Case(
            "static_rnn.nested", _NESTED, driver="static_rnn", features=[(3,), (2,)], lengths=RAGGED
        ),
        Case("static_rnn.rank4", _PLANE, driver="static_rnn", features=(2, 3)),
        Case("static_rnn.one_step", _GRU, driver="static_rnn", time=1),
    ]
    name, pair = "static_bidirectional_rnn", (_LSTM, _GRU)
    cases += [
        Case(f"{name}.full", pair, driver=name),
        Case(f"{name}.ragged", pair, driver=name, lengths=RAGGED),
        Case(f"{name}.short_int64", pair, driver=name, lengths=(3, 0, 1, 2), lengths_dtype="int64"),
        Case(f"{name}.scope", pair, driver=name, kwargs={"scope": "bi"}),
        Case(f"{name}.state", (_STACK, _GRU), driver=name, lengths=RAGGED, initial_state=True),
        Case(f"{name}.f32", pair, driver=name, dtype="float32", lengths=RAGGED),
    ]
    saving = "static_state_saving_rnn"
    cases += [
        Case(f"{saving}.gru", _GRU, program="state_saving"),
        Case(f"{saving}.lstm", _LSTM, program="state_saving", lengths=RAGGED),
        Case(f"{saving}.stack", _STACK, program="state_saving", lengths=RAGGED),
    ]
    return cases


def _raw() -> list[Case]:
    return [
        Case("raw_rnn.lengths", _LSTM, program="raw_lengths", lengths=RAGGED),
        Case("raw_rnn.lengths_f32", _GRU, program="raw_lengths", lengths=RAGGED, dtype="float32"),
        Case(
            "raw_rnn.scope", _LSTM, program="raw_lengths", lengths=RAGGED, kwargs={"scope": "raw"}
        ),
        Case(
            "raw_rnn.feed_previous", Cell("GRUCell", {"num_units": D}), program="raw_feed_previous"
        ),
        Case("raw_rnn.emit_structure", _LSTM, program="raw_emit_structure", lengths=RAGGED),
        Case("raw_rnn.loop_state", _GRU, program="raw_loop_state", lengths=RAGGED),
    ]


CASES = [*_dynamic(), *_bidirectional(), *_static(), *_raw()]
