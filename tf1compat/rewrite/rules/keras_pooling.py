"""The pooling functions of ``tf.layers`` become keras layers.

Before:
    import tensorflow as tf
    y = tf.layers.max_pooling2d(x, pool_size=[2, 2], strides=2, padding="same")
    z = tf.layers.average_pooling1d(y, 2, 2, data_format=layout)
After:
    import keras
    import tensorflow as tf
    y = keras.layers.MaxPooling2D(pool_size=[2, 2], strides=2, padding="same")(x)
    z = tf.layers.average_pooling1d(y, 2, 2, data_format=layout)
"""

from __future__ import annotations

from collections.abc import Iterator

from tf1compat.rewrite import functional
from tf1compat.rewrite.edit import Change, File, Left

LEVEL = "keras"
_LAYERS = {
    f"{old}_pooling{n}d": f"{new}Pooling{n}D"
    for old, new in (("max", "Max"), ("average", "Average"))
    for n in (1, 2, 3)
}


def edits(file: File) -> Iterator[Change | Left]:
    """One change per call."""
    return functional.edits(file, "tf1compat.layers.pooling", _LAYERS)
