"""Queues that threads of the session fill from arrays in memory."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

_v1 = tf.compat.v1
_QueueRunner: Any = _v1.train.QueueRunner


def queue_of(
    columns: dict[str, Any],
    rows_of: Callable[[list[int]], list[Any]],
    shapes: list[Any],
    dtypes: list[Any],
    *,
    batch_size: int,
    num_epochs: int | None,
    shuffle: bool,
    capacity: int,
    min_after_dequeue: int,
    num_threads: int,
) -> Any:
    """A queue of single rows: the row's number, then its value in each column.

    Args:
      columns: whose length is the number of rows.
      rows_of: from row numbers to what is fed: the rows' labels, and each column.
      shapes: of one row in each.
      dtypes: likewise.
      batch_size: rows that a thread hands over at a time.
      num_epochs: times that each thread goes through the rows; None without end.
      shuffle: whether rows come in random order, from a random first one.
      capacity: rows that the queue holds.
      min_after_dequeue: rows that it keeps to draw from.
      num_threads: threads that fill it.

    Example:
      >>> import numpy as np
      >>> x = np.arange(6.0)
      >>> with tf.Graph().as_default():
      ...     queue = queue_of({"x": x}, lambda rows: [rows, x[rows]], [(), ()],
      ...                      [tf.int64, tf.float64], batch_size=4, num_epochs=1, shuffle=False,
      ...                      capacity=10, min_after_dequeue=0, num_threads=1)
      ...     batch = queue.dequeue_up_to(4)
      ...     with tf.compat.v1.train.MonitoredSession() as session:
      ...         session.run(batch)[1], session.run(batch)[1]
      (array([0., 1., 2., 3.]), array([4., 5.]))
    """
    if num_threads > 1:
        _v1.logging.warning(
            "num_threads is %d: each thread reads all rows, so an epoch has them so often",
            num_threads,
        )
    count = len(next(iter(columns.values())))
    with tf.name_scope("enqueue_input"):
        if shuffle:
            queue = _v1.RandomShuffleQueue(capacity, min_after_dequeue, dtypes, shapes)
        else:
            queue = _v1.FIFOQueue(capacity, dtypes, shapes)
        ops, feeds = [], []
        for _ in range(num_threads):
            places = [_v1.placeholder(dtype) for dtype in dtypes]
            ops.append(queue.enqueue_many(places))
            numbers = Rows(count, batch_size, num_epochs, shuffle)
            feeds.append(_feeding(places, rows_of, numbers))
        _v1.train.add_queue_runner(FeedingQueueRunner(queue, ops, feeds))
        room = capacity - min_after_dequeue
        kept = tf.cast(tf.maximum(0, queue.size() - min_after_dequeue), tf.float32)
        name = f"queue/{queue.name}fraction_over_{min_after_dequeue}_of_{room}_full"
        _v1.summary.scalar(name, kept * (1.0 / room))
    return queue


def _feeding(
    places: list[Any], rows_of: Callable[[list[int]], list[Any]], numbers: Rows
) -> Callable[[], dict[Any, Any]]:
    return lambda: dict(zip(places, rows_of(numbers.following()), strict=True))


class Rows:
    """Row numbers, a batch at a time; the batch that ends the last epoch is shorter.

    Example:
      >>> rows = Rows(3, 2, num_epochs=1, shuffle=False)
      >>> rows.following(), rows.following()
      ([0, 1], [2])
    """

    def __init__(self, count: int, batch_size: int, num_epochs: int | None, shuffle: bool) -> None:
        self._count, self._batch = count, batch_size
        self._next = random.randrange(count) if shuffle else 0
        self._left = None if num_epochs is None else num_epochs * count

    def following(self) -> list[int]:
        """The next numbers.

        Raises:
          tf.errors.OutOfRangeError: there are no more.
        """
        size = self._batch if self._left is None else min(self._batch, self._left)
        if not size:
            raise tf.errors.OutOfRangeError(None, None, "all epochs were read")
        found = [(self._next + n) % self._count for n in range(size)]
        self._next = (self._next + size) % self._count
        if self._left is not None:
            self._left -= size
        return found


class FeedingQueueRunner(_QueueRunner):
    """A ``tf.train.QueueRunner`` whose threads feed what they enqueue.

    Args:
      queue: the queue.
      enqueue_ops: one for each thread.
      feeds: for each of them, a function that makes its next feed.
    """

    def __init__(
        self, queue: Any, enqueue_ops: Sequence[Any], feeds: Sequence[Callable[[], Any]]
    ) -> None:
        super().__init__(queue, enqueue_ops)
        self._feeds = feeds
        self._running: dict[Any, int] = {}
        self._guard = threading.Lock()

    def create_threads(
        self, sess: Any, coord: Any = None, daemon: bool = False, start: bool = False
    ) -> list[threading.Thread]:
        with self._guard:
            if self._running.get(sess):
                return []
            self._running[sess] = len(self.enqueue_ops)
        pairs = zip(self.enqueue_ops, self._feeds, strict=True)
        threads = [threading.Thread(target=self._fill, args=(sess, *p, coord)) for p in pairs]
        if coord is not None:
            threads.append(threading.Thread(target=self._cancel, args=(sess, coord)))
        for thread in threads:
            if coord is not None:
                coord.register_thread(thread)
            thread.daemon = daemon
            if start:
                thread.start()
        return threads

    def to_proto(self, export_scope: str | None = None) -> Any:
        """Refused, as by TensorFlow 1: a graph does not hold the arrays that it was fed.

        Args:
          export_scope: of the graph.
        """
        raise NotImplementedError("a queue that Python fills cannot be written into a graph")

    def _fill(self, sess: Any, op: Any, feed: Callable[[], Any], coord: Any) -> None:
        """Enqueues until the rows end or the session does; the last thread closes the queue."""
        try:
            while coord is None or not coord.should_stop():
                sess.run(op, feed_dict=feed())
        except (tf.errors.OutOfRangeError, tf.errors.CancelledError):
            pass
        except Exception as error:
            if coord is None:
                raise
            coord.request_stop(error)
        finally:
            with self._guard:
                self._running[sess] -= 1
                is_last = not self._running[sess]
            if is_last and not (coord is not None and coord.should_stop()):
                self._close(sess)

    def _close(self, sess: Any) -> None:
        try:
            sess.run(self.close_op)
        except (RuntimeError, tf.errors.CancelledError) as error:  # the session was closed
            _v1.logging.vlog(1, "The queue's session ended first: %s", error)

    def _cancel(self, sess: Any, coord: Any) -> None:
        coord.wait_for_stop()
        try:
            sess.run(self.cancel_op)
        except (RuntimeError, tf.errors.CancelledError) as error:
            _v1.logging.vlog(1, "The queue's session ended first: %s", error)
