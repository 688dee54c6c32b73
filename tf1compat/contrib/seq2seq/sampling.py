"""Draws of ids and of bits from logits, for a decoder's helpers."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.scopes import op_ids

__all__ = ["bernoulli_sample", "categorical_sample"]

_distributions = tf.compat.v1.distributions


def categorical_sample(
    logits: Any, dtype: Any = tf.int32, sample_shape: Any = (), seed: int | None = None
) -> Any:
    """Ids drawn from softmax(logits).

    Args:
      logits: ``[B, C]``.
      dtype: of the ids.
      sample_shape: how many draws of all the ids.
      seed: of the draw.

    Returns:
      ids ``[*sample_shape, B]``.

    Source: ``tf.contrib.seq2seq.python.ops.helper.categorical_sample`` of TensorFlow 1.15.5.

    Example:
      >>> categorical_sample(tf.constant([[0.0, 99.0], [99.0, 0.0]])).numpy().tolist()
      [1, 0]
    """
    with op_ids.drawing(seed, 24, 15 + (tf.as_dtype(dtype) != tf.int32)):
        return _distributions.Categorical(logits=logits, dtype=dtype).sample(sample_shape, seed)


def bernoulli_sample(
    probs: Any = None,
    logits: Any = None,
    dtype: Any = tf.int32,
    sample_shape: Any = (),
    seed: int | None = None,
) -> Any:
    """Bits, each one with its own probability: ``probs``, else sigmoid(logits).

    Args:
      probs: of any shape ``[…]``.
      logits: likewise; of no effect beside ``probs``.
      dtype: of the bits.
      sample_shape: how many draws of all the bits.
      seed: of the draw.

    Returns:
      bits ``[*sample_shape, …]``.

    Raises:
      ArgumentValueError: (a ``ValueError``) neither of the two.

    Source: ``tf.contrib.seq2seq.python.ops.helper.bernoulli_sample`` of TensorFlow 1.15.5.

    Example:
      >>> bernoulli_sample(logits=tf.constant([-99.0, 99.0]), dtype=tf.bool).numpy().tolist()
      [False, True]
    """
    if probs is None and logits is None:
        raise ArgumentValueError(
            "bernoulli_sample", "probs", expected="probabilities, or logits",
            received="neither", remedy="pass one of the two",
        )  # fmt: skip
    chances = {"logits": logits} if probs is None else {"probs": probs}
    with op_ids.drawing(seed, 20 + (probs is None), 13 + (tf.as_dtype(dtype) != tf.bool)):
        return _distributions.Bernoulli(**chances, dtype=dtype).sample(sample_shape, seed)
