"""The LSTM that writes exactly what it forgets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import keras
from keras import ops

from tf1compat.native.cell import Cell, norm_shapes, normalised

_NORMS = ("transform", "forget", "output", "state")


@keras.saving.register_keras_serializable(package="tf1compat")
class CoupledLSTMCell(Cell):
    """LSTM with coupled input and forget gates (Greff et al., 2015), for ``keras.layers.RNN``.

    g, f, o = split(x @ kernel + h @ recurrent_kernel + bias)
    f = σ(f + forget_bias + w_f ∘ c);  c' = f ∘ c + (1 - f) ∘ activation(g)
    h' = clip((σ(o + w_o ∘ c') ∘ activation(c')) @ projection_kernel, ±projection_clip)

    ``kernel`` ``[D, 3U]``, ``recurrent_kernel`` ``[P, 3U]``, packed g, f, o; ``bias`` ``[3U]``;
    with ``use_peepholes`` ``forget_peephole`` and ``output_peephole`` ``[U]``; with
    ``projection_units`` P ``projection_kernel`` ``[U, P]``.  With ``layer_norm`` there is no bias:
    g, f, o, and c' before it is carried on, are normalised over the units, each by its own gamma
    and beta.  State: ``[h, c]`` of sizes P and U.

    Args:
      units: U.
      projection_units: P, or None for no projection.
      use_peepholes: let the gates see the cell state.
      projection_clip: bound of the projected output, or None.
      forget_bias: what is added to the forget gate.
      activation: of the candidate and of c'.
      layer_norm: whether there is normalisation.
      epsilon: added to each variance.
      kernel_initializer: of the kernels and peepholes.
      **kwargs: ``name``, ``dtype``, ``trainable`` of a Keras layer.

    Raises:
      ArgumentValueError: ``units`` is not positive.

    Example:
      >>> import keras, numpy as np
      >>> from tf1compat.native import CoupledLSTMCell
      >>> keras.layers.RNN(CoupledLSTMCell(4))(np.ones((3, 5, 6), "float32")).shape[1]
      4
    """

    options: ClassVar[tuple[str, ...]] = (
        "units",
        "projection_units",
        "use_peepholes",
        "projection_clip",
        "forget_bias",
        "layer_norm",
        "epsilon",
    )

    def __init__(
        self,
        units: int,
        projection_units: int | None = None,
        use_peepholes: bool = False,
        projection_clip: float | None = None,
        forget_bias: float = 1.0,
        activation: Any = "tanh",
        layer_norm: bool = False,
        epsilon: float = 1e-12,
        kernel_initializer: Any = "glorot_uniform",
        **kwargs: Any,
    ) -> None:
        super().__init__(units, activation, kernel_initializer, **kwargs)
        self.projection_units, self.projection_clip = projection_units, projection_clip
        self.use_peepholes, self.forget_bias = use_peepholes, forget_bias
        self.layer_norm, self.epsilon = layer_norm, epsilon
        self.output_size = projection_units or units
        self.state_size = [self.output_size, units]

    def shapes(self, depth: int) -> Mapping[str, tuple[tuple[int, ...], Any]]:
        """As the class says."""
        drawn, units, width = self.kernel_initializer, self.units, 3 * self.units
        shapes: dict[str, tuple[tuple[int, ...], Any]] = {
            "kernel": ((depth, width), drawn),
            "recurrent_kernel": ((self.output_size, width), drawn),
        }
        if self.layer_norm:
            shapes |= norm_shapes(units, _NORMS)
        else:
            shapes["bias"] = ((width,), "zeros")
        if self.use_peepholes:
            shapes |= {f"{gate}_peephole": ((units,), drawn) for gate in ("forget", "output")}
        if self.projection_units:
            shapes["projection_kernel"] = ((units, self.projection_units), drawn)
        return shapes

    def call(self, inputs: Any, states: Any, training: bool = False) -> tuple[Any, list[Any]]:
        """One step: ``[B, D]`` and ``[h, c]`` to ``h'`` and ``[h', c']``."""
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel)
        g, f, o = ops.split(z if self.layer_norm else z + self.bias, 3, axis=-1)
        g, f, o = self._norm(g, "transform"), self._norm(f, "forget"), self._norm(o, "output")
        f = f + self.forget_bias
        f = ops.sigmoid(f + self.forget_peephole * c if self.use_peepholes else f)
        c = self._norm(f * c + (1.0 - f) * self.activation(g), "state")
        o = o + self.output_peephole * c if self.use_peepholes else o
        h = ops.sigmoid(o) * self.activation(c)
        if self.projection_units:
            h = ops.matmul(h, self.projection_kernel)
            bound = self.projection_clip
            h = h if bound is None else ops.clip(h, -bound, bound)
        return h, [h, c]

    def _norm(self, x: Any, scope: str) -> Any:
        return normalised(self, x, scope) if self.layer_norm else x
