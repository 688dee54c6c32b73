"""``tf.compat.v1``'s functions that draw, or are other numbers of operations than in TF1.

What a graph's seed gives depends on how many operations TF1 had made (``scopes/op_ids.py``).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.scopes import draws, op_ids


def counted(symbol: str, value: Any) -> Any:
    """The function of that name, which keeps TF1's count; anything else as it is."""
    name = symbol.removeprefix("tf.").removeprefix("random.")
    make = _COUNTED.get(_ALIASES.get(name, name))
    return make(value) if make is not None and callable(value) else value


def constants(*values: Any) -> int:
    """How many operations make tensors of these: a constant each, more for a list with tensors."""
    total = 0
    for value in values:
        parts = value if isinstance(value, list | tuple) else ()
        if any(tf.is_tensor(part) for part in parts):
            total += 1 + sum(not tf.is_tensor(part) for part in parts)
        elif not tf.is_tensor(value) and not isinstance(value, tf.Variable):
            total += 1
    return total


def _before(function: Callable[..., Any], first: Callable[..., int]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if not tf.executing_eagerly():
            op_ids.before_draw(first(*args, **kwargs))
        return function(*args, **kwargs)

    return call


def _variable(function: Callable[..., Any]) -> Callable[..., Any]:
    """Initializers make a shape and two bounds before they draw."""
    return _before(function, lambda *_, **__: 3)


def _normal(function: Callable[..., Any]) -> Callable[..., Any]:
    def first(
        shape: Any, mean: Any = 0.0, stddev: Any = 1.0, *args: Any, **kwargs: Any
    ) -> int:
        del args, kwargs
        return constants(shape, mean, stddev)

    return _before(function, first)


def _uniform(function: Callable[..., Any]) -> Callable[..., Any]:
    """TF1 scaled what it had drawn also where that changed nothing."""

    @functools.wraps(function)
    def call(
        shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = tf.float32,
        seed: int | None = None, name: str | None = None,
    ) -> Any:  # fmt: skip
        whole = tf.as_dtype(dtype).is_integer
        first = constants(shape, minval, 1 if maxval is None else maxval)
        start = op_ids.now()
        op_ids.before_draw(first)
        drawn = function(shape, minval, maxval, dtype, seed, name)
        if not whole:
            op_ids.reach(start + first + 4)
        return drawn

    return call


def _shuffle(function: Callable[..., Any]) -> Callable[..., Any]:
    return _before(function, lambda *_, **__: 0)


def _multinomial(function: Callable[..., Any]) -> Callable[..., Any]:
    return _before(function, lambda logits, *_, **__: constants(logits))


def _dropout(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return draws.dropout(*args, **kwargs)

    return call


def _more(operations: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def make(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            made = function(*args, **kwargs)
            op_ids.skip(operations)
            return made

        return call

    return make


def _loop(function: Callable[..., Any]) -> Callable[..., Any]:
    """Inside of it, cells read their variables by one operation more."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        with op_ids.in_loop():
            return function(*args, **kwargs)

    return call


_ALIASES = {
    "normal": "random_normal",
    "uniform": "random_uniform",
    "shuffle": "random_shuffle",
    "categorical": "multinomial",
}
_COUNTED: dict[str, Callable[[Callable[..., Any]], Callable[..., Any]]] = {
    "clip_by_global_norm": _more(1),
    "get_variable": _variable,
    "map_fn": _more(1),
    "multinomial": _multinomial,
    "nn.dropout": _dropout,
    "random_normal": _normal,
    "random_shuffle": _shuffle,
    "random_uniform": _uniform,
    "scan": _more(1),
    "truncated_normal": _normal,
    "while_loop": _loop,
}
