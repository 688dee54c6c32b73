"""``tf.contrib.data``: batches of one size, as functions for ``Dataset.apply``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def batch_and_drop_remainder(batch_size: Any) -> Callable[[Any], Any]:
    """``Dataset.batch`` without a last batch that is smaller.

    Args:
      batch_size: of every batch.

    Source: ``tf.contrib.data.batch_and_drop_remainder`` of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> dataset = tf.data.Dataset.range(5).apply(batch_and_drop_remainder(2))
      >>> [batch.tolist() for batch in dataset.as_numpy_iterator()]
      [[0, 1], [2, 3]]
    """
    return lambda dataset: dataset.batch(batch_size, drop_remainder=True)


def padded_batch_and_drop_remainder(
    batch_size: Any, padded_shapes: Any, padding_values: Any = None
) -> Callable[[Any], Any]:
    """``Dataset.padded_batch`` without a last batch that is smaller.

    Args:
      batch_size: of every batch.
      padded_shapes: as ``Dataset.padded_batch`` takes them.
      padding_values: as ``Dataset.padded_batch`` takes them.

    Source: ``tf.contrib.data.padded_batch_and_drop_remainder`` of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> texts = tf.data.Dataset.range(1, 4).map(lambda n: tf.repeat(n, n))
      >>> dataset = texts.apply(padded_batch_and_drop_remainder(2, [None]))
      >>> [batch.tolist() for batch in dataset.as_numpy_iterator()]
      [[[1, 0], [2, 2]]]
    """
    return lambda dataset: dataset.padded_batch(
        batch_size, padded_shapes, padding_values, drop_remainder=True
    )
