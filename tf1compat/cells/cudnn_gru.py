"""``tf.contrib.cudnn_rnn.CudnnGRU`` and ``CudnnCompatibleGRUCell`` in checkpoints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from tf1compat.cells import counterpart as cp
from tf1compat.cells.counterpart import Array, CellConfig, Shape

_INPUT, _HIDDEN = "candidate/input_projection", "candidate/hidden_projection"

# --- in Keras ---------------------------------------------------------------------------------


class CudnnGRUCounterpart(cp.Counterpart):
    """The GRU that resets after the product, as cuDNN does.

    r, u = σ(split([x, h] @ gates/kernel + gates/bias))
    c = tanh(x @ W_i + b_i + r ∘ (h @ W_h + b_h));  h' = (1 - u) ∘ c + u ∘ h

    gates/kernel [D + U, 2U] packs r, u; gates/bias [2U] is the sum of cuDNN's two; W_i, b_i are
    candidate/input_projection/{kernel [D, U], bias [U]}, W_h, b_h candidate/hidden_projection's
    [U, U], [U].  Keras with ``reset_after=True`` has bias [2, 3U]: the gates' sum goes into the
    first row, zeros into the second; back, the rows are added.
    """

    cell = "CudnnCompatibleGRUCell"
    scope = "cudnn_compatible_gru_cell"
    device_op: ClassVar[str] = "CudnnRNN"
    variables: ClassVar[tuple[str, ...]] = (
        "gates/kernel",
        "gates/bias",
        f"{_INPUT}/kernel",
        f"{_HIDDEN}/kernel",
        f"{_INPUT}/bias",
        f"{_HIDDEN}/bias",
    )
    assumptions: ClassVar[Mapping[str, Any]] = {}

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """D and U from the input projection."""
        size, units = (*shapes.get(f"{_INPUT}/kernel", ()), 0, 0)[:2]
        expected = {
            "gates/kernel": (size + units, 2 * units),
            "gates/bias": (2 * units,),
            f"{_INPUT}/kernel": (size, units),
            f"{_HIDDEN}/kernel": (units, units),
            f"{_INPUT}/bias": (units,),
            f"{_HIDDEN}/bias": (units,),
        }
        if dict(shapes) != expected or not size or not units:
            rule = "gates/kernel [D + U, 2U], gates/bias [2U], candidate/input_projection/kernel "
            rule += "[D, U], candidate/hidden_projection/kernel [U, U], their biases [U]"
            raise cp.mixed_shapes(self.cell, where, shapes, rule)
        return CellConfig(self.cell, size, {"num_units": units, "activation": "tanh"})

    def state_sizes(self, config: CellConfig) -> tuple[int, ...]:
        """U."""
        return (config.options["num_units"],)

    def to_keras(self, config: CellConfig, **layer_options: Any) -> Any:
        """A GRU with the reset after the product."""
        return cp.keras_layer("GRU", config, {**layer_options, "reset_after": True})

    def weights_to_keras(
        self, variables: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """r, u and the candidate become u, r, c."""
        r, u = np.split(variables["gates/kernel"], 2, axis=1)
        (r_x, r_h), (u_x, u_h) = (np.split(part, [config.input_size]) for part in (r, u))
        r_bias, u_bias = np.split(variables["gates/bias"], 2)
        own = [u_bias, r_bias, variables[f"{_INPUT}/bias"]]
        other = [0 * u_bias, 0 * r_bias, variables[f"{_HIDDEN}/bias"]]
        return {
            "kernel": np.concatenate([u_x, r_x, variables[f"{_INPUT}/kernel"]], axis=1),
            "recurrent_kernel": np.concatenate(
                [u_h, r_h, variables[f"{_HIDDEN}/kernel"]], axis=1
            ),
            "bias": np.stack([np.concatenate(own), np.concatenate(other)]),
        }

    def weights_from_keras(
        self, weights: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """The same moves backwards."""
        u_x, r_x, c_x = np.split(weights["kernel"], 3, axis=1)
        u_h, r_h, c_h = np.split(weights["recurrent_kernel"], 3, axis=1)
        u_bias, r_bias, _ = np.split(weights["bias"].sum(axis=0), 3)
        units = config.options["num_units"]
        x, h = np.concatenate([r_x, u_x], axis=1), np.concatenate([r_h, u_h], axis=1)
        return {
            "gates/kernel": np.concatenate([x, h]),
            "gates/bias": np.concatenate([r_bias, u_bias]),
            f"{_INPUT}/kernel": c_x,
            f"{_HIDDEN}/kernel": c_h,
            f"{_INPUT}/bias": weights["bias"][0, 2 * units :],
            f"{_HIDDEN}/bias": weights["bias"][1, 2 * units :],
        }

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
        x = inputs @ variables[f"{_INPUT}/kernel"] + variables[f"{_INPUT}/bias"]
        recurrent = h @ variables[f"{_HIDDEN}/kernel"] + variables[f"{_HIDDEN}/bias"]
        h = (1 - u) * np.tanh(x + r * recurrent) + u * h
        return h, (h,)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """Nothing is open."""
        return {}


COUNTERPART = CudnnGRUCounterpart()
