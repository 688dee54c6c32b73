"""BasicRNNCell in Keras: ``keras.layers.SimpleRNN``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tf1compat.cells import counterpart as cp
from tf1compat.cells.counterpart import Array, CellConfig, Shape


class BasicRNNCounterpart(cp.Counterpart):
    """h' = activation([x, h] @ kernel + bias)

    kernel [D + U, U], bias [U] → ``SimpleRNN``: kernel [D, U], recurrent_kernel [U, U], bias [U].
    """

    cell = "BasicRNNCell"
    scope = "basic_rnn_cell"
    variables = ("kernel", "bias")
    assumptions = {"activation": "tanh"}

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """U from the bias, D from the kernel's rows."""
        kernel, bias = shapes.get("kernel", ()), shapes.get("bias", ())
        if len(kernel) != 2 or bias != kernel[1:] or kernel[0] <= kernel[1]:
            rule = "kernel [D + U, U], bias [U]"
            raise cp.mixed_shapes(self.cell, where, shapes, rule)
        units = kernel[1]
        return CellConfig(self.cell, kernel[0] - units, {"num_units": units, **self.assumptions})

    def state_sizes(self, config: CellConfig) -> tuple[int, ...]:
        """U."""
        return (config.options["num_units"],)

    def to_keras(self, config: CellConfig, **layer_options: Any) -> Any:
        """A SimpleRNN."""
        return cp.keras_layer("SimpleRNN", config, layer_options)

    def weights_to_keras(
        self, variables: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """Split the kernel's rows."""
        kernel, recurrent = np.split(variables["kernel"], [config.input_size])
        return {"kernel": kernel, "recurrent_kernel": recurrent, "bias": variables["bias"]}

    def weights_from_keras(
        self, weights: Mapping[str, Array], config: CellConfig  # noqa: ARG002
    ) -> dict[str, Array]:
        """Join the kernels' rows."""
        kernel = np.concatenate([weights["kernel"], weights["recurrent_kernel"]])
        return {"kernel": kernel, "bias": weights["bias"]}

    def step(
        self,
        variables: Mapping[str, Array],
        config: CellConfig,
        inputs: Array,
        state: tuple[Array, ...],
    ) -> tuple[Array, tuple[Array, ...]]:
        """The equation above."""
        z = np.concatenate([inputs, state[0]], axis=1) @ variables["kernel"] + variables["bias"]
        h = cp.apply_activation(config.options["activation"], z)
        return h, (h,)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """The op that reads the affine map."""
        z = cp.affine(graph, "kernel", "bias")
        found = z and cp.activation_after(graph, z)
        return {"activation": found[0]} if found else {}


COUNTERPART = BasicRNNCounterpart()
