"""``tf.contrib.opt.LARSOptimizer``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError

_Momentum: Any = tf.compat.v1.train.MomentumOptimizer


class LARSOptimizer(_Momentum):
    """Momentum whose rate is scaled, for each variable, by the ratio of two norms.

    trust = eeta |w| / (|g| + decay |w| + ε), or 1 where |w| or |g| is 0
    a ← momentum · a + rate · trust · (g + decay · w);  w ← w - a

    The slot is ``"momentum"``, the variable ``VAR/LARSOptimizer``.  Sparse gradients are those of
    ``tf.train.MomentumOptimizer``, neither scaled nor decayed.

    Args:
      learning_rate: of the step.
      momentum: of the accumulator.
      weight_decay: decay.
      eeta: of the ratio.
      epsilon: ε.
      name: of the operations and the slot.
      skip_list: parts of names of variables, which are neither scaled nor decayed.
      use_nesterov: whether the step looks ahead.

    Raises:
      ValueError: a momentum or a decay below 0.

    Source: You et al., 2017; behaviour of TensorFlow 1.15.5.

    Example:
      >>> LARSOptimizer(0.1, skip_list=["bias"]).get_name()
      'LARSOptimizer'
    """

    def __init__(
        self,
        learning_rate: Any,
        momentum: float = 0.9,
        weight_decay: float = 0.0001,
        eeta: float = 0.001,
        epsilon: float = 0.0,
        name: str = "LARSOptimizer",
        skip_list: Sequence[str] | None = None,
        use_nesterov: bool = False,
    ) -> None:
        for argument, value in (("momentum", momentum), ("weight_decay", weight_decay)):
            if value < 0.0:
                raise ArgumentValueError(
                    "LARSOptimizer", argument, expected="0 or more", received=value,
                    remedy="give its size", known_as=f"{argument} should be positive: {value}",
                )
        super().__init__(learning_rate, momentum, name=name, use_nesterov=use_nesterov)
        self._rate, self._decay, self._eeta, self._least = (
            learning_rate, weight_decay, eeta, epsilon
        )
        self._skipped, self._options = skip_list, {
            "momentum": momentum, "use_locking": False, "use_nesterov": use_nesterov
        }

    def compute_lr(self, grad: Any, var: Any) -> tuple[Any, Any]:
        """The variable's rate, and its gradient with the decay."""
        if any(part in var.name for part in self._skipped or ()):
            return self._rate, grad
        weight, slope = tf.norm(var, ord=2), tf.norm(grad, ord=2)
        trust = self._eeta * weight / (slope + self._decay * weight + self._least)
        both = (weight > 0) & (slope > 0)
        trust = tf.where(both, trust, tf.ones_like(trust))
        return self._rate * trust, grad + self._decay * var

    # What tf.train.Optimizer asks its subclasses for, by the kind of variable.

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        rate, grad = self.compute_lr(grad, var)
        return tf.raw_ops.ApplyMomentum(
            var=var, accum=self.get_slot(var, "momentum"), lr=tf.ones([], var.dtype.base_dtype),
            grad=grad * rate, **self._options,
        ).op

    def _resource_apply_dense(self, grad: Any, handle: Any) -> Any:
        rate, grad = self.compute_lr(grad, handle)
        return tf.raw_ops.ResourceApplyMomentum(
            var=handle.handle, accum=self.get_slot(handle, "momentum").handle,
            lr=tf.ones([], handle.dtype), grad=grad * rate, **self._options,
        )
