"""``tf.compat``: its ``v1`` is this namespace."""

from __future__ import annotations

import sys

import tensorflow as _tensorflow

from tf1compat.v1 import _namespace

v1 = sys.modules["tf1compat.v1"]

__all__ = ["v1"]

_namespace.join(__name__, "tf.compat", base=_tensorflow.compat.v1.compat)
