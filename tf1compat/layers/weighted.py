"""``Weighted``, the base of the layers that have weights of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.cells.activations import name_of
from tf1compat.cells.initializers import resolve, serialized
from tf1compat.errors import ArgumentTypeError
from tf1compat.layers import arguments
from tf1compat.scopes.layer import Layer


class Weighted(Layer):
    """Reads what TF1's layers were given for each weight, and makes the weights of it."""

    activation: Callable[[Any], Any] | None = None

    def _take(self, symbol: str, **given: Any) -> None:
        """Keeps initialisers, regularisers, constraints and activation under their own names."""
        for argument, value in given.items():
            if argument.endswith("_initializer"):
                kept = resolve(symbol, argument, value)
            elif argument.endswith("_regularizer"):
                kept = arguments.regularizer(symbol, argument, value)
            elif argument.endswith("_constraint"):
                kept = arguments.constraint(symbol, argument, value)
            else:
                kept = arguments.activation(symbol, value)
            setattr(self, argument, kept)

    def _check_dtype(self) -> None:
        dtype = tf.as_dtype(self.dtype or tf.float32)
        if not (dtype.is_floating or dtype.is_complex):
            raise ArgumentTypeError(
                type(self).__name__, "inputs", expected="floating point", received=dtype.name,
                remedy="cast it, for instance tf.cast(x, tf.float32)",
            )

    def _weight(
        self, name: str, shape: Any, role: str | None = None, dtype: Any = None
    ) -> Any:
        """A variable with what was given for it, ``<role>_initializer`` and so on."""
        role = role or name
        return self.add_weight(
            name,
            shape,
            dtype=dtype,
            initializer=getattr(self, f"{role}_initializer"),
            regularizer=getattr(self, f"{role}_regularizer"),
            constraint=getattr(self, f"{role}_constraint"),
            trainable=True,
        )

    def _activated(self, outputs: Any) -> Any:
        return outputs if self.activation is None else self.activation(outputs)

    def _config_of(self, *names: str) -> dict[str, Any]:
        """Attributes as TF1's configurations wrote them."""
        config = Layer.get_config(self)
        for name in names:
            value = getattr(self, name)
            if name == "activation":
                value = "linear" if value is None else name_of(value)
            elif name.endswith("_initializer"):
                value = serialized(value)
            elif callable(value):
                value = getattr(value, "__name__", type(value).__name__)
            config[name] = value
        return config
