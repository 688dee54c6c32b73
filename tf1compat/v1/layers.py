"""``tf.layers``."""

from __future__ import annotations

from tf1compat.v1 import _namespace

_OWN: list[str] = []

__all__ = _namespace.join(__name__, "tf.layers", own=_OWN)
