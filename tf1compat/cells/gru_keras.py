"""GRUCell in Keras: ``keras.layers.GRU(reset_after=False)``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tf1compat.cells import counterpart as cp
from tf1compat.cells.counterpart import Array, CellConfig, Shape


class GRUCounterpart(cp.Counterpart):
    """r, u = σ(split([x, h] @ gates/kernel + gates/bias))

    c = activation([x, r ∘ h] @ candidate/kernel + candidate/bias);  h' = u ∘ h + (1 - u) ∘ c

    gates/kernel [D + U, 2U] packs r, u; candidate/kernel [D + U, U].  Keras packs z, r, h in
    kernel [D, 3U], recurrent_kernel [U, 3U], bias [3U], where its z is TF1's u.  TF1 resets
    the state before the product, hence ``reset_after=False`` (which cuDNN does not offer).
    """

    cell = "GRUCell"
    scope = "gru_cell"
    variables = ("gates/kernel", "gates/bias", "candidate/kernel", "candidate/bias")
    assumptions = {"activation": "tanh"}

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """U from the candidate, D from the rows."""
        units = shapes.get("candidate/bias", (0,))[0]
        rows = shapes.get("gates/kernel", (0,))[0]
        expected = {
            "gates/kernel": (rows, 2 * units),
            "gates/bias": (2 * units,),
            "candidate/kernel": (rows, units),
            "candidate/bias": (units,),
        }
        if dict(shapes) != expected or not 0 < units < rows:
            rule = "gates/kernel [D + U, 2U], gates/bias [2U], candidate/kernel [D + U, U], "
            raise cp.mixed_shapes(self.cell, where, shapes, rule + "candidate/bias [U]")
        return CellConfig(self.cell, rows - units, {"num_units": units, **self.assumptions})

    def state_sizes(self, config: CellConfig) -> tuple[int, ...]:
        """U."""
        return (config.options["num_units"],)

    def to_keras(self, config: CellConfig, **layer_options: Any) -> Any:
        """A GRU with the reset before the product."""
        return cp.keras_layer("GRU", config, {**layer_options, "reset_after": False})

    def weights_to_keras(
        self, variables: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """Columns r, u and c become u, r, c; rows are split into inputs and state."""
        packed = []
        for name in ("kernel", "bias"):
            r, u = np.split(variables[f"gates/{name}"], 2, axis=-1)
            packed.append(np.concatenate([u, r, variables[f"candidate/{name}"]], axis=-1))
        kernel, recurrent = np.split(packed[0], [config.input_size])
        return {"kernel": kernel, "recurrent_kernel": recurrent, "bias": packed[1]}

    def weights_from_keras(
        self, weights: Mapping[str, Array], config: CellConfig  # noqa: ARG002
    ) -> dict[str, Array]:
        """The same moves backwards."""
        joined = np.concatenate([weights["kernel"], weights["recurrent_kernel"]])
        variables = {}
        for name, packed in (("kernel", joined), ("bias", weights["bias"])):
            u, r, c = np.split(packed, 3, axis=-1)
            variables[f"gates/{name}"] = np.concatenate([r, u], axis=-1)
            variables[f"candidate/{name}"] = c
        return variables

    def step(
        self,
        variables: Mapping[str, Array],
        config: CellConfig,
        inputs: Array,
        state: tuple[Array, ...],
    ) -> tuple[Array, tuple[Array, ...]]:
        """The equations above."""
        (h,) = state
        gates = np.concatenate([inputs, h], axis=1) @ variables["gates/kernel"]
        r, u = np.split(cp.sigmoid(gates + variables["gates/bias"]), 2, axis=1)
        candidate = np.concatenate([inputs, r * h], axis=1) @ variables["candidate/kernel"]
        c = cp.apply_activation(config.options["activation"], candidate + variables["candidate/bias"])
        h = u * h + (1 - u) * c
        return h, (h,)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """The op that reads the candidate."""
        z = cp.affine(graph, "candidate/kernel", "candidate/bias")
        found = z and cp.activation_after(graph, z)
        return {"activation": found[0]} if found else {}


COUNTERPART = GRUCounterpart()
