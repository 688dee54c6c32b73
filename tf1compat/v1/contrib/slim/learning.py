"""``tf.contrib.slim.learning``."""

from __future__ import annotations

from tf1compat.contrib.slim.learning import add_gradients_summaries as add_gradients_summaries
from tf1compat.contrib.slim.learning import create_train_op as create_train_op
from tf1compat.contrib.slim.learning import train as train
from tf1compat.contrib.slim.learning import train_step as train_step
from tf1compat.contrib.training import clip_gradient_norms as clip_gradient_norms
from tf1compat.contrib.training import multiply_gradients as multiply_gradients
from tf1compat.v1 import _namespace, _private

__all__ = [
    "add_gradients_summaries",
    "clip_gradient_norms",
    "create_train_op",
    "multiply_gradients",
    "train",
    "train_step",
]

_namespace.join(__name__, "tf.contrib.slim.learning", kind=_private.ContribNamespace)
