"""The same misuse gives the type of error that TensorFlow 1.15.5 gave."""

from __future__ import annotations

import pytest

from tests.golden import store
from tests.golden.programs import MISUSE
from tests.programs import MISUSE_CONTEXTS, accepted

EXPECTED = store.read_programs("misuse")


@pytest.mark.parametrize("context", MISUSE_CONTEXTS)
@pytest.mark.parametrize("name", MISUSE)
def test_error_is_of_the_type_of_tf1(name: str, context: str) -> None:
    received = MISUSE_CONTEXTS[context](name)
    assert received["kind"] in accepted(name, EXPECTED[name]["kind"], context), received
