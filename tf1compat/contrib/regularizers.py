"""``tf.contrib.layers``' regularizers: functions of a weight that give a scalar loss."""

from __future__ import annotations

import numbers
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1
Regularizer = Callable[[Any], Any]


def l1_regularizer(scale: Any, scope: str | None = None) -> Regularizer:
    """Scale · Σ|w|

    Args:
      scale: a float of 0 or more, or a tensor; 0 gives a function that returns ``None``.
      scope: name of the operations.

    Raises:
      ArgumentValueError: an int, or a negative number.

    Example:
      >>> from tf1compat.contrib.regularizers import l1_regularizer
      >>> import tensorflow as tf
      >>> float(l1_regularizer(0.5)(tf.constant([1.0, -2.0])))
      1.5
    """
    return _scaled("l1_regularizer", scale, scope, lambda w: tf.reduce_sum(tf.abs(w)))


def l2_regularizer(scale: Any, scope: str | None = None) -> Regularizer:
    """Scale · Σw² / 2

    Args: as for ``l1_regularizer``.

    Example:
      >>> from tf1compat.contrib.regularizers import l2_regularizer
      >>> import tensorflow as tf
      >>> float(l2_regularizer(0.5)(tf.constant([1.0, -2.0])))
      1.25
    """
    return _scaled("l2_regularizer", scale, scope, tf.nn.l2_loss)


def _scaled(symbol: str, scale: Any, scope: str | None, norm: Regularizer) -> Regularizer:
    _check_scale(symbol, "scale", scale)
    if isinstance(scale, numbers.Real) and scale == 0.0:
        _v1.logging.info("Scale of 0 disables regularizer.")
        return lambda _: None

    def regularize(weights: Any) -> Any:
        with _v1.name_scope(scope, symbol, [weights]) as name:
            factor = tf.convert_to_tensor(scale, dtype=weights.dtype.base_dtype, name="scale")
            return _v1.multiply(factor, norm(weights), name=name)

    return regularize


def _check_scale(symbol: str, argument: str, scale: Any) -> None:
    is_integer = isinstance(scale, numbers.Integral)
    if is_integer or (isinstance(scale, numbers.Real) and float(scale) < 0.0):
        raise ArgumentValueError(
            f"tf.contrib.layers.{symbol}",
            argument,
            expected="a float of 0 or more, or a tensor",
            received=repr(scale),
            remedy="write 0.0 to switch it off" if is_integer else "pass a positive weight",
        )


def l1_l2_regularizer(
    scale_l1: Any = 1.0, scale_l2: Any = 1.0, scope: str | None = None
) -> Regularizer | None:
    """scale_l1 · Σ|w| + scale_l2 · Σw² / 2

    Args:
      scale_l1: of the first term, as for ``l1_regularizer``; 0.0 leaves it out.
      scale_l2: of the second term, likewise.
      scope: name of the operations.

    Example:
      >>> from tf1compat.contrib.regularizers import l1_l2_regularizer
      >>> import tensorflow as tf
      >>> float(l1_l2_regularizer(0.5, 0.5)(tf.constant([1.0, -2.0])))
      2.75
    """
    for argument, scale in (("scale_l1", scale_l1), ("scale_l2", scale_l2)):
        if isinstance(scale, numbers.Integral):
            _check_scale("l1_l2_regularizer", argument, scale)
    scope = scope or "l1_l2_regularizer"
    if isinstance(scale_l1, numbers.Real) and scale_l1 == 0.0:
        return l2_regularizer(scale_l2, scope)
    if isinstance(scale_l2, numbers.Real) and scale_l2 == 0.0:
        return l1_regularizer(scale_l1, scope)
    return sum_regularizer([l1_regularizer(scale_l1), l2_regularizer(scale_l2)], scope=scope)


def sum_regularizer(
    regularizer_list: Sequence[Regularizer | None], scope: str | None = None
) -> Regularizer | None:
    """The sum of several regularizers; ``None`` if there are none.

    Args:
      regularizer_list: regularizers; ``None`` among them is left out.
      scope: name of the operations.
    """
    regularizers = [regularizer for regularizer in regularizer_list if regularizer is not None]
    if not regularizers:
        return None

    def regularize(weights: Any) -> Any:
        with _v1.name_scope(scope, "sum_regularizer", [weights]) as name:
            losses = [regularizer(weights) for regularizer in regularizers]
            losses = [loss for loss in losses if loss is not None]
            return _v1.add_n(losses, name=name) if losses else None

    return regularize


def apply_regularization(regularizer: Regularizer, weights_list: Any = None) -> Any:
    """The sum of a regularizer over weights, which joins ``REGULARIZATION_LOSSES``.

    Args:
      regularizer: of one weight.
      weights_list: the weights; the collection ``WEIGHTS`` by default.

    Raises:
      ArgumentValueError: no weights, or a regularizer that gives no scalar.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.regularizers import apply_regularization, l2_regularizer
      >>> with tf.Graph().as_default():
      ...     loss = apply_regularization(l2_regularizer(0.1), [tf.ones([2])])
      ...     tf.compat.v1.losses.get_regularization_losses() == [loss]
      True
    """
    weights = list(weights_list or _v1.get_collection(_v1.GraphKeys.WEIGHTS))
    if not weights:
        raise ArgumentValueError(
            "apply_regularization",
            "weights_list",
            expected="at least one weight",
            received="none, and the collection WEIGHTS is empty",
            remedy="pass the weights",
        )
    with _v1.name_scope("get_regularization_penalty", values=weights) as scope:
        losses = [regularizer(w) for w in weights]
        losses = [tf.constant(0.0) if loss is None else loss for loss in losses]
        for loss in losses:
            _check_scalar(loss)
        total = _v1.add_n(losses, name=scope)
        _v1.add_to_collection(_v1.GraphKeys.REGULARIZATION_LOSSES, total)
        return total


def _check_scalar(loss: Any) -> None:
    if loss.shape.rank != 0:
        raise ArgumentValueError(
            "apply_regularization",
            "regularizer",
            expected="a function that gives a scalar",
            received=f"a tensor of rank {loss.shape.rank}",
            remedy="reduce it to one number",
        )
