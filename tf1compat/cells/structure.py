"""Nested states: sizes, zeros, and maps over part of a structure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.scopes import op_ids
from tf1compat.scopes.sizes import as_sizes


def _as_vector(value: Any, what: str) -> tuple[Any, tf.TensorShape]:
    """A batch or state size as (tensor or None when unknown, static shape)."""
    if tf.is_tensor(value):
        static = tf.get_static_value(value)
        if value.shape.rank == 0:
            return tf.expand_dims(value, 0), tf.TensorShape([None if static is None else static])
        if value.shape.rank != 1:
            raise ArgumentValueError(
                "zero_state",
                what,
                expected="a scalar or a vector",
                received=f"a tensor of shape {value.shape}",
                remedy="pass one size per dimension",
            )
        known = value.shape.as_list()[0]
        if static is not None:
            return value, tf.TensorShape(static.tolist())
        return value, tf.TensorShape(None if known is None else [None] * known)
    is_shape = isinstance(value, tf.TensorShape | list | tuple)
    shape = tf.TensorShape(as_sizes(value if is_shape else [value]))
    if not shape.is_fully_defined():
        return None, shape
    return tf.constant(shape.as_list(), tf.int32), shape


def state_shape(batch_size: Any, size: Any) -> tf.TensorShape:
    """The static shape ``[batch_size, *size]``."""
    return _as_vector(batch_size, "batch_size")[1].concatenate(_as_vector(size, "state_size")[1])


def zeros(batch_size: Any, size: Any, dtype: Any, of_state: bool = False) -> tf.Tensor:
    """Zeros of shape ``[batch_size, *size]``; either may be int, tensor or ``TensorShape``.

    TF1 made a shape more of those of a state.

    Raises:
      ArgumentValueError: a size is unknown and no tensor tells it.
    """
    start = op_ids.now()
    batch, batch_static = _as_vector(batch_size, "batch_size")
    rest, rest_static = _as_vector(size, "state_size")
    if batch is None or rest is None:
        raise ArgumentValueError(
            "zero_state",
            "batch_size" if batch is None else "state_size",
            expected="a known size",
            received=batch_size if batch is None else size,
            remedy="pass a number, or a tensor such as tf.shape(inputs)[0]",
        )
    shape = tf.concat([tf.cast(batch, tf.int32), tf.cast(rest, tf.int32)], 0)
    result = tf.zeros(shape, dtype)
    unknown = tf.is_tensor(batch_size)
    op_ids.reach(start + 6 + unknown + (2 + unknown if of_state else 0))
    if not tf.executing_eagerly():
        result.set_shape(batch_static.concatenate(rest_static))
    return result


def is_size(value: Any) -> bool:
    """A leaf of ``state_size``: an int or a shape, which ``tf.nest`` may take for a structure."""
    return isinstance(value, tf.TensorShape) or not tf.nest.is_nested(value)


def map_sizes(function: Callable[[Any], Any], sizes: Any) -> Any:
    """The structure of ``state_size`` with each size replaced."""
    if is_size(sizes):
        return function(sizes)
    return rebuild(sizes, [map_sizes(function, part) for part in sizes])


def rebuild(like: Any, parts: list[Any]) -> Any:
    """A sequence of the type of ``like`` (namedtuples included) holding ``parts``."""
    if hasattr(like, "_fields"):
        return type(like)(*parts)
    return type(like)(parts) if isinstance(like, list | tuple) else tuple(parts)


def map_up_to(shallow: Any, function: Callable[..., Any], *deep: Any) -> Any:
    """``function(i, s, *d)`` at each leaf of ``shallow``, numbered in order of traversal."""
    counter = iter(range(1 << 30))
    return _map_up_to(shallow, function, counter, deep)


def _map_up_to(
    shallow: Any, function: Callable[..., Any], counter: Iterator[int], deep: tuple[Any, ...]
) -> Any:
    if is_size(shallow):
        return function(next(counter), shallow, *deep)
    if isinstance(shallow, dict):
        return type(shallow)(
            (key, _map_up_to(shallow[key], function, counter, tuple(d[key] for d in deep)))
            for key in sorted(shallow)
        )
    parts = [
        _map_up_to(part, function, counter, tuple(d[i] for d in deep))
        for i, part in enumerate(shallow)
    ]
    return rebuild(shallow, parts)


def check_cell(symbol: str, argument: str, cell: Any) -> None:
    """TF1's duck test of an RNN cell.

    Raises:
      ArgumentTypeError: (a ``TypeError``) naming what is missing.
    """
    lacks = [name for name in ("output_size", "state_size") if not _has(cell, name)]
    if not (_has(cell, "zero_state") or _has(cell, "get_initial_state")):
        lacks.append("zero_state or get_initial_state")
    if not callable(cell):
        lacks.append("__call__")
    if lacks:
        raise ArgumentTypeError(
            symbol,
            argument,
            expected="an RNNCell",
            received=f"{cell!r} without {', '.join(lacks)}",
            remedy="pass a cell of tf.nn.rnn_cell or an object with its protocol",
            known_as=f"The argument {argument!r} ({cell}) is not an RNNCell",
        )


def _has(cell: Any, name: str) -> bool:
    try:
        getattr(cell, name)
    except AttributeError:
        return False
    except Exception:  # noqa: BLE001  (the property exists; what it raises comes later)
        return True
    return True
