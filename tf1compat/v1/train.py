"""``tf.train``: TensorFlow's own, but for a ``Saver`` and hook that do what TensorFlow 1's did."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.estimator.saving import CheckpointSaverHook as CheckpointSaverHook
from tf1compat.scopes.saver import Saver as Saver
from tf1compat.v1 import _namespace

__all__ = ["CheckpointSaverHook", "Saver"]

_namespace.join(__name__, "tf.train", base=_tensorflow.compat.v1.train)
