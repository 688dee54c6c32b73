"""The tests of the drop-in leave their process as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import tensorflow as tf

from tf1compat.door import resolve


@pytest.fixture(autouse=True)
def _stays_in_v2(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Resolving a name switches a program to v1 behaviour for good; here it must not."""
    monkeypatch.setattr(resolve, "_switched", [True])
    yield
    assert isinstance(tf.TensorShape([1])[0], int), "this test has switched to v1 behaviour"
