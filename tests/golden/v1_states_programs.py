"""Programs of ``tf.contrib.training``'s state saver, for the oracle and for us."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.golden.v1_programs import outcome, plain, program

_STEPS, _LENGTHS = [7, 3, 1, 4, 5], [7, 2, 1, 0, 5]
_NUMBERS = (
    "key", "next_key", "length", "total_length", "sequence", "sequence_count", "insertion_index",
    "batch_size",
)  # fmt: skip


def _sequence(tf: Any, dtype: str) -> Any:
    """Of a queue of five: its number, its steps, its length, all in order."""
    number = tf.train.range_input_producer(5, num_epochs=1, shuffle=False).dequeue()
    data = np.sin(np.arange(5 * 7 * 2)).reshape(5, 7, 2).astype(dtype)
    rows = tf.gather(tf.constant(data), number)[: tf.gather(_STEPS, number)]
    rows.set_shape([None, 2])
    return number, rows, tf.gather(_LENGTHS, number)


def _batch(tf: Any, dtype: str, states: Any, **how: Any) -> Any:
    number, rows, length = _sequence(tf, dtype)
    how = dict({"num_threads": 1, "num_unroll": 3, "batch_size": 2}, **how)
    return tf.contrib.training.batch_sequences_with_states(
        tf.as_string(number), {"x": rows, "word": tf.as_string(rows[:, 0])},
        {"number": number, "pair": [number, 2 * number]}, length, states, **how
    )


def _ran(tf: Any, fetches: Any) -> Any:
    """What each run gives until the input ends, and the variables then.

    The oracle can hang where the input ends while a batch waits for it, so it is read first;
    it also hangs where all segments were ready by then.
    """
    found = []
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        for count, variable in enumerate(tf.trainable_variables()):
            size = np.prod(variable.shape.as_list())
            start = np.cos(np.arange(size) + count).reshape(variable.shape.as_list())
            variable.load(start, session)
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coordinator)
        for thread in threads:
            if "close_on_stop" not in thread.name:
                thread.join()
        try:
            while True:
                found.append(plain(session.run(fetches)))
        except tf.errors.OutOfRangeError:
            coordinator.request_stop()
            coordinator.join(threads, stop_grace_period_secs=60)
        return [found, plain(session.run(tf.trainable_variables()))]


@program
def states_truncated_training(tf: Any) -> Any:
    """An LSTM of unequal sizes learns; its states go from segment to segment."""
    found = []
    for dtype in ("float32", "float64"):
        with tf.Graph().as_default():
            first = {"c": np.arange(3.0, dtype=dtype) / 4, "h": np.zeros(3, dtype)}
            batch = _batch(tf, dtype, first)
            cell = tf.nn.rnn_cell.LSTMCell(3, use_peepholes=True, forget_bias=0.5)
            outputs, state = tf.nn.static_state_saving_rnn(
                cell, tf.unstack(batch.sequences["x"], 3, axis=1), batch, ("c", "h"),
                sequence_length=batch.length,
            )
            stacked = tf.stack(outputs, 1)
            loss = tf.reduce_sum(tf.square(stacked - batch.sequences["x"][:, :, :1]))
            train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
            before = [batch.state("c"), batch.state("h")]
            numbers = [getattr(batch, name) for name in _NUMBERS]
            fetches = [numbers, batch.sequences, batch.context, before, stacked, state, loss, train]
            shapes = [t.get_shape().as_list() for t in [stacked, *before, batch.key, batch.length]]
            runners = len(tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS))
            tags = len(tf.get_collection(tf.GraphKeys.SUMMARIES))
            found.append([_ran(tf, fetches), shapes, runners, tags])
    return found


def _counting(tf: Any, **how: Any) -> Any:
    with tf.Graph().as_default():
        number, rows, length = _sequence(tf, "float32")
        if how.pop("even", False):
            rows, length = tf.tile(rows[:1], [6, 1]), tf.constant(5)
        if how.pop("whole", False):
            length = None
        wide = tf.SparseTensor([[0, 1], [0, 3]], [5, 6], [tf.cast(tf.shape(rows)[0], tf.int64), 4])
        deep = tf.SparseTensor([[1, 0], [1, 2]], tf.stack([number, 7]), [2, 3])
        how = dict({"num_threads": 1, "num_unroll": 3, "batch_size": 2}, **how)
        batch = tf.contrib.training.batch_sequences_with_states(
            tf.as_string(number), {"x": rows, "wide": wide}, {"deep": deep}, length,
            {"count": tf.zeros([], tf.int32)}, **how
        )
        count = batch.state("count")
        save = batch.save_state("count", count + batch.length)
        wide, deep = batch.sequences["wide"], batch.context["deep"]
        sparse = [[t.indices, t.values, t.dense_shape] for t in (wide, deep)]
        fetches = [batch.key, batch.next_key, count, batch.length, batch.sequences["x"], sparse]
        shape = batch.sequences["x"].get_shape().as_list()
        return [_ran(tf, [*fetches, save])[0], shape]


@program
def states_kept(tf: Any) -> Any:
    """Sums of lengths as states: sparse parts, other sizes, other ends."""
    return [
        _counting(tf),
        _counting(tf, whole=True, batch_size=3, capacity=5),
        _counting(tf, allow_small_batch=False),
        _counting(tf, even=True, pad=False, num_unroll=2),
        _counting(tf, make_keys_unique=True, make_keys_unique_seed=3),
    ]


def _misused(tf: Any, **how: Any) -> Any:
    saver = tf.contrib.training.SequenceQueueingStateSaver
    given = {
        "batch_size": 2, "num_unroll": 3, "input_length": 3, "input_key": "a",
        "input_sequences": {"x": tf.zeros([6, 2])}, "input_context": {},
        "initial_states": {"h": tf.zeros([4])},
    }  # fmt: skip
    return lambda: str(type(saver(**dict(given, **how))).__name__)


@program
def states_misused(tf: Any) -> Any:
    unknown = tf.placeholder(tf.float32, [None, 2])
    batches = tf.contrib.training.batch_sequences_with_states
    wrong: list[dict[str, Any]] = [
        {}, {"capacity": 2}, {"capacity": 1}, {"name": "mine"},
        {"input_length": 3.0}, {"input_length": [3]}, {"input_key": 1}, {"input_key": ["a"]},
        {"input_sequences": {}},
        {"input_sequences": {1: unknown}}, {"input_sequences": {"a:b": unknown}},
        {"input_sequences": {"x": tf.placeholder(tf.float32, [6, None])}},
        {"input_sequences": {"x": unknown}},
        {"input_context": {"x": unknown}}, {"input_context": {"a:": 1}},
        {"initial_states": {"x": unknown}}, {"initial_states": {}}, {"initial_states": [1.0]},
        {"initial_states": {1: 1.0}}, {"initial_states": {"a:b": 1.0}},
    ]  # fmt: skip
    found = [outcome(_misused(tf, **how)) for how in wrong]
    batch = _batch(tf, "float32", {"h": np.zeros(4, "float32")}, allow_small_batch=False)
    found.append(outcome(lambda: batch.state("c")))
    found.append(outcome(lambda: batch.save_state("c", tf.zeros([2, 4]))))
    found.append(outcome(lambda: batch.save_state("h", tf.zeros([2, 4, 1]))))
    found.append(outcome(lambda: batch.save_state("h", tf.zeros([2, 5]))))
    given: list[Any] = ["a", {"x": unknown}, {}, None, {"h": 1.0}]
    found.append(outcome(lambda: batches(*given, 2.5, 2)))
    found.append(outcome(lambda: batches(*given, 3, 2, pad=False)))
    return found


@program
def states_wrong_when_run(tf: Any) -> Any:
    """Lengths that only running shows to be wrong, and a saver used without a runner."""
    found: list[Any] = []
    x, y = (tf.placeholder(tf.float32, [None, 2]) for _ in "xy")
    length = tf.placeholder(tf.int32, [])
    saver = tf.contrib.training.SequenceQueueingStateSaver(
        1, 3, length, tf.as_string(length), {"x": x, "y": y}, {}, {"h": tf.zeros([2])}, name="sss"
    )
    batch, cancel = saver.next_batch, saver.close(cancel_pending_enqueues=True)
    sizes = [saver.barrier.ready_size(), saver.barrier.incomplete_size()]
    with tf.Session() as session:
        for steps in ((6, 6, 5), (4, 4, 3), (6, 3, 3), (3, 3, 4), (0, 0, 0), (3, 3, 0)):
            feed = {x: np.zeros([steps[0], 2]), y: np.zeros([steps[1], 2]), length: steps[2]}
            try:
                session.run(saver.prefetch_op, feed)
                found.append("taken in")
            except tf.errors.InvalidArgumentError as error:
                found.append([
                    words for words in ("multiple of: 3, but saw value: 4", "multiple of: 3",
                                        "sorted_sequences_y should be: 6", "should be <= than")
                    if words in error.message
                ])  # fmt: skip
        found.append(plain(session.run(sizes)))
        save = batch.save_state("h", batch.state("h") + 1.0)
        for _ in range(3):
            found.append(plain(session.run([batch.key, batch.length, batch.state("h"), save])))
        found.append(plain(session.run(sizes)))
        session.run(cancel)
        try:
            session.run([batch.key, save])
        except tf.errors.OutOfRangeError:
            found.append("ended")
    again = tf.contrib.training.NextQueuedSequenceBatch(saver)
    found.append([again.key is batch.key, again.state("h") is batch.state("h")])
    return [found, saver.batch_size, saver.num_unroll, saver.name, saver.barrier.name]
