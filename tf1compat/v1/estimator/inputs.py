"""``tf.estimator.inputs``."""

from __future__ import annotations

from tf1compat.estimator.inputs import numpy_input_fn as numpy_input_fn
from tf1compat.estimator.inputs import pandas_input_fn as pandas_input_fn
from tf1compat.v1 import _namespace

__all__ = [
    "numpy_input_fn",
    "pandas_input_fn",
]

_namespace.join(__name__, "tf.estimator.inputs")
