"""``tf.contrib.opt.LazyAdamOptimizer``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.contrib.opt.adam_parts import AdamWithParts

_v1 = tf.compat.v1


class LazyAdamOptimizer(AdamWithParts):
    """Adam that leaves the rows alone that a sparse gradient has not.

    Of the rows ``i`` of the gradient ``g``, and of them only::

        m[i] ← β1 m[i] + (1 - β1) g
        v[i] ← β2 v[i] + (1 - β2) g²
        w[i] ← w[i] - rate √(1 - β2ᵗ) / (1 - β1ᵗ) · m[i] / (√v[i] + ε)

    Dense gradients are Adam's. Slots and powers have the names of ``tf.train.AdamOptimizer``.

    Args:
      learning_rate: of Adam.
      beta1: of Adam.
      beta2: of Adam.
      epsilon: of Adam.
      use_locking: of Adam.
      name: of Adam, and of its slots.

    Source: ``tf.contrib.opt.LazyAdamOptimizer`` of TensorFlow 1.15.5.

    Example:
      >>> LazyAdamOptimizer(learning_rate=0.01).get_name()
      'Adam'
    """

    def _step(self, gradient: Any, variable: Any, rows: Any) -> Any:
        parts = self._parts(variable)
        mean = parts.beta1 * tf.gather(parts.mean, rows) + (1 - parts.beta1) * gradient
        square = parts.beta2 * tf.gather(parts.square, rows) + (1 - parts.beta2) * gradient**2
        change = parts.corrected_rate() * mean / (tf.sqrt(square) + parts.epsilon)
        with tf.control_dependencies([mean, square]):  # both are read before they are written
            return tf.group(
                _v1.scatter_update(parts.mean, rows, mean, use_locking=self._locked),
                _v1.scatter_update(parts.square, rows, square, use_locking=self._locked),
                _v1.scatter_sub(variable, rows, change, use_locking=self._locked),
            )
