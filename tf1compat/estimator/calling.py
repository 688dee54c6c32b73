"""Calling a person's function with those arguments that it names."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any


def arguments_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of what a function, method, partial or callable object takes.

    Example:
      >>> import functools
      >>> arguments_of(functools.partial(lambda features, mode, rate: None, rate=0.1))
      ('features', 'mode')
    """
    if isinstance(function, functools.partial):
        given = set(arguments_of(function.func)[: len(function.args)]) | set(function.keywords)
        return tuple(name for name in arguments_of(function.func) if name not in given)
    if not inspect.isroutine(function) and not inspect.isclass(function):
        function = type(function).__call__.__get__(function)  # an object's own __call__
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    found = inspect.signature(function).parameters.values()
    return tuple(parameter.name for parameter in found if parameter.kind in kinds)


def call(function: Callable[..., Any], **offered: Any) -> Any:
    """Calls ``function`` with as many of the offered arguments as it names.

    Example:
      >>> call(lambda mode: mode.upper(), mode="train", params={})
      'TRAIN'
    """
    names = arguments_of(function)
    return function(**{name: value for name, value in offered.items() if name in names})
