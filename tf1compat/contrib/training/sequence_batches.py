"""``tf.contrib.training.batch_sequences_with_states``: batches for truncated backpropagation."""

from __future__ import annotations

import numbers
from typing import Any

import tensorflow as tf

from tf1compat.contrib.training import sequence_inputs as checks
from tf1compat.contrib.training.state_saver import (
    NextQueuedSequenceBatch,
    SequenceQueueingStateSaver,
)

_v1 = tf.compat.v1
_ENDED = (tf.errors.OutOfRangeError, tf.errors.CancelledError)


def batch_sequences_with_states(
    input_key: Any,
    input_sequences: dict[str, Any],
    input_context: dict[str, Any],
    input_length: Any,
    initial_states: dict[str, Any],
    num_unroll: int,
    batch_size: Any,
    num_threads: int = 3,
    capacity: int = 1000,
    allow_small_batch: bool = True,
    pad: bool = True,
    make_keys_unique: bool = False,
    make_keys_unique_seed: int | None = None,
    name: str | None = None,
) -> NextQueuedSequenceBatch:
    """Batches of segments of long sequences, whose states go on from segment to segment.

    A :class:`SequenceQueueingStateSaver` whose runner joins ``QUEUE_RUNNERS``, so
    ``tf.train.start_queue_runners`` must be called.  The batch is the ``state_saver`` of
    ``static_state_saving_rnn``: together they are backpropagation through time truncated to
    ``num_unroll`` steps.

    Args:
      input_key: string scalar, another one for every sequence that is inside.
      input_sequences: dict of ``[T, ...]`` tensors by name, dense or sparse, of one sequence.
      input_context: dict of tensors by name, dense or sparse, given out with every segment.
      input_length: int32 scalar, the length without padding; with ``pad``, None is T.
      initial_states: dict of tensors by name.
      num_unroll: int, how many steps a segment has.
      batch_size: int or int32 scalar, how many segments a batch has.
      num_threads: how many threads read sequences.
      capacity: how many sequences may be inside.
      allow_small_batch: whether the last batches may be smaller.
      pad: whether to fill sequences with zeros (strings: empty ones) to whole segments.
      make_keys_unique: whether to add a random number to the keys.
      make_keys_unique_seed: of that number.
      name: of the operations.

    Returns:
      a :class:`NextQueuedSequenceBatch`; sparse tensors have the dimensions
      ``[batch_size, num_unroll, ...]``, those of the context ``[batch_size, ...]``.

    Raises:
      ArgumentTypeError: (a ``TypeError``) as :class:`SequenceQueueingStateSaver`.
      ArgumentValueError: (a ``ValueError``) ``num_unroll`` that is no int, no length without
        ``pad``, and as :class:`SequenceQueueingStateSaver`.
      tf.errors.InvalidArgumentError: when run: lengths that differ, and without ``pad`` those
        that are no multiple of ``num_unroll``.

    Source: ``tf.contrib.training.batch_sequences_with_states`` of TensorFlow 1.15.5.

    Example:
      >>> import tf1compat
      >>> v1 = tf.compat.v1
      >>> with tf.Graph().as_default(), v1.Session() as session:
      ...     rows = v1.train.range_input_producer(2, num_epochs=1, shuffle=False).dequeue()
      ...     batch = batch_sequences_with_states(
      ...         tf.strings.as_string(rows), {"x": tf.ones([5, 2])}, {}, None,
      ...         {"h": tf.zeros([3])}, num_unroll=4, batch_size=2)
      ...     steps = tf.unstack(batch.sequences["x"], axis=1)
      ...     outputs, _ = tf1compat.static_state_saving_rnn(
      ...         tf1compat.GRUCell(3), steps, batch, "h", sequence_length=batch.length)
      ...     _ = session.run([v1.global_variables_initializer(), v1.local_variables_initializer()])
      ...     threads = v1.train.start_queue_runners(session)
      ...     lengths = [session.run([batch.length, outputs])[0].tolist() for _ in range(2)]
      ...     for thread in threads:  # they end with the input
      ...         thread.join()
      >>> lengths
      [[4, 4], [1, 1]]
    """
    for argument, named in (("sequences", input_sequences), ("context", input_context)):
        checks.check_named(f"input_{argument}", named, may_be_empty=argument == "context")
    with _v1.name_scope(name, "batch_sequences_with_states"):
        parts = _known(input_sequences)
        length, parts = _filled(parts, num_unroll) if pad else (None, _whole(parts, num_unroll))
        if input_length is not None:
            length = input_length
        if length is None:
            raise checks.wrong_value(
                "input_length", "the length of the sequence, without pad=True", None,
                "pass it, or pad=True",
            )
        context = _known(input_context)
        if make_keys_unique:
            input_key = tf.strings.join([input_key, _number(make_keys_unique_seed)])
        saver = SequenceQueueingStateSaver(
            batch_size, num_unroll, length, input_key,
            {key: _packed(part, tf.io.serialize_many_sparse) for key, part in parts.items()},
            {key: _packed(part, tf.io.serialize_sparse) for key, part in context.items()},
            initial_states, capacity, allow_small_batch,
        )  # fmt: skip
        _add_runner(saver, num_threads)
        batch = saver.next_batch
        for key, part in parts.items():
            if isinstance(part, tf.SparseTensor):
                packed = batch.sequences[key]
                batch.sequences[key] = _steps(packed, part, batch_size, num_unroll)
        for key, part in context.items():
            if isinstance(part, tf.SparseTensor):
                batch.context[key] = _items(batch.context[key], part, batch_size)
    return batch


def _known(named: dict[str, Any]) -> dict[str, Any]:
    """Dense and sparse tensors by sorted name."""

    def tensor(value: Any) -> Any:
        if isinstance(value, tf.SparseTensor):
            return value
        if isinstance(value, _v1.SparseTensorValue):
            return tf.SparseTensor.from_value(value)
        return tf.convert_to_tensor(value)

    return {key: tensor(named[key]) for key in sorted(named)}


def _steps_of(part: Any) -> Any:
    if isinstance(part, tf.SparseTensor):
        return tf.cast(part.dense_shape[0], tf.int32)
    return tf.shape(part)[0]


def _filled(parts: dict[str, Any], unroll: Any) -> tuple[Any, dict[str, Any]]:
    """The length, and the sequences with zeros up to a multiple of ``unroll``."""
    if not isinstance(unroll, numbers.Integral):
        raise checks.wrong_value(
            "num_unroll", "an int", repr(unroll), "pass how many steps a segment has",
            known_as=f"Unsupported num_unroll expected int, got: {unroll}",
        )
    dense = [_steps_of(part) for part in parts.values() if not isinstance(part, tf.SparseTensor)]
    if dense:
        are_one = tf.reduce_all(tf.equal(dense, dense[0]))
        said = ["All sequence lengths must match, but received lengths: ", tf.stack(dense)]
        length = checks.when(are_one, said, dense[0])
    else:
        length = tf.reduce_max([_steps_of(part) for part in parts.values()])
    padded = length + -length % unroll
    return length, {key: _filled_to(padded, part) for key, part in parts.items()}


def _filled_to(length: Any, part: Any) -> Any:
    if isinstance(part, tf.SparseTensor):
        shape = tf.concat([[tf.cast(length, tf.int64)], part.dense_shape[1:]], 0)
        return tf.SparseTensor(part.indices, part.values, shape)
    shape = tf.concat([[length - tf.shape(part)[0]], tf.shape(part)[1:]], 0)
    filled = tf.concat([part, tf.zeros(shape, part.dtype)], 0)
    return tf.ensure_shape(filled, tf.TensorShape([None]).concatenate(part.shape[1:]))


def _whole(parts: dict[str, Any], unroll: int) -> dict[str, Any]:
    """The sequences, which must be multiples of ``unroll`` when run."""
    found = {}
    for key, part in parts.items():
        is_sparse = isinstance(part, tf.SparseTensor)
        label = f"{'SparseTensor' if is_sparse else 'Tensor'} {key} first dimension"
        with tf.control_dependencies([checks.whole_parts(label, _steps_of(part), unroll)]):
            found[key] = tf.nest.map_structure(tf.identity, part, expand_composites=True)
    return found


def _number(seed: int | None) -> Any:
    drawn = tf.random.uniform([], 0, 100_000_000, tf.int32, seed=seed)
    return tf.strings.as_string(drawn)


def _packed(part: Any, serialize: Any) -> Any:
    """A sparse tensor as strings, which queue like any other."""
    return serialize(part) if isinstance(part, tf.SparseTensor) else part


def _unpacked(packed: Any, part: Any, more: int) -> Any:
    rank = None if part.shape.rank is None else part.shape.rank - more
    return tf.io.deserialize_many_sparse(packed, part.dtype, rank)


def _steps(packed: Any, part: tf.SparseTensor, batch: Any, unroll: int) -> tf.SparseTensor:
    """``[batch, unroll, ...]`` of the strings of each step."""
    flat = _unpacked(tf.reshape(packed, [-1, 3]), part, 1)
    step = flat.indices[:, :1]
    indices = tf.concat([step // unroll, step % unroll, flat.indices[:, 1:]], 1)
    outer = [tf.cast(batch, tf.int64), tf.constant(unroll, tf.int64)]
    return tf.SparseTensor(indices, flat.values, tf.concat([outer, flat.dense_shape[1:]], 0))


def _items(packed: Any, part: tf.SparseTensor, batch: Any) -> tf.SparseTensor:
    """``[batch, ...]`` of the strings of each sequence."""
    flat = _unpacked(packed, part, 0)
    shape = tf.concat([[tf.cast(batch, tf.int64)], flat.dense_shape[1:]], 0)
    return tf.SparseTensor(flat.indices, flat.values, shape)


def _add_runner(saver: SequenceQueueingStateSaver, threads: int) -> None:
    ready = tf.cast(saver.barrier.ready_size(), tf.float32)
    _v1.summary.scalar(f"queue/{saver.barrier.name}/ready_segment_batches_", ready)
    _v1.train.add_queue_runner(
        _v1.train.QueueRunner(
            saver, [saver.prefetch_op] * threads, queue_closed_exception_types=_ENDED
        )
    )
