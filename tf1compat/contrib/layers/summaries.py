"""``summarize_tensor`` and its kin: summaries of tensors by their own names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import tensorflow as tf

_v1 = tf.compat.v1


def summarize_tensor(tensor: Any, tag: str | None = None) -> Any:
    """A scalar's summary, or the histogram of a tensor of higher rank.

    Args:
      tensor: of known rank, in a v1 graph.
      tag: of the summary; ``<name of the operation>_summary`` by default.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     summarize_tensor(tf.constant(1.0, name="loss")).name
      'loss_summary:0'
    """
    make = _v1.summary.scalar if tensor.shape.rank == 0 else _v1.summary.histogram
    return make(tag or f"{tensor.op.name}_summary", tensor)


def summarize_activation(op: Any) -> Any:
    """The histogram of an activation; of those that are cut at zero also how many are.

    Args:
      op: what a layer returned, in a v1 graph.

    Returns:
      the histogram's summary.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     summarize_activation(tf.nn.relu(tf.ones([2]), name="hidden")).name
      'hidden/activation:0'
    """
    kind, name = op.op.type, op.op.name
    if kind in ("Relu", "Softplus", "Relu6"):
        summarize_tensor(_v1.nn.zero_fraction(op), f"{name}/zeros")
    if kind == "Relu6":
        summarize_tensor(tf.reduce_mean(tf.cast(op > 5.99, tf.float32)), f"{name}/sixes")
    return _v1.summary.histogram(f"{name}/activation", op)


def summarize_tensors(
    tensors: Iterable[Any], summarizer: Callable[[Any], Any] = summarize_tensor
) -> list[Any]:
    """``summarizer`` of each tensor.

    Args:
      tensors: in a v1 graph.
      summarizer: makes one summary.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     [one.name for one in summarize_tensors([tf.constant(1.0, name="loss")])]
      ['loss_summary:0']
    """
    return [summarizer(tensor) for tensor in tensors]


def summarize_collection(
    collection: str,
    name_filter: str | None = None,
    summarizer: Callable[[Any], Any] = summarize_tensor,
) -> list[Any]:
    """``summarizer`` of each tensor or variable of a collection.

    Args:
      collection: its key.
      name_filter: a regular expression that the operation's name must match from its start.
      summarizer: makes one summary.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     tf.compat.v1.add_to_collection("mine", tf.constant(1.0, name="loss"))
      ...     [one.name for one in summarize_collection("mine")]
      ['loss_summary:0']
    """
    held = _v1.get_collection(collection)
    if name_filter is not None:
        held = [one for one in held if re.match(name_filter, one.op.name)]
    return summarize_tensors(held, summarizer)


def summarize_activations(
    name_filter: str | None = None, summarizer: Callable[[Any], Any] = summarize_activation
) -> list[Any]:
    """``summarizer`` of each tensor of the collection ``activations``.

    Args:
      name_filter: as in :func:`summarize_collection`.
      summarizer: makes one summary.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     tf.compat.v1.add_to_collection("activations", tf.nn.relu(tf.ones([2]), name="h"))
      ...     [one.name for one in summarize_activations()]
      ['h/activation:0']
    """
    return summarize_collection(_v1.GraphKeys.ACTIVATIONS, name_filter, summarizer)
