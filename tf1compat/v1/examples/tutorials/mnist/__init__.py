"""``tensorflow.examples.tutorials.mnist``."""

from __future__ import annotations

from tf1compat.v1 import _namespace
from tf1compat.v1.examples.tutorials.mnist import input_data as input_data

__all__ = ["input_data"]

_namespace.join(__name__, "tf.examples.tutorials.mnist")
