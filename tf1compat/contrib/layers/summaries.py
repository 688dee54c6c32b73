"""``summarize_tensor`` and its kin: summaries of tensors and collections of a v1 graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import tensorflow as tf

_v1 = tf.compat.v1
_Summarizer = Callable[[Any], Any]
_AT_ZERO = ("Relu", "Softplus", "Relu6")


def summarize_tensor(tensor: Any, tag: str | None = None) -> Any:
    """A histogram of the tensor, of a scalar its value; without a tag called ``NAME_summary``.

    Args:
      tensor: of a v1 graph; a variable too.
      tag: of the summary.

    Example:
      >>> with tf.Graph().as_default():
      ...     summarize_tensor(tf.ones([2], name="x")).op.type
      'HistogramSummary'
    """
    is_scalar = tensor.shape.rank == 0
    make = _v1.summary.scalar if is_scalar else _v1.summary.histogram
    return make(tag or f"{tensor.op.name}_summary", tensor)


def summarize_activation(op: Any) -> Any:
    """A histogram of an activation; of a relu also the part of its input below 0 (above 6).

    Args:
      op: the output of the activation.

    Example:
      >>> with tf.Graph().as_default():
      ...     _ = summarize_activation(tf.nn.relu(tf.ones([2])))
      ...     [s.op.name for s in tf.compat.v1.get_collection("summaries")]
      ['Relu/zeros', 'Relu/activation']
    """
    name = op.op.name
    if op.op.type in _AT_ZERO:
        below = tf.less(op.op.inputs[0], tf.cast(0.0, op.dtype))
        _v1.summary.scalar(f"{name}/zeros", tf.reduce_mean(tf.cast(below, tf.float32)))
    if op.op.type == "Relu6":
        above = tf.greater(op.op.inputs[0], tf.cast(6.0, op.dtype))
        _v1.summary.scalar(f"{name}/sixes", tf.reduce_mean(tf.cast(above, tf.float32)))
    return _v1.summary.histogram(f"{name}/activation", op)


def summarize_tensors(
    tensors: Iterable[Any], summarizer: _Summarizer = summarize_tensor
) -> list[Any]:
    """``summarizer`` of each tensor.

    Example:
      >>> with tf.Graph().as_default():
      ...     len(summarize_tensors([tf.ones([2]), tf.ones([])]))
      2
    """
    return [summarizer(tensor) for tensor in tensors]


def summarize_collection(
    collection: str, name_filter: str | None = None, summarizer: _Summarizer = summarize_tensor
) -> list[Any]:
    """``summarizer`` of each tensor of a collection of the graph.

    Args:
      collection: its name.
      name_filter: regular expression that the names of their operations match.
      summarizer: makes the summary of one.

    Example:
      >>> with tf.Graph().as_default():
      ...     _ = tf.compat.v1.get_variable("w", [2])
      ...     [s.op.name for s in summarize_collection("trainable_variables")]
      ['w_summary']
    """
    tensors = _v1.get_collection(collection)
    if name_filter is not None:
        tensors = [t for t in tensors if re.match(name_filter, t.op.name)]
    return summarize_tensors(tensors, summarizer)


def summarize_activations(
    name_filter: str | None = None, summarizer: _Summarizer = summarize_activation
) -> list[Any]:
    """``summarize_collection`` of the collection ``ACTIVATIONS``.

    Example:
      >>> with tf.Graph().as_default():
      ...     summarize_activations()
      []
    """
    return summarize_collection(_v1.GraphKeys.ACTIVATIONS, name_filter, summarizer)
