"""``tf.contrib.learn``: its ``ModeKeys`` and ``preprocessing``."""

from __future__ import annotations

from tf1compat.contrib.mode_keys import ModeKeys as ModeKeys
from tf1compat.v1 import _namespace, _private
from tf1compat.v1.contrib.learn import preprocessing as preprocessing

__all__ = ["ModeKeys", "preprocessing"]

_namespace.join(__name__, "tf.contrib.learn", kind=_private.ContribNamespace)
