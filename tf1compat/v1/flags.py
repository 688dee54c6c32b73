"""``tf.flags``: absl's flags, which parse the command line when the first one is read."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.v1 import _namespace

__all__: list[str] = []

_namespace.join(__name__, "tf.flags", base=_tensorflow.compat.v1.flags)
