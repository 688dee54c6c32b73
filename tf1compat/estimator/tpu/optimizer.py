"""``tf.contrib.tpu.CrossShardOptimizer`` where there is one shard."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1
_Optimizer: Any = _v1.train.Optimizer


class CrossShardOptimizer(_Optimizer):
    """Another optimizer: without a TPU there is one shard, whose gradients are the average.

    Args:
      opt: the ``tf.train.Optimizer``.
      reduction: ``tf.losses.Reduction.SUM`` or ``MEAN``.
      name: of its operations.
      group_assignment: of shards; without a TPU it does nothing.

    Raises:
      ArgumentValueError: (a ``ValueError``) another reduction.

    Source: ``tf.contrib.tpu.CrossShardOptimizer`` of TensorFlow 1.15.5.

    Example:
      >>> sgd = tf.compat.v1.train.GradientDescentOptimizer(0.5)
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     w = tf.compat.v1.get_variable("w", [], initializer=tf.ones)
      ...     train = CrossShardOptimizer(sgd).minimize(w * w)
      ...     session.run(tf.compat.v1.global_variables_initializer())
      ...     session.run(train)
      ...     float(session.run(w))
      0.0
    """

    def __init__(
        self,
        opt: Any,
        reduction: str = _v1.losses.Reduction.MEAN,
        name: str = "CrossShardOptimizer",
        group_assignment: Any = None,
    ) -> None:
        if reduction not in (_v1.losses.Reduction.SUM, _v1.losses.Reduction.MEAN):
            raise ArgumentValueError(
                "CrossShardOptimizer", "reduction", expected="Reduction.SUM or Reduction.MEAN",
                received=repr(reduction), remedy="leave it out",
            )
        del group_assignment  # of a TPU's shards
        super().__init__(False, name)
        self._opt = opt

    def compute_gradients(self, loss: Any, var_list: Any = None, **kwargs: Any) -> Any:
        """Those of the other optimizer.

        Args:
          loss: scalar tensor.
          var_list: variables; all trainable ones by default.
          **kwargs: as the other optimizer takes them.
        """
        _v1.logging.warning("CrossShardOptimizer: there is one shard, since there is no TPU.")
        return self._opt.compute_gradients(loss, var_list=var_list, **kwargs)

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Any = None, name: Any = None
    ) -> Any:
        return self._opt.apply_gradients(grads_and_vars, global_step, name)

    def get_slot(self, *args: Any, **kwargs: Any) -> Any:
        return self._opt.get_slot(*args, **kwargs)

    def get_slot_names(self, *args: Any, **kwargs: Any) -> Any:
        return self._opt.get_slot_names(*args, **kwargs)

    def variables(self) -> Any:
        return self._opt.variables()
