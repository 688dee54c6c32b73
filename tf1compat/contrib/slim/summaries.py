"""``tf.contrib.slim.summaries``: summaries under a tensor's own name, printed if wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import tensorflow as tf

_v1 = tf.compat.v1


def _named(tensor: Any, name: str | None, prefix: str | None) -> str:
    name = name or tensor.op.name
    return f"{prefix}/{name}" if prefix else name


def _printed(make: Callable[..., Any], name: str, value: Any, shown: bool) -> Any:
    """The summary; a printed one joins the collection as the operation that prints its value."""
    if not shown:
        return make(name, value)
    summary = _v1.Print(make(name, value, collections=[]), [value], name)
    _v1.add_to_collection(_v1.GraphKeys.SUMMARIES, summary)
    return summary


def add_histogram_summary(tensor: Any, name: str | None = None, prefix: str | None = None) -> Any:
    """A histogram called ``PREFIX/NAME``.

    Args:
      tensor: of a v1 graph.
      name: by default that of its operation.
      prefix: before the name.

    Example:
      >>> with tf.Graph().as_default():
      ...     add_histogram_summary(tf.ones([2]), "x", "train").op.name
      'train/x'
    """
    return _v1.summary.histogram(_named(tensor, name, prefix), tensor)


def add_image_summary(
    tensor: Any, name: str | None = None, prefix: str | None = None, print_summary: bool = False
) -> Any:
    """The images ``[B, H, W, C]``; arguments as :func:`add_scalar_summary`.

    Example:
      >>> with tf.Graph().as_default():
      ...     add_image_summary(tf.ones([1, 2, 2, 1]), "x").op.type
      'ImageSummary'
    """
    return _printed(_v1.summary.image, _named(tensor, name, prefix), tensor, print_summary)


def add_scalar_summary(
    tensor: Any, name: str | None = None, prefix: str | None = None, print_summary: bool = False
) -> Any:
    """The value of a scalar, called ``PREFIX/NAME``.

    Args:
      tensor: of a v1 graph.
      name: by default that of its operation.
      prefix: before the name.
      print_summary: whether to print the value where the summary is computed.

    Example:
      >>> with tf.Graph().as_default():
      ...     add_scalar_summary(tf.ones([]), "loss", "train").op.name
      'train/loss'
    """
    return _printed(_v1.summary.scalar, _named(tensor, name, prefix), tensor, print_summary)


def add_zero_fraction_summary(
    tensor: Any, name: str | None = None, prefix: str | None = None, print_summary: bool = False
) -> Any:
    """The part of a tensor that is zero, called ``PREFIX/NAME/Fraction_of_Zero_Values``.

    Arguments as :func:`add_scalar_summary`.

    Example:
      >>> with tf.Graph().as_default():
      ...     add_zero_fraction_summary(tf.ones([2]), "x").op.name
      'x/Fraction_of_Zero_Values'
    """
    name = f"{_named(tensor, name, prefix)}/Fraction_of_Zero_Values"
    return _printed(_v1.summary.scalar, name, tf.math.zero_fraction(tensor), print_summary)


def add_histogram_summaries(tensors: Iterable[Any], prefix: str | None = None) -> list[Any]:
    """:func:`add_histogram_summary` of each tensor.

    Example:
      >>> with tf.Graph().as_default():
      ...     [one.op.name for one in add_histogram_summaries([tf.ones([2])], "train")]
      ['train/ones']
    """
    return [add_histogram_summary(tensor, prefix=prefix) for tensor in tensors]


def add_image_summaries(tensors: Iterable[Any], prefix: str | None = None) -> list[Any]:
    """:func:`add_image_summary` of each tensor.

    Example:
      >>> with tf.Graph().as_default():
      ...     [one.op.name for one in add_image_summaries([tf.ones([1, 2, 2, 1])], "train")]
      ['train/ones']
    """
    return [add_image_summary(tensor, prefix=prefix) for tensor in tensors]


def add_scalar_summaries(
    tensors: Iterable[Any], prefix: str | None = None, print_summary: bool = False
) -> list[Any]:
    """:func:`add_scalar_summary` of each tensor.

    Example:
      >>> with tf.Graph().as_default():
      ...     [one.op.name for one in add_scalar_summaries([tf.ones([])], "train")]
      ['train/ones']
    """
    return [
        add_scalar_summary(tensor, prefix=prefix, print_summary=print_summary)
        for tensor in tensors
    ]


def add_zero_fraction_summaries(tensors: Iterable[Any], prefix: str | None = None) -> list[Any]:
    """:func:`add_zero_fraction_summary` of each tensor.

    Example:
      >>> with tf.Graph().as_default():
      ...     [one.op.name for one in add_zero_fraction_summaries([tf.ones([2])], "train")]
      ['train/ones/Fraction_of_Zero_Values']
    """
    return [add_zero_fraction_summary(tensor, prefix=prefix) for tensor in tensors]
