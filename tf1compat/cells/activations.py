"""Activations by name, as TF 1.15's cells looked them up.

Not Keras 3's table: ``hard_sigmoid`` there is another function (numerics differ by up to 0.17).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.kernels.activations import register

Activation = Callable[[Any], Any]


def _hard_sigmoid(x: Any) -> Any:
    return tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0)


def _linear(x: Any) -> Any:
    return x


register(_linear, tf.ones_like)
register(_hard_sigmoid, lambda y: 0.2 * tf.cast(tf.logical_and(y > 0, y < 1), y.dtype))
register(tf.exp, lambda y: y)

BY_NAME: dict[str, Activation] = {
    "elu": tf.nn.elu,
    "exponential": tf.exp,
    "hard_sigmoid": _hard_sigmoid,
    "linear": _linear,
    "relu": tf.nn.relu,
    "selu": tf.nn.selu,
    "sigmoid": tf.nn.sigmoid,
    "softmax": tf.nn.softmax,
    "softplus": tf.nn.softplus,
    "softsign": tf.nn.softsign,
    "tanh": tf.tanh,
}


def resolve(symbol: str, activation: Any) -> Activation:
    """The function for a name, a function, or None (tanh).

    Raises:
      ArgumentValueError: an unknown name.
      ArgumentTypeError: neither a name nor callable.
    """
    if not activation:
        return BY_NAME["tanh"]
    if isinstance(activation, str):
        if activation not in BY_NAME:
            raise ArgumentValueError(
                symbol,
                "activation",
                expected=f"one of {', '.join(sorted(BY_NAME))}",
                received=repr(activation),
                remedy="pass the function itself",
            )
        return BY_NAME[activation]
    if not callable(activation):
        raise ArgumentTypeError(
            symbol,
            "activation",
            expected="a name or a function",
            received=repr(activation),
            remedy="pass for instance tf.nn.relu or 'relu'",
        )
    function: Activation = activation
    return function


def name_of(activation: Activation) -> str:
    """The name for ``get_config``; a function of the user's own gives its ``__name__``.

    Example:
      >>> name_of(tf.tanh), name_of(tf.nn.relu)
      ('tanh', 'relu')
    """
    for name, function in BY_NAME.items():
        if function is activation:
            return name
    return str(getattr(activation, "__name__", type(activation).__name__))
