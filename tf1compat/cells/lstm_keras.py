"""LSTMCell in Keras: ``keras.layers.LSTM``, or ``tf1compat.native.LSTMCell`` where that falls short."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tf1compat.cells import basic_lstm_keras as basic
from tf1compat.cells import counterpart as cp
from tf1compat.cells.counterpart import Array, CellConfig, Shape

# TF1's variable → the native cell's weight, where the values move unchanged.
_SAME = {
    "w_i_diag": "input_peephole",
    "w_f_diag": "forget_peephole",
    "w_o_diag": "output_peephole",
    "projection/kernel": "projection_kernel",
}


class LSTMCounterpart(basic.BasicLSTMCounterpart):
    """BasicLSTMCell with peepholes, a clip of c', and a projection with its own clip.

    f += w_f_diag ∘ c and i += w_i_diag ∘ c before their σ;  c' is clipped to ±cell_clip;
    o += w_o_diag ∘ c' ;  m = clip(h' @ projection/kernel, ±proj_clip) is output and state.

    kernel [D + P, 4U], bias [4U], w_*_diag [U], projection/kernel [U, P].  Without any of the
    extras it is a ``keras.layers.LSTM``, forget_bias folded into the bias; with one of them an
    ``RNN`` of ``tf1compat.native.LSTMCell``, forget_bias kept as configuration, every value
    moved bit for bit.
    """

    cell = "LSTMCell"
    scope = "lstm_cell"
    variables = ("kernel", "bias", "w_f_diag", "w_i_diag", "w_o_diag", "projection/kernel")
    assumptions = {
        "forget_bias": 1.0,
        "activation": "tanh",
        "cell_clip": None,
        "proj_clip": None,
    }

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """U from the bias, P from the projection, D from the kernel's rows."""
        kernel = shapes.get("kernel", (0, 0))
        units = kernel[-1] // 4
        projection = shapes["projection/kernel"][-1] if "projection/kernel" in shapes else None
        recurrent = projection or units
        peepholes = "w_f_diag" in shapes
        expected = {"kernel": (kernel[0], 4 * units), "bias": (4 * units,)}
        if peepholes:
            expected |= dict.fromkeys(("w_f_diag", "w_i_diag", "w_o_diag"), (units,))
        if projection:
            expected["projection/kernel"] = (units, projection)
        if dict(shapes) != expected or not units or kernel[0] <= recurrent:
            rule = "kernel [D + P, 4U], bias [4U], with peepholes w_f_diag, w_i_diag, w_o_diag "
            raise cp.mixed_shapes(self.cell, where, shapes, rule + "[U], projection/kernel [U, P]")
        settled = {"num_units": units, "use_peepholes": peepholes, "num_proj": projection}
        return CellConfig(self.cell, kernel[0] - recurrent, {**settled, **self.assumptions})

    def state_sizes(self, config: CellConfig) -> tuple[int, ...]:
        """c and h: U and P."""
        units = config.options["num_units"]
        return units, config.options["num_proj"] or units

    def to_keras(self, config: CellConfig, **layer_options: Any) -> Any:
        """An LSTM, or an RNN of the native cell."""
        if not needs_native(config):
            return super().to_keras(config, **layer_options)
        import keras

        from tf1compat.native import LSTMCell

        options = dict(layer_options)
        options.pop("use_cudnn", None)
        own = config.options
        cell = LSTMCell(
            own["num_units"],
            projection_units=own["num_proj"],
            use_peepholes=own["use_peepholes"],
            cell_clip=own["cell_clip"],
            projection_clip=own["proj_clip"],
            forget_bias=own["forget_bias"],
            activation=own["activation"],
            dtype=options.get("dtype"),
        )
        return keras.layers.RNN(cell, **options)

    def weights_to_keras(
        self, variables: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """Reorder the gates and split the rows; fold forget_bias only for a plain LSTM."""
        if not needs_native(config):
            return super().weights_to_keras(variables, config)
        kernel, recurrent, bias = basic.split_and_regate(variables, config)
        extras = {keras: variables[tf1] for tf1, keras in _SAME.items() if tf1 in variables}
        return {"kernel": kernel, "recurrent_kernel": recurrent, "bias": bias, **extras}

    def weights_from_keras(
        self, weights: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """The same moves backwards."""
        if not needs_native(config):
            return super().weights_from_keras(weights, config)
        unfolded = super().weights_from_keras(weights, config.with_options(forget_bias=0.0))
        extras = {tf1: weights[keras] for tf1, keras in _SAME.items() if keras in weights}
        return {**unfolded, **extras}

    def step(
        self,
        variables: Mapping[str, Array],
        config: CellConfig,
        inputs: Array,
        state: tuple[Array, ...],
    ) -> tuple[Array, tuple[Array, ...]]:
        """The equations above."""
        c, h = state
        options = config.options
        z = np.concatenate([inputs, h], axis=1) @ variables["kernel"] + variables["bias"]
        i, j, f, o = np.split(z, 4, axis=1)
        f = f + z.dtype.type(options["forget_bias"])
        if options["use_peepholes"]:
            f, i = f + variables["w_f_diag"] * c, i + variables["w_i_diag"] * c
        c = cp.sigmoid(f) * c + cp.sigmoid(i) * cp.apply_activation(options["activation"], j)
        c = _clip(c, options["cell_clip"])
        if options["use_peepholes"]:
            o = o + variables["w_o_diag"] * c
        h = cp.sigmoid(o) * cp.apply_activation(options["activation"], c)
        if options["num_proj"]:
            h = _clip(h @ variables["projection/kernel"], options["proj_clip"])
        return h, (c, h)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """BasicLSTMCell's, and the bounds of the two clips."""
        found = basic.lstm_gates_evidence(graph)
        c = _new_cell_state(graph)
        if c:
            found["cell_clip"] = cp.clip_after(graph, c)[0]
        projected = cp.affine(graph, "projection/kernel", None)
        if projected:
            found["proj_clip"] = cp.clip_after(graph, projected)[0]
        elif c:
            found["proj_clip"] = None
        return found


def needs_native(config: CellConfig) -> bool:
    """Whether ``keras.layers.LSTM`` cannot express the cell."""
    options = config.options
    clips = options["cell_clip"] is not None
    return bool(options["use_peepholes"] or options["num_proj"] or clips)


def _clip(value: Array, bound: float | None) -> Array:
    return value if bound is None else np.clip(value, -bound, bound).astype(value.dtype)


def _new_cell_state(graph: cp.StepGraph) -> str | None:
    """The sum f ∘ c + i ∘ j of the step, before any clip."""
    gates = basic.lstm_gates(graph)
    activated = gates and cp.activation_after(graph, gates[1])
    for op, product in graph.consumers(activated[1]) if activated else ():
        if op != "Mul":
            continue
        for adding, node in graph.consumers(f"{product}:0"):
            if adding in cp.ADDITIONS:
                return f"{node}:0"
    return None


COUNTERPART = LSTMCounterpart()
