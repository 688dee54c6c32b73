"""What beams need beside a decoder: batches repeated, and sequences read back along parents."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1


def tile_batch(t: Any, multiplier: int, name: str | None = None) -> Any:
    """Each row ``multiplier`` times in a row: [a, b] → [a, a, b, b]   for multiplier 2

    Args:
      t: a tensor ``[B, …]``, or a structure of such.
      multiplier: how often; the beam's width.
      name: of the operations.

    Returns:
      ``[B * multiplier, …]`` in the same structure.

    Raises:
      ArgumentValueError: a tensor without a batch.

    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.seq2seq.tile_batch``.

    Example:
      >>> import tensorflow as tf
      >>> tile_batch(tf.constant([[1, 2], [3, 4]]), 2).numpy().tolist()
      [[1, 2], [1, 2], [3, 4], [3, 4]]
    """
    flat = tf.nest.flatten(t)
    with _v1.name_scope(name, "tile_batch", [*flat, multiplier]):
        return tf.nest.map_structure(lambda one: _repeated(one, multiplier), t)


def _repeated(t: Any, multiplier: int) -> Any:
    t = tf.convert_to_tensor(t, name="t")
    if t.shape.rank is None or t.shape.rank < 1:
        raise ArgumentValueError(
            "tile_batch", "t", expected="a tensor with a batch, of a rank that is known",
            received=f"shape {t.shape}", remedy="give it a batch, or set its shape",
            known_as="t must have statically known rank",
        )
    size = tf.shape(t)
    times = [1] * (t.shape.rank + 1)
    times[1] = multiplier
    tiled = tf.tile(tf.expand_dims(t, 1), times)
    tiled = tf.reshape(tiled, tf.concat([[size[0] * multiplier], size[1:]], 0))
    batch = t.shape.as_list()[0]
    whole = tf.get_static_value(multiplier) if tf.is_tensor(multiplier) else multiplier
    known = None if batch is None or whole is None else batch * whole
    tiled.set_shape(tf.TensorShape([known]).concatenate(t.shape[1:]))
    return tiled


def gather_tree(
    step_ids: Any, parent_ids: Any, max_sequence_lengths: Any, end_token: Any,
    name: str | None = None,
) -> Any:  # fmt: skip
    """The sequences of all beams, read back from their last steps along the parents.

    y[t, b] = step_ids[t, b, p],  p ← parent_ids[t, b, p],  for t from the last step of b down to 0

    A step past the sequence's length, and all behind its first ``end_token``, is ``end_token``.

    Args:
      step_ids: int32 ``[T, B, K]``, what each beam chose in each step.
      parent_ids: int32 ``[T, B, K]``, the beam of the step before that it goes on from.
      max_sequence_lengths: int32 ``[B]``.
      end_token: int32 scalar.
      name: of the operations.

    Returns:
      int32 ``[T, B, K]``.

    Raises:
      tf.errors.InvalidArgumentError: a parent that is no beam.

    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.seq2seq.gather_tree``.

    Example:
      >>> ids, parents = [[[1, 2]], [[3, 4]]], [[[0, 0]], [[1, 0]]]
      >>> gather_tree(ids, parents, [2], 9).numpy().tolist()
      [[[2, 1]], [[3, 4]]]
    """
    with _v1.name_scope(name, "GatherTree", [step_ids, parent_ids]):
        step_ids = tf.convert_to_tensor(step_ids, tf.int32)
        parent_ids = tf.convert_to_tensor(parent_ids, tf.int32)
        end_token = tf.convert_to_tensor(end_token, tf.int32)
        _check_ranks(step_ids, parent_ids, max_sequence_lengths, end_token)
        lengths = tf.minimum(tf.shape(step_ids)[0], tf.cast(max_sequence_lengths, tf.int32))
        inside = tf.sequence_mask(lengths, tf.shape(step_ids)[0])  # [B, T]
        beams = tf.zeros_like(step_ids[0]) + tf.range(tf.shape(step_ids)[2])

        def step(after: tuple[Any, Any], now: tuple[Any, Any, Any, Any]) -> tuple[Any, Any]:
            _, places = after
            ids, parents, counts, time = now
            counts = tf.expand_dims(counts, 1)
            chosen = tf.where(counts, tf.gather(ids, places, batch_dims=1), end_token)
            before = tf.where(counts, tf.gather(parents, places, batch_dims=1), places)
            return chosen, _checked(before, time)

        times = tf.range(tf.shape(step_ids)[0])
        sequence, _ = tf.scan(
            step, (step_ids, parent_ids, tf.transpose(inside), times),
            initializer=(tf.fill(tf.shape(beams), end_token), beams), reverse=True,
        )  # fmt: skip
        ends = tf.cast(tf.equal(sequence, end_token), tf.int32)
        over = tf.cumsum(ends, exclusive=True) > 0
        result = tf.where(over, end_token, sequence)
        result.set_shape(step_ids.shape)
        return result


def _check_ranks(step_ids: Any, parent_ids: Any, lengths: Any, end_token: Any) -> None:
    ranks = {
        "step_ids": (step_ids, 3), "parent_ids": (parent_ids, 3),
        "max_sequence_lengths": (tf.convert_to_tensor(lengths), 1), "end_token": (end_token, 0),
    }  # fmt: skip
    for argument, (tensor, rank) in ranks.items():
        if tensor.shape.rank not in (None, rank):
            raise ArgumentValueError(
                "gather_tree", argument, expected=f"a tensor of rank {rank}",
                received=f"shape {tensor.shape}", remedy="ids are [T, B, K], lengths [B]",
            )


def _checked(parents: Any, time: Any) -> Any:
    """The parents, once each is known to be a beam of the step before ``time``, if there is one."""
    wrong = tf.logical_or(parents < 0, parents >= tf.shape(parents)[1])
    wrong = tf.logical_and(wrong, time > 0)
    where = tf.unstack(tf.argmax(tf.cast(tf.reshape(wrong, [1, -1]), tf.int32), axis=1))[0]
    places = tf.cast(tf.shape(parents)[1], tf.int64)
    parent = tf.reshape(tf.gather(tf.reshape(parents, [-1]), where), [])
    place = (where // places, tf.cast(time, tf.int64) - 1, where % places)
    told = "parent id {} at (batch, time, beam) == ({}, {}, {})"
    text = tf.strings.format(told, (parent, *place))
    sound = tf.debugging.Assert(tf.logical_not(tf.reduce_any(wrong)), [text])
    with tf.control_dependencies([] if sound is None else [sound]):
        return tf.where(wrong, tf.zeros_like(parents), parents)


def gather_tree_from_array(t: Any, parent_ids: Any, sequence_length: Any) -> Any:
    """What a cell wrote in each step, in the order of the sequences that the beams ended with.

    Args:
      t: ``[T, B * K, …]`` or ``[T, B, K, …]``.
      parent_ids: int32 ``[T, B, K]``.
      sequence_length: ``[B, K]``.

    Returns:
      as ``t``.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> written = [[["a", "b"]], [["c", "d"]]]
      >>> gather_tree_from_array(written, [[[0, 0]], [[1, 0]]], [[2, 2]]).numpy().tolist()
      [[[b'b', b'a']], [[b'c', b'd']]]
    """
    t, parent_ids = tf.convert_to_tensor(t), tf.convert_to_tensor(parent_ids)
    steps, batch, width = tf.unstack(tf.shape(parent_ids))
    beams = tf.zeros_like(parent_ids) + tf.range(width)
    longest = tf.cast(tf.reduce_max(sequence_length, axis=1), tf.int32)
    order = gather_tree(beams, parent_ids, longest, width + 1)
    inside = tf.transpose(tf.sequence_mask(sequence_length, steps), [2, 0, 1])
    order = tf.where(inside, order, beams)
    split = tf.reshape(t, tf.concat([[steps, batch, width], [-1]], 0))
    ordered = tf.reshape(tf.gather(split, order, axis=2, batch_dims=2), tf.shape(t))
    ordered.set_shape(t.shape)
    return ordered
