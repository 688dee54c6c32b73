"""``tf.contrib.opt.NadamOptimizer``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.contrib.opt.adam_parts import AdamWithParts, Parts

_v1 = tf.compat.v1


class NadamOptimizer(AdamWithParts):
    """Adam with Nesterov's momentum::

        m ← β1 m + (1 - β1) g
        v ← β2 v + (1 - β2) g²
        w ← w - rate √(1 - β2ᵗ) / (1 - β1ᵗ) · (β1 m + (1 - β1) g) / (√v + ε)

    A sparse gradient decays all of ``m`` and ``v`` and changes its rows of ``w``. Slots and powers
    have the names of ``tf.train.AdamOptimizer``.

    Args:
      learning_rate: of Adam.
      beta1: of Adam.
      beta2: of Adam.
      epsilon: of Adam.
      use_locking: of Adam.
      name: of Adam, and of its slots.

    Source: ``tf.contrib.opt.NadamOptimizer`` of TensorFlow 1.15.5.

    Example:
      >>> NadamOptimizer(learning_rate=0.01).get_name()
      'Adam'
    """

    def _shared(self, parts: Parts) -> dict[str, Any]:
        return {
            "beta1_power": parts.power1,
            "beta2_power": parts.power2,
            "lr": parts.rate,
            "beta1": parts.beta1,
            "beta2": parts.beta2,
            "epsilon": parts.epsilon,
            "use_locking": self._locked,
            "use_nesterov": True,
        }

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        parts = self._parts(var)
        return tf.raw_ops.ApplyAdam(
            var=var, m=parts.mean, v=parts.square, grad=grad, **self._shared(parts)
        ).op

    def _resource_apply_dense(self, grad: Any, handle: Any) -> Any:
        parts = self._parts(handle)
        return tf.raw_ops.ResourceApplyAdam(
            var=handle.handle, m=parts.mean.handle, v=parts.square.handle, grad=grad,
            **self._shared(parts),
        )

    def _step(self, gradient: Any, variable: Any, rows: Any) -> Any:
        parts, locked = self._parts(variable), self._locked
        added = (1 - parts.beta1) * gradient
        decayed = [
            _v1.assign(parts.mean, parts.mean * parts.beta1, use_locking=locked),
            _v1.assign(parts.square, parts.square * parts.beta2, use_locking=locked),
        ]
        with tf.control_dependencies([tf.group(*decayed)]):
            squares = (1 - parts.beta2) * gradient * gradient
            grown = [
                _v1.scatter_add(parts.mean, rows, added, use_locking=locked),
                _v1.scatter_add(parts.square, rows, squares, use_locking=locked),
            ]
        with tf.control_dependencies([tf.group(*grown)]):
            ahead = added + parts.beta1 * tf.gather(parts.mean, rows)
            root = tf.sqrt(tf.gather(parts.square, rows))
        change = parts.corrected_rate() * ahead / (root + parts.epsilon)
        return _v1.scatter_sub(variable, rows, change, use_locking=locked)
