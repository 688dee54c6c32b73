"""Adam whose numbers its subclasses know, by the protocol of ``tf.train.Optimizer``.

Slots and powers are ``tf.train.AdamOptimizer``'s own: ``VAR/Adam``, ``VAR/Adam_1``,
``beta1_power`` and ``beta2_power``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import tensorflow as tf

_Adam: Any = tf.compat.v1.train.AdamOptimizer


class Parts(NamedTuple):
    """The numbers of one step, of the variable's dtype, and the variable's slots."""

    rate: Any
    beta1: Any
    beta2: Any
    epsilon: Any
    power1: Any
    power2: Any
    mean: Any
    square: Any

    def corrected_rate(self) -> Any:
        """The rate that makes up for slots that began at zero."""
        return self.rate * tf.sqrt(1 - self.power2) / (1 - self.power1)


class AdamWithParts(_Adam):
    """``tf.train.AdamOptimizer`` that tells a subclass its numbers.

    Args: those of ``tf.train.AdamOptimizer``.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-08,
        use_locking: bool = False,
        name: str = "Adam",
    ) -> None:
        super().__init__(learning_rate, beta1, beta2, epsilon, use_locking, name)
        self._numbers = (learning_rate, beta1, beta2, epsilon)
        self._locked = use_locking

    def _step(self, gradient: Any, variable: Any, rows: Any) -> Any:
        """The operation that changes some rows of a variable, given their gradient."""
        raise NotImplementedError(f"{type(self).__name__} has no step for sparse gradients")

    # What tf.train.Optimizer asks its subclasses for, by the kind of variable.

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        return self._step(grad.values, var, grad.indices)

    def _resource_apply_sparse(self, grad: Any, handle: Any, indices: Any) -> Any:
        return self._step(grad, handle, indices)

    def _power(self, name: str) -> Any:
        """The variable ``beta1_power`` or ``beta2_power``; a second optimizer's has a number."""
        own = {v.name: v for v in self.variables()}
        (found,) = (v for key, v in own.items() if key.rpartition("/")[2].startswith(name))
        return found

    def _parts(self, variable: Any) -> Parts:
        dtype = variable.dtype.base_dtype
        numbers = [given() if callable(given) else given for given in self._numbers]
        powers = [self._power("beta1_power"), self._power("beta2_power")]
        cast = [tf.cast(number, dtype) for number in [*numbers, *powers]]
        slots = [self.get_slot(variable, name) for name in ("m", "v")]
        return Parts._make([*cast, *slots])
