"""Initialisers by name or configuration, as TF 1.15's cells and layers took them."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1

BY_NAME: dict[str, Any] = {
    "Constant": _v1.constant_initializer,
    "GlorotNormal": _v1.glorot_normal_initializer,
    "GlorotUniform": _v1.glorot_uniform_initializer,
    "Identity": _v1.initializers.identity,
    "Ones": _v1.ones_initializer,
    "Orthogonal": _v1.orthogonal_initializer,
    "RandomNormal": _v1.random_normal_initializer,
    "RandomUniform": _v1.random_uniform_initializer,
    "TruncatedNormal": _v1.truncated_normal_initializer,
    "UniformUnitScaling": _v1.uniform_unit_scaling_initializer,
    "VarianceScaling": _v1.variance_scaling_initializer,
    "Zeros": _v1.zeros_initializer,
}


def resolve(symbol: str, argument: str, initializer: Any) -> Any:
    """The initialiser for a name, a ``{"class_name", "config"}``, or itself.

    Raises:
      ArgumentValueError: an unknown name.
    """
    if isinstance(initializer, str):
        name, config = initializer, {}
    elif isinstance(initializer, dict):
        name, config = initializer["class_name"], dict(initializer.get("config", {}))
    else:
        return initializer
    key = name.replace("_", "").lower()
    for known, make in BY_NAME.items():
        if known.lower() == key:
            return make(**config)
    raise ArgumentValueError(
        symbol,
        argument,
        expected=f"one of {', '.join(BY_NAME)}",
        received=repr(name),
        remedy="pass the initialiser itself",
    )


def serialized(initializer: Any) -> Any:
    """An initialiser as ``{"class_name", "config"}``, the form that TF1's configurations had."""
    if initializer is None or not hasattr(initializer, "get_config"):
        return initializer
    return {"class_name": type(initializer).__name__, "config": initializer.get_config()}
