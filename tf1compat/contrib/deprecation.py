"""``tf.contrib.framework``'s decorators that mark functions, arguments and values as deprecated."""

from __future__ import annotations

import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import tensorflow as tf

from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1
_Function = Callable[..., Any]
_Decorator = Callable[[_Function], _Function]


class _Notice(NamedTuple):
    """What a warning says beside the name of its subject, and whether it says it once."""

    symbol: str
    date: str | None
    instructions: str
    warn_once: bool

    def check(self) -> None:
        """TF1's conditions on the two texts."""
        if self.date is not None and not re.match(r"20\d\d-[01]\d-[0123]\d", self.date):
            raise _bad(self.symbol, "date", "YYYY-MM-DD or None", self.date, "write it so")
        if not self.instructions:
            raise _bad(
                self.symbol, "instructions", "conversion instructions", self.instructions,
                "say what to use instead",
            )

    @property
    def when(self) -> str:
        return "in a future version" if self.date is None else f"after {self.date}"


def _bad(symbol: str, argument: str, expected: str, received: object, remedy: str) -> Exception:
    return ArgumentValueError(
        symbol, argument, expected=expected, received=repr(received), remedy=remedy
    )


def deprecated(date: str | None, instructions: str, warn_once: bool = True) -> _Decorator:
    """Warn when the function is called.

    Args:
      date: YYYY-MM-DD after which it goes; ``None`` for some day.
      instructions: what to use instead.
      warn_once: only at the first call.

    Raises:
      ArgumentValueError: another form of the date, or no instructions.

    Source: ``tf.contrib.framework.deprecated`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.deprecation import deprecated
      >>> @deprecated("2018-01-31", "Call new().")
      ... def old(x):
      ...     return x + 1
      >>> old(1), "(deprecated)" in old.__doc__
      (2, True)
    """
    notice = _Notice("deprecated", date, instructions, warn_once)
    notice.check()

    def decorate(function: _Function) -> _Function:
        return _warning(function, notice, lambda _: [""], "function (deprecated)")

    return decorate


def deprecated_args(
    date: str | None, instructions: str, *deprecated_arg_names_or_tuples: Any, **kwargs: Any
) -> _Decorator:
    """Warn when one of these arguments is passed.

    Args:
      date: as for ``deprecated``.
      instructions: as for ``deprecated``.
      *deprecated_arg_names_or_tuples: names, or pairs of a name and a value that is fine.
      **kwargs: ``warn_once``.

    Raises:
      ArgumentValueError: no name, one that the function does not have, or another keyword.

    Source: ``tf.contrib.framework.deprecated_args`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.deprecation import deprecated_args
      >>> @deprecated_args(None, "Leave dim out.", ("dim", None))
      ... def total(x, dim=None):
      ...     return sum(x)
      >>> total([1, 2], dim=0)
      3
    """
    symbol = "deprecated_args"
    notice = _Notice(symbol, date, instructions, kwargs.pop("warn_once", True))
    notice.check()
    if not deprecated_arg_names_or_tuples:
        raise _bad(symbol, "names", "at least one argument's name", (), "name it")
    if kwargs:
        raise _bad(symbol, "kwargs", "warn_once only", sorted(kwargs), "remove the others")
    pairs = (entry if isinstance(entry, tuple) else (entry,)
             for entry in deprecated_arg_names_or_tuples)
    fine = {name: list(value) for name, *value in pairs}

    def decorate(function: _Function) -> _Function:
        _check_names(function, fine)

        def subjects(call: inspect.BoundArguments) -> list[str]:
            if tf.executing_eagerly():
                return []  # TF1 spared eager code the cost
            return [
                f" with {name}"
                for name in fine
                if name in call.arguments
                and not any(_same(call.arguments[name], value) for value in fine[name])
            ]

        listed = ", ".join(sorted(fine))
        return _warning(function, notice, subjects, f"arguments {listed} (deprecated arguments)")

    return decorate


def deprecated_arg_values(
    date: str | None, instructions: str, warn_once: bool = True, **deprecated_kwargs: Any
) -> _Decorator:
    """Warn when an argument has one of these values, passed or by default.

    Args:
      date: as for ``deprecated``.
      instructions: as for ``deprecated``.
      warn_once: once for each argument.
      **deprecated_kwargs: the values by argument.

    Raises:
      ArgumentValueError: no value is named.

    Source: ``tf.contrib.framework.deprecated_arg_values`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.deprecation import deprecated_arg_values
      >>> @deprecated_arg_values(None, "Use tuples.", state_is_tuple=False)
      ... def cell(state_is_tuple=True):
      ...     return state_is_tuple
      >>> cell()
      True
    """
    symbol = "deprecated_arg_values"
    notice = _Notice(symbol, date, instructions, warn_once)
    notice.check()
    if not deprecated_kwargs:
        raise _bad(symbol, "kwargs", "at least one argument and value", {}, "name them")

    def subjects(call: inspect.BoundArguments) -> list[str]:
        call.apply_defaults()
        return [
            f" with {name}={value}"
            for name, value in deprecated_kwargs.items()
            if name in call.arguments and call.arguments[name] == value
        ]

    def decorate(function: _Function) -> _Function:
        listed = ", ".join(f"{name}={value!r}" for name, value in sorted(deprecated_kwargs.items()))
        text = f"argument values {listed} (deprecated argument values)"
        return _warning(function, notice, subjects, text)

    return decorate


def _check_names(function: _Function, names: Mapping[str, Any]) -> None:
    known = inspect.signature(function).parameters
    missing = [name for name in names if name not in known]
    if missing:
        raise _bad(
            "deprecated_args", "names", "deprecated arguments present in the function signature",
            missing, f"use one of {', '.join(known)}",
        )


def _same(a: Any, b: Any) -> bool:
    """Equal, where that is a yes or no (it is none for arrays)."""
    if a is b:
        return True
    try:
        return (a == b) is True
    except TypeError:
        return False


def _warning(
    function: _Function,
    notice: _Notice,
    subjects: Callable[[inspect.BoundArguments], Iterable[str]],
    doc: str,
) -> _Function:
    signature = inspect.signature(function)
    told: set[str] = set()

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            call = signature.bind(*args, **kwargs)
        except TypeError:
            return function(*args, **kwargs)  # with Python's own error
        for subject in subjects(call):
            if subject not in told:
                _log(function, notice, subject, sys._getframe(1))
            if notice.warn_once:
                told.add(subject)
        return function(*args, **kwargs)

    first, _, rest = (function.__doc__ or "").partition("\n")
    note = f"Deprecated {doc}, to be removed {notice.when}: {notice.instructions}"
    wrapper.__doc__ = f"{first} (deprecated)\n\n{note}\n{rest}".lstrip()
    return wrapper


def _log(function: _Function, notice: _Notice, subject: str, frame: Any) -> None:
    name = f"{function.__qualname__} (from {function.__module__})"
    what = f"calling {name}{subject}" if subject else name
    _v1.logging.warning(
        "From %s:%s: %s is deprecated and will be removed %s.\nInstructions for updating:\n%s",
        frame.f_code.co_filename, frame.f_lineno, what, notice.when, notice.instructions,
    )
