"""The cell that an architecture search found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import keras
from keras import ops

from tf1compat.native.cell import Cell


@keras.saving.register_keras_serializable(package="tf1compat")
class NASCell(Cell):
    """The cell of Zoph and Le, 2016, for ``keras.layers.RNN``.

    i0 … i7 = split(x @ kernel);  m0 … m7 = split(h @ recurrent_kernel + bias)
    a = tanh(tanh(σ(i0 + m0) ∘ relu(i1 + m1)) + c);  b = tanh(σ(i2 + m2) + relu(i3 ∘ m3))
    d = tanh(tanh(i4 + m4) ∘ σ(i5 + m5));  e = σ(tanh(i6 + m6) + σ(i7 + m7))
    c' = a ∘ b;  h' = tanh(c' ∘ tanh(d + e)) @ projection_kernel

    ``kernel`` ``[D, 8U]``, ``recurrent_kernel`` ``[P, 8U]``; with ``use_bias`` ``bias`` ``[8U]``;
    with ``projection_units`` P ``projection_kernel`` ``[U, P]``.  State: ``[h, c]`` of sizes P, U.

    Args:
      units: U.
      projection_units: P, or None for no projection.
      use_bias: whether there is a bias.
      kernel_initializer: of the kernels.
      **kwargs: ``name``, ``dtype``, ``trainable`` of a Keras layer.

    Raises:
      ArgumentValueError: ``units`` is not positive.

    Example:
      >>> import keras, numpy as np
      >>> from tf1compat.native import NASCell
      >>> keras.layers.RNN(NASCell(4))(np.ones((3, 5, 6), "float32")).shape[1]
      4
    """

    options: ClassVar[tuple[str, ...]] = ("units", "projection_units", "use_bias")

    def __init__(
        self,
        units: int,
        projection_units: int | None = None,
        use_bias: bool = False,
        kernel_initializer: Any = "glorot_uniform",
        **kwargs: Any,
    ) -> None:
        super().__init__(units, "tanh", kernel_initializer, **kwargs)
        self.projection_units, self.use_bias = projection_units, use_bias
        self.output_size = projection_units or units
        self.state_size = [self.output_size, units]

    def shapes(self, depth: int) -> Mapping[str, tuple[tuple[int, ...], Any]]:
        """As the class says."""
        drawn, width = self.kernel_initializer, 8 * self.units
        shapes: dict[str, tuple[tuple[int, ...], Any]] = {
            "kernel": ((depth, width), drawn),
            "recurrent_kernel": ((self.output_size, width), drawn),
        }
        if self.use_bias:
            shapes["bias"] = ((width,), "zeros")
        if self.projection_units:
            shapes["projection_kernel"] = ((self.units, self.projection_units), drawn)
        return shapes

    def call(self, inputs: Any, states: Any, training: bool = False) -> tuple[Any, list[Any]]:
        """One step: ``[B, D]`` and ``[h, c]`` to ``h'`` and ``[h', c']``."""
        h, c = states
        past = ops.matmul(h, self.recurrent_kernel)
        past = past + self.bias if self.use_bias else past
        i = ops.split(ops.matmul(inputs, self.kernel), 8, axis=-1)
        m = ops.split(past, 8, axis=-1)
        s = [a + b for a, b in zip(i, m, strict=True)]
        sigmoid, relu, tanh = ops.sigmoid, ops.relu, ops.tanh
        c = tanh(tanh(sigmoid(s[0]) * relu(s[1])) + c)
        c = c * tanh(sigmoid(s[2]) + relu(i[3] * m[3]))
        d = tanh(tanh(s[4]) * sigmoid(s[5]))
        h = tanh(c * tanh(d + sigmoid(tanh(s[6]) + sigmoid(s[7]))))
        h = ops.matmul(h, self.projection_kernel) if self.projection_units else h
        return h, [h, c]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = super().get_config()
        del config["activation"]  # the search has settled them all
        return config
