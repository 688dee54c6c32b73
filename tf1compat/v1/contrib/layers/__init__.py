"""``tf.contrib.layers``."""

from __future__ import annotations

from tf1compat.contrib.initializers import (
    variance_scaling_initializer as variance_scaling_initializer,
)
from tf1compat.contrib.initializers import xavier_initializer as xavier_initializer
from tf1compat.contrib.initializers import xavier_initializer_conv2d as xavier_initializer_conv2d
from tf1compat.contrib.regularizers import apply_regularization as apply_regularization
from tf1compat.contrib.regularizers import l1_l2_regularizer as l1_l2_regularizer
from tf1compat.contrib.regularizers import l1_regularizer as l1_regularizer
from tf1compat.contrib.regularizers import l2_regularizer as l2_regularizer
from tf1compat.contrib.regularizers import sum_regularizer as sum_regularizer
from tf1compat.v1 import _namespace, _private

__all__ = [
    "apply_regularization",
    "l1_l2_regularizer",
    "l1_regularizer",
    "l2_regularizer",
    "sum_regularizer",
    "variance_scaling_initializer",
    "xavier_initializer",
    "xavier_initializer_conv2d",
]

_namespace.join(__name__, "tf.contrib.layers", kind=_private.ContribNamespace)
