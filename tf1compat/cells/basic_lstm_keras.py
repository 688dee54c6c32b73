"""BasicLSTMCell in Keras: ``keras.layers.LSTM``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tf1compat.cells import counterpart as cp
from tf1compat.cells.counterpart import Array, CellConfig, Shape

# TF1 packs i, j, f, o and Keras i, f, j, o: the same exchange leads there and back.
REGATE = (0, 2, 1, 3)


class BasicLSTMCounterpart(cp.Counterpart):
    """i, j, f, o = split([x, h] @ kernel + bias)

    c' = σ(f + forget_bias) ∘ c + σ(i) ∘ activation(j);  h' = σ(o) ∘ activation(c')

    kernel [D + U, 4U], bias [4U] → ``LSTM``: kernel [D, 4U], recurrent_kernel [U, 4U], bias
    [4U], packed i, f, j, o.  Keras has no forget_bias at run time: it is added to the forget
    part of the bias on the way in and subtracted on the way out, which may round once.
    """

    cell = "BasicLSTMCell"
    scope = "basic_lstm_cell"
    state = ("c", "h")
    keras_state = ("h", "c")
    variables = ("kernel", "bias")
    assumptions = {"forget_bias": 1.0, "activation": "tanh"}

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """U from the bias, D from the kernel's rows."""
        kernel, bias = shapes.get("kernel", ()), shapes.get("bias", (0,))
        units = bias[0] // 4
        if len(kernel) != 2 or bias != kernel[1:] or bias[0] % 4 or not 0 < units < kernel[0]:
            rule = "kernel [D + U, 4U], bias [4U]"
            raise cp.mixed_shapes(self.cell, where, shapes, rule)
        return CellConfig(self.cell, kernel[0] - units, {"num_units": units, **self.assumptions})

    def state_sizes(self, config: CellConfig) -> tuple[int, ...]:
        """c and h: U and U."""
        return (config.options["num_units"],) * 2

    def to_keras(self, config: CellConfig, **layer_options: Any) -> Any:
        """An LSTM."""
        return cp.keras_layer("LSTM", config, layer_options)

    def weights_to_keras(
        self, variables: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """Reorder the gates, split the rows, fold forget_bias in."""
        kernel, recurrent, bias = split_and_regate(variables, config)
        return {
            "kernel": kernel,
            "recurrent_kernel": recurrent,
            "bias": shift_forget(bias, config.options["forget_bias"]),
        }

    def weights_from_keras(
        self, weights: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """The same moves backwards."""
        joined = np.concatenate([weights["kernel"], weights["recurrent_kernel"]])
        bias = shift_forget(weights["bias"], -config.options["forget_bias"])
        return {"kernel": cp.regate(joined, REGATE), "bias": cp.regate(bias, REGATE)}

    def step(
        self,
        variables: Mapping[str, Array],
        config: CellConfig,
        inputs: Array,
        state: tuple[Array, ...],
    ) -> tuple[Array, tuple[Array, ...]]:
        """The equations above."""
        c, h = state
        z = np.concatenate([inputs, h], axis=1) @ variables["kernel"] + variables["bias"]
        i, j, f, o = np.split(z, 4, axis=1)
        activation = config.options["activation"]
        forget = cp.sigmoid(f + z.dtype.type(config.options["forget_bias"]))
        c = c * forget + cp.sigmoid(i) * cp.apply_activation(activation, j)
        h = cp.apply_activation(activation, c) * cp.sigmoid(o)
        return h, (c, h)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """forget_bias from the constant added to f, activation from the op on j."""
        return lstm_gates_evidence(graph)


def split_and_regate(
    variables: Mapping[str, Array], config: CellConfig
) -> tuple[Array, Array, Array]:
    """TF1's fused kernel and bias as Keras's kernel, recurrent_kernel and bias."""
    kernel, recurrent = np.split(cp.regate(variables["kernel"], REGATE), [config.input_size])
    return kernel, recurrent, cp.regate(variables["bias"], REGATE)


def shift_forget(bias: Array, amount: float) -> Array:
    """Add to the forget quarter of a bias packed i, f, j, o."""
    shifted = bias.copy()
    units = len(bias) // 4
    shifted[units : 2 * units] += bias.dtype.type(amount)
    return shifted


def lstm_gates(graph: cp.StepGraph) -> list[str] | None:
    """The tensors i, j, f, o of an LSTM step in an old graph."""
    z = cp.affine(graph, "kernel", "bias")
    for op, node in graph.consumers(z) if z else ():
        if op in {"Split", "SplitV"}:
            return [f"{node}:{k}" for k in range(4)]
    return None


def lstm_gates_evidence(graph: cp.StepGraph) -> dict[str, Any]:
    """What TF1's BasicLSTMCell and LSTMCell leave in the graph in the same way."""
    gates = lstm_gates(graph)
    if gates is None:
        return {}
    found: dict[str, Any] = {}
    activation = cp.activation_after(graph, gates[1])
    if activation:
        found["activation"] = activation[0]
    for op, node in graph.consumers(gates[2]):
        if op == "Sigmoid":
            found["forget_bias"] = 0.0
        added = [graph.constant(t) for t in graph.inputs(node) if t != gates[2]]
        if op in cp.ADDITIONS and added[0] is not None:
            found["forget_bias"] = added[0]
    return found


COUNTERPART = BasicLSTMCounterpart()
