"""Initialisers by name or configuration, as TF 1.15's cells and layers took them."""

from __future__ import annotations

import functools
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1
_variance_scaling = _v1.variance_scaling_initializer

# By name these three had a small spread, unlike the initialisers of the same name in ``tf``.
_random_normal = functools.partial(_v1.random_normal_initializer, stddev=0.05)
_random_uniform = functools.partial(_v1.random_uniform_initializer, minval=-0.05, maxval=0.05)
_truncated_normal = functools.partial(_v1.truncated_normal_initializer, stddev=0.05)

BY_NAME: dict[str, Any] = {
    "Constant": _v1.constant_initializer,
    "GlorotNormal": _v1.glorot_normal_initializer,
    "GlorotUniform": _v1.glorot_uniform_initializer,
    "Identity": _v1.initializers.identity,
    "Ones": _v1.ones_initializer,
    "Orthogonal": _v1.orthogonal_initializer,
    "RandomNormal": _random_normal,
    "RandomUniform": _random_uniform,
    "TruncatedNormal": _truncated_normal,
    "UniformUnitScaling": _v1.uniform_unit_scaling_initializer,
    "VarianceScaling": _variance_scaling,
    "Zeros": _v1.zeros_initializer,
    "constant": _v1.constant_initializer,
    "glorot_normal": _v1.glorot_normal_initializer,
    "glorot_uniform": _v1.glorot_uniform_initializer,
    "he_normal": functools.partial(_variance_scaling, scale=2.0),
    "he_uniform": functools.partial(_variance_scaling, scale=2.0, distribution="uniform"),
    "identity": _v1.initializers.identity,
    "lecun_normal": functools.partial(_variance_scaling, scale=1.0),
    "lecun_uniform": functools.partial(_variance_scaling, scale=1.0, distribution="uniform"),
    "normal": _random_normal,
    "one": _v1.ones_initializer,
    "ones": _v1.ones_initializer,
    "orthogonal": _v1.orthogonal_initializer,
    "random_normal": _random_normal,
    "random_uniform": _random_uniform,
    "truncated_normal": _truncated_normal,
    "uniform": _random_uniform,
    "zero": _v1.zeros_initializer,
    "zeros": _v1.zeros_initializer,
}


def resolve(symbol: str, argument: str, initializer: Any) -> Any:
    """The initialiser for a name, a ``{"class_name", "config"}``, or itself.

    Raises:
      ArgumentValueError: an unknown name.

    Example:
      >>> resolve("LSTMCell", "initializer", "random_normal").stddev
      0.05
    """
    if isinstance(initializer, str):
        name, config = initializer, {}
    elif isinstance(initializer, dict):
        name, config = initializer["class_name"], dict(initializer.get("config", {}))
    elif isinstance(initializer, type):
        return initializer()
    else:
        return initializer
    if name in BY_NAME:
        return BY_NAME[name](**config)
    raise ArgumentValueError(
        symbol, argument, expected=f"one of {', '.join(sorted(BY_NAME))}", received=repr(name),
        remedy="pass the initialiser itself",
    )


def serialized(initializer: Any) -> Any:
    """An initialiser as ``{"class_name", "config"}``, the form that TF1's configurations had."""
    if initializer is None or not hasattr(initializer, "get_config"):
        return initializer
    return {"class_name": type(initializer).__name__, "config": initializer.get_config()}
