"""What the native cells share: weights by name, zero states, their configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import keras
from keras import ops

from tf1compat.errors import ArgumentValueError


class Cell(keras.layers.Layer):
    """A cell for ``keras.layers.RNN`` whose constructor's arguments are its attributes.

    Attributes:
      options: the arguments that are plain values.
      state_size: U, or one width per part of the state.
      output_size: of what a step gives.
    """

    options: ClassVar[tuple[str, ...]] = ("units",)
    state_size: Any
    output_size: int

    def __init__(
        self, units: int, activation: Any, kernel_initializer: Any, **kwargs: Any
    ) -> None:
        if units < 1:
            raise ArgumentValueError(
                f"tf1compat.native.{type(self).__name__}",
                "units",
                expected="a positive int",
                received=units,
                remedy="pass the size that the TF1 cell had",
            )
        super().__init__(**kwargs)
        self.units = units
        self.activation = keras.activations.get(activation)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.state_size = self.output_size = units

    def shapes(self, depth: int) -> Mapping[str, tuple[tuple[int, ...], Any]]:
        """Shape and initializer of each weight, for inputs of ``depth`` features."""
        raise NotImplementedError(
            f"{type(self).__name__}.shapes is asked for the weights of inputs of {depth} features; "
            "a subclass of tf1compat.native.cell.Cell must give them"
        )

    def build(self, input_shape: Any) -> None:
        """Make the weights for inputs of ``input_shape[-1]`` features."""
        for name, (shape, initializer) in self.shapes(input_shape[-1]).items():
            drawn = keras.initializers.get(initializer)
            # One unseeded instance would repeat its values.
            drawn = drawn.clone() if hasattr(drawn, "clone") else drawn
            setattr(self, name, self.add_weight(shape, drawn, name=name))
        self.built = True

    def get_initial_state(self, batch_size: int | None = None) -> Any:
        """Zeros."""
        sizes = self.state_size if isinstance(self.state_size, list) else [self.state_size]
        zeros = [ops.zeros((batch_size, size), dtype=self.compute_dtype) for size in sizes]
        return zeros if isinstance(self.state_size, list) else zeros[0]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config: dict[str, Any] = {name: getattr(self, name) for name in self.options}
        config["activation"] = keras.activations.serialize(self.activation)
        config["kernel_initializer"] = keras.initializers.serialize(self.kernel_initializer)
        return {**super().get_config(), **config}


def norm_shapes(units: int, scopes: tuple[str, ...]) -> dict[str, tuple[tuple[int, ...], Any]]:
    """Of the gamma and the beta of each scope."""
    pair = (("gamma", "ones"), ("beta", "zeros"))
    return {f"{scope}_{name}": ((units,), start) for scope in scopes for name, start in pair}


def normalised(cell: Any, x: Any, scope: str) -> Any:
    """``(x - mean) / sqrt(variance + epsilon) * gamma + beta`` over the last axis."""
    mean = ops.mean(x, axis=-1, keepdims=True)
    variance = ops.mean(ops.square(x - mean), axis=-1, keepdims=True)
    scale = ops.rsqrt(variance + cell.epsilon) * getattr(cell, f"{scope}_gamma")
    return x * scale + (getattr(cell, f"{scope}_beta") - mean * scale)
