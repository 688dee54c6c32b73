"""``tf.contrib.tensorboard.plugins``."""

from __future__ import annotations

from tf1compat.v1 import _namespace, _private
from tf1compat.v1.contrib.tensorboard.plugins import projector as projector

__all__ = ["projector"]

_namespace.join(__name__, "tf.contrib.tensorboard.plugins", kind=_private.ContribNamespace)
