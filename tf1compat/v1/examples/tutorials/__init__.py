"""``tensorflow.examples.tutorials``."""

from __future__ import annotations

from tf1compat.v1 import _namespace
from tf1compat.v1.examples.tutorials import mnist as mnist

__all__ = ["mnist"]

_namespace.join(__name__, "tf.examples.tutorials")
