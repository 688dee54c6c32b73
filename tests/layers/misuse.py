"""Misuse of ``tf.layers``: what TensorFlow 1.15.5 raised, and we must raise, too.

Python 3.7 reads this file, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _x(tf: Any, *shape: Any) -> Any:
    return tf.placeholder(tf.float32, shape)


def _image(tf: Any) -> Any:
    return _x(tf, 2, 8, 8, 3)


MISUSE: dict[str, Callable[[Any], Any]] = {
    "dense rank 1": lambda tf: tf.layers.dense(_x(tf, 4), 3),
    "dense unknown rank": lambda tf: tf.layers.dense(tf.placeholder(tf.float32), 3),
    "dense unknown depth": lambda tf: tf.layers.dense(_x(tf, 2, None), 3),
    "dense int": lambda tf: tf.layers.dense(tf.placeholder(tf.int32, [2, 3]), 3),
    "dense keyword": lambda tf: tf.layers.Dense(3, colour=1),
    "dense activation": lambda tf: tf.layers.dense(_x(tf, 2, 3), 3, activation="relu7"),
    "dense initializer": lambda tf: tf.layers.dense(_x(tf, 2, 3), 3, kernel_initializer="xavier"),
    "dense regularizer": lambda tf: tf.layers.dense(_x(tf, 2, 3), 3, kernel_regularizer="l3"),
    "dense twice": lambda tf: [tf.layers.dense(_x(tf, 2, 3), 3, name="d") for _ in range(2)],
    "dense reuse": lambda tf: tf.layers.dense(_x(tf, 2, 3), 3, name="d", reuse=True),
    "dense other depth": lambda tf: [
        layer(_x(tf, 2, depth)) for layer in [tf.layers.Dense(3)] for depth in (3, 4)
    ],
    "dense scope name": lambda tf: tf.layers.Dense(3).scope_name,
    "dense axis of shape": lambda tf: tf.layers.Dense(3).compute_output_shape([2, None]),
    "conv rank": lambda tf: tf.layers.conv2d(_x(tf, 2, 8, 3), 4, 3),
    "conv unknown channels": lambda tf: tf.layers.conv2d(_x(tf, 2, 8, 8, None), 4, 3),
    "conv kernel length": lambda tf: tf.layers.conv2d(_image(tf), 4, (3, 3, 3)),
    "conv kernel text": lambda tf: tf.layers.conv2d(_image(tf), 4, "a"),
    "conv padding": lambda tf: tf.layers.conv2d(_image(tf), 4, 3, padding="full"),
    "conv causal": lambda tf: tf.layers.conv2d(_image(tf), 4, 3, padding="causal"),
    "conv data format": lambda tf: tf.layers.conv2d(_image(tf), 4, 3, data_format="NHWC"),
    "conv strides and dilation": lambda tf: tf.layers.conv2d(
        _image(tf), 4, 3, strides=2, dilation_rate=2
    ),
    "conv stride 0": lambda tf: tf.layers.conv2d(_image(tf), 4, 3, strides=0),
    "conv int": lambda tf: tf.layers.conv2d(tf.placeholder(tf.int32, [2, 8, 8, 3]), 4, 3),
    "transpose rank": lambda tf: tf.layers.conv2d_transpose(_x(tf, 2, 8, 3), 4, 3),
    "pool rank": lambda tf: tf.layers.max_pooling2d(_x(tf, 2, 8, 3), 2, 2),
    "pool strides": lambda tf: tf.layers.max_pooling2d(_image(tf), 2, None),
    "pool padding": lambda tf: tf.layers.average_pooling2d(_image(tf), 2, 2, padding="full"),
    "flatten unknown rank": lambda tf: tf.layers.flatten(tf.placeholder(tf.float32)),
    "dropout rate": lambda tf: tf.layers.dropout(_x(tf, 2, 3), 1.5, training=True),
    "norm axis tuple": lambda tf: tf.layers.BatchNormalization(axis=(1,)),
    "norm axis": lambda tf: tf.layers.batch_normalization(_x(tf, 2, 3), axis=2),
    "norm axis twice": lambda tf: tf.layers.batch_normalization(_x(tf, 2, 3), axis=[1, -1]),
    "norm unknown rank": lambda tf: tf.layers.batch_normalization(tf.placeholder(tf.float32)),
    "norm unknown channels": lambda tf: tf.layers.batch_normalization(_x(tf, 2, None)),
    "norm clipping": lambda tf: tf.layers.BatchNormalization(
        renorm=True, renorm_clipping={"smax": 1.0}
    ),
    "norm virtual 0": lambda tf: tf.layers.batch_normalization(
        _x(tf, 2, 3), virtual_batch_size=0
    ),
    "norm virtual axis": lambda tf: tf.layers.batch_normalization(
        _x(tf, 2, 3), axis=0, virtual_batch_size=2
    ),
    "norm virtual adjustment": lambda tf: tf.layers.batch_normalization(
        _x(tf, 2, 3), virtual_batch_size=2, adjustment=lambda shape: (1.0, 0.0)
    ),
    "norm float64 fused": lambda tf: tf.layers.batch_normalization(
        tf.placeholder(tf.float64, [2, 3, 3, 4]), training=True
    ),
    "weight keyword": lambda tf: tf.layers.Layer().add_weight("w", [1], colour=1),
    "weight on read": lambda tf: tf.layers.Layer().add_weight(
        "w", [1], trainable=True, synchronization=tf.VariableSynchronization.ON_READ
    ),
}


def provoke(tf: Any, build: Callable[[Any], Any]) -> str:
    """The built-in error that came, or an empty text."""
    with tf.Graph().as_default():
        try:
            build(tf)
        except (TypeError, ValueError) as error:
            return "TypeError" if isinstance(error, TypeError) else "ValueError"
    return ""
