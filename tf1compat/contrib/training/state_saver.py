"""``tf.contrib.training.SequenceQueueingStateSaver``: long sequences, piece by piece."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.contrib.training import sequence_inputs as checks
from tf1compat.contrib.training.barrier import Barrier

_v1 = tf.compat.v1
_NUMBERS = ("length", "total_length", "sequence", "sequence_count")


class NextQueuedSequenceBatch:
    """A batch of segments: what :class:`SequenceQueueingStateSaver` gives at each step.

    B is the number of segments in the batch, U the steps of a segment.

    Args:
      state_saver: whose ``next_batch`` this is.

    Source: ``tf.contrib.training.NextQueuedSequenceBatch`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     saver = SequenceQueueingStateSaver(
      ...         2, 3, 6, "a", {"x": tf.ones([6, 4])}, {}, {"h": tf.zeros([5])})
      ...     batch = NextQueuedSequenceBatch(saver)
      ...     shapes = batch.sequences["x"].shape, batch.state("h").shape, batch.key.shape
      >>> [shape.as_list() for shape in shapes]
      [[2, 3, 4], [2, 5], [2]]
    """

    def __init__(self, state_saver: SequenceQueueingStateSaver) -> None:
        self._saver = state_saver
        self._received = state_saver._receive()

    def _number(self, kind: str) -> Any:
        return self._received.values[kind, ""]

    @property
    def batch_size(self) -> Any:
        """int32 scalar: B, which ``allow_small_batch`` lets shrink at the end of the input."""
        return self._received.batch_size

    @property
    def length(self) -> Any:
        """int32 ``[B]``: how many steps of the segment are no padding, 0 to U."""
        return self._number("length")

    @property
    def total_length(self) -> Any:
        """int32 ``[B]``: the lengths of the whole sequences."""
        return self._number("total_length")

    @property
    def sequence(self) -> Any:
        """int32 ``[B]``: which segment of its sequence each is, from 0."""
        return self._number("sequence")

    @property
    def sequence_count(self) -> Any:
        """int32 ``[B]``: how many segments the sequences have."""
        return self._number("sequence_count")

    @property
    def insertion_index(self) -> Any:
        """int64 ``[B]``: -2**63 for the sequence that came first; the order of taking."""
        return self._received.indices

    @property
    def key(self) -> Any:
        """Keys ``[B]``: ``00000_of_00002:key`` for the first of two segments."""
        return self._received.keys

    @property
    def next_key(self) -> Any:
        """Keys ``[B]``: the ``key`` of the next segment, ``STOP:key`` after the last."""
        return self._number("next_key")

    @property
    def context(self) -> dict[str, Any]:
        """``[B, ...]`` by name: what holds for all segments of a sequence."""
        return self._received.context

    @property
    def sequences(self) -> dict[str, Any]:
        """``[B, U, ...]`` by name: the steps."""
        return self._received.sequences

    def state(self, state_name: str) -> Any:
        """``[B, ...]``: the initial state, or what was saved after the segment before.

        Args:
          state_name: one of ``initial_states``.

        Raises:
          KeyError: another name.
        """
        if state_name not in self._received.states:
            raise KeyError(f"state was not declared: {state_name}")
        return self._received.states[state_name]

    def save_state(self, state_name: str, value: Any, name: str | None = None) -> Any:
        """The operation that keeps the state for the next segments.

        It must run at every step, for every state: a segment is given out once all its states
        are there.

        Args:
          state_name: one of ``initial_states``.
          value: ``[B, ...]``, as ``state(state_name)``.
          name: of the operation's scope.

        Raises:
          KeyError: another name.
          ArgumentValueError: (a ``ValueError``) a value of another shape.
        """
        state = self.state(state_name)
        with _v1.name_scope(name, "InputQueueingStateSaver_SaveState"), self._saver._beside():
            going_on = tf.reshape(tf.where(tf.logical_not(self._received.is_done)), [-1])
            value = tf.identity(value, name=f"convert_{state_name}")
            value = checks.with_shape_of("value", value, state)
            return self._saver.barrier.insert_many(
                ("state", state_name),
                tf.gather(self.next_key, going_on),
                tf.gather(value, going_on),
                name=f"BarrierInsertState_{state_name}",
            )


class _Received:
    """The tensors of the next batch; those of states let new sequences in for ended ones."""

    def __init__(self, taken: tuple[Any, Any, dict[Any, Any]], capacity: Any) -> None:
        self.indices, self.keys, self.values = taken
        self.context = self._of("context")
        self.sequences = self._of("steps")
        self.batch_size = tf.size(self.values["length", ""])
        self.is_done = self.values["sequence", ""] + 1 >= self.values["sequence_count", ""]
        ended = capacity.dequeue_many(tf.reduce_sum(tf.cast(self.is_done, tf.int32)))
        with tf.control_dependencies([ended]):
            self.states = {name: tf.identity(state) for name, state in self._of("state").items()}

    def _of(self, kind: str) -> dict[str, Any]:
        return {name: value for (found, name), value in self.values.items() if found == kind}


class SequenceQueueingStateSaver:
    """Cuts sequences into segments of ``num_unroll`` steps and keeps states between them.

    segment s of a sequence x is x[s·U : (s + 1)·U];  its state is what ``save_state`` got at
    segment s - 1, or the initial state for s = 0

    Running ``prefetch_op`` takes one sequence in; every reading of ``next_batch`` gives the next
    segments of the oldest sequences.  A :class:`tf.train.QueueRunner` takes this object as its
    queue.  :func:`batch_sequences_with_states` makes both, and fills sequences up.

    Args:
      batch_size: int or int32 scalar, how many segments a batch has.
      num_unroll: int, U.
      input_length: int32 scalar, the sequence's length without its padding.
      input_key: string scalar, another one for every sequence that is inside.
      input_sequences: dict of ``[T, ...]`` tensors by name, T a multiple of U.
      input_context: dict of tensors by name, given out with every segment.
      initial_states: dict of tensors by name.
      capacity: how many sequences may be inside; by default any number.
      allow_small_batch: whether the last batches, once the input has ended, may be smaller.
      name: of the operations.

    Raises:
      ArgumentTypeError: (a ``TypeError``) no dict, a name that is no string, a wrong type.
      ArgumentValueError: (a ``ValueError``) no sequence, no state, a colon in a name, an unknown
        shape, a capacity below ``batch_size``.
      tf.errors.InvalidArgumentError: when run: lengths that differ or are no multiple of U.

    Source: ``tf.contrib.training.SequenceQueueingStateSaver`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     saver = SequenceQueueingStateSaver(
      ...         1, 2, 3, "a", {"x": [1.0, 2.0, 3.0, 0.0]}, {}, {"sum": 0.0})
      ...     batch = saver.next_batch
      ...     total = batch.state("sum") + tf.reduce_sum(batch.sequences["x"], 1)
      ...     save = batch.save_state("sum", total)
      ...     _ = session.run(saver.prefetch_op)
      ...     steps = [session.run([batch.key, total, save])[:2] for _ in range(2)]
      >>> [(key.tolist(), total.tolist()) for key, total in steps]
      [([b'00000_of_00002:a'], [3.0]), ([b'00001_of_00002:a'], [6.0])]
    """

    def __init__(
        self,
        batch_size: Any,
        num_unroll: int,
        input_length: Any,
        input_key: Any,
        input_sequences: dict[str, Any],
        input_context: dict[str, Any],
        initial_states: dict[str, Any],
        capacity: int | None = None,
        allow_small_batch: bool = False,
        name: str | None = None,
    ) -> None:
        self._batch_size, self._num_unroll = batch_size, num_unroll
        self._allow_small_batch = allow_small_batch
        self._prefetch_op: Any = None
        self._received: _Received | None = None
        self._next_batch: NextQueuedSequenceBatch | None = None
        for argument, named, may_be_empty in (
            ("initial_states", initial_states, False),
            ("input_sequences", input_sequences, False),
            ("input_context", input_context, True),
        ):
            checks.check_named(argument, named, may_be_empty)
        input_key = self._with_room(capacity, input_key)
        self._capacity_queue = _v1.FIFOQueue(
            -1 if capacity is None else capacity, [tf.int32], [[]]
        )
        with self._beside(), _v1.name_scope(name, "InputQueueingStateSaver") as scope:
            self._name = scope
            self._states = checks.sorted_tensors("initial_states", initial_states)
            self._context = checks.sorted_tensors("input_context", input_context)
            sequences = checks.sorted_tensors("input_sequences", input_sequences, first=1)
            self._key = checks.scalar("input_key", input_key, tf.string)
            length = checks.scalar("input_length", input_length, tf.int32)
            self._set_lengths(length, sequences)
            self._barrier = Barrier(self._components())

    def _with_room(self, capacity: int | None, key: Any) -> Any:
        """The key, which a capacity that never fills a batch keeps from coming in."""
        size = self._batch_size
        if capacity is None:
            return key
        if tf.is_tensor(size):
            text = "capacity needs to be >= batch_size."
            is_enough = tf.cast(capacity, tf.int64) >= tf.cast(size, tf.int64)
            return checks.when(is_enough, [text, capacity, size], key)
        if capacity < size:
            raise checks.wrong_value(
                "capacity", f"{size} or more, one batch", capacity, "enlarge it",
                known_as=f"capacity {capacity} needs to be >= batch_size {size}",
            )
        return key

    def _set_lengths(self, length: Any, sequences: dict[str, Any]) -> None:
        first = next(iter(sequences.values()))
        padded = tf.identity(tf.shape(first)[0], name="padded_length")
        padded = checks.whole_parts(f"Tensor {padded.name}", padded, self._num_unroll)
        self._padded_length = padded
        self._sequences = {
            name: checks.with_length(name, tensor, padded) for name, tensor in sequences.items()
        }
        said = ["Input length should be <= than length from sequences:", length, " vs. ", padded]
        self._length = checks.when(length <= padded, said, length)

    def _components(self) -> dict[Any, tuple[tf.DType, tf.TensorShape]]:
        scalar, unroll = tf.TensorShape([]), tf.TensorShape([self._num_unroll])
        found: dict[Any, tuple[tf.DType, tf.TensorShape]] = {
            (kind, ""): (tf.int32, scalar) for kind in _NUMBERS
        }
        found["next_key", ""] = (tf.string, scalar)
        for name, value in self._sequences.items():
            found["steps", name] = (value.dtype, unroll.concatenate(value.shape[1:]))
        for kind, values in (("context", self._context), ("state", self._states)):
            for name, value in values.items():
                found[kind, name] = (value.dtype, value.shape)
        return found

    def _beside(self) -> Any:
        """Where the queue is, which holds its values on the host."""
        queue = self._capacity_queue.queue_ref
        return queue.graph.colocate_with(queue.op)

    @property
    def name(self) -> str:
        """The scope of the operations."""
        return str(self._name)

    @property
    def barrier(self) -> Barrier:
        """What holds the segments: ``ready_size()``, ``incomplete_size()``, ``close()``."""
        return self._barrier

    @property
    def batch_size(self) -> Any:
        """As given."""
        return self._batch_size

    @property
    def num_unroll(self) -> int:
        """As given."""
        return self._num_unroll

    @property
    def prefetch_op(self) -> Any:
        """The operation that takes one sequence in; it waits while ``capacity`` are inside."""
        if self._prefetch_op is None:
            with _v1.name_scope(self._name):
                self._prefetch_op = self._prefetch()
        return self._prefetch_op

    @property
    def next_batch(self) -> NextQueuedSequenceBatch:
        """The next segments; one object, whose tensors a ``session.run`` reads together."""
        if self._next_batch is None:
            _ = self.prefetch_op
            self._next_batch = NextQueuedSequenceBatch(self)
        return self._next_batch

    def close(self, cancel_pending_enqueues: bool = False, name: str | None = None) -> Any:
        """The operation that ends the input; sequences that are inside go on to their end.

        Args:
          cancel_pending_enqueues: whether they end too.
          name: of the operation.
        """
        with _v1.name_scope(name, "SQSSClose") as scope:
            closed = [
                self._barrier.close(cancel_pending_enqueues, "BarrierClose"),
                self._capacity_queue.close(cancel_pending_enqueues, "FIFOClose"),
            ]
            return tf.group(*closed, name=scope)

    def _receive(self) -> _Received:
        if self._received is None:
            with _v1.name_scope(self._name):
                taken = self._barrier.take_many(self._batch_size, self._allow_small_batch)
                self._received = _Received(taken, self._capacity_queue)
        return self._received

    def _segments(self, count: Any) -> tuple[Any, dict[Any, Any]]:
        """The keys of all segments of the sequence, and their components without states."""
        number = tf.range(count)
        ones = tf.ones_like(number)
        left = self._length - self._num_unroll * number
        of = tf.strings.as_string(count, width=5, fill="0")
        digits = tf.strings.as_string(number, width=5, fill="0")
        keys = tf.strings.join([digits, "_of_", of, ":", self._key])
        stop = tf.strings.join(["STOP:", self._key])
        found = {
            ("length", ""): tf.clip_by_value(left, 0, self._num_unroll),
            ("total_length", ""): self._length * ones,
            ("sequence", ""): number,
            ("sequence_count", ""): count * ones,
            ("next_key", ""): tf.concat([keys[1:], [stop]], 0),
        }
        for name, value in self._sequences.items():
            shape = tf.concat([[count, self._num_unroll], tf.shape(value)[1:]], 0)
            found["steps", name] = tf.reshape(value, shape)
        for name, value in self._context.items():
            found["context", name] = tf.repeat(value[tf.newaxis], count, axis=0)
        return keys, found

    def _prefetch(self) -> Any:
        keys, segments = self._segments(self._padded_length // self._num_unroll)
        token = self._capacity_queue.enqueue([0])
        inserts = {
            component: self._barrier.insert_many(component, keys, values, "BarrierInsert")
            for component, values in segments.items()
        }
        # The state completes the first segment, and with it lets the sequence begin.
        with tf.control_dependencies([token, inserts["sequence", ""]]):
            begun = [
                self._barrier.insert_many(
                    ("state", name), keys[:1], value[tf.newaxis], "BarrierInitialInsertState"
                )
                for name, value in self._states.items()
            ]
        return tf.group(token, *inserts.values(), *begun, name="StateSaverPrefetchGroup")
