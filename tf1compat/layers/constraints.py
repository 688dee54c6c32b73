"""The constraints that TF1's layers knew by name, with the sizes that they had then.

Keras has the same ones today, but they do not take the reference variables of v1 behaviour.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

_EPSILON = 1e-7  # Keras' fuzz factor


def _norms(weight: Any) -> Any:
    """Of each column."""
    return tf.sqrt(tf.reduce_sum(tf.square(weight), axis=0, keepdims=True))


def _clipped_to(weight: Any, largest: float) -> Any:
    norms = _norms(weight)
    return weight * (tf.clip_by_value(norms, 0.0, largest) / (_EPSILON + norms))


def max_norm(weight: Any) -> Any:
    """Columns no longer than 2.

    Example:
      >>> max_norm(tf.constant([[3.0], [4.0]])).numpy().round(4).ravel().tolist()
      [1.2000000476837158, 1.600000023841858]
    """
    return _clipped_to(weight, 2.0)


def min_max_norm(weight: Any) -> Any:
    """Columns no longer than 1."""
    return _clipped_to(weight, 1.0)


def non_neg(weight: Any) -> Any:
    """Negative numbers become 0."""
    return weight * tf.cast(weight >= 0.0, weight.dtype.base_dtype)


def unit_norm(weight: Any) -> Any:
    """Columns of length 1."""
    return weight / (_EPSILON + _norms(weight))


BY_NAME: dict[str, Callable[[Any], Any]] = {
    "max_norm": max_norm,
    "min_max_norm": min_max_norm,
    "non_neg": non_neg,
    "unit_norm": unit_norm,
}
