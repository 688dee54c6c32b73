"""``tf.estimator``: gone with TensorFlow 2.16, but for ``ModeKeys``; its names say what to use."""

from __future__ import annotations

from tf1compat.contrib.mode_keys import EstimatorModeKeys as ModeKeys
from tf1compat.v1 import _namespace

__all__ = ["ModeKeys"]

_namespace.join(__name__, "tf.estimator")
