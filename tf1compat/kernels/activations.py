"""Activations whose derivative is a function of their own value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

Function = Callable[[Any], Any]


def _where(condition: Any, y: Any, otherwise: Any) -> Any:
    return tf.where(condition, y, otherwise)


def _relu(y: Any) -> Any:
    return tf.cast(y > 0, y.dtype)


def _relu6(y: Any) -> Any:
    return tf.cast(tf.logical_and(y > 0, y < 6), y.dtype)


def _elu(y: Any) -> Any:
    return _where(y > 0, tf.ones_like(y), y + 1)


# dy/dx in terms of y.  Those that are not here have no such form, or are people's own.
DERIVATIVES: dict[Function, Function] = {
    tf.tanh: lambda y: 1 - y * y,
    tf.compat.v1.nn.tanh: lambda y: 1 - y * y,
    tf.sigmoid: lambda y: y * (1 - y),
    tf.compat.v1.nn.sigmoid: lambda y: y * (1 - y),
    tf.nn.relu: _relu,
    tf.nn.relu6: _relu6,
    tf.nn.elu: _elu,
    tf.nn.softsign: lambda y: tf.square(1 - tf.abs(y)),
    tf.nn.softplus: lambda y: -tf.math.expm1(-y),
    tf.identity: tf.ones_like,
}


def register(function: Function, derivative: Function) -> None:
    """Lets kernels use an activation.

    Args:
      function: y of x, as a cell holds it.
      derivative: dy/dx, from y.
    """
    DERIVATIVES[function] = derivative


def closed(function: Function) -> bool:
    """Whether the derivative is known from the value.

    Example:
      >>> closed(tf.tanh), closed(tf.nn.softmax)
      (True, False)
    """
    return function in DERIVATIVES
