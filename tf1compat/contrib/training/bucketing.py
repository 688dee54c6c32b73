"""``tf.contrib.training.bucket`` and ``bucket_by_sequence_length``: input queues by length."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError

_v1 = tf.compat.v1
_ENDED = (tf.errors.OutOfRangeError, tf.errors.CancelledError)


def bucket(
    tensors: Any,
    which_bucket: Any,
    batch_size: Any,
    num_buckets: int,
    num_threads: int = 1,
    capacity: int = 32,
    bucket_capacities: Sequence[int] | None = None,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    keep_input: Any = True,
    shared_name: str | None = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """Batches whose elements are all of one bucket.

    One queue per bucket collects elements, one queue their full batches; ``QUEUE_RUNNERS`` gets
    the runners of both, so ``tf.train.start_queue_runners`` must be called.

    Args:
      tensors: one element, as a list or dict of dense tensors.
      which_bucket: int32 scalar, in which bucket it is.
      batch_size: of all buckets, or a list of theirs.
      num_buckets: how many there are.
      num_threads: how many threads read elements.
      capacity: of the queue of batches, and of each bucket.
      bucket_capacities: those of the buckets.
      shapes: of the tensors; by default those that are known.
      dynamic_pad: whether to fill tensors of a batch with 0 to the longest one.
      allow_smaller_final_batch: whether what is left at the end of the input comes too.
      keep_input: bool scalar, whether the element is taken at all.
      shared_name: of queues that several sessions share.
      name: of the operations.

    Returns:
      the number of the bucket, and the batch in the form of ``tensors``; of a list of one tensor,
      the tensor.

    Raises:
      ArgumentValueError: (a ``ValueError``) wrong counts, no tensor, an unknown rank.
      ArgumentTypeError: (a ``TypeError``) a sparse tensor.

    Source: ``tf.contrib.training.bucket`` of TensorFlow 1.15.5.

    Example:
      >>> v1 = tf.compat.v1
      >>> with tf.Graph().as_default(), v1.Session() as session:
      ...     number = v1.train.range_input_producer(6, num_epochs=1, shuffle=False).dequeue()
      ...     which, batch = bucket([number], number % 2, batch_size=3, num_buckets=2)
      ...     session.run(v1.local_variables_initializer())
      ...     coordinator = v1.train.Coordinator()
      ...     threads = v1.train.start_queue_runners(session, coordinator)
      ...     batches = sorted(session.run(batch).tolist() for _ in range(2))
      ...     coordinator.request_stop()
      ...     coordinator.join(threads)
      >>> batches
      [[0, 2, 4], [1, 3, 5]]
    """
    sizes = _per_bucket("batch_size", batch_size, num_buckets)
    capacities = _per_bucket("bucket_capacities", bucket_capacities or capacity, num_buckets)
    with tf.name_scope(name or "bucket"):
        elements = _dense(_as_list(tensors))
        is_static = not allow_smaller_final_batch and not isinstance(batch_size, (list, tuple))
        which = tf.convert_to_tensor(which_bucket, tf.int32, name="which_bucket")
        queues = _bucket_queues(elements, shapes, capacities, dynamic_pad, shared_name)
        first = tf.get_static_value(tf.convert_to_tensor(sizes[0])) if is_static else None
        batched = [tf.TensorShape([first]).concatenate(s) for s in queues[0].shapes]
        # Padding, since the number of elements of a batch may be unknown.
        top = _v1.PaddingFIFOQueue(
            capacity, [tf.int32, *(e.dtype for e in elements)], [tf.TensorShape([]), *batched],
            shared_name=shared_name, name="top_queue",
        )
        put = _put(queues, which, elements, keep_input)
        _add_runners(queues, top, [put] * num_threads, sizes, allow_smaller_final_batch)
        for queue in queues:
            size = tf.cast(top.size(), tf.float32)
            _v1.summary.scalar(f"bucket/{queue.name}/size", size)
        full = tf.cast(top.size(), tf.float32) * (1.0 / capacity)
        _v1.summary.scalar(f"bucket/{top.name}/fraction_of_{capacity}_full", full)
        number, *batch = top.dequeue(name="dequeue_top")
    return number, _in_form(tensors, batch[0] if len(batch) == 1 else batch)


def bucket_by_sequence_length(
    input_length: Any,
    tensors: Any,
    batch_size: Any,
    bucket_boundaries: Any,
    num_threads: int = 1,
    capacity: int = 32,
    bucket_capacities: Sequence[int] | None = None,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    keep_input: Any = True,
    shared_name: str | None = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """``bucket`` by length: below the first boundary, below the next one, …, the rest.

    Args:
      input_length: int32 scalar, the length of the element.
      tensors: as in ``bucket``.
      batch_size: as in ``bucket``.
      bucket_boundaries: increasing ints, one less than there are buckets.
      num_threads: as in ``bucket``.
      capacity: as in ``bucket``.
      bucket_capacities: as in ``bucket``.
      shapes: as in ``bucket``.
      dynamic_pad: as in ``bucket``.
      allow_smaller_final_batch: as in ``bucket``.
      keep_input: as in ``bucket``.
      shared_name: as in ``bucket``.
      name: of the operations.

    Returns:
      the lengths ``[batch]``, and the batch in the form of ``tensors``.

    Raises:
      ArgumentTypeError: (a ``TypeError``) boundaries that are no list of ints.
      ArgumentValueError: (a ``ValueError``) none, or not increasing; and those of ``bucket``.

    Source: ``tf.contrib.training.bucket_by_sequence_length`` of TensorFlow 1.15.5.

    Example:
      >>> v1 = tf.compat.v1
      >>> with tf.Graph().as_default():
      ...     lengths, batch = bucket_by_sequence_length(
      ...         v1.placeholder(tf.int32, []), [v1.placeholder(tf.float32, [None, 3])], 4, [5, 9],
      ...         dynamic_pad=True)
      >>> lengths.shape.as_list(), batch[0].shape.as_list()
      ([4], [4, None, 3])
    """
    _check_boundaries(bucket_boundaries)
    with tf.name_scope(name or "bucket_by_sequence_length"):
        length = tf.convert_to_tensor(input_length, tf.int32, name="input_length")
        passed = tf.greater_equal(length, tf.constant(bucket_boundaries, tf.int32))
        if shapes is not None:
            shapes = [tf.TensorShape([]), *shapes]
        _, (lengths, *batch) = bucket(
            [length, *_as_list(tensors)],
            tf.reduce_sum(tf.cast(passed, tf.int32)),
            batch_size,
            len(bucket_boundaries) + 1,
            num_threads,
            capacity,
            bucket_capacities,
            shapes,
            dynamic_pad,
            allow_smaller_final_batch,
            keep_input,
            shared_name,
        )
    return lengths, _in_form(tensors, batch)


def _check_boundaries(boundaries: Any) -> None:
    is_ints = isinstance(boundaries, (list, tuple)) and all(isinstance(b, int) for b in boundaries)
    if not is_ints:
        raise ArgumentTypeError(
            "bucket_by_sequence_length", "bucket_boundaries", expected="a list of ints",
            received=repr(boundaries), remedy="pass the lengths at which a new bucket begins",
        )
    if not boundaries or any(a >= b for a, b in itertools.pairwise(boundaries)):
        raise _error(
            "bucket_boundaries", "increasing lengths, at least one", boundaries,
            "sort them and leave doubles out; without boundaries use tf.train.batch",
        )


def _error(
    argument: str, expected: str, received: Any, remedy: str, known_as: str = ""
) -> ArgumentValueError:
    return ArgumentValueError(
        "tf.contrib.training.bucket", argument, expected=expected, received=repr(received),
        remedy=remedy, known_as=known_as,
    )


def _per_bucket(argument: str, value: Any, count: int) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        return [value] * count
    if len(value) != count:
        raise _error(
            argument, f"{count} numbers, one per bucket", value, "pass as many, or one for all",
            known_as=f"The list {argument} ({value}) must have exactly num_buckets ({count}) "
            "elements.",
        )
    return list(value)


def _as_list(tensors: Any) -> list[Any]:
    return [tensors[key] for key in sorted(tensors)] if isinstance(tensors, dict) else list(tensors)


def _in_form(tensors: Any, batch: Any) -> Any:
    if not isinstance(tensors, dict):
        return batch
    if len(tensors) == 1:
        return {next(iter(tensors)): batch}
    return dict(zip(sorted(tensors), batch, strict=True))


def _dense(elements: list[Any]) -> list[Any]:
    if not elements:
        raise _error("tensors", "at least one tensor", elements, "pass the parts of an element")
    for element in elements:
        if isinstance(element, tf.SparseTensor):
            raise ArgumentTypeError(
                "tf.contrib.training.bucket", "tensors", expected="dense tensors",
                received=repr(element), remedy="use tf.sparse.to_dense, and dynamic_pad=True",
            )
    return [tf.convert_to_tensor(element) for element in elements]


def _bucket_queues(
    elements: list[Any], shapes: Any, capacities: list[int], pad: bool, shared: str | None
) -> list[Any]:
    if shapes is None:
        shapes = [element.shape for element in elements]
        if any(shape.rank is None for shape in shapes):
            raise _error(
                "tensors", "tensors of known rank", elements,
                "call set_shape on them, or pass shapes",
            )
    kind = _v1.PaddingFIFOQueue if pad else _v1.FIFOQueue
    return [
        kind(
            capacity, [element.dtype for element in elements], shapes,
            shared_name=None if shared is None else f"{shared}_{number}",
            name=f"bucket_queue_{number}",
        )
        for number, capacity in enumerate(capacities)
    ]


def _put(queues: list[Any], which: Any, elements: list[Any], keep: Any) -> Any:
    """The operation that puts the element into its bucket's queue."""

    def into(queue: Any) -> Callable[[], Any]:
        return functools.partial(queue.enqueue, elements)

    def into_its_own() -> Any:
        put = [
            _v1.cond(tf.equal(which, number), into(queue), tf.no_op)
            for number, queue in enumerate(queues)
        ]
        return tf.group(*put, name="group_enqueues")

    keep = tf.convert_to_tensor(keep, tf.bool, name="keep_input")
    if keep.shape.rank != 0:
        raise _error(
            "keep_input", "a scalar", keep.shape, "put elements in one by one, each with its own"
        )
    known = tf.get_static_value(keep)
    if known is None:
        return _v1.cond(keep, into_its_own, tf.no_op)
    return into_its_own() if known else tf.no_op()


def _add_runners(
    queues: list[Any], top: Any, puts: list[Any], sizes: list[Any], smaller: bool
) -> None:
    def close(**how: Any) -> Any:
        return tf.group(*[queue.close(**how) for queue in queues])

    batches = []
    for number, (queue, size) in enumerate(zip(queues, sizes, strict=True)):
        take = queue.dequeue_up_to if smaller else queue.dequeue_many
        taken = take(size, name=f"read_bucket_{number}")
        parts = taken if isinstance(taken, (list, tuple)) else [taken]
        enqueue = top.enqueue(
            [tf.constant(number), *parts], name=f"enqueue_from_bucket_{number}"
        )
        batches.append(enqueue)
    Runner = _v1.train.QueueRunner
    _v1.train.add_queue_runner(
        Runner(queues[0], batches, top.close(), top.close(cancel_pending_enqueues=True), _ENDED)
    )
    _v1.train.add_queue_runner(
        Runner(top, puts, close(), close(cancel_pending_enqueues=True), _ENDED)
    )
