"""``tf.contrib.layers``' initializers.

They differ from ``tf.initializers`` of the same names: the truncated normal is scaled by √1.3.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError

_v1 = tf.compat.v1
Initializer = Callable[..., Any]
_MODES = ("FAN_IN", "FAN_OUT", "FAN_AVG")


def variance_scaling_initializer(
    factor: float = 2.0,
    mode: str = "FAN_IN",
    uniform: bool = False,
    seed: int | None = None,
    dtype: Any = tf.float32,
) -> Initializer:
    """N = fan_in, fan_out or their mean

    uniform: U(-√(3·factor/n), √(3·factor/n))
    otherwise: truncated normal, before truncation N(0, 1.3·factor/n)

    Args:
      factor: 2 for He et al. (2015), 1 for Glorot and Bengio (2010).
      mode: what n counts.
      uniform: which distribution.
      seed: of the draw.
      dtype: of the weights; a float.

    Returns:
      a function ``(shape, dtype, partition_info)``.

    Raises:
      ArgumentTypeError: no float type, or another mode.

    Source: ``tf.contrib.layers.variance_scaling_initializer`` of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.initializers import variance_scaling_initializer
      >>> variance_scaling_initializer(seed=1)([3, 4]).shape.as_list()
      [3, 4]
    """
    _check_float(dtype)
    if mode not in _MODES:
        raise ArgumentTypeError(
            "variance_scaling_initializer",
            "mode",
            expected=f"one of {', '.join(_MODES)}",
            received=repr(mode),
            remedy="choose what n counts",
        )

    def initialize(shape: Sequence[Any], dtype: Any = dtype, partition_info: Any = None) -> Any:
        del partition_info  # the fans are those of the part, as in TF1
        _check_float(dtype)
        n = _count(shape, mode)
        if uniform:
            limit = math.sqrt(3.0 * factor / n)
            return _v1.random_uniform(shape, -limit, limit, dtype, seed=seed)
        stddev = math.sqrt(1.3 * factor / n)
        return _v1.truncated_normal(shape, 0.0, stddev, dtype, seed=seed)

    return initialize


def xavier_initializer(
    uniform: bool = True, seed: int | None = None, dtype: Any = tf.float32
) -> Initializer:
    """``variance_scaling_initializer`` with factor 1 over the mean of both fans.

    Args: as for ``variance_scaling_initializer``.

    Source: Glorot and Bengio (2010).

    Example:
      >>> from tf1compat.contrib.initializers import xavier_initializer
      >>> xavier_initializer()([5, 5, 3, 4]).shape.as_list()
      [5, 5, 3, 4]
    """
    return variance_scaling_initializer(1.0, "FAN_AVG", uniform, seed, dtype)


xavier_initializer_conv2d = xavier_initializer


def _count(shape: Sequence[Any], mode: str) -> float:
    """n: inputs and outputs of one unit, times the size of its receptive field."""
    sizes = [float(size) for size in shape] or [1.0]
    field = math.prod(sizes[:-2])
    fan_in = field * (sizes[-2] if len(sizes) > 1 else sizes[-1])
    fan_out = field * sizes[-1]
    return {"FAN_IN": fan_in, "FAN_OUT": fan_out, "FAN_AVG": (fan_in + fan_out) / 2.0}[mode]


def _check_float(dtype: Any) -> None:
    if not tf.as_dtype(dtype).is_floating:
        raise ArgumentTypeError(
            "variance_scaling_initializer",
            "dtype",
            expected="a float type",
            received=tf.as_dtype(dtype).name,
            remedy="use another initializer for integers",
            known_as="Cannot create initializer for non-floating point type.",
        )
