"""``tf.contrib.framework.zero_initializer``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

_v1 = tf.compat.v1


def zero_initializer(ref: Any, use_locking: bool = True, name: str = "zero_initializer") -> Any:
    """Sets a variable that has no value yet to zeros, without a constant of its size in the graph.

    Args:
      ref: the variable.
      use_locking: whether the assignment holds the variable's lock.
      name: of the operation.

    Returns:
      its value after that.  Running it where the variable has a value is an
      ``InvalidArgumentError``.

    Source: ``tf.contrib.framework.zero_initializer`` of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.zeroing import zero_initializer
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     v = tf.compat.v1.get_variable("v", [2])
      ...     session.run(zero_initializer(v)).tolist()
      [0.0, 0.0]
    """
    with tf.name_scope(name) as scope:
        fresh = _v1.debugging.assert_equal(
            _v1.is_variable_initialized(ref), False, message="input is already initialized"
        )
        with tf.control_dependencies([fresh]):
            zeros = tf.zeros(ref.shape, ref.dtype.base_dtype)
        return _v1.assign(ref, zeros, use_locking=use_locking, name=scope)
