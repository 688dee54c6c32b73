"""The update gate RNN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import keras
from keras import ops

from tf1compat.native.cell import Cell


@keras.saving.register_keras_serializable(package="tf1compat")
class UGRNNCell(Cell):
    """The update gate RNN (Collins et al., 2016), for ``keras.layers.RNN``.

    g, j = split(x @ kernel + h @ recurrent_kernel + bias)
    g = σ(g + forget_bias);  h' = g ∘ h + (1 - g) ∘ activation(j)

    ``kernel`` ``[D, 2U]``, ``recurrent_kernel`` ``[U, 2U]``, ``bias`` ``[2U]``, packed g, j.
    State: h, ``[B, U]``.

    Args:
      units: U.
      forget_bias: what is added to the gate.
      activation: of the candidate.
      kernel_initializer: of both kernels.
      **kwargs: ``name``, ``dtype``, ``trainable`` of a Keras layer.

    Raises:
      ArgumentValueError: ``units`` is not positive.

    Example:
      >>> import keras, numpy as np
      >>> from tf1compat.native import UGRNNCell
      >>> keras.layers.RNN(UGRNNCell(4))(np.ones((3, 5, 6), "float32")).shape[1]
      4
    """

    options: ClassVar[tuple[str, ...]] = ("units", "forget_bias")

    def __init__(
        self,
        units: int,
        forget_bias: float = 1.0,
        activation: Any = "tanh",
        kernel_initializer: Any = "glorot_uniform",
        **kwargs: Any,
    ) -> None:
        super().__init__(units, activation, kernel_initializer, **kwargs)
        self.forget_bias = forget_bias

    def shapes(self, depth: int) -> Mapping[str, tuple[tuple[int, ...], Any]]:
        """Two kernels and a bias."""
        drawn, width = self.kernel_initializer, 2 * self.units
        return {
            "kernel": ((depth, width), drawn),
            "recurrent_kernel": ((self.units, width), drawn),
            "bias": ((width,), "zeros"),
        }

    def call(self, inputs: Any, states: Any, training: bool = False) -> tuple[Any, list[Any]]:
        """One step: ``[B, D]`` and ``[h]`` to ``h'`` and ``[h']``."""
        h = states[0]
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        gate, candidate = ops.split(z, 2, axis=-1)
        gate = ops.sigmoid(gate + self.forget_bias)
        h = gate * h + (1.0 - gate) * self.activation(candidate)
        return h, [h]
