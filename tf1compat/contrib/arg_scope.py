"""``tf.contrib.framework.arg_scope``: defaults for a list of functions within a ``with``."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from tf1compat.errors import ArgumentTypeError, ArgumentValueError

Scope = dict[str, dict[str, Any]]  # function's key: its defaults
_Function = TypeVar("_Function", bound=Callable[..., Any])

_stack: list[Scope] = [{}]
_keywords: dict[str, tuple[str, ...]] = {}


def current_arg_scope() -> Scope:
    """The defaults in force here, by function; pass it to ``arg_scope`` to use them again.

    Example:
      >>> from tf1compat.contrib.arg_scope import current_arg_scope
      >>> current_arg_scope()
      {}
    """
    return _stack[-1]


def arg_scope_func_key(op: Callable[..., Any]) -> str:
    """The key of a function in the dictionaries of ``arg_scope``."""
    key: str = getattr(op, "_key_op", str(op))
    return key


@contextmanager
def arg_scope(list_ops_or_scope: Any, **kwargs: Any) -> Iterator[Scope]:
    """Within the ``with``, the functions of the list have these keyword arguments by default.

    Scopes nest, the inner one winning; arguments of a call win over both.

    Args:
      list_ops_or_scope: functions decorated with ``add_arg_scope``, or a scope to enter again.
      **kwargs: the defaults; none when a scope is entered again.

    Yields:
      the scope, a dictionary.

    Raises:
      ArgumentTypeError: neither a list, a tuple nor a dictionary.
      ArgumentValueError: a function without ``add_arg_scope``; a scope together with arguments.

    Example:
      >>> from tf1compat.contrib.arg_scope import add_arg_scope, arg_scope
      >>> @add_arg_scope
      ... def conv(x, stride=1, padding="SAME"):
      ...     return x, stride, padding
      >>> with arg_scope([conv], stride=2):
      ...     conv(0), conv(0, stride=3)
      ((0, 2, 'SAME'), (0, 3, 'SAME'))
    """
    if isinstance(list_ops_or_scope, dict):
        if kwargs:
            raise ArgumentValueError(
                "arg_scope",
                "kwargs",
                expected="no arguments beside a scope that is entered again",
                received=", ".join(kwargs),
                remedy="open a second arg_scope for them",
            )
        scope = dict(list_ops_or_scope)
    else:
        scope = _extended(list_ops_or_scope, kwargs)
    _stack.append(scope)
    try:
        yield scope
    finally:
        _stack.pop()


def _extended(ops: Sequence[Callable[..., Any]], kwargs: dict[str, Any]) -> Scope:
    if not isinstance(ops, (list, tuple)):
        raise ArgumentTypeError(
            "arg_scope",
            "list_ops_or_scope",
            expected="a list or tuple of functions, or a scope (a dictionary)",
            received=type(ops).__name__,
            remedy="write arg_scope([function], …)",
        )
    scope = dict(current_arg_scope())
    for op in ops:
        if not has_arg_scope(op):
            raise ArgumentValueError(
                "arg_scope",
                "list_ops_or_scope",
                expected="functions decorated with @add_arg_scope",
                received=f"{op.__module__}.{op.__name__}, which is not",
                remedy="decorate it with tf.contrib.framework.add_arg_scope",
            )
        key = arg_scope_func_key(op)
        scope[key] = {**scope.get(key, {}), **kwargs}
    return scope


def add_arg_scope(func: _Function) -> _Function:
    """Decorate a function so that ``arg_scope`` can give it defaults."""
    key = arg_scope_func_key(func)

    @functools.wraps(func)
    def with_scope(*args: Any, **kwargs: Any) -> Any:
        return func(*args, **{**current_arg_scope().get(key, {}), **kwargs})

    _keywords[key] = _with_default(func)
    with_scope._key_op = key  # type: ignore[attr-defined]
    return with_scope  # type: ignore[return-value]


def has_arg_scope(func: Callable[..., Any]) -> bool:
    """Whether the function is decorated with ``add_arg_scope``."""
    return arg_scope_func_key(func) in _keywords


def arg_scoped_arguments(func: Callable[..., Any]) -> tuple[str, ...]:
    """The names of the arguments that ``arg_scope`` can set: those with a default.

    TF 1.15 forgot some of them for functions that have local variables.
    """
    if not has_arg_scope(func):
        raise AssertionError(f"{func} is not decorated with @add_arg_scope")
    return _keywords[arg_scope_func_key(func)]


def _with_default(func: Callable[..., Any]) -> tuple[str, ...]:
    parameters = inspect.signature(func).parameters.values()
    return tuple(p.name for p in parameters if p.default is not inspect.Parameter.empty)
