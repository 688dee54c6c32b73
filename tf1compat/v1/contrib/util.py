"""``tf.contrib.util``: what is public elsewhere."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.v1 import _namespace, _private

_v1 = _tensorflow.compat.v1

constant_value = _v1.get_static_value
make_ndarray = _v1.make_ndarray
make_tensor_proto = _v1.make_tensor_proto

__all__ = [
    "constant_value",
    "make_ndarray",
    "make_tensor_proto",
]

_namespace.join(__name__, "tf.contrib.util", kind=_private.ContribNamespace)
