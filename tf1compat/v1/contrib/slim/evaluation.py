"""``tf.contrib.slim.evaluation``."""

from __future__ import annotations

from tf1compat.contrib.slim.evaluation import evaluate_once as evaluate_once
from tf1compat.contrib.slim.evaluation import evaluation_loop as evaluation_loop
from tf1compat.contrib.training import checkpoints_iterator as checkpoints_iterator
from tf1compat.contrib.training import wait_for_new_checkpoint as wait_for_new_checkpoint
from tf1compat.v1 import _namespace, _private

__all__ = [
    "checkpoints_iterator",
    "evaluate_once",
    "evaluation_loop",
    "wait_for_new_checkpoint",
]

_namespace.join(__name__, "tf.contrib.slim.evaluation", kind=_private.ContribNamespace)
