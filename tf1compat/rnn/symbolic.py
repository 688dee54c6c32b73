"""Drivers on ``keras.Input``: the call becomes a Keras layer that owns the variables."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from tf1compat.scopes.context import is_symbolic
from tf1compat.scopes.keras_layer import TF1Layer

_Driver = TypeVar("_Driver", bound=Callable[..., Any])


def serves_keras_tensors(driver: _Driver) -> _Driver:
    """The driver, which on Keras tensors gives Keras tensors."""

    @functools.wraps(driver)
    def call(*args: Any, **kwargs: Any) -> Any:
        if not is_symbolic(args, kwargs):
            return driver(*args, **kwargs)
        return TF1Layer(driver)(*args, **kwargs)

    return call  # type: ignore[return-value]
