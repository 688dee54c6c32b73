"""The LSTM that ``keras.layers.LSTM`` cannot express: peepholes, projection, clips."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from tf1compat.errors import ArgumentValueError


@keras.saving.register_keras_serializable(package="tf1compat")
class LSTMCell(keras.layers.Layer):
    """LSTM with peepholes, projection and clipping, for ``keras.layers.RNN`` and ``Bidirectional``.

    i, f, g, o = split(x @ kernel + h @ recurrent_kernel + bias)
    c' = σ(f + forget_bias + w_f ∘ c) ∘ c + σ(i + w_i ∘ c) ∘ activation(g)
    c' = clip(c', ±cell_clip)
    h' = σ(o + w_o ∘ c') ∘ activation(c')
    h' = clip(h' @ projection_kernel, ±projection_clip)

    After Sak et al., "Long short-term memory recurrent neural network architectures for
    large scale acoustic modeling", 2014.  D is the input size, U ``units``, and P
    ``projection_units`` (U without projection).  Gates are packed as Keras packs them,
    i, f, g, o, so without peepholes, projection and clips the weights are those of
    ``keras.layers.LSTM``:

    ======================  ========  =================================
    weight                  shape     present
    ======================  ========  =================================
    ``kernel``              [D, 4U]   always
    ``recurrent_kernel``    [P, 4U]   always
    ``bias``                [4U]      always
    ``input_peephole``      [U]       with ``use_peepholes``
    ``forget_peephole``     [U]       with ``use_peepholes``
    ``output_peephole``     [U]       with ``use_peepholes``
    ``projection_kernel``   [U, P]    with ``projection_units``
    ======================  ========  =================================

    State: ``[h, c]`` of sizes P and U.  ``forget_bias`` is added at every step and is part of
    the configuration, not of the bias, so a TF1 bias is carried over bit for bit.

    Args:
      units: U.
      projection_units: P, or None for no projection.
      use_peepholes: let the gates see the cell state.
      cell_clip: bound of ``c'``, or None.
      projection_clip: bound of the projected output, or None.
      forget_bias: what is added to the forget gate.
      activation: of the candidate and of the cell state, by name or function.
      recurrent_activation: of the three gates.
      kernel_initializer: of the kernels and peepholes.
      recurrent_initializer: of ``recurrent_kernel``.
      bias_initializer: of ``bias``.
      **kwargs: ``name``, ``dtype``, ``trainable`` of a Keras layer.

    Raises:
      ArgumentValueError: a size is not positive, or a clip is negative.

    Example:
      >>> import keras, numpy as np
      >>> from tf1compat.native import LSTMCell
      >>> cell = LSTMCell(4, projection_units=2, use_peepholes=True, cell_clip=3.0)
      >>> keras.layers.RNN(cell)(np.ones((3, 5, 6), "float32")).shape[1]
      2
    """

    def __init__(
        self,
        units: int,
        projection_units: int | None = None,
        use_peepholes: bool = False,
        cell_clip: float | None = None,
        projection_clip: float | None = None,
        forget_bias: float = 1.0,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        **kwargs: Any,
    ) -> None:
        _check("units", units, "a positive int", units > 0)
        _check(
            "projection_units",
            projection_units,
            "a positive int or None",
            projection_units is None or projection_units > 0,
        )
        for argument, clip in (("cell_clip", cell_clip), ("projection_clip", projection_clip)):
            _check(argument, clip, "a number >= 0 or None", clip is None or clip >= 0)
        super().__init__(**kwargs)
        self.units = units
        self.projection_units = projection_units
        self.use_peepholes = use_peepholes
        self.cell_clip = cell_clip
        self.projection_clip = projection_clip
        self.forget_bias = forget_bias
        self.activation = keras.activations.get(activation)
        self.recurrent_activation = keras.activations.get(recurrent_activation)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.recurrent_initializer = keras.initializers.get(recurrent_initializer)
        self.bias_initializer = keras.initializers.get(bias_initializer)
        self.output_size = projection_units or units
        self.state_size = [self.output_size, units]

    def build(self, input_shape: Any) -> None:
        """Make the weights for inputs of ``input_shape[-1]`` features."""
        width, recurrent = 4 * self.units, self.output_size
        shapes = {
            "kernel": ((input_shape[-1], width), self.kernel_initializer),
            "recurrent_kernel": ((recurrent, width), self.recurrent_initializer),
            "bias": ((width,), self.bias_initializer),
        }
        if self.use_peepholes:
            for gate in ("input", "forget", "output"):
                shapes[f"{gate}_peephole"] = ((self.units,), self.kernel_initializer)
        if self.projection_units:
            shapes["projection_kernel"] = ((self.units, recurrent), self.kernel_initializer)
        for name, (shape, initializer) in shapes.items():
            setattr(self, name, self.add_weight(shape, _fresh(initializer), name=name))
        self.built = True

    def call(self, inputs: Any, states: Any, training: bool = False) -> tuple[Any, list[Any]]:
        """One step: ``[B, D]`` and ``[h, c]`` to ``h'`` and ``[h', c']``."""
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        i, f, g, o = ops.split(z, 4, axis=-1)
        f = f + self.forget_bias
        if self.use_peepholes:
            i, f = i + self.input_peephole * c, f + self.forget_peephole * c
        gate = self.recurrent_activation
        c = gate(f) * c + gate(i) * self.activation(g)
        c = _clip(c, self.cell_clip)
        if self.use_peepholes:
            o = o + self.output_peephole * c
        h = gate(o) * self.activation(c)
        if self.projection_units:
            h = _clip(ops.matmul(h, self.projection_kernel), self.projection_clip)
        return h, [h, c]

    def get_initial_state(self, batch_size: int | None = None) -> list[Any]:
        """Zeros: ``[B, P]`` and ``[B, U]``."""
        return [ops.zeros((batch_size, size), dtype=self.compute_dtype) for size in self.state_size]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        plain = (
            "units",
            "projection_units",
            "use_peepholes",
            "cell_clip",
            "projection_clip",
            "forget_bias",
        )
        config = {name: getattr(self, name) for name in plain}
        for name in ("activation", "recurrent_activation"):
            config[name] = keras.activations.serialize(getattr(self, name))
        for name in ("kernel_initializer", "recurrent_initializer", "bias_initializer"):
            config[name] = keras.initializers.serialize(getattr(self, name))
        return {**super().get_config(), **config}


def _fresh(initializer: Any) -> Any:
    """A copy with a seed of its own: one unseeded instance would repeat its values."""
    return initializer.clone() if hasattr(initializer, "clone") else initializer


def _clip(value: Any, bound: float | None) -> Any:
    return value if bound is None else ops.clip(value, -bound, bound)


def _check(argument: str, received: object, expected: str, fine: bool) -> None:
    if not fine:
        raise ArgumentValueError(
            "tf1compat.native.LSTMCell",
            argument,
            expected=expected,
            received=received,
            remedy="pass the size or bound that the TF1 cell had",
        )
