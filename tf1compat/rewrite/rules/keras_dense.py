"""``tf.layers.dense`` becomes a keras Dense.

Before:
    import tensorflow as tf
    h = tf.layers.dense(x, 8, activation=tf.nn.relu, name="hidden")
    y = tf.layers.dense(h, 2, kernel_initializer=init)
After:
    import keras
    import tensorflow as tf
    h = keras.layers.Dense(units=8, activation="relu", name="hidden")(x)
    y = tf.layers.dense(h, 2, kernel_initializer=init)
"""

from __future__ import annotations

from collections.abc import Iterator

from tf1compat.rewrite import functional
from tf1compat.rewrite.edit import Change, File, Left

LEVEL = "keras"


def edits(file: File) -> Iterator[Change | Left]:
    """One change per call."""
    return functional.edits(file, "tf1compat.layers.core", {"dense": "Dense"})
