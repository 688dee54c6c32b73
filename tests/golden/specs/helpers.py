"""The helpers around the drivers: layers, merges, names."""

from __future__ import annotations

from typing import Any

from tests.golden.case import RAGGED, Case, D, P, U
from tests.golden.programs.helpers import CHARS

_PEEPHOLES = {"use_peepholes": True, "forget_bias": 0.5}
_BIAS = {"forget_bias": 0.3}


def _case(name: str, lengths: Any = RAGGED, dtype: str = "float64", **kwargs: Any) -> Case:
    kwargs = dict({"num_units": U}, **kwargs)
    return Case(f"bilstm.{name}", program="bilstm", lengths=lengths, dtype=dtype, kwargs=kwargs)


def _stacked(name: str, unrolled: bool = False, lengths: Any = RAGGED, **options: Any) -> Case:
    kwargs = {"num_units": U, "depth": P, "unrolled": unrolled, "options": options}
    return Case(
        f"bilstm.{name}", program="stacked", lengths=lengths, dtype="float64", kwargs=kwargs
    )


CASES = [
    _case("one", cell_options=_PEEPHOLES),
    _case("one_f32", dtype="float32", cell_options=_BIAS),
    _case("full", lengths=None, scope="bi-lstm"),
    _case("pair", merge="none", num_proj=P),
    _case("last", merge="last", cell="gru"),
    _case("time_major", merge="sum", cell="basic_lstm", time_major=True, cell_options=_BIAS),
    _case("cells", num_layers=2, num_proj=P, merge="sum"),
    _case("cells_last", num_layers=2, merge="last", cell_options=_PEEPHOLES),
    _case("outputs", num_layers=2, stacking="outputs", cell_options=_PEEPHOLES),
    _case("layers", num_layers=2, stacking="layer_%d", cell="gru"),
    _case("layers_sum", num_layers=2, stacking="bi_%d", merge="sum", cell="basic_lstm"),
    _case("layers_last", num_layers=2, stacking="bi_%d", merge="last"),
    _stacked("stacked"),
    _stacked("stacked_full", lengths=None, scope="layers"),
    _stacked("stacked_unrolled", unrolled=True),
    Case("bilstm.chars", program="chars", features=(CHARS, D), kwargs={"num_units": U}),
    Case("bilstm.last_step", program="last_step", kwargs={"num_units": U, "used": (5, 2, 1, 3)}),
]
