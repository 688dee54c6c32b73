"""``spatial_softmax``, ``images_to_sequence``, ``sequence_to_images``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.contrib.arg_scope import add_arg_scope
from tf1compat.contrib.layers import common
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.scope import variable_scope

_v1 = tf.compat.v1


@add_arg_scope
def spatial_softmax(
    features: Any,
    temperature: float | None = None,
    name: str | None = None,
    variables_collections: Any = None,
    trainable: bool = True,
    data_format: str = "NHWC",
) -> Any:
    """Where each channel has its maximum, softly: the mean of the positions by softmax(x / τ).

    Positions go from -1 to 1.  Variable: ``spatial_softmax/temperature``, a scalar.

    Args:
      features: ``[B, H, W, C]``, or ``[B, C, H, W]``; H and W may be known to the run only.
      temperature: what τ starts at; 1 by default.
      name: of the scope; ``spatial_softmax`` (made unique) by default.
      variables_collections: taken, and as in TensorFlow 1 without effect.
      trainable: whether τ trains.
      data_format: ``NHWC`` or ``NCHW``.

    Returns:
      ``[B, 2 C]``: for each channel the position along H, then that along W.

    Raises:
      ValueError: another data format, an unknown number of channels.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> spatial_softmax(tf.zeros([2, 4, 4, 3])).shape.as_list()
      [2, 6]
    """
    del variables_collections
    common.as_layers_format("spatial_softmax", data_format, ("NHWC", "NCHW"))
    with variable_scope(name, "spatial_softmax"):
        if data_format == "NHWC":
            features = tf.transpose(features, [0, 3, 1, 2])
        _, channels, height, width = _sizes(features)
        if tf.is_tensor(channels):
            raise ArgumentValueError(
                "spatial_softmax", "features", expected="a known number of channels",
                received=f"shape {features.shape}", remedy="set the static shape",
            )
        start = 1.0 if temperature is None else temperature
        tau = common.model_variable(
            "temperature", shape=(), dtype=tf.float32, trainable=trainable,
            initializer=_v1.constant_initializer(start),
        )
        with tf.name_scope("spatial_softmax_op"):
            rows, columns = (tf.linspace(-1.0, 1.0, size) for size in (height, width))
            places = tf.meshgrid(rows, columns, indexing="ij")
            weights = tf.nn.softmax(tf.reshape(features, [-1, height * width]) / tau)
            means = [
                tf.reduce_sum(tf.reshape(place, [-1]) * weights, 1, keepdims=True)
                for place in places
            ]
            return tf.reshape(tf.concat(means, 1), [-1, channels * 2])


def _sizes(images: Any) -> list[Any]:
    """Those that are known as ints, the others as tensors."""
    of_run = tf.shape(images)
    return [of_run[i] if size is None else size for i, size in enumerate(images.shape.as_list())]


@add_arg_scope
def images_to_sequence(
    inputs: Any, data_format: str = "NHWC", outputs_collections: Any = None, scope: Any = None
) -> Any:
    """Each row of each image as a sequence over its width: ``[W, B H, C]``.

    Args:
      inputs: ``[B, H, W, C]``, or ``[B, C, H, W]``.
      data_format: ``NHWC`` or ``NCHW``.
      outputs_collections: where the output goes.
      scope: prefix of the ops.

    Raises:
      ValueError: another data format.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> images_to_sequence(tf.ones([2, 3, 4, 5])).shape.as_list()
      [4, 6, 5]
    """
    channels = common.as_layers_format("images_to_sequence", data_format, ("NHWC", "NCHW"))
    with _v1.name_scope(scope, "ImagesToSequence", [inputs]) as current:
        inputs = tf.convert_to_tensor(inputs)
        if channels == "channels_first":
            inputs = tf.transpose(inputs, [0, 2, 3, 1])
        _, _, width, depth = inputs.shape.as_list()
        of_run = tf.shape(inputs)
        turned = tf.transpose(inputs, [2, 0, 1, 3])
        columns = of_run[2] if width is None else width
        outputs = tf.reshape(turned, [columns, of_run[0] * of_run[1], depth or of_run[3]])
        outputs.set_shape([width, _product(inputs.shape.as_list()[:2]), depth])
        return common.collected(outputs_collections, current, outputs)


@add_arg_scope
def sequence_to_images(
    inputs: Any,
    height: int,
    output_data_format: str = "channels_last",
    outputs_collections: Any = None,
    scope: Any = None,
) -> Any:
    """What :func:`images_to_sequence` made, as images again: ``[B, height, W, C]``.

    Args:
      inputs: ``[W, B height, C]``.
      height: of the images.
      output_data_format: ``channels_last`` or ``channels_first``.
      outputs_collections: where the output goes.
      scope: prefix of the ops.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> sequence_to_images(tf.ones([4, 6, 5]), 3).shape.as_list()
      [2, 3, 4, 5]
    """
    with _v1.name_scope(scope, "SequenceToImages", [inputs]) as current:
        inputs = tf.convert_to_tensor(inputs)
        width, rows, depth = inputs.shape.as_list()
        images = None if rows is None else rows // height
        of_run = tf.shape(inputs)
        apart = tf.reshape(
            inputs, [width or of_run[0], -1 if images is None else images, height,
                     depth or of_run[2]]
        )
        order = [1, 3, 2, 0] if output_data_format == "channels_first" else [1, 2, 0, 3]
        outputs = tf.transpose(apart, order)
        return common.collected(outputs_collections, current, outputs)


def _product(sizes: list[int | None]) -> int | None:
    first, second = sizes
    return None if first is None or second is None else first * second
