"""Scope programs against TensorFlow 1.15.5, in every context."""

from __future__ import annotations

from typing import Any

import pytest

from tests.golden import store
from tests.golden.programs import SCOPES
from tests.programs import SCOPE_CONTEXTS, differences, scope_exception

EXPECTED = store.read_programs("scopes")
PAIRS = [
    (name, context)
    for name in SCOPES
    for context in SCOPE_CONTEXTS
    if not scope_exception(name, context)
]


@pytest.mark.parametrize(("name", "context"), PAIRS)
def test_equals_tf1(name: str, context: str) -> None:
    received: dict[str, Any] = SCOPE_CONTEXTS[context](name)
    assert not differences(EXPECTED[name], received, context)
