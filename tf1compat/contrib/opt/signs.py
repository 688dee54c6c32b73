"""``tf.contrib.opt.AddSignOptimizer`` and ``PowerSignOptimizer``."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import tensorflow as tf

_v1 = tf.compat.v1
_Momentum: Any = _v1.train.MomentumOptimizer


class _SignOptimizer(_Momentum):
    """A mean of the gradients, whose sign is compared with the gradient's: ``VAR/NAME``, slot m."""

    def __init__(
        self, learning_rate: Any, beta: Any, sign_decay_fn: Any, use_locking: bool, name: str
    ) -> None:
        super().__init__(learning_rate, 0.0, use_locking, name)
        self._lr, self._beta, self._locked = learning_rate, beta, use_locking
        self._sign_decay_fn: Callable[[Any], Any] | None = sign_decay_fn
        self._sign_decay: Any = 1.0

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Any = None, name: str | None = None
    ) -> Any:
        """As ``tf.train.Optimizer.apply_gradients``."""
        if self._sign_decay_fn is not None:
            self._sign_decay = tf.convert_to_tensor(self._sign_decay_fn(global_step))
        return super().apply_gradients(grads_and_vars, global_step=global_step, name=name)

    def get_slot(self, var: Any, name: str) -> Any:
        """The mean, by the name of ``"m"``."""
        return super().get_slot(var, "momentum" if name == "m" else name)

    def get_slot_names(self) -> list[str]:
        """``["m"]``."""
        return ["m"]

    def _numbers(self, dtype: Any) -> dict[str, Any]:
        """What the operations take beside the variables, of their dtype."""
        given = {"lr": self._lr, "sign_decay": self._sign_decay, "beta": self._beta}
        return {key: tf.cast(value, dtype) for key, value in {**given, **self._own()}.items()}

    def _own(self) -> dict[str, Any]:
        raise NotImplementedError(f"{type(self).__name__} must name its numbers")

    def _factor(self, agreement: Any, numbers: dict[str, Any]) -> Any:
        """What the rate is multiplied by where signs agree (1), differ (-1) or are none (0)."""
        raise NotImplementedError(f"{type(self).__name__} must define its factor")

    def _step(self, gradient: Any, variable: Any, rows: Any) -> Any:
        mean, numbers = self.get_slot(variable, "m"), self._numbers(variable.dtype.base_dtype)
        whole = tf.scatter_nd(rows[:, None], gradient, tf.shape(variable, rows.dtype))
        beta = numbers["beta"]
        mean = _v1.assign(mean, mean * beta + whole * (1 - beta), use_locking=self._locked)
        agreement = tf.gather(tf.sign(mean), rows) * tf.sign(gradient)
        change = numbers["lr"] * self._factor(agreement, numbers) * gradient
        changed = _v1.scatter_sub(variable, rows, change, use_locking=self._locked)
        return tf.group(changed, mean)

    # What tf.train.Optimizer asks its subclasses for, by the kind of variable and of gradient.

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        return self._step(grad.values, var, grad.indices)

    def _resource_apply_sparse(self, grad: Any, handle: Any, indices: Any) -> Any:
        return self._step(grad, handle, indices)


class AddSignOptimizer(_SignOptimizer):
    """Steps that are longer where a gradient has the sign of the mean of the gradients.

    m ← β m + (1 - β) g;  w ← w - rate · (α + decay · sign(g) sign(m)) · g

    The mean is the slot ``"m"``, the variable ``VAR/AddSignOptimizer``.  A sparse gradient decays
    all of it, and changes its rows of ``w``.

    Args:
      learning_rate: of the step.
      alpha: α.
      beta: β.
      sign_decay_fn: of ``global_step`` (``tf.contrib.opt.python.training.sign_decay`` has three);
        without one the decay is 1.
      use_locking: of the updates.
      name: of the operations and the slot.

    Source: Bello et al., 2017; behaviour of TensorFlow 1.15.5.

    Example:
      >>> AddSignOptimizer(learning_rate=0.01).get_slot_names()
      ['m']
    """

    def __init__(
        self,
        learning_rate: Any = 0.1,
        alpha: Any = 1.0,
        beta: Any = 0.9,
        sign_decay_fn: Callable[[Any], Any] | None = None,
        use_locking: bool = False,
        name: str = "AddSignOptimizer",
    ) -> None:
        super().__init__(learning_rate, beta, sign_decay_fn, use_locking, name)
        self._alpha = alpha

    def _own(self) -> dict[str, Any]:
        return {"alpha": self._alpha}

    def _factor(self, agreement: Any, numbers: dict[str, Any]) -> Any:
        return numbers["alpha"] + numbers["sign_decay"] * agreement

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        return tf.raw_ops.ApplyAddSign(
            var=var, m=self.get_slot(var, "m"), grad=grad, use_locking=self._locked,
            **self._numbers(var.dtype.base_dtype),
        ).op

    def _resource_apply_dense(self, grad: Any, handle: Any) -> Any:
        return tf.raw_ops.ResourceApplyAddSign(
            var=handle.handle, m=self.get_slot(handle, "m").handle, grad=grad,
            use_locking=self._locked, **self._numbers(handle.dtype),
        )


class PowerSignOptimizer(_SignOptimizer):
    """Steps that are longer, by a power, where a gradient has the sign of the gradients' mean.

    m ← β m + (1 - β) g;  w ← w - rate · base^(decay · sign(g) sign(m)) · g

    The mean is the slot ``"m"``, the variable ``VAR/PowerSignOptimizer``.  A sparse gradient decays
    all of it, and changes its rows of ``w``.

    Args:
      learning_rate: of the step.
      base: of the power.
      beta: β.
      sign_decay_fn: as :class:`AddSignOptimizer` has it.
      use_locking: of the updates.
      name: of the operations and the slot.

    Source: Bello et al., 2017; behaviour of TensorFlow 1.15.5.

    Example:
      >>> PowerSignOptimizer(learning_rate=0.01).get_name()
      'PowerSignOptimizer'
    """

    def __init__(
        self,
        learning_rate: Any = 0.1,
        base: float = math.e,
        beta: Any = 0.9,
        sign_decay_fn: Callable[[Any], Any] | None = None,
        use_locking: bool = False,
        name: str = "PowerSignOptimizer",
    ) -> None:
        super().__init__(learning_rate, beta, sign_decay_fn, use_locking, name)
        self._logbase = math.log(base)

    def _own(self) -> dict[str, Any]:
        return {"logbase": self._logbase}

    def _factor(self, agreement: Any, numbers: dict[str, Any]) -> Any:
        return tf.exp(numbers["logbase"] * numbers["sign_decay"] * agreement)

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        return tf.raw_ops.ApplyPowerSign(
            var=var, m=self.get_slot(var, "m"), grad=grad, use_locking=self._locked,
            **self._numbers(var.dtype.base_dtype),
        ).op

    def _resource_apply_dense(self, grad: Any, handle: Any) -> Any:
        return tf.raw_ops.ResourceApplyPowerSign(
            var=handle.handle, m=self.get_slot(handle, "m").handle, grad=grad,
            use_locking=self._locked, **self._numbers(handle.dtype),
        )
