"""``tf.layers.conv1d``, ``conv2d`` and ``conv3d`` become keras convolutions.

Before:
    import tensorflow as tf
    y = tf.layers.conv2d(x, 32, [3, 3], padding="SAME", activation=tf.nn.relu)
    z = tf.layers.conv1d(inputs=y, filters=4, kernel_size=3, kernel_regularizer=l2)
After:
    import keras
    import tensorflow as tf
    y = keras.layers.Conv2D(filters=32, kernel_size=[3, 3], padding="same", activation="relu")(x)
    z = tf.layers.conv1d(inputs=y, filters=4, kernel_size=3, kernel_regularizer=l2)
"""

from __future__ import annotations

from collections.abc import Iterator

from tf1compat.rewrite import functional
from tf1compat.rewrite.edit import Change, File, Left

LEVEL = "keras"
_LAYERS = {"conv1d": "Conv1D", "conv2d": "Conv2D", "conv3d": "Conv3D"}


def edits(file: File) -> Iterator[Change | Left]:
    """One change per call."""
    return functional.edits(file, "tf1compat.layers.convolutional", _LAYERS)
