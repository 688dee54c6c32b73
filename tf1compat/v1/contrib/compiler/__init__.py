"""``tf.contrib.compiler``: what asked for XLA."""

from __future__ import annotations

from tf1compat.v1 import _namespace, _private
from tf1compat.v1.contrib.compiler import jit as jit

__all__ = ["jit"]

_namespace.join(__name__, "tf.contrib.compiler", kind=_private.ContribNamespace)
