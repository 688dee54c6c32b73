"""A GRU whose units see only their own past."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
from keras import ops

from tf1compat.native.cell import Cell


@keras.saving.register_keras_serializable(package="tf1compat")
class IndyGRUCell(Cell):
    """A GRU whose units see only their own past (Gonnet and Deselaers, 2019), for ``RNN``.

    r, u = split(σ(x @ gates_kernel + [h, h] ∘ gates_recurrent_kernel + gates_bias))
    c = activation(x @ kernel + r ∘ h ∘ recurrent_kernel + bias)
    h' = u ∘ h + (1 - u) ∘ c

    ``gates_kernel`` ``[D, 2U]``, ``gates_recurrent_kernel`` ``[1, 2U]``, ``gates_bias`` ``[2U]``,
    packed r, u; ``kernel`` ``[D, U]``, ``recurrent_kernel`` ``[1, U]``, ``bias`` ``[U]``.  State:
    h, ``[B, U]``.

    Args:
      units: U.
      activation: of the candidate.
      kernel_initializer: of both kernels.
      **kwargs: ``name``, ``dtype``, ``trainable`` of a Keras layer.

    Raises:
      ArgumentValueError: ``units`` is not positive.

    Example:
      >>> import keras, numpy as np
      >>> from tf1compat.native import IndyGRUCell
      >>> keras.layers.RNN(IndyGRUCell(4))(np.ones((3, 5, 6), "float32")).shape[1]
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
        """A kernel, a weight of each unit for itself and a bias, of the gates and the candidate."""
        own, drawn = keras.initializers.RandomUniform(-1.0, 1.0), self.kernel_initializer
        return {
            "gates_kernel": ((depth, 2 * self.units), drawn),
            "gates_recurrent_kernel": ((1, 2 * self.units), own),
            "gates_bias": ((2 * self.units,), "ones"),
            "kernel": ((depth, self.units), drawn),
            "recurrent_kernel": ((1, self.units), own),
            "bias": ((self.units,), "zeros"),
        }

    def call(self, inputs: Any, states: Any, training: bool = False) -> tuple[Any, list[Any]]:
        """One step: ``[B, D]`` and ``[h]`` to ``h'`` and ``[h']``."""
        h = states[0]
        past = ops.concatenate([h, h], axis=-1) * self.gates_recurrent_kernel
        gates = ops.sigmoid(ops.matmul(inputs, self.gates_kernel) + past + self.gates_bias)
        r, u = ops.split(gates, 2, axis=-1)
        z = ops.matmul(inputs, self.kernel) + r * h * self.recurrent_kernel + self.bias
        h = u * h + (1.0 - u) * self.activation(z)
        return h, [h]
