"""``tf.contrib.compiler.jit``: ``tf.xla.experimental.jit_scope`` before it moved."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.v1 import _namespace, _private

experimental_jit_scope = _tensorflow.compat.v1.xla.experimental.jit_scope

__all__ = ["experimental_jit_scope"]

_namespace.join(__name__, "tf.contrib.compiler.jit", kind=_private.ContribNamespace)
