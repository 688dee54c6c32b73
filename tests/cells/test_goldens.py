"""Every cell against TensorFlow 1.15.5, in every context."""

from __future__ import annotations

import pytest

from tests.contexts import CONTEXTS, replay
from tests.golden.case import Case
from tests.golden.suites import CELL_GROUPS, replayed

PAIRS = replayed(CELL_GROUPS, CONTEXTS)


@pytest.mark.parametrize(
    ("case", "context"), PAIRS, ids=[f"{case.id}-{context}" for case, context in PAIRS]
)
def test_equals_tf1(case: Case, context: str) -> None:
    report = replay(case, context)
    assert not report.problems, "\n".join(report.problems)
