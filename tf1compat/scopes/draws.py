"""Dropout and variables that draw what TF1's drew (``op_ids.py``)."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError
from tf1compat.scopes import op_ids
from tf1compat.scopes.context import in_v1_graph


def dropout(
    x: Any, keep_prob: Any = None, noise_shape: Any = None, seed: int | None = None,
    name: str | None = None, rate: Any = None,
) -> Any:  # fmt: skip
    """``tf.nn.dropout`` of TF1, by ``keep_prob`` or ``rate``.

    Args:
      x: a float tensor.
      keep_prob: the part that is kept.
      noise_shape: of the draw; that of ``x`` by default.
      seed: of the draw.
      name: of the operations.
      rate: the part that is dropped, instead of ``keep_prob``.

    Raises:
      TypeError: a rate that is text, as in TF1.
      ValueError: a probability out of range, or none.

    Example:
      >>> import tensorflow as tf
      >>> dropout(tf.ones([2]), keep_prob=1.0).numpy().tolist()
      [1.0, 1.0]
    """
    if isinstance(rate, str):
        raise ArgumentTypeError(
            "dropout", "rate", expected="a number or a tensor", received=repr(rate),
            remedy="pass the part that is dropped",
        )
    start, first = op_ids.now(), _before_draw(keep_prob, rate)
    taken = op_ids.entering([x])
    if seed is None:
        op_ids.before_draw(first)
    dropped = tf.compat.v1.nn.dropout(x, keep_prob, noise_shape, seed, name, rate)
    if op_ids.now() > start + 1:  # where all is kept, nothing is drawn
        dropped = _named(dropped)
        op_ids.reach(start + first + 12 + taken)
    return dropped


def _named(dropped: Any) -> Any:
    """Under the name of TF1's last operation, by which programs fetch and freeze."""
    if not in_v1_graph():
        return dropped
    scope = dropped.op.name.rpartition("/")[0]
    with tf.name_scope(f"{scope}/" if scope else None):
        return tf.identity(dropped, "mul_1")


def dropout_of_a_branch(x: Any, rate: Any, seed: int | None) -> Any:
    """In a ``tf.cond``, where what comes from outside is one operation more when first used.

    Example:
      >>> import tensorflow as tf
      >>> dropout_of_a_branch(tf.ones([2]), 0.0, None).numpy().tolist()
      [1.0, 1.0]
    """
    first = (3 if tf.is_tensor(rate) else 4) + (not x.shape.is_fully_defined())
    start = op_ids.now()
    if seed is None:
        op_ids.before_draw(first)
    dropped = tf.compat.v1.nn.dropout(x, rate=rate, seed=seed)
    if op_ids.now() > start + 1:
        op_ids.reach(start + 17)
    return dropped


def _before_draw(keep_prob: Any, rate: Any) -> int:
    """The rate, the shape and two bounds; in a loop a tensor of outside enters it."""
    if tf.is_tensor(keep_prob):
        return 5 + op_ids.taken(keep_prob)
    return 3 + op_ids.taken(rate) if tf.is_tensor(rate) else 4


def part_by_part(initializer: Any, dtype: Any) -> Any:
    """A partitioned variable's initializer, which draws each part after a shape and two bounds.

    Args:
      initializer: TF1's glorot uniform where there is none.
      dtype: of the variable, float32 by default.

    Example:
      >>> part_by_part("zeros", None)
      'zeros'
    """
    if initializer is None and tf.as_dtype(dtype or tf.float32).is_floating:
        initializer = tf.compat.v1.glorot_uniform_initializer()
    if not callable(initializer) or isinstance(initializer, type):
        return initializer
    if "partition_info" not in inspect.signature(initializer).parameters:
        return initializer

    @functools.wraps(initializer, updated=())
    def call(shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
        op_ids.before_draw(3)
        return initializer(shape, dtype=dtype, partition_info=partition_info)

    return call


def asked_once(regularizer: Callable[..., Any]) -> Callable[..., Any]:
    """The regularizer, which today's TensorFlow asks a second time for each variable, uncounted.

    Example:
      >>> asked_once(len).__name__
      'len'
    """
    asked: set[str] = set()

    @functools.wraps(regularizer, updated=())
    def call(variable: Any) -> Any:
        name = getattr(variable, "name", None)  # an eager tensor has none, and counts nothing
        if name in asked:
            with op_ids.took(0):
                return regularizer(variable)
        if name is not None:
            asked.add(name)
        return regularizer(variable)

    return call
