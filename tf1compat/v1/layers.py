"""``tf.layers``."""

from __future__ import annotations

from tf1compat.v1 import _namespace

__all__: list[str] = []

_namespace.join(__name__, "tf.layers")
