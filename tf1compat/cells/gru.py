"""``GRUCell``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import tensorflow as tf

from tf1compat.cells import counterpart as cp
from tf1compat.cells import initializers, whole
from tf1compat.cells.activations import resolve
from tf1compat.cells.base import LayerRNNCell, check_float, counted
from tf1compat.cells.counterpart import Array, CellConfig, Shape
from tf1compat.cells.initializers import serialized
from tf1compat.kernels.gru import GRU
from tf1compat.scopes.sizes import as_size

_constant = tf.compat.v1.constant_initializer
_zeros = tf.compat.v1.zeros_initializer


class GRUCell(LayerRNNCell):
    """Gated recurrent unit (Cho et al., 2014), the reset gate before the product.

    r, u = split(sigmoid([x, h] @ gates/kernel + gates/bias))    [D + U, 2U], packed r, u
    c = activation([x, r * h] @ candidate/kernel + candidate/bias)        [D + U, U]
    h' = u * h + (1 - u) * c

    Args:
      num_units: U, the width.
      activation: function or name; tanh by default.
      reuse: whether variables of the scope must exist already.
      kernel_initializer: of both kernels.
      bias_initializer: of both biases; by default ones for the gates, zeros for the candidate.
      name: the scope, ``gru_cell`` by default.
      dtype: of the variables; that of the first input by default.

    Raises:
      ValueError: input of rank other than 2 or unknown depth; integer input.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> cell = tf1compat.GRUCell(4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> [v.shape.as_list() for v in cell.variables]
      [[7, 8], [8], [7, 4], [4]]
    """

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        kernel_initializer: Any = None,
        bias_initializer: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = as_size(num_units)
        self._activation = resolve("GRUCell", activation)
        self._kernel_initializer = initializers.resolve(
            "GRUCell", "kernel_initializer", kernel_initializer
        )
        self._bias_initializer = initializers.resolve(
            "GRUCell", "bias_initializer", bias_initializer
        )

    @property
    def state_size(self) -> int:
        return self._num_units

    @property
    def output_size(self) -> int:
        return self._num_units

    def build(self, inputs_shape: Any) -> None:
        rows, units = self._input_depth(inputs_shape) + self._num_units, self._num_units
        kernel, bias = self._kernel_initializer, self._bias_initializer
        self._gate_kernel = self.add_variable("gates/kernel", [rows, 2 * units], initializer=kernel)
        self._gate_bias = self.add_variable(
            "gates/bias", [2 * units], initializer=_constant(1.0) if bias is None else bias
        )
        self._candidate_kernel = self.add_variable(
            "candidate/kernel", [rows, units], initializer=kernel
        )
        self._candidate_bias = self.add_variable(
            "candidate/bias", [units], initializer=_zeros() if bias is None else bias
        )
        self.built = True

    @counted
    def call(self, inputs: Any, state: Any) -> Any:
        new_h = step(self, inputs, state)
        return new_h, new_h

    def _operations(self) -> tuple[int, int]:
        return 19, 4

    def get_config(self) -> dict[str, Any]:
        return self._config(
            num_units=self._num_units,
            kernel_initializer=serialized(self._kernel_initializer),
            bias_initializer=serialized(self._bias_initializer),
            activation=self._activation,
        )


def step(cell: Any, inputs: Any, state: Any) -> Any:
    """The next h of a cell that has a GRU's two kernels, two biases and an activation."""
    check_float(type(cell).__name__, inputs, state)
    gates = tf.matmul(tf.concat([inputs, state], 1), cell._gate_kernel)
    gates = tf.sigmoid(tf.nn.bias_add(gates, cell._gate_bias))
    r, u = tf.split(gates, 2, axis=1)
    candidate = tf.matmul(tf.concat([inputs, r * state], 1), cell._candidate_kernel)
    c = cell._activation(tf.nn.bias_add(candidate, cell._candidate_bias))
    return u * state + (1 - u) * c


def kernel_of(cell: Any) -> GRU:
    """The kernel of such a cell over a whole sequence."""
    return GRU(cell._activation)


def over_time(cell: Any, sequence: whole.Whole, state: Any) -> Any:
    """Outputs and last state of such a cell over a whole sequence."""
    weights = (
        cell._gate_kernel, cell._gate_bias, cell._candidate_kernel, cell._candidate_bias
    )
    outputs, (h,) = sequence.run(kernel_of(cell), (state,), weights)
    return outputs, h


whole.serves(GRUCell, kernel_of, over_time)


# --- in Keras ---------------------------------------------------------------------------------


class GRUCounterpart(cp.Counterpart):
    """r, u = σ(split([x, h] @ gates/kernel + gates/bias))

    c = activation([x, r ∘ h] @ candidate/kernel + candidate/bias);  h' = u ∘ h + (1 - u) ∘ c

    gates/kernel [D + U, 2U] packs r, u; candidate/kernel [D + U, U].  Keras packs z, r, h in
    kernel [D, 3U], recurrent_kernel [U, 3U], bias [3U], where its z is TF1's u.  TF1 resets
    the state before the product, hence ``reset_after=False`` (which cuDNN does not offer).
    """

    cell = "GRUCell"
    scope = "gru_cell"
    variables: ClassVar[tuple[str, ...]] = (
        "gates/kernel",
        "gates/bias",
        "candidate/kernel",
        "candidate/bias",
    )
    assumptions: ClassVar[Mapping[str, Any]] = {"activation": "tanh"}

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
        self, weights: Mapping[str, Array], config: CellConfig
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
        c = cp.apply_activation(
            config.options["activation"], candidate + variables["candidate/bias"]
        )
        h = u * h + (1 - u) * c
        return h, (h,)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """The op that reads the candidate."""
        z = cp.affine(graph, "candidate/kernel", "candidate/bias")
        found = z and cp.activation_after(graph, z)
        return {"activation": found[0]} if found else {}

    def step_tensors(self, graph: cp.StepGraph) -> cp.StepTensors | None:
        """From [x, h] to the sum u ∘ h + (1 - u) ∘ c."""
        read = cp.joined(graph, "gates/kernel")
        z = cp.affine(graph, "candidate/kernel", "candidate/bias")
        candidate = z and cp.activation_after(graph, z)
        h = candidate and cp.then(graph, candidate[1], cp.PRODUCT, cp.ADDITIONS)
        return cp.StepTensors(read[0], (read[1],), (h,)) if read and h else None


COUNTERPART = GRUCounterpart()
