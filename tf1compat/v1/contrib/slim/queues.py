"""``tf.contrib.slim.queues``."""

from __future__ import annotations

from tf1compat.contrib.slim.queues import NestedQueueRunnerError as NestedQueueRunnerError
from tf1compat.contrib.slim.queues import QueueRunners as QueueRunners
from tf1compat.v1 import _namespace, _private

__all__ = [
    "NestedQueueRunnerError",
    "QueueRunners",
]

_namespace.join(__name__, "tf.contrib.slim.queues", kind=_private.ContribNamespace)
