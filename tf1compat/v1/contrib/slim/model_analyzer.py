"""``tf.contrib.slim.model_analyzer``."""

from __future__ import annotations

from tf1compat.contrib.slim.model_analyzer import analyze_ops as analyze_ops
from tf1compat.contrib.slim.model_analyzer import analyze_vars as analyze_vars
from tf1compat.contrib.slim.model_analyzer import tensor_description as tensor_description
from tf1compat.v1 import _namespace, _private

__all__ = [
    "analyze_ops",
    "analyze_vars",
    "tensor_description",
]

_namespace.join(__name__, "tf.contrib.slim.model_analyzer", kind=_private.ContribNamespace)
