"""Arguments that several of TF1's layers share, checked and brought into one form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import tensorflow as tf

from tf1compat.cells import activations
from tf1compat.errors import ArgumentValueError
from tf1compat.layers import constraints

ZEROS = tf.compat.v1.zeros_initializer()
ONES = tf.compat.v1.ones_initializer()

_NAMED_REGULARIZERS = {"l1": (0.01, 0.0), "l2": (0.0, 0.01), "l1_l2": (0.01, 0.01)}


def sizes(symbol: str, argument: str, value: Any, rank: int) -> tuple[int, ...]:
    """One int for every spatial axis, or as many as there are axes.

    Raises:
      ArgumentValueError: of another length, or not of numbers.

    Example:
      >>> sizes("conv2d", "strides", 2, 2), sizes("conv2d", "strides", [1, 3], 2)
      ((2, 2), (1, 3))
    """
    if isinstance(value, int):
        return (value,) * rank
    try:
        numbers = tuple(int(number) for number in value)
    except (TypeError, ValueError):
        numbers = ()
    if len(numbers) != rank:
        raise ArgumentValueError(
            symbol, argument, expected=f"an int or a tuple of {rank} of them", received=repr(value),
            remedy="give one number per spatial axis",
        )
    return numbers


def choice(symbol: str, argument: str, value: Any, allowed: Iterable[str]) -> str:
    """A name in lower case, one of ``allowed``.

    Raises:
      ArgumentValueError: it is none of them.
    """
    known = tuple(allowed)
    name = str(value).lower()
    if name not in known:
        raise ArgumentValueError(
            symbol, argument, expected=f"one of {', '.join(map(repr, known))}",
            received=repr(value), remedy="correct the spelling",
        )
    return name


def data_format(symbol: str, value: str | None) -> str:
    """``channels_last`` (also for None) or ``channels_first``."""
    allowed = ("channels_first", "channels_last")
    return choice(symbol, "data_format", value or "channels_last", allowed)


def activation(symbol: str, value: Any) -> Callable[[Any], Any] | None:
    """The function for a name or a function; None stays None."""
    return None if value is None else activations.resolve(symbol, value)


def regularizer(symbol: str, argument: str, value: Any) -> Callable[[Any], Any] | None:
    """The function for a function, or for one of the names ``l1``, ``l2``, ``l1_l2``."""
    if not isinstance(value, str):
        function: Callable[[Any], Any] | None = value
        return function
    l1, l2 = _NAMED_REGULARIZERS[choice(symbol, argument, value, _NAMED_REGULARIZERS)]

    def penalty(weight: Any) -> Any:
        loss = tf.constant(0.0, weight.dtype.base_dtype)
        if l1:
            loss += tf.reduce_sum(l1 * tf.abs(weight))
        return loss + tf.reduce_sum(l2 * tf.square(weight)) if l2 else loss

    return penalty


def constraint(symbol: str, argument: str, value: Any) -> Callable[[Any], Any] | None:
    """The function for a function, or for a name such as ``max_norm``."""
    if isinstance(value, str):
        value = constraints.BY_NAME[choice(symbol, argument, value, constraints.BY_NAME)]
    function: Callable[[Any], Any] | None = value
    return function


def known_channels(symbol: str, shape: Any, axis: int) -> int:
    """The static size of the channel axis.

    Raises:
      ArgumentValueError: it is unknown.
    """
    size = tf.TensorShape(shape).as_list()[axis]
    if size is None:
        which = "last dimension of the inputs to `Dense`"
        which = which if symbol == "Dense" else "channel dimension of the inputs"
        raise ArgumentValueError(
            symbol, "inputs", expected=f"a known size along axis {axis}",
            received=f"an undefined one in shape {tuple(tf.TensorShape(shape).as_list())}",
            remedy="give the input a static size there",
            known_as=f"The {which} should be defined. Found `None`.",
        )
    return int(size)


def static_bool(training: Any) -> bool | None:
    """``training`` where it is settled before the graph runs, else None.

    A ``training`` of None meant Keras' learning phase, which is False unless a program sets it.
    """
    if tf.is_tensor(training):
        value = tf.get_static_value(training)
        return None if value is None else bool(value)
    return bool(training)


def smart_cond(training: Any, true: Callable[[], Any], false: Callable[[], Any]) -> Any:
    """One branch where ``training`` is known beforehand, else a ``tf.cond`` of both."""
    known = static_bool(training)
    if known is None:
        return tf.compat.v1.cond(tf.cast(training, tf.bool), true, false)
    return true() if known else false()


def output_length(length: int | None, window: int, padding: str, stride: int) -> int | None:
    """Outputs along an axis of a convolution or pooling, by ceil((n - lost) / stride)."""
    if length is None:
        return None
    lost = window - 1 if padding == "valid" else 0
    return (length - lost + stride - 1) // stride


def transposed_length(length: Any, window: int, padding: str, stride: int) -> Any:
    """Outputs along an axis of a transposed convolution; static or a tensor."""
    if length is None:
        return None
    grown = length * stride
    return grown + max(window - stride, 0) if padding == "valid" else grown
