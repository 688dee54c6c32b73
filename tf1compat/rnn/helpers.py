"""What nearly every tagger and click model wrote around ``dynamic_rnn``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.rnn.arguments import transposed
from tf1compat.rnn.symbolic import serves_keras_tensors


@tf.autograph.experimental.do_not_convert
@serves_keras_tensors
def last_relevant(outputs: Any, lengths: Any, time_major: bool = False) -> Any:
    """Each row's output at its last step: ``outputs[b, lengths[b] - 1]``.

    The usual idiom flattened rows and gathered ``b * T + lengths[b] - 1``, which for a row of
    length 0 is the end of the row before it; here such a row gives zeros.

    Args:
      outputs: ``[B, T, …]``, or ``[T, B, …]`` with ``time_major``.
      lengths: int32 or int64 ``[B]``, at most T.
      time_major: whether ``outputs`` have time first.

    Returns:
      ``[B, …]``.

    Raises:
      ValueError: rank below 2.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> outputs = tf.constant([[[1.0], [2.0]], [[3.0], [4.0]], [[5.0], [6.0]]])
      >>> tf1compat.last_relevant(outputs, [2, 1, 0])[:, 0].numpy().tolist()
      [2.0, 3.0, 0.0]
    """
    outputs = transposed(outputs) if time_major else tf.convert_to_tensor(outputs)
    if outputs.shape.rank is not None and outputs.shape.rank < 2:
        raise ArgumentValueError(
            "last_relevant",
            "outputs",
            expected="rank 2 at least: batch, time",
            received=f"shape {outputs.shape}",
            remedy="pass what dynamic_rnn returned",
        )
    lengths = tf.cast(lengths, tf.int32)
    last = tf.gather(outputs, tf.maximum(lengths - 1, 0), batch_dims=1)
    return tf.compat.v1.where(lengths > 0, last, tf.zeros_like(last))


@tf.autograph.experimental.do_not_convert
@serves_keras_tensors
def lengths_of(sequences: Any) -> Any:
    """The lengths of zero-padded rows: how many steps of each have a feature that is not zero.

    A step in the middle that is all zeros is not counted either, so keep real lengths where the
    data may hold such steps.

    Args:
      sequences: ``[B, T]`` (ids, 0 for padding) or ``[B, T, D]``.

    Returns:
      int32 ``[B]``.

    Raises:
      ValueError: rank other than 2 or 3.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> tf1compat.lengths_of(tf.constant([[7, 8, 0], [0, 0, 0]])).numpy().tolist()
      [2, 0]
    """
    sequences = tf.convert_to_tensor(sequences)
    if sequences.shape.rank not in (2, 3):
        raise ArgumentValueError(
            "lengths_of",
            "sequences",
            expected="[B, T] or [B, T, D]",
            received=f"shape {sequences.shape}",
            remedy="pass the padded batch",
        )
    used = tf.not_equal(sequences, tf.zeros([], sequences.dtype))
    if sequences.shape.rank == 3:
        used = tf.reduce_any(used, axis=2)
    return tf.reduce_sum(tf.cast(used, tf.int32), axis=1)
