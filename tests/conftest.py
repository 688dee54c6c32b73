"""For every test: a quiet TensorFlow, its Keras backend, no deadline, no seed left over."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Before anything imports tensorflow or keras; hence no fixture.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ["KERAS_BACKEND"] = "tensorflow"

# The first example of a test traces a graph: a deadline per example would measure that.
settings.register_profile("tf1compat", deadline=None)
settings.load_profile("tf1compat")


@pytest.fixture(autouse=True)
def _no_seed_left_over() -> Iterator[None]:
    """TensorFlow mixes its global seed into seeded ones: one test's must not reach the next."""
    yield
    if "tensorflow" in sys.modules:  # A test of the command line may never have loaded it.
        import tensorflow as tf

        tf.random.set_seed(None)
