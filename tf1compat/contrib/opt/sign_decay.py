"""``tf.contrib.opt.python.training.sign_decay``: decays for ``AddSignOptimizer`` and its kin."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError

__all__ = ["get_cosine_decay_fn", "get_linear_decay_fn", "get_restart_decay_fn"]

_Decay = Callable[[Any], Any]


def get_linear_decay_fn(decay_steps: int) -> _Decay:
    """1 - step / decay_steps, and 0 from there on.

    Args:
      decay_steps: how many.

    Returns:
      a function of ``global_step``, which is a ``ValueError`` without one.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> float(get_linear_decay_fn(10)(tf.constant(4)))
      0.6...
    """

    def linear_decay_fn(global_step: Any) -> Any:
        step = _until(global_step, decay_steps, "linear")
        left = tf.cast(decay_steps, tf.int32) - tf.cast(step, tf.int32)
        return tf.maximum(0.0, tf.cast(left, tf.float32) / tf.cast(decay_steps, tf.float32))

    return linear_decay_fn


def get_cosine_decay_fn(
    decay_steps: int, num_periods: float = 0.5, zero_after: float | None = None
) -> _Decay:
    """½ (1 + cos(2π · periods · step / decay_steps)), and 0 once ``zero_after`` periods are over.

    Args:
      decay_steps: how many until it stays.
      num_periods: of the cosine until then.
      zero_after: a number of periods, or None.

    Returns:
      a function of ``global_step``, which is a ``ValueError`` without one.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> float(get_cosine_decay_fn(10)(tf.constant(10)))
      0.0
    """

    def cosine_decay_fn(global_step: Any) -> Any:
        step = tf.cast(_until(global_step, decay_steps, "cosine"), tf.float32)
        fraction = 2.0 * num_periods * (step / tf.cast(decay_steps, tf.float32))
        decayed = 0.5 * (1.0 + tf.cos(tf.constant(math.pi) * fraction))
        return decayed if zero_after is None else tf.where(fraction >= 2 * zero_after, 0.0, decayed)

    return cosine_decay_fn


def get_restart_decay_fn(
    decay_steps: int, num_periods: int = 1, zero_after: float | None = None
) -> _Decay:
    """Half a cosine from 1 to 0, begun anew ``num_periods`` times, and 0 after ``zero_after``.

    Args:
      decay_steps: how many until it stays.
      num_periods: how often it begins.
      zero_after: a number of periods, or None.

    Returns:
      a function of ``global_step``, which is a ``ValueError`` without one.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> float(get_restart_decay_fn(10, num_periods=2)(tf.constant(5)))
      1.0
    """

    def restart_decay_fn(global_step: Any) -> Any:
        turns = num_periods * tf.cast(_until(global_step, decay_steps, "cosine"), tf.float32)
        steps = tf.cast(decay_steps, tf.float32)
        fraction = tf.math.floormod(turns, steps) / steps
        decayed = 0.5 * (1.0 + tf.cos(tf.constant(math.pi) * fraction))
        if zero_after is None:
            return decayed
        return tf.where(turns / steps >= zero_after, 0.0, decayed)

    return restart_decay_fn


def _until(global_step: Any, decay_steps: int, kind: str) -> Any:
    if global_step is None:
        raise ArgumentValueError(
            f"get_{kind}_decay_fn", "global_step", expected="a step", received=None,
            remedy="pass global_step to apply_gradients or minimize",
            known_as=f"global_step is required for {kind}_decay.",
        )
    return tf.minimum(global_step, decay_steps)
