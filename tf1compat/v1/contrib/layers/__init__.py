"""``tf.contrib.layers``."""

from __future__ import annotations

from tf1compat.v1 import _namespace, _private

_OWN: list[str] = []

__all__ = _namespace.join(__name__, "tf.contrib.layers", own=_OWN, kind=_private.ContribNamespace)
