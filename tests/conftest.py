"""What holds for every test: a quiet TensorFlow, its Keras backend, and no deadline per example."""

from __future__ import annotations

import os

from hypothesis import settings

# Before anything imports tensorflow or keras; hence no fixture.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ["KERAS_BACKEND"] = "tensorflow"

# The first example of a test traces a graph: a deadline per example would measure that.
settings.register_profile("tf1compat", deadline=None)
settings.load_profile("tf1compat")
