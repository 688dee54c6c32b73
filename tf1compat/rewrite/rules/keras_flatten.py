"""``tf.layers.flatten`` becomes a keras Flatten.

Before:
    import tensorflow as tf
    y = tf.layers.flatten(x)
After:
    import keras
    import tensorflow as tf
    y = keras.layers.Flatten()(x)
"""

from __future__ import annotations

from collections.abc import Iterator

from tf1compat.rewrite import functional
from tf1compat.rewrite.edit import Change, File, Left

LEVEL = "keras"


def edits(file: File) -> Iterator[Change | Left]:
    """One change per call."""
    return functional.edits(file, "tf1compat.layers.core", {"flatten": "Flatten"})
