"""``tensorflow.contrib.layers.python.layers.utils``: private in TF1, and imported all the same."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import tensorflow as tf

from tf1compat.contrib.layers.common import collected
from tf1compat.contrib.tensors import smart_cond as _cond
from tf1compat.errors import ArgumentTypeError, ArgumentValueError

__all__ = [
    "append_tensor_alias",
    "channel_dimension",
    "collect_named_outputs",
    "constant_value",
    "convert_collection_to_dict",
    "gather_tensors_aliases",
    "get_tensor_aliases",
    "get_variable_collections",
    "last_dimension",
    "n_positive_integers",
    "smart_cond",
    "static_cond",
    "two_element_tuple",
]

_v1 = tf.compat.v1
_Branch = Callable[[], Any]


def append_tensor_alias(tensor: Any, alias: str) -> Any:
    """The tensor, known in collections by one more name."""
    tensor.aliases = [*getattr(tensor, "aliases", []), alias.removesuffix("/")]
    return tensor


def collect_named_outputs(collections: Any, alias: str, outputs: Any) -> Any:
    """The outputs, after they joined the collections under that name."""
    return collected(collections, alias, outputs)


def get_tensor_aliases(tensor: Any) -> list[str]:
    """The names that it has in collections; its operation's where it has none."""
    return list(getattr(tensor, "aliases", [tensor.name.removesuffix(":0")]))


def gather_tensors_aliases(tensors: Iterable[Any]) -> list[str]:
    """All their names, in order."""
    return [alias for tensor in tensors for alias in get_tensor_aliases(tensor)]


def convert_collection_to_dict(collection: str, clear_collection: bool = False) -> Any:
    """``{name: tensor}`` of a collection of outputs, in order."""
    pairs = [(a, t) for t in _v1.get_collection(collection) for a in get_tensor_aliases(t)]
    if clear_collection:
        _v1.get_default_graph().clear_collection(collection)
    return collections.OrderedDict(pairs)


def constant_value(value_or_tensor_or_var: Any, dtype: Any = None) -> Any:
    """What is known of a value before any session; None of a variable.

    Raises:
      ArgumentValueError: it is None, or a tensor of another type than ``dtype``.
    """
    value = value_or_tensor_or_var
    if value is None:
        raise _error("constant_value", "value_or_tensor_or_var", "a value", None)
    if not isinstance(value, (tf.Tensor, tf.Variable)):
        return value
    if dtype and value.dtype != dtype:
        raise _error("constant_value", "value_or_tensor_or_var", f"type {dtype}", value.dtype)
    return None if isinstance(value, tf.Variable) else tf.get_static_value(value)


def static_cond(pred: Any, fn1: _Branch, fn2: _Branch) -> Any:
    """The first function's result where ``pred`` holds, else the second's.

    Raises:
      ArgumentTypeError: one of them cannot be called.
    """
    for argument, function in (("fn1", fn1), ("fn2", fn2)):
        if not callable(function):
            raise ArgumentTypeError(
                "static_cond", argument, expected="a function without arguments",
                received=repr(function), remedy="wrap it: lambda: …",
            )
    return fn1() if pred else fn2()


def smart_cond(pred: Any, fn1: _Branch, fn2: _Branch, name: str | None = None) -> Any:
    """``static_cond`` where ``pred`` is known now, else ``tf.cond``."""
    known = constant_value(pred)
    return _cond(pred, fn1, fn2, name) if known is None else static_cond(known, fn1, fn2)


def get_variable_collections(variables_collections: Any, name: str) -> Any:
    """The collections of one variable, of a list for all or a dictionary by name."""
    if isinstance(variables_collections, dict):
        return variables_collections.get(name)
    return variables_collections


def last_dimension(shape: Any, min_rank: int = 1) -> int:
    """The last size of a ``TensorShape``.

    Raises:
      ArgumentValueError: it is unknown, or there are fewer than ``min_rank`` sizes.
    """
    return _size("last_dimension", shape, -1, min_rank)


def channel_dimension(shape: Any, data_format: str, min_rank: int = 1) -> int:
    """The size of the channels: the second with ``"channels_first"``, else the last."""
    at = 1 if data_format == "channels_first" else -1
    return _size("channel_dimension", shape, at, min_rank)


def _size(symbol: str, shape: Any, at: int, min_rank: int) -> int:
    sizes = tf.TensorShape(shape)
    if sizes.rank is None or sizes.rank < min_rank or sizes.as_list()[at] is None:
        raise _error(symbol, "shape", f"at least {min_rank} sizes, that at {at} known", shape)
    size: int = sizes.as_list()[at]
    return size


def two_element_tuple(int_or_tuple: Any) -> tuple[Any, Any]:
    """``(height, width)`` of one number for both, or of two.

    Raises:
      ArgumentValueError: neither.
    """
    value = int_or_tuple
    if isinstance(value, int):
        return value, value
    if isinstance(value, (list, tuple)) and len(value) == 2:
        return int(value[0]), int(value[1])
    if isinstance(value, tf.TensorShape) and len(value) == 2:
        return value[0], value[1]
    raise _error("two_element_tuple", "int_or_tuple", "an int, or a pair of them", value)


def n_positive_integers(n: Any, value: Any) -> tuple[int, ...]:
    """``value`` as ``n`` positive integers; one number stands for all.

    Raises:
      ArgumentValueError: ``n`` or a number is no positive integer, or they are not ``n``.
    """
    if isinstance(n, str) or int(n) != n or n < 1:
        raise _error("n_positive_integers", "n", "a positive integer", n)
    try:
        if isinstance(value, (Sequence, tf.TensorShape)):
            numbers = tuple(int(number) for number in value)
        else:
            numbers = (int(value),) * int(n)
    except (TypeError, ValueError):
        numbers = ()
    if len(numbers) != n or min(numbers) < 1:
        raise _error("n_positive_integers", "value", f"{n} positive integers", value)
    return numbers


def _error(symbol: str, argument: str, expected: str, received: Any) -> ArgumentValueError:
    return ArgumentValueError(
        f"tf.contrib.layers' utils.{symbol}", argument, expected=expected,
        received=repr(received), remedy="pass one",
    )
