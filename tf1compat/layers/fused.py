"""The fused batch normalisation of one channel axis, as TF1's layers called it."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError
from tf1compat.layers.arguments import smart_cond, static_bool
from tf1compat.scopes import op_ids

_DTYPES = ("float16", "bfloat16", "float32")
_EPSILON = 1.001e-5  # TF1 let cuDNN's lower limit hold everywhere


def fused_batch_norm(
    symbol: str,
    images: Any,
    parameters: tuple[Any, Any],
    moving: tuple[Any, Any],
    epsilon: float,
    channels_first: bool,
    training: Any,
) -> tuple[Any, Any, Any]:
    """Normalised images, and the mean and sample variance (divided by n - 1) of the batch.

    Args:
      symbol: whose input it is, for the error.
      images: ``[B, H, W, C]`` or ``[B, C, H, W]``.
      parameters: gamma and beta; None for 1 and 0.
      moving: mean and variance to use, and to return, when not ``training``.
      epsilon: added to the variance.
      channels_first: which of the two shapes it is.
      training: bool or tensor.

    Raises:
      ArgumentTypeError: float64, which the op does not compute; TF1 raised TypeError, too.
    """
    images = tf.convert_to_tensor(images)  # a reference variable is an image, too
    dtype = images.dtype.name
    if dtype not in _DTYPES:
        raise ArgumentTypeError(
            symbol, "inputs", expected=f"one of {', '.join(_DTYPES)}", received=dtype,
            remedy="pass fused=False",
        )
    gamma, beta = parameters
    size = moving[0].shape

    def normalized(**statistics: Any) -> Any:
        return tf.compat.v1.nn.fused_batch_norm(
            images, tf.ones(size) if gamma is None else gamma,
            tf.zeros(size) if beta is None else beta, epsilon=max(epsilon, _EPSILON),
            data_format="NCHW" if channels_first else "NHWC", **statistics,
        )

    outputs, mean, variance = smart_cond(training, normalized, lambda: normalized(
        mean=moving[0], variance=moving[1], is_training=False
    ))
    op_ids.skip(int(static_bool(training) is False))  # TF1's momentum, which was not used
    return outputs, mean, variance
