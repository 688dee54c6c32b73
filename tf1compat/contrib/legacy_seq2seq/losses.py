"""Losses over lists of steps, and a model for each of several lengths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.scope import get_variable_scope, variable_scope

_v1 = tf.compat.v1


def sequence_loss_by_example(
    logits: list[Any],
    targets: list[Any],
    weights: list[Any],
    average_across_timesteps: bool = True,
    softmax_loss_function: Callable[..., Any] | None = None,
    name: str | None = None,
) -> Any:
    """``[B]``: Σ_t w_t · -log softmax(logits_t)[target_t], divided by Σ_t w_t + 1e-12

    Args:
      logits: T steps ``[B, C]``.
      targets: T steps of class numbers ``[B]``.
      weights: T steps ``[B]``.
      average_across_timesteps: whether there is a division.
      softmax_loss_function: called with ``labels`` and ``logits`` of each step instead.
      name: of the operations.

    Raises:
      ArgumentValueError: lists of unequal lengths.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.legacy_seq2seq.losses import sequence_loss_by_example
      >>> steps = [tf.zeros([1, 4])] * 3, [tf.constant([2])] * 3, [tf.ones([1])] * 3
      >>> round(float(sequence_loss_by_example(*steps)[0]), 4)
      1.3863
    """
    for argument, steps in (("targets", targets), ("weights", weights)):
        if len(steps) != len(logits):
            raise ArgumentValueError(
                "tf.contrib.legacy_seq2seq.sequence_loss_by_example", argument,
                expected=f"as many steps as logits, {len(logits)}", received=len(steps),
                remedy="pass one for each step",
            )
    with _v1.name_scope(name, "sequence_loss_by_example", [*logits, *targets, *weights]):
        loss_of = softmax_loss_function or _cross_entropy
        total = tf.add_n([
            loss_of(labels=target, logits=logit) * weight
            for logit, target, weight in zip(logits, targets, weights, strict=True)
        ])
        return total / (tf.add_n(weights) + 1e-12) if average_across_timesteps else total


def _cross_entropy(labels: Any, logits: Any) -> Any:
    return _v1.nn.sparse_softmax_cross_entropy_with_logits(
        labels=tf.reshape(labels, [-1]), logits=logits
    )


def sequence_loss(
    logits: list[Any],
    targets: list[Any],
    weights: list[Any],
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    softmax_loss_function: Callable[..., Any] | None = None,
    name: str | None = None,
) -> Any:
    """The sum of :func:`sequence_loss_by_example` over the batch, divided by B

    Args:
      logits: as :func:`sequence_loss_by_example`.
      targets: as :func:`sequence_loss_by_example`.
      weights: as :func:`sequence_loss_by_example`.
      average_across_timesteps: as :func:`sequence_loss_by_example`.
      softmax_loss_function: as :func:`sequence_loss_by_example`.
      average_across_batch: whether there is a division.
      name: of the operations.

    Returns:
      a scalar.

    Raises:
      ArgumentValueError: lists of unequal lengths.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.legacy_seq2seq.losses import sequence_loss
      >>> steps = [tf.zeros([2, 4])] * 3, [tf.constant([2, 0])] * 3, [tf.ones([2])] * 3
      >>> round(float(sequence_loss(*steps)), 4)
      1.3863
    """
    with _v1.name_scope(name, "sequence_loss", [*logits, *targets, *weights]):
        cost = tf.reduce_sum(
            sequence_loss_by_example(
                logits, targets, weights, average_across_timesteps, softmax_loss_function
            )
        )
        return cost / tf.cast(tf.shape(targets[0])[0], cost.dtype) if average_across_batch else cost


def model_with_buckets(
    encoder_inputs: list[Any],
    decoder_inputs: list[Any],
    targets: list[Any],
    weights: list[Any],
    buckets: list[tuple[int, int]],
    seq2seq: Callable[[list[Any], list[Any]], tuple[list[Any], Any]],
    softmax_loss_function: Callable[..., Any] | None = None,
    per_example_loss: bool = False,
    name: str | None = None,
) -> tuple[list[list[Any]], list[Any]]:
    """A model and its loss for each pair of lengths (S, T); all share their variables.

    outputs_j = seq2seq(encoder_inputs[:S_j], decoder_inputs[:T_j]);  loss_j = sequence_loss of
    outputs_j, targets[:T_j], weights[:T_j]

    Args:
      encoder_inputs: as many steps as the longest S.
      decoder_inputs: as many steps as the longest T.
      targets: steps of class numbers ``[B]``.
      weights: steps ``[B]``.
      buckets: the pairs, the longest last.
      seq2seq: gives ``(outputs, state)``.
      softmax_loss_function: as :func:`sequence_loss_by_example`.
      per_example_loss: whether a loss is ``[B]``, of :func:`sequence_loss_by_example`.
      name: of the operations.

    Returns:
      ``(outputs, losses)``, one of each for each bucket.

    Raises:
      ArgumentValueError: fewer steps than the last bucket has.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.legacy_seq2seq.losses import model_with_buckets
      >>> from tf1compat.contrib.legacy_seq2seq.models import basic_rnn_seq2seq
      >>> x, ids, ones = [tf.ones([2, 3])] * 4, [tf.constant([2, 0])] * 4, [tf.ones([2])] * 4
      >>> with tf1compat.VariableStore():
      ...     outputs, losses = model_with_buckets(
      ...         x, x, ids, ones, [(2, 3), (4, 4)],
      ...         lambda x, y: basic_rnn_seq2seq(x, y, tf1compat.GRUCell(5)))
      >>> [len(steps) for steps in outputs], len(losses)
      ([3, 4], 2)
    """
    _check_buckets(encoder_inputs, targets, weights, buckets)
    loss_of = sequence_loss_by_example if per_example_loss else sequence_loss
    outputs, losses = [], []
    everything = [*encoder_inputs, *decoder_inputs, *targets, *weights]
    with _v1.name_scope(name, "model_with_buckets", everything):
        for number, (source, length) in enumerate(buckets):
            with variable_scope(get_variable_scope(), reuse=True if number else None):
                steps, _ = seq2seq(encoder_inputs[:source], decoder_inputs[:length])
                outputs.append(steps)
                losses.append(
                    loss_of(
                        steps, targets[:length], weights[:length],
                        softmax_loss_function=softmax_loss_function,
                    )
                )
    return outputs, losses


def _check_buckets(encoder_inputs: Any, targets: Any, weights: Any, buckets: Any) -> None:
    source, length = buckets[-1]
    needed = (
        ("encoder_inputs", encoder_inputs, source),
        ("targets", targets, length),
        ("weights", weights, length),
    )
    for argument, steps, least in needed:
        if len(steps) < least:
            raise ArgumentValueError(
                "tf.contrib.legacy_seq2seq.model_with_buckets", argument,
                expected=f"at least {least} steps, those of the last bucket", received=len(steps),
                remedy="pass more steps, or shorter buckets",
            )
