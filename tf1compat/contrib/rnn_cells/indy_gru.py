"""``IndyGRUCell``: a GRU whose units see only their own past."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import tensorflow as tf

from tf1compat.cells import counterpart as cp
from tf1compat.cells import native_counterpart as native
from tf1compat.cells.counterpart import Array, CellConfig, Shape
from tf1compat.contrib.rnn_cells import independent
from tf1compat.scopes import op_ids


class IndyGRUCell(independent.Independent):
    """A GRU whose units see only their own past (Gonnet and Deselaers, 2019).

    r, u = split(σ(x @ gates/kernel_w + [h, h] · gates/kernel_u + gates/bias))
    c = activation(x @ candidate/kernel + r · h · candidate/kernel_u + candidate/bias)
    h' = u · h + (1 - u) · c

    Variables: ``gates/kernel_w`` ``[D, 2U]``, ``gates/kernel_u`` ``[1, 2U]``, ``gates/bias``
    ``[2U]``, ``candidate/kernel`` ``[D, U]``, ``candidate/kernel_u`` ``[1, U]``,
    ``candidate/bias`` ``[U]``.

    Args:
      num_units: U.
      activation: tanh by default.
      reuse: whether variables of the scope must exist already.
      kernel_initializer: of the kernels of the input.
      bias_initializer: of the biases; by default 1 for the gates and 0 for the candidate.
      name: the scope.
      dtype: of the variables.

    Raises:
      ValueError: input of rank other than 2 or unknown depth.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = IndyGRUCell(4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 4]
    """

    def build(self, inputs_shape: Any) -> None:
        depth, n = self._input_depth(inputs_shape), self._num_units
        gates = ("gates/kernel_w", "gates/kernel_u", "gates/bias")
        self._gate_weights = self.weights_of(depth, gates, 2 * n, 1.0)
        candidate = ("candidate/kernel", "candidate/kernel_u", "candidate/bias")
        self._candidate_weights = self.weights_of(depth, candidate, n, 0.0)
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """(h', h') of one step."""
        gates = tf.sigmoid(independent.affine(self._gate_weights, inputs, tf.tile(state, [1, 2])))
        r, u = tf.split(gates, 2, axis=1)
        candidate = self._activation(independent.affine(self._candidate_weights, inputs, r * state))
        new = u * state + (1 - u) * candidate
        op_ids.skip(1)  # the axis of the split
        return new, new


# --- in Keras ---------------------------------------------------------------------------------


class IndyGRUCounterpart(native.NativeCounterpart):
    """The equations of `IndyGRUCell`.

    gates/kernel_w [D, 2U], gates/kernel_u [1, 2U], gates/bias [2U], packed r, u, and
    candidate/kernel [D, U], candidate/kernel_u [1, U], candidate/bias [U] → ``RNN`` of
    ``tf1compat.native.IndyGRUCell``, bit for bit.
    """

    cell = "IndyGRUCell"
    scope = "indy_gru_cell"
    native_class = "IndyGRUCell"
    input_kernel = "gates/kernel_w"
    same: ClassVar[Mapping[str, str]] = {
        "gates/kernel_w": "gates_kernel",
        "gates/kernel_u": "gates_recurrent_kernel",
        "gates/bias": "gates_bias",
        "candidate/kernel": "kernel",
        "candidate/kernel_u": "recurrent_kernel",
        "candidate/bias": "bias",
    }
    variables: ClassVar[tuple[str, ...]] = tuple(same)
    assumptions: ClassVar[Mapping[str, Any]] = {"activation": "tanh"}

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """D and U from the candidate's kernel."""
        depth, units = shapes.get("candidate/kernel", (0, 0))
        expected = {
            "gates/kernel_w": (depth, 2 * units),
            "gates/kernel_u": (1, 2 * units),
            "gates/bias": (2 * units,),
            "candidate/kernel": (depth, units),
            "candidate/kernel_u": (1, units),
            "candidate/bias": (units,),
        }
        if dict(shapes) != expected or not depth * units:
            rule = "candidate/kernel [D, U], candidate/kernel_u [1, U], candidate/bias [U], and "
            rule += "gates/kernel_w, kernel_u and bias twice as wide"
            raise cp.mixed_shapes(self.cell, where, shapes, rule)
        return CellConfig(self.cell, depth, {"num_units": units, **self.assumptions})

    def state_sizes(self, config: CellConfig) -> tuple[int, ...]:
        """U."""
        return (config.options["num_units"],)

    def arguments(self, config: CellConfig) -> dict[str, Any]:
        """The activation."""
        return {"activation": config.options["activation"]}

    def step(
        self,
        variables: Mapping[str, Array],
        config: CellConfig,
        inputs: Array,
        state: tuple[Array, ...],
    ) -> tuple[Array, tuple[Array, ...]]:
        """The equations above."""
        (h,), v = state, variables
        own = np.concatenate([h, h], axis=1) * v["gates/kernel_u"]
        r, u = np.split(cp.sigmoid(inputs @ v["gates/kernel_w"] + own + v["gates/bias"]), 2, 1)
        own = r * h * v["candidate/kernel_u"]
        z = inputs @ v["candidate/kernel"] + own + v["candidate/bias"]
        h = u * h + (1 - u) * cp.apply_activation(config.options["activation"], z)
        return h, (h,)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """The op on the candidate."""
        found = _candidate(graph)
        return {"activation": found[0]} if found else {}

    def step_tensors(self, graph: cp.StepGraph) -> cp.StepTensors | None:
        """From x and h, which the gates read twice, to the sum u ∘ h + (1 - u) ∘ c."""
        read = independent.reads(graph, "gates/kernel_w", "gates/kernel_u")
        candidate = _candidate(graph)
        h = candidate and cp.then(graph, candidate[1], cp.PRODUCT, cp.ADDITIONS)
        if not (read and h):
            return None
        before = independent.inputs_of(graph, read[1])[0]
        return cp.StepTensors(read[0], (before,), (h,))


def _candidate(graph: cp.StepGraph) -> tuple[str, str] | None:
    summed = cp.step_node(graph, "candidate/bias", cp.ADDITIONS)
    return cp.activation_after(graph, f"{summed}:0") if summed else None


COUNTERPART = IndyGRUCounterpart()
