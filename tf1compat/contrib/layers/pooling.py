"""``max_pool2d``, ``avg_pool2d`` and those over three axes."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.contrib.arg_scope import add_arg_scope
from tf1compat.contrib.layers import common
from tf1compat.layers.pooling import (
    AveragePooling2D,
    AveragePooling3D,
    MaxPooling2D,
    MaxPooling3D,
)

_FLAT, _DEEP = ("NHWC", "NCHW"), ("NDHWC", "NCDHW")


@add_arg_scope
def max_pool2d(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 2,
    padding: str = "VALID",
    data_format: str = "NHWC",
    outputs_collections: Any = None,
    scope: Any = None,
) -> Any:
    """The maximum of each window.

    Args:
      inputs: ``[B, H, W, C]``, or ``[B, C, H, W]``.
      kernel_size: of the window, one int or two.
      stride: the same.
      padding: ``VALID`` or ``SAME``.
      data_format: ``NHWC`` or ``NCHW``.
      outputs_collections: where the output goes.
      scope: prefix of the ops.

    Example:
      >>> max_pool2d(tf.ones([2, 6, 6, 3]), 2).shape.as_list()
      [2, 3, 3, 3]
    """
    return _pooled(MaxPooling2D, "MaxPool2D", _FLAT, locals())


@add_arg_scope
def avg_pool2d(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 2,
    padding: str = "VALID",
    data_format: str = "NHWC",
    outputs_collections: Any = None,
    scope: Any = None,
) -> Any:
    """The average of each window; arguments as :func:`max_pool2d`.

    Example:
      >>> avg_pool2d(tf.ones([2, 6, 6, 3]), 2).shape.as_list()
      [2, 3, 3, 3]
    """
    return _pooled(AveragePooling2D, "AvgPool2D", _FLAT, locals())


@add_arg_scope
def max_pool3d(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 2,
    padding: str = "VALID",
    data_format: str = "NDHWC",
    outputs_collections: Any = None,
    scope: Any = None,
) -> Any:
    """The maximum of each window of ``[B, D, H, W, C]``; arguments as :func:`max_pool2d`.

    Example:
      >>> max_pool3d(tf.ones([2, 4, 6, 6, 3]), 2).shape.as_list()
      [2, 2, 3, 3, 3]
    """
    return _pooled(MaxPooling3D, "MaxPool3D", _DEEP, locals())


@add_arg_scope
def avg_pool3d(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 2,
    padding: str = "VALID",
    data_format: str = "NDHWC",
    outputs_collections: Any = None,
    scope: Any = None,
) -> Any:
    """The average of each window of ``[B, D, H, W, C]``; arguments as :func:`max_pool2d`.

    Example:
      >>> avg_pool3d(tf.ones([2, 4, 6, 6, 3]), 2).shape.as_list()
      [2, 2, 3, 3, 3]
    """
    return _pooled(AveragePooling3D, "AvgPool3D", _DEEP, locals())


def _pooled(
    kind: Any, default: str, formats: tuple[str, str], given: dict[str, Any]
) -> Any:
    channels = common.as_layers_format(default, given["data_format"], formats)
    with tf.compat.v1.name_scope(given["scope"], default, [given["inputs"]]) as current:
        layer = kind(
            given["kernel_size"], given["stride"], given["padding"], channels, _scope=current
        )
        outputs = layer.apply(tf.convert_to_tensor(given["inputs"]))
        return common.collected(given["outputs_collections"], current, outputs)
