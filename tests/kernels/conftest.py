"""For the tests of kernels: a machine's GPU neither decides nor rounds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import tensorflow as tf

from tf1compat.kernels import choose


@pytest.fixture(autouse=True)
def _as_without_a_gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is chosen is what a CPU has, and runs where TensorFlow puts it, in full precision."""
    rounded = tf.config.experimental.tensor_float_32_execution_enabled()
    tf.config.experimental.enable_tensor_float_32_execution(False)
    monkeypatch.setattr(choose, "on_gpu", lambda: False)
    yield
    tf.config.experimental.enable_tensor_float_32_execution(rounded)
