"""``tf.app``: ``run`` and ``flags``."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.v1 import _namespace

flags = _namespace.make("tf.app.flags", _tensorflow.compat.v1.app.flags)

__all__ = ["flags"]

_namespace.join(__name__, "tf.app", base=_tensorflow.compat.v1.app)
