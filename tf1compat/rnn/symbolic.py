"""Drivers on ``keras.Input``: the call becomes a Keras layer that owns the variables."""

from __future__ import annotations

import contextlib
import functools
import inspect
import weakref
from collections.abc import Callable
from typing import Any, TypeVar

import keras
import tensorflow as tf

from tf1compat.cells.registry import cell_from_config, cell_to_config
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.scopes.context import is_symbolic
from tf1compat.scopes.keras_layer import TF1Layer
from tf1compat.scopes.scope import get_variable_scope, variable_scope

_Driver = TypeVar("_Driver", bound=Callable[..., Any])
_drivers: dict[str, Callable[..., Any]] = {}
_layers: weakref.WeakKeyDictionary[Any, Any] = weakref.WeakKeyDictionary()


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
        return _layer_for(driver.__name__, options)(**tensors)

    return call  # type: ignore[return-value]


def _layer_for(driver: str, options: dict[str, Any]) -> DriverLayer:
    """The layer of this call: the one that the same cells had before, or a new one.

    A cell object owns its variables, so that two calls with it must be one Keras layer.

    Raises:
      ArgumentValueError: a cell of another call, which a Keras layer cannot share.
    """
    if isinstance(options.get("scope"), tf.compat.v1.VariableScope):
        outer, options = "", {**options, "scope": options["scope"].name}
    else:
        outer = get_variable_scope().name
    cells = [value for value in options.values() if hasattr(value, "state_size")]
    for cell in cells:
        layer: DriverLayer | None = _layers[cell]() if cell in _layers else None
        if layer is not None and layer.serves(driver, options):
            return layer
        if layer is not None:
            raise ArgumentValueError(
                driver,
                "cell",
                expected="on Keras tensors, the driver and options of the cell's"
                f" first call (layer {layer.name!r})",
                received=f"other ones, with {cell!r}",
                remedy="call both inside one tf1compat.TF1Layer, or make a second cell",
            )
    made = DriverLayer(driver, options, outer)
    _layers.update({cell: weakref.ref(made) for cell in cells})
    return made


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
      outer: name of the variable scope around the call.
      **kwargs: as ``keras.layers.Layer``.
    """

    def __init__(
        self, driver: str, options: dict[str, Any], outer: str = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self._driver = driver
        self._options = _Options(options)
        self._outer = outer

    def serves(self, driver: str, options: dict[str, Any]) -> bool:
        """Whether a call is this layer's own, whatever its tensors and its scope are.

        The scope does not matter, because a cell keeps the variables of its first one.
        """
        mine, other = ({**o, "scope": None} for o in (self._options.values, options))
        same = mine.keys() == other.keys() and all(_same(mine[key], other[key]) for key in mine)
        return driver == self._driver and same

    def tf1_call(self, *args: Any, **tensors: Any) -> Any:
        with variable_scope(self._outer) if self._outer else contextlib.nullcontext():
            return _drivers[self._driver](*args, **tensors, **self._options.values)

    def _takes_training(self) -> bool:
        parameters = inspect.signature(_drivers[self._driver]).parameters
        return "training" in parameters and "training" not in self._options.values

    def get_config(self) -> dict[str, Any]:
        own = {"driver": self._driver, "options": self._options.to_config(), "outer": self._outer}
        return {**super().get_config(), **own}

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


def _same(mine: Any, other: Any) -> bool:
    plain = isinstance(mine, bool | int | float | str | tf.DType)
    return mine is other or (plain and type(mine) is type(other) and bool(mine == other))


def _to_config(value: Any) -> Any:
    if isinstance(value, tf.DType):
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
