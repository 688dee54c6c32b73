"""``tensorflow.python.training.tracking.util``: its checkpoint of objects is public today."""

from __future__ import annotations

import tensorflow as tf

__all__ = ["Checkpoint"]

Checkpoint = tf.train.Checkpoint
