"""``tf.contrib.opt``: optimizers whose weight decay is no part of the gradient."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

_v1 = tf.compat.v1
_Adam: Any = _v1.train.AdamOptimizer
_Momentum: Any = _v1.train.MomentumOptimizer


class DecoupledWeightDecayExtension:
    """The part of an optimizer that decays variables: ``w ← w - weight_decay · w``, then its step.

    Put it before the optimizer among the bases of a class, or let
    ``extend_with_decoupled_weight_decay`` do that. Of sparse gradients, the rows that are in them
    are decayed.

    Args:
      weight_decay: number or tensor, or a function that gives one. It is not multiplied by the
        learning rate.
      **kwargs: of the optimizer.

    Source: ``tf.contrib.opt.DecoupledWeightDecayExtension`` of TensorFlow 1.15.5.

    Example:
      >>> class Decayed(DecoupledWeightDecayExtension,
      ...               tf.compat.v1.train.GradientDescentOptimizer):
      ...     pass
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     step = Decayed(0.5, learning_rate=0.25).minimize(w)
      ...     session.run(tf.compat.v1.global_variables_initializer())
      ...     session.run(step)
      ...     float(session.run(w))
      0.25
    """

    def __init__(self, weight_decay: Any, **kwargs: Any) -> None:
        self._decayed: set[Any] | None = None
        self._weight_decay = weight_decay
        self._locked = bool(kwargs.get("use_locking", False))
        super().__init__(**kwargs)

    def minimize(self, *args: Any, decay_var_list: Any = None, **kwargs: Any) -> Any:
        """As the optimizer's. TensorFlow 1 forgot ``decay_var_list`` here and decayed all.

        Pass it to ``apply_gradients``, which keeps to it.
        """
        if decay_var_list is not None:
            _v1.logging.warning(
                "minimize(decay_var_list=…) decays all variables, as in TensorFlow 1.15; pass it "
                "to apply_gradients to decay those only"
            )
        return super().minimize(*args, **kwargs)  # type: ignore[misc]

    def apply_gradients(
        self,
        grads_and_vars: Any,
        global_step: Any = None,
        name: str | None = None,
        decay_var_list: Any = None,
    ) -> Any:
        """As the optimizer's, with ``decay_var_list``: the variables that decay, by default all."""
        self._decayed = {v.ref() for v in decay_var_list} if decay_var_list else None
        return super().apply_gradients(  # type: ignore[misc]
            grads_and_vars, global_step=global_step, name=name
        )

    def _rate(self, variable: Any) -> Any:
        given = self._weight_decay() if callable(self._weight_decay) else self._weight_decay
        return tf.cast(given, variable.dtype.base_dtype)

    def _keeps(self, variable: Any) -> bool:
        return self._decayed is not None and variable.ref() not in self._decayed

    def _decay(self, gradient: Any, variable: Any) -> Any:
        if self._keeps(variable):
            return tf.no_op()
        with tf.control_dependencies([gradient]):  # which reads the variable as it was
            change = self._rate(variable) * variable
            return variable.assign_sub(change, use_locking=self._locked)

    def _decay_rows(self, gradient: Any, variable: Any, rows: Any) -> Any:
        if self._keeps(variable):
            return tf.no_op()
        with tf.control_dependencies([gradient]):
            change = self._rate(variable) * tf.gather(variable, rows)
            return _v1.scatter_sub(variable, rows, change, use_locking=self._locked)

    # What tf.train.Optimizer asks its subclasses for, by the kind of variable and of gradient.

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        with tf.control_dependencies([self._decay(grad, var)]):
            return super()._apply_dense(grad, var)  # type: ignore[misc]

    def _resource_apply_dense(self, grad: Any, handle: Any) -> Any:
        with tf.control_dependencies([self._decay(grad, handle)]):
            return super()._resource_apply_dense(grad, handle)  # type: ignore[misc]

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        with tf.control_dependencies([self._decay_rows(grad.values, var, grad.indices)]):
            return super()._apply_sparse(grad, var)  # type: ignore[misc]

    def _resource_apply_sparse(self, grad: Any, handle: Any, indices: Any) -> Any:
        with tf.control_dependencies([self._decay_rows(grad, handle, indices)]):
            return super()._resource_apply_sparse(grad, handle, indices)  # type: ignore[misc]


def extend_with_decoupled_weight_decay(base_optimizer: type) -> type:
    """A class that is the optimizer with decoupled weight decay.

    Args:
      base_optimizer: a subclass of ``tf.train.Optimizer``.

    Returns:
      a class whose first argument is ``weight_decay``; the others, by keyword, are the optimizer's.

    Source: ``tf.contrib.opt.extend_with_decoupled_weight_decay`` of TensorFlow 1.15.5.

    Example:
      >>> Adam = extend_with_decoupled_weight_decay(tf.compat.v1.train.AdamOptimizer)
      >>> isinstance(Adam(0.01, learning_rate=0.1), tf.compat.v1.train.AdamOptimizer)
      True
    """

    class OptimizerWithDecoupledWeightDecay(DecoupledWeightDecayExtension, base_optimizer):
        """The optimizer, and weight decay before its step."""

        def __init__(self, weight_decay: Any, *args: Any, **kwargs: Any) -> None:
            super().__init__(weight_decay, *args, **kwargs)

    return OptimizerWithDecoupledWeightDecay


class AdamWOptimizer(DecoupledWeightDecayExtension, _Adam):
    """Adam with decoupled weight decay; slots ``VAR/AdamW`` and ``VAR/AdamW_1``.

    Args:
      weight_decay: as in ``DecoupledWeightDecayExtension``.
      learning_rate: of Adam.
      beta1: of Adam.
      beta2: of Adam.
      epsilon: of Adam.
      use_locking: of Adam.
      name: of Adam, and of its slots.

    Source: ``tf.contrib.opt.AdamWOptimizer`` of TensorFlow 1.15.5.

    Example:
      >>> AdamWOptimizer(weight_decay=1e-4, learning_rate=0.01).get_name()
      'AdamW'
    """

    def __init__(
        self,
        weight_decay: Any,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-08,
        use_locking: bool = False,
        name: str = "AdamW",
    ) -> None:
        super().__init__(
            weight_decay, learning_rate=learning_rate, beta1=beta1, beta2=beta2, epsilon=epsilon,
            use_locking=use_locking, name=name,
        )


class MomentumWOptimizer(DecoupledWeightDecayExtension, _Momentum):
    """Momentum with decoupled weight decay; slot ``VAR/MomentumW``.

    Args:
      weight_decay: as in ``DecoupledWeightDecayExtension``.
      learning_rate: of Momentum.
      momentum: of Momentum.
      use_locking: of Momentum.
      name: of Momentum, and of its slot.
      use_nesterov: of Momentum.

    Source: ``tf.contrib.opt.MomentumWOptimizer`` of TensorFlow 1.15.5.

    Example:
      >>> MomentumWOptimizer(weight_decay=1e-4, learning_rate=0.01, momentum=0.9).get_name()
      'MomentumW'
    """

    def __init__(
        self,
        weight_decay: Any,
        learning_rate: Any,
        momentum: Any,
        use_locking: bool = False,
        name: str = "MomentumW",
        use_nesterov: bool = False,
    ) -> None:
        super().__init__(
            weight_decay, learning_rate=learning_rate, momentum=momentum, use_locking=use_locking,
            name=name, use_nesterov=use_nesterov,
        )
