"""What the arguments of ``tf.contrib.seq2seq`` that are layers may be."""

from __future__ import annotations

from typing import Any

import keras

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
