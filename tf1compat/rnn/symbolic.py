"""Drivers on ``keras.Input``: the call becomes a Keras layer that owns the variables."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import keras
import tensorflow as tf

from tf1compat.cells.registry import cell_from_config, cell_to_config
from tf1compat.errors import ArgumentTypeError
from tf1compat.scopes.context import is_symbolic
from tf1compat.scopes.keras_layer import TF1Layer

_Driver = TypeVar("_Driver", bound=Callable[..., Any])
_drivers: dict[str, Callable[..., Any]] = {}


def serves_keras_tensors(driver: _Driver) -> _Driver:
    """The driver, which on Keras tensors gives Keras tensors."""
    signature = inspect.signature(driver)
    _drivers[driver.__name__] = driver

    @functools.wraps(driver)
    def call(*args: Any, **kwargs: Any) -> Any:
        if not is_symbolic(args, kwargs):
            return driver(*args, **kwargs)
        given = signature.bind(*args, **kwargs).arguments
        tensors = {key: value for key, value in given.items() if _holds_tensor(value)}
        options = {key: value for key, value in given.items() if key not in tensors}
        return DriverLayer(driver.__name__, options)(**tensors)

    return call  # type: ignore[return-value]


def refuse_keras_tensors(symbol: str, argument: str, value: Any, remedy: str) -> None:
    """For drivers that no Keras layer can hold.

    Raises:
      ArgumentTypeError: (a ``TypeError``) a Keras tensor anywhere in ``value``.
    """
    if is_symbolic(value):
        raise ArgumentTypeError(
            symbol, argument, expected="tensors", received="Keras tensors", remedy=remedy
        )


def _holds_tensor(value: Any) -> bool:
    leaves = tf.nest.flatten(value)
    return any(isinstance(x, keras.KerasTensor) or tf.is_tensor(x) for x in leaves)


@keras.saving.register_keras_serializable(package="tf1compat")
class DriverLayer(TF1Layer):
    """One call of a driver in a Keras model; made by the drivers, loaded by Keras.

    Args:
      driver: its name.
      options: the arguments that are no tensors; cells among them.
      **kwargs: as ``keras.layers.Layer``.
    """

    def __init__(self, driver: str, options: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._driver = driver
        self._options = _Options(options)

    def tf1_call(self, *args: Any, **tensors: Any) -> Any:
        return _drivers[self._driver](*args, **tensors, **self._options.values)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        return {**config, "driver": self._driver, "options": self._options.to_config()}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        return cls(**{**config, "options": _Options.from_config(config["options"]).values})


class _Options:
    """Holds a driver's options apart from Keras, which would track and wrap what is in them."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def to_config(self) -> dict[str, Any]:
        return {key: _to_config(value) for key, value in self.values.items()}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> _Options:
        return cls({key: _from_config(value) for key, value in config.items()})


def _to_config(value: Any) -> Any:
    if isinstance(value, tf.DType):
        return value.name
    if isinstance(value, tf.compat.v1.VariableScope):
        return value.name
    if isinstance(value, list | tuple):
        return [_to_config(part) for part in value]
    return cell_to_config(value) if hasattr(value, "state_size") else value


def _from_config(value: Any) -> Any:
    if isinstance(value, list):
        return [_from_config(part) for part in value]
    if isinstance(value, dict) and set(value) == {"class_name", "config"}:
        return cell_from_config(value)
    return value
