"""``tf.contrib.keras``: what ``tf.keras`` is."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.v1 import _namespace, _private

__all__: list[str] = []

_namespace.join(
    __name__, "tf.contrib.keras", base=_tensorflow.keras, kind=_private.ContribNamespace
)
