"""What the arguments of ``tf.contrib.seq2seq`` that are layers may be."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from tf1compat.errors import ArgumentTypeError
from tf1compat.scopes.layer import Layer


def check_layer(symbol: str, argument: str, layer: Any) -> None:
    """``None``, one of ``tf.layers``, or one of Keras.

    Raises:
      ArgumentTypeError: anything else.
    """
    if layer is not None and not isinstance(layer, Layer | keras.layers.Layer):
        raise ArgumentTypeError(
            symbol, argument, expected="a layer object, such as tf.layers.Dense(…)",
            received=type(layer).__name__, remedy="pass the layer, not its output or function",
        )


def size_after(layer: Any, size: Any) -> Any:
    """The output size of a decoder whose cell's outputs of this size go through a layer, or None.

    Example:
      >>> size_after(keras.layers.Dense(7), 3).as_list(), size_after(None, 3)
      ([7], 3)
    """
    if layer is None:
        return size
    shape = layer.compute_output_shape(
        tf.nest.map_structure(lambda part: tf.TensorShape([None]).concatenate(part), size)
    )
    if isinstance(layer, keras.layers.Layer) and isinstance(size, int | tf.TensorShape):
        shape = tf.TensorShape(shape)  # a tuple of numbers to Keras
    return tf.nest.map_structure(lambda part: tf.TensorShape(part)[1:], shape)
