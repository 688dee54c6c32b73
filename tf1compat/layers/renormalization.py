"""Batch renormalisation (Ioffe, 2017), the part of ``BatchNormalization`` behind ``renorm=True``.

r = stddev / renorm_stddev, d = (mean - renorm_mean) / renorm_stddev, both clipped and constant to
the gradient; in training the normalised input is first mapped to r * x + d.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.layers.arguments import smart_cond
from tf1compat.layers.moving import assign_moving_average

_LIMITS = ("rmax", "rmin", "dmax")


def checked_clipping(clipping: Any) -> dict[str, Any]:
    """The limits of r and d.

    Raises:
      ArgumentValueError: a key that is none of them.
    """
    limits = dict(clipping or {})
    if set(limits) - set(_LIMITS):
        raise ArgumentValueError(
            "BatchNormalization", "renorm_clipping", expected=f"keys among {', '.join(_LIMITS)}",
            received=sorted(limits), remedy="remove the others",
        )
    return limits


def deviation_initializer(variance_initializer: Any) -> Any:
    """The square root of what the moving variance starts from."""

    def initial(shape: Any, dtype: Any = None) -> Any:
        return tf.sqrt(variance_initializer(shape, dtype=dtype))

    return initial


def composed(first: tuple[Any, Any], then: tuple[Any, Any]) -> tuple[Any, Any]:
    """Scale and offset of two affine maps in a row; None stands for 1 and 0."""
    scale, offset = first
    then_scale, then_offset = then
    if scale is None:
        return then
    if then_scale is not None:
        scale, offset = scale * then_scale, offset * then_scale
    return scale, offset if then_offset is None else offset + then_offset


def _clipped(r: Any, d: Any, limits: dict[str, Any]) -> tuple[Any, Any]:
    rmin, rmax, dmax = (limits.get(key) for key in ("rmin", "rmax", "dmax"))
    r = r if rmin is None else tf.maximum(r, rmin)
    r = r if rmax is None else tf.minimum(r, rmax)
    if dmax is not None:
        d = tf.minimum(tf.maximum(d, -dmax), dmax)
    return r, d


def correction(layer: Any, mean: Any, variance: Any, training: Any) -> tuple[Any, Any, Any, Any]:
    """r, d and the batch's moments; r and d are read before ``renorm_mean`` and _stddev move.

    Args:
      layer: the ``BatchNormalization``.
      mean: of the batch.
      variance: of the batch.
      training: bool or tensor.
    """
    deviation = tf.sqrt(variance + layer.epsilon)
    known = tf.maximum(layer.renorm_stddev, tf.sqrt(tf.constant(layer.epsilon, deviation.dtype)))
    r, d = deviation / known, (mean - layer.renorm_mean) / known
    with tf.control_dependencies([r, d]):
        mean, deviation = tf.identity(mean), tf.identity(deviation)
    r, d = _clipped(r, d, layer.renorm_clipping)
    r = smart_cond(training, lambda: r, lambda: tf.ones_like(r))
    d = smart_cond(training, lambda: d, lambda: tf.zeros_like(d))

    def moved(variable: Any, value: Any) -> Any:
        def assign() -> Any:
            return tf.identity(assign_moving_average(variable, value, layer.renorm_momentum))

        return smart_cond(training, assign, lambda: tf.identity(variable))

    updates = [moved(layer.renorm_mean, mean), moved(layer.renorm_stddev, deviation)]
    with tf.control_dependencies(updates):
        mean, variance = tf.identity(mean), tf.identity(variance)
    return tf.stop_gradient(r), tf.stop_gradient(d), mean, variance


def assign_variance(layer: Any, variance: Any) -> Any:
    """Moves ``moving_stddev``, and with it ``moving_variance``."""
    deviation = tf.convert_to_tensor(
        assign_moving_average(
            layer.moving_stddev, tf.sqrt(variance + layer.epsilon), layer.momentum
        )
    )
    with tf.name_scope("AssignNewValue") as scope:
        return tf.compat.v1.assign(
            layer.moving_variance, tf.nn.relu(deviation * deviation - layer.epsilon), name=scope
        )
