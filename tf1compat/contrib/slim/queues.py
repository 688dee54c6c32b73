"""``tf.contrib.slim.queues``."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import tensorflow as tf

_v1 = tf.compat.v1


class NestedQueueRunnerError(Exception):
    """TensorFlow 1 kept this name for programs that catch it, and raised it nowhere."""


@contextmanager
def QueueRunners(session: Any) -> Iterator[None]:  # noqa: N802  (TensorFlow 1's name)
    """Fills the graph's queues while the block runs.

    Args:
      session: that runs the queue runners of the collection ``QUEUE_RUNNERS``.

    Source: ``tf.contrib.slim.queues.QueueRunners`` of TensorFlow 1.15.5.

    Example:
      >>> v1 = tf.compat.v1
      >>> with tf.Graph().as_default(), v1.Session() as session:
      ...     number = v1.train.range_input_producer(3, shuffle=False).dequeue()
      ...     with QueueRunners(session):
      ...         [int(session.run(number)) for _ in range(4)]
      [0, 1, 2, 0]
    """
    coordinator = _v1.train.Coordinator()
    threads: list[threading.Thread] = []
    for runner in _v1.get_collection(_v1.GraphKeys.QUEUE_RUNNERS):
        threads += runner.create_threads(session, coord=coordinator, daemon=True, start=True)
    try:
        yield
    finally:
        coordinator.request_stop()
        coordinator.join(threads, stop_grace_period_secs=120)
