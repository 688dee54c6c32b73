"""The LSTM whose gates and state are normalised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import keras
from keras import ops

from tf1compat.native.cell import Cell, norm_shapes, normalised

_NORMS = ("input", "transform", "forget", "output", "state")


@keras.saving.register_keras_serializable(package="tf1compat")
class LayerNormLSTMCell(Cell):
    """LSTM with layer normalisation (Ba et al., 2016), for ``keras.layers.RNN``.

    i, f, g, o = N_k(split(x @ kernel + h @ recurrent_kernel))
    c' = N(σ(f + forget_bias) ∘ c + σ(i) ∘ activation(g));  h' = σ(o) ∘ activation(c')

    N_k(z) = (z - mean) / sqrt(variance + epsilon) ∘ gamma_k + beta_k over the units.  The
    normalised c' is what is carried on.  ``kernel`` ``[D, 4U]``, ``recurrent_kernel`` ``[U, 4U]``,
    packed i, f, g, o; a gamma and a beta ``[U]`` of ``input``, ``transform``, ``forget``,
    ``output`` and ``state`` each.  State: ``[h, c]``, ``[B, U]`` each.

    Args:
      units: U.
      forget_bias: what is added to the forget gate, after its normalisation.
      activation: of the candidate and of c'.
      epsilon: added to each variance.
      kernel_initializer: of both kernels.
      **kwargs: ``name``, ``dtype``, ``trainable`` of a Keras layer.

    Raises:
      ArgumentValueError: ``units`` is not positive.

    Example:
      >>> import keras, numpy as np
      >>> from tf1compat.native import LayerNormLSTMCell
      >>> keras.layers.RNN(LayerNormLSTMCell(4))(np.ones((3, 5, 6), "float32")).shape[1]
      4
    """

    options: ClassVar[tuple[str, ...]] = ("units", "forget_bias", "epsilon")

    def __init__(
        self,
        units: int,
        forget_bias: float = 1.0,
        activation: Any = "tanh",
        epsilon: float = 1e-12,
        kernel_initializer: Any = "glorot_uniform",
        **kwargs: Any,
    ) -> None:
        super().__init__(units, activation, kernel_initializer, **kwargs)
        self.forget_bias, self.epsilon = forget_bias, epsilon
        self.state_size = [units, units]

    def shapes(self, depth: int) -> Mapping[str, tuple[tuple[int, ...], Any]]:
        """The two kernels, and five times gamma and beta."""
        drawn, width = self.kernel_initializer, 4 * self.units
        return {
            "kernel": ((depth, width), drawn),
            "recurrent_kernel": ((self.units, width), drawn),
            **norm_shapes(self.units, _NORMS),
        }

    def call(self, inputs: Any, states: Any, training: bool = False) -> tuple[Any, list[Any]]:
        """One step: ``[B, D]`` and ``[h, c]`` to ``h'`` and ``[h', c']``."""
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel)
        i, f, g, o = ops.split(z, 4, axis=-1)
        i, f = normalised(self, i, "input"), normalised(self, f, "forget")
        g, o = normalised(self, g, "transform"), normalised(self, o, "output")
        c = ops.sigmoid(f + self.forget_bias) * c + ops.sigmoid(i) * self.activation(g)
        c = normalised(self, c, "state")
        h = ops.sigmoid(o) * self.activation(c)
        return h, [h, c]
