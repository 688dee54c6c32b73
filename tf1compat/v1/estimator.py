"""``tf.estimator``: gone with TensorFlow 2.16; its names say what to use."""

from __future__ import annotations

from tf1compat.v1 import _namespace

__all__: list[str] = []

_namespace.join(__name__, "tf.estimator")
