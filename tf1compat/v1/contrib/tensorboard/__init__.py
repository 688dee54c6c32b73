"""``tf.contrib.tensorboard``."""

from __future__ import annotations

from tf1compat.v1 import _namespace, _private
from tf1compat.v1.contrib.tensorboard import plugins as plugins

__all__ = ["plugins"]

_namespace.join(__name__, "tf.contrib.tensorboard", kind=_private.ContribNamespace)
