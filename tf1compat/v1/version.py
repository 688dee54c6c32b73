"""``tf.version``: what scripts compare.  The installed version is ``tf.__real_version__``."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.v1 import _namespace

VERSION = _namespace.TF1_VERSION

__all__ = ["VERSION"]

_namespace.join(__name__, "tf.version", base=_tensorflow.compat.v1.version)
