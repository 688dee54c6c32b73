"""``tf.contrib.opt.RegAdagradOptimizer``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

_Adagrad: Any = tf.compat.v1.train.AdagradOptimizer


class RegAdagradOptimizer(_Adagrad):
    """Adagrad that can step without adding to its accumulator, as for a regulariser's gradient.

    a ← a + g², but not within ``avoid_updating_slots()``;  w ← w - rate · g / √a

    The slot is ``"accumulator"``, the variable ``VAR/RegAdagrad``.

    Args:
      learning_rate: of the step.
      initial_accumulator_value: of a.
      use_locking: of the updates.
      name: of the operations and the slot.

    Raises:
      ValueError: an accumulator that does not begin above 0.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> optimizer = RegAdagradOptimizer(0.1)
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     w = tf.compat.v1.get_variable("w", initializer=[1.0])
      ...     with optimizer.avoid_updating_slots():
      ...         step = optimizer.apply_gradients([(tf.constant([1.0]), w)])
      ...     session.run(tf.compat.v1.global_variables_initializer())
      ...     _ = session.run(step)
      ...     session.run(optimizer.get_slot(w, "accumulator")).round(3).tolist()
      [0.1...]
    """

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        use_locking: bool = False,
        name: str = "RegAdagrad",
    ) -> None:
        super().__init__(learning_rate, initial_accumulator_value, use_locking, name)
        self._rate, self._locked, self._adds = learning_rate, use_locking, True

    @contextlib.contextmanager
    def avoid_updating_slots(self) -> Iterator[None]:
        """Within, steps that are built leave the accumulator as it is."""
        before, self._adds = self._adds, False
        try:
            yield
        finally:
            self._adds = before

    def _shared(self, variable: Any) -> dict[str, Any]:
        rate = self._rate() if callable(self._rate) else self._rate
        dtype = variable.dtype.base_dtype
        return {
            "lr": tf.cast(rate, dtype), "use_locking": self._locked, "update_slots": self._adds
        }

    # What tf.train.Optimizer asks its subclasses for, by the kind of variable and of gradient.

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        return tf.raw_ops.ApplyAdagrad(
            var=var, accum=self.get_slot(var, "accumulator"), grad=grad, **self._shared(var)
        ).op

    def _resource_apply_dense(self, grad: Any, handle: Any) -> Any:
        return tf.raw_ops.ResourceApplyAdagrad(
            var=handle.handle, accum=self.get_slot(handle, "accumulator").handle, grad=grad,
            **self._shared(handle),
        )

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        return tf.raw_ops.SparseApplyAdagrad(
            var=var, accum=self.get_slot(var, "accumulator"), grad=grad.values,
            indices=grad.indices, **self._shared(var),
        ).op

    def _resource_apply_sparse(self, grad: Any, handle: Any, indices: Any) -> Any:
        return tf.raw_ops.ResourceSparseApplyAdagrad(
            var=handle.handle, accum=self.get_slot(handle, "accumulator").handle, grad=grad,
            indices=indices, **self._shared(handle),
        )
