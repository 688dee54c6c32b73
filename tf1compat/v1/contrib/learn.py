"""``tf.contrib.learn``: its ``ModeKeys``."""

from __future__ import annotations

from tf1compat.contrib.mode_keys import ModeKeys as ModeKeys
from tf1compat.v1 import _namespace, _private

__all__ = ["ModeKeys"]

_namespace.join(__name__, "tf.contrib.learn", kind=_private.ContribNamespace)
