"""Moving averages as TF1's normalising layers kept them."""

from __future__ import annotations

from typing import Any

import tensorflow as tf


def assign_moving_average(variable: Any, value: Any, momentum: Any) -> Any:
    """Variable -= (variable - value) * (1 - momentum).

    Args:
      variable: to update.
      value: the newest.
      momentum: a number, whose difference from 1 is taken in double precision, or a tensor.

    Returns:
      What ``assign_sub`` returns: in a v1 graph the op to run.

    Example:
      >>> average = tf.Variable(1.0)
      >>> float(assign_moving_average(average, tf.constant(3.0), 0.75))
      1.5
    """
    dtype = variable.dtype.base_dtype
    with tf.name_scope("AssignMovingAvg") as scope:
        decay = tf.cast(tf.convert_to_tensor(1.0 - momentum, name="decay"), dtype)
        step = (variable - tf.cast(value, dtype)) * decay
        return tf.compat.v1.assign_sub(variable, step, name=scope)
