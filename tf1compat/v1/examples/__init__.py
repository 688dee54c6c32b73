"""``tensorflow.examples``: the MNIST tutorial's input."""

from __future__ import annotations

from tf1compat.v1 import _namespace
from tf1compat.v1.examples import tutorials as tutorials

__all__ = ["tutorials"]

_namespace.join(__name__, "tf.examples")
