"""The independently recurrent network's cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
from keras import ops

from tf1compat.native.cell import Cell


@keras.saving.register_keras_serializable(package="tf1compat")
class IndRNNCell(Cell):
    """The independently recurrent network (Li et al., 2018), for ``keras.layers.RNN``.

    h' = activation(x @ kernel + h ∘ recurrent_kernel + bias)

    ``kernel`` ``[D, U]``, ``recurrent_kernel`` ``[1, U]``, ``bias`` ``[U]``.  State: h, ``[B, U]``.

    Args:
      units: U.
      activation: of the sum.
      kernel_initializer: of ``kernel``.
      **kwargs: ``name``, ``dtype``, ``trainable`` of a Keras layer.

    Raises:
      ArgumentValueError: ``units`` is not positive.

    Example:
      >>> import keras, numpy as np
      >>> from tf1compat.native import IndRNNCell
      >>> keras.layers.RNN(IndRNNCell(4))(np.ones((3, 5, 6), "float32")).shape[1]
      4
    """

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        kernel_initializer: Any = "glorot_uniform",
        **kwargs: Any,
    ) -> None:
        super().__init__(units, activation, kernel_initializer, **kwargs)

    def shapes(self, depth: int) -> Mapping[str, tuple[tuple[int, ...], Any]]:
        """A kernel, a weight of each unit for itself, a bias."""
        own = keras.initializers.RandomUniform(-1.0, 1.0)
        return {
            "kernel": ((depth, self.units), self.kernel_initializer),
            "recurrent_kernel": ((1, self.units), own),
            "bias": ((self.units,), "zeros"),
        }

    def call(self, inputs: Any, states: Any, training: bool = False) -> tuple[Any, list[Any]]:
        """One step: ``[B, D]`` and ``[h]`` to ``h'`` and ``[h']``."""
        past = states[0] * self.recurrent_kernel
        h = self.activation(ops.matmul(inputs, self.kernel) + past + self.bias)
        return h, [h]
