"""An LSTM whose units see only their own past."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import keras
from keras import ops

from tf1compat.native.cell import Cell


@keras.saving.register_keras_serializable(package="tf1compat")
class IndyLSTMCell(Cell):
    """An LSTM whose units see only their own past (Gonnet and Deselaers, 2019), for ``RNN``.

    i, j, f, o = split(x @ kernel + [h, h, h, h] ∘ recurrent_kernel + bias)
    c' = c ∘ σ(f + forget_bias) + σ(i) ∘ activation(j);  h' = activation(c') ∘ σ(o)

    ``kernel`` ``[D, 4U]``, ``recurrent_kernel`` ``[1, 4U]``, ``bias`` ``[4U]``, packed i, j, f, o.
    State: h and c, ``[B, U]`` each.

    Args:
      units: U.
      forget_bias: what is added to the forget gate.
      activation: of the candidate and of c'.
      kernel_initializer: of ``kernel``.
      **kwargs: ``name``, ``dtype``, ``trainable`` of a Keras layer.

    Raises:
      ArgumentValueError: ``units`` is not positive.

    Example:
      >>> import keras, numpy as np
      >>> from tf1compat.native import IndyLSTMCell
      >>> keras.layers.RNN(IndyLSTMCell(4))(np.ones((3, 5, 6), "float32")).shape[1]
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
        self.state_size = [units, units]

    def shapes(self, depth: int) -> Mapping[str, tuple[tuple[int, ...], Any]]:
        """A kernel, weights of each unit for itself, a bias."""
        own, width = keras.initializers.RandomUniform(-1.0, 1.0), 4 * self.units
        return {
            "kernel": ((depth, width), self.kernel_initializer),
            "recurrent_kernel": ((1, width), own),
            "bias": ((width,), "zeros"),
        }

    def call(self, inputs: Any, states: Any, training: bool = False) -> tuple[Any, list[Any]]:
        """One step: ``[B, D]`` and ``[h, c]`` to ``h'`` and ``[h', c']``."""
        h, c = states
        past = ops.concatenate([h] * 4, axis=-1) * self.recurrent_kernel
        i, j, f, o = ops.split(ops.matmul(inputs, self.kernel) + past + self.bias, 4, axis=-1)
        c = c * ops.sigmoid(f + self.forget_bias) + ops.sigmoid(i) * self.activation(j)
        h = self.activation(c) * ops.sigmoid(o)
        return h, [h, c]
