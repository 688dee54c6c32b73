"""``tf.contrib.opt.AdaMaxOptimizer``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

_v1 = tf.compat.v1
# Of the optimizers with two slots that begin at zero it is the one without variables beside them.
_TwoSlots: Any = _v1.train.AdadeltaOptimizer
_SLOTS = {"m": "accum", "v": "accum_update"}


class AdaMaxOptimizer(_TwoSlots):
    """Adam by the largest of the decayed gradients.

    m ← β1 m + (1 - β1) g;  v ← max(β2 v, |g|);  w ← w - rate / (1 - β1ᵗ) · m / (v + ε)

    Slots ``VAR/AdaMax`` (m) and ``VAR/AdaMax_1`` (v), and one variable ``beta1_power``.  Rows that
    a sparse gradient has not stay.

    Args:
      learning_rate: of the step.
      beta1: β1.
      beta2: β2.
      epsilon: ε.
      use_locking: of the updates.
      name: of the operations and the slots.

    Source: Kingma and Ba, 2015, section 7.1; behaviour of TensorFlow 1.15.5.

    Example:
      >>> AdaMaxOptimizer(learning_rate=0.01).get_slot_names()
      ['m', 'v']
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "AdaMax",
    ) -> None:
        super().__init__(learning_rate, use_locking=use_locking, name=name)
        self._given = {"lr": learning_rate, "beta1": beta1, "beta2": beta2, "epsilon": epsilon}
        self._locked = use_locking
        self._powers: dict[Any, Any] = {}

    def get_slot(self, var: Any, name: str) -> Any:
        """``"m"`` or ``"v"``."""
        return super().get_slot(var, _SLOTS.get(name, name))

    def get_slot_names(self) -> list[str]:
        """``["m", "v"]``."""
        return list(_SLOTS)

    def variables(self) -> list[Any]:
        """The power and the slots."""
        return [*self._powers.values(), *super().variables()]

    def _create_slots(self, var_list: Any) -> None:
        if self._place() not in self._powers:
            first = min(var_list, key=lambda variable: variable.name)
            self._powers[self._place()] = _v1.Variable(
                self._value("beta1"), name="beta1_power", trainable=False,
                use_resource=hasattr(first, "handle"),
            )
        super()._create_slots(var_list)

    def _place(self) -> Any:
        return None if tf.executing_eagerly() else _v1.get_default_graph()

    def _value(self, name: str) -> Any:
        given = self._given[name]
        return given() if callable(given) else given

    def _numbers(self, dtype: Any) -> dict[str, Any]:
        numbers = {name: tf.cast(self._value(name), dtype) for name in self._given}
        return {**numbers, "beta1_power": tf.cast(self._powers[self._place()], dtype)}

    def _step(self, gradient: Any, variable: Any, rows: Any) -> Any:
        numbers = self._numbers(variable.dtype.base_dtype)
        mean, largest = (self.get_slot(variable, name) for name in _SLOTS)
        new_mean = tf.gather(mean, rows) * numbers["beta1"] + gradient * (1 - numbers["beta1"])
        new_largest = tf.maximum(tf.gather(largest, rows) * numbers["beta2"], tf.abs(gradient))
        rate = -numbers["lr"] / (1 - numbers["beta1_power"])
        change = rate * (new_mean / (new_largest + numbers["epsilon"]))
        with tf.control_dependencies([change]):  # all is read before it is written
            locked = self._locked
            return tf.group(
                _v1.scatter_update(mean, rows, new_mean, use_locking=locked),
                _v1.scatter_update(largest, rows, new_largest, use_locking=locked),
                _v1.scatter_add(variable, rows, change, use_locking=locked),
            )

    # What tf.train.Optimizer asks its subclasses for, by the kind of variable and of gradient.

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        return tf.raw_ops.ApplyAdaMax(
            var=var, m=self.get_slot(var, "m"), v=self.get_slot(var, "v"), grad=grad,
            use_locking=self._locked, **self._numbers(var.dtype.base_dtype),
        ).op

    def _resource_apply_dense(self, grad: Any, handle: Any) -> Any:
        mean, largest = self.get_slot(handle, "m"), self.get_slot(handle, "v")
        return tf.raw_ops.ResourceApplyAdaMax(
            var=handle.handle, m=mean.handle, v=largest.handle, grad=grad,
            use_locking=self._locked, **self._numbers(handle.dtype),
        )

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        return self._step(grad.values, var, grad.indices)

    def _resource_apply_sparse(self, grad: Any, handle: Any, indices: Any) -> Any:
        return self._step(grad, handle, indices)

    def _finish(self, update_ops: Any, name_scope: Any) -> Any:
        power = self._powers[self._place()]
        with tf.control_dependencies(update_ops):
            grown = _v1.assign(
                power, power * tf.cast(self._value("beta1"), power.dtype.base_dtype),
                use_locking=self._locked,
            )
        return tf.group(*update_ops, grown, name=name_scope)
