"""The one list of numeric cases: importable by Python 3.7 and by today's."""

from __future__ import annotations

from tests.golden.case import Case
from tests.golden.specs import cells, drivers, user, wrappers

CASES: list[Case] = [*cells.CASES, *wrappers.CASES, *drivers.CASES, *user.CASES]

BY_ID: dict[str, Case] = {case.id: case for case in CASES}

if len(BY_ID) != len(CASES):
    raise ValueError("two golden cases share an id")
