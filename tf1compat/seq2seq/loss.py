"""``tf.contrib.seq2seq.sequence_loss``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.scopes import op_ids

_v1 = tf.compat.v1
_RANKS = {"logits": 3, "targets": 2, "weights": 2}


def sequence_loss(
    logits: Any,
    targets: Any,
    weights: Any,
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    sum_over_timesteps: bool = False,
    sum_over_batch: bool = False,
    softmax_loss_function: Callable[..., Any] | None = None,
    name: str | None = None,
) -> Any:
    """loss[b, t] = weights[b, t] · -log softmax(logits[b, t])[targets[b, t]]

    Averaging over an axis divides the sum by the sum of the weights, "sum over" by the number of
    weights that are not 0; 0 / 0 is 0.  Where one axis is averaged and the other "summed over",
    only the averaged one is reduced, as in TF 1.15.

    Args:
      logits: [B, T, C].
      targets: [B, T], class numbers.
      weights: [B, T], 0 past a row's length.
      average_across_timesteps: over T.
      average_across_batch: over B.
      sum_over_timesteps: over T; not together with the average.
      sum_over_batch: over B; not together with the average.
      softmax_loss_function: called with ``labels`` [B·T] and ``logits`` [B·T, C] instead.
      name: of the operations.

    Returns:
      a scalar, [B], [T] or [B, T], by what is reduced.

    Raises:
      ArgumentValueError: another rank; average and sum over the same axis.

    Source: ``tf.contrib.seq2seq.sequence_loss`` of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.seq2seq.loss import sequence_loss
      >>> float(sequence_loss(tf.zeros([2, 3, 4]), tf.zeros([2, 3], tf.int32), tf.ones([2, 3])))
      1.3862943649291992
    """
    _check_ranks(logits=logits, targets=targets, weights=weights)
    _check_once("timesteps", average_across_timesteps, sum_over_timesteps)
    _check_once("batch", average_across_batch, sum_over_batch)
    loss_of = softmax_loss_function or _v1.nn.sparse_softmax_cross_entropy_with_logits
    with _v1.name_scope(name, "sequence_loss", [logits, targets, weights]):
        flat = tf.reshape(logits, [-1, tf.shape(logits)[2]])
        loss = loss_of(labels=tf.reshape(targets, [-1]), logits=flat)
        loss = tf.reshape(loss * tf.reshape(weights, [-1]), tf.shape(logits)[0:2])
        averaged = _axes(average_across_batch, average_across_timesteps)
        summed = _axes(sum_over_batch, sum_over_timesteps)
        if averaged and len(summed) < 2:
            op_ids.skip(-6 * (len(averaged) == 2))  # TF1 summed a flat loss
            return _divided(loss, weights, averaged)
        if summed:
            present = tf.cast(tf.not_equal(weights, 0), loss.dtype)
            return _divided(loss, present, summed)
        return loss


def _axes(batch: bool, timesteps: bool) -> list[int]:
    return [axis for axis, wanted in enumerate((batch, timesteps)) if wanted]


def _divided(loss: Any, size: Any, axes: list[int]) -> Any:
    return tf.math.divide_no_nan(tf.reduce_sum(loss, axes), tf.reduce_sum(size, axes))


def _check_ranks(**tensors: Any) -> None:
    for argument, tensor in tensors.items():
        if tensor.shape.rank != _RANKS[argument]:
            raise ArgumentValueError(
                "tf.contrib.seq2seq.sequence_loss",
                argument,
                expected=f"rank {_RANKS[argument]}: [B, T{', C' * (argument == 'logits')}]",
                received=f"shape {tensor.shape}",
                remedy="put the batch first and time second",
            )


def _check_once(axis: str, average: bool, total: bool) -> None:
    if average and total:
        raise ArgumentValueError(
            "tf.contrib.seq2seq.sequence_loss",
            f"sum_over_{axis}",
            expected=f"False together with average_across_{axis}",
            received="True",
            remedy="choose one of the two",
        )
