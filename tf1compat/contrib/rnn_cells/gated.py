"""``UGRNNCell`` and ``IntersectionRNNCell``: one gate, or one for each direction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np
import tensorflow as tf

from tf1compat.cells import counterpart as cp
from tf1compat.cells import native_counterpart as native
from tf1compat.cells.base import RNNCell
from tf1compat.cells.counterpart import Array, CellConfig, Shape
from tf1compat.contrib.linear import linear
from tf1compat.contrib.rnn_cells.units import OfUnits
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes import op_ids
from tf1compat.scopes.scope import get_variable_scope, variable_scope
from tf1compat.scopes.sizes import as_size


class UGRNNCell(OfUnits, RNNCell):
    """The update gate RNN (Collins et al., 2016).

    g, j = split([x, h] @ kernel + bias);  g = σ(g + forget_bias);  h' = g · h + (1 - g) · act(j)

    Variables: ``kernel`` ``[D + U, 2U]``, ``bias`` ``[2U]``.

    Args:
      num_units: U.
      initializer: of the kernel; the scope's by default.
      forget_bias: added to the gate.
      activation: of the candidate.
      reuse: whether the variables must be there already.

    Raises:
      ArgumentValueError: an input of unknown depth.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = UGRNNCell(4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 4]
    """

    def __init__(
        self,
        num_units: int,
        initializer: Any = None,
        forget_bias: float = 1.0,
        activation: Callable[[Any], Any] = tf.tanh,
        reuse: bool | None = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        self._num_units, self._initializer = as_size(num_units), initializer
        self._forget_bias, self._activation = forget_bias, activation

    def call(self, inputs: Any, state: Any) -> Any:
        """(h', h') of one step."""
        known_depth("UGRNNCell", inputs)
        with variable_scope(get_variable_scope(), initializer=self._initializer):
            gate, candidate = tf.split(linear([inputs, state], 2 * self._num_units, True), 2, 1)
        gate = tf.sigmoid(gate + self._forget_bias)
        new = gate * state + (1.0 - gate) * self._activation(candidate)
        op_ids.skip(1)  # the axis of the split
        return new, new


class IntersectionRNNCell(OfUnits, RNNCell):
    """The intersection RNN (Collins et al., 2016): a gate along time and one along depth.

    gh, ch, gy, cy = split([x, h] @ kernel + bias)
    gh = σ(gh + b);  h' = gh · h + (1 - gh) · tanh(ch)
    gy = σ(gy + b);  y = gy · x + (1 - gy) · y_activation(cy)

    The input is as wide as U; where it is not, ``num_in_proj`` makes it so before.

    Variables: ``in_projection/kernel`` and ``bias`` where the input is projected; ``kernel``
    ``[2U, 4U]``, ``bias`` ``[4U]``.

    Args:
      num_units: U.
      num_in_proj: as U, where the input is not as wide.
      initializer: of the kernels; the scope's by default.
      forget_bias: b.
      y_activation: of the candidate of the output.
      reuse: whether the variables must be there already.

    Raises:
      ArgumentValueError: an input of another width than U, and no ``num_in_proj``.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = IntersectionRNNCell(4, num_in_proj=4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 4]
    """

    def __init__(
        self,
        num_units: int,
        num_in_proj: int | None = None,
        initializer: Any = None,
        forget_bias: float = 1.0,
        y_activation: Callable[[Any], Any] = tf.nn.relu,
        reuse: bool | None = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        self._num_units, self._num_input_proj = as_size(num_units), num_in_proj
        self._initializer, self._forget_bias = initializer, forget_bias
        self._y_activation = y_activation

    def call(self, inputs: Any, state: Any) -> Any:
        """(y, h') of one step."""
        depth = known_depth("IntersectionRNNCell", inputs)
        if depth != self._num_units and self._num_input_proj is None:
            raise ArgumentValueError(
                "IntersectionRNNCell", "inputs", expected=f"a width of num_units, "
                f"{self._num_units}, or num_in_proj", received=depth,
                remedy=f"pass num_in_proj={self._num_units}",
                known_as="Must have input size == output size for Intersection RNN. To fix, "
                "num_in_proj should be set to num_units at cell init.",
            )
        n = self._num_units
        with variable_scope(get_variable_scope(), initializer=self._initializer):
            if depth != n:
                with variable_scope("in_projection"):
                    inputs = linear(inputs, n, True)
            mixed = linear([inputs, state], 4 * n, True)
        gate_h, new_h = mixed[:, :n], tf.tanh(mixed[:, n : 2 * n])
        gate_y, new_y = mixed[:, 2 * n : 3 * n], self._y_activation(mixed[:, 3 * n : 4 * n])
        gate_h = tf.sigmoid(gate_h + self._forget_bias)
        gate_y = tf.sigmoid(gate_y + self._forget_bias)
        output = gate_y * inputs + (1.0 - gate_y) * new_y
        return output, gate_h * state + (1.0 - gate_h) * new_h


def known_depth(symbol: str, inputs: Any) -> int:
    """D.

    Raises:
      ArgumentValueError: it is not known.
    """
    depth = inputs.shape.as_list()[-1]
    if depth is None:
        raise ArgumentValueError(
            symbol, "inputs", expected="a known last dimension", received=f"shape {inputs.shape}",
            remedy="give the input a static last dimension",
            known_as="input size must be statically known (could not infer input size from "
            "inputs.get_shape()[-1])",
        )
    return int(depth)


# --- in Keras ---------------------------------------------------------------------------------


class UGRNNCounterpart(native.NativeCounterpart):
    """g, j = split([x, h] @ kernel + bias);  g = σ(g + forget_bias)

    h' = g ∘ h + (1 - g) ∘ activation(j)

    kernel [D + U, 2U], bias [2U] → ``RNN`` of ``tf1compat.native.UGRNNCell``, bit for bit.
    """

    cell = "UGRNNCell"
    scope = "ugrnn_cell"
    native_class = "UGRNNCell"
    joined = "kernel"
    same: ClassVar[Mapping[str, str]] = {"bias": "bias"}
    variables: ClassVar[tuple[str, ...]] = ("kernel", "bias")
    assumptions: ClassVar[Mapping[str, Any]] = {"forget_bias": 1.0, "activation": "tanh"}

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """U from the bias, D from the kernel's rows."""
        kernel, bias = shapes.get("kernel", ()), shapes.get("bias", (0,))
        units = bias[0] // 2
        if len(kernel) != 2 or bias != kernel[1:] or bias[0] % 2 or not 0 < units < kernel[0]:
            raise cp.mixed_shapes(self.cell, where, shapes, "kernel [D + U, 2U], bias [2U]")
        return CellConfig(self.cell, kernel[0] - units, {"num_units": units, **self.assumptions})

    def state_sizes(self, config: CellConfig) -> tuple[int, ...]:
        """U."""
        return (config.options["num_units"],)

    def arguments(self, config: CellConfig) -> dict[str, Any]:
        """Both assumptions."""
        return {name: config.options[name] for name in self.assumptions}

    def step(
        self,
        variables: Mapping[str, Array],
        config: CellConfig,
        inputs: Array,
        state: tuple[Array, ...],
    ) -> tuple[Array, tuple[Array, ...]]:
        """The equations above."""
        z = np.concatenate([inputs, state[0]], axis=1) @ variables["kernel"] + variables["bias"]
        g, j = np.split(z, 2, axis=1)
        g = cp.sigmoid(g + z.dtype.type(config.options["forget_bias"]))
        h = g * state[0] + (1 - g) * cp.apply_activation(config.options["activation"], j)
        return h, (h,)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """The constant added to g, the op on j."""
        parts = native.split_of(graph, cp.affine(graph, "kernel", "bias"), 2)
        if parts is None:
            return {}
        activation = cp.activation_after(graph, parts[1])
        return native.known(
            forget_bias=native.added_constant(graph, parts[0]),
            activation=activation and activation[0],
        )

    def step_tensors(self, graph: cp.StepGraph) -> cp.StepTensors | None:
        """From [x, h] to the sum g ∘ h + (1 - g) ∘ activation(j)."""
        read = cp.joined(graph, "kernel")
        parts = native.split_of(graph, cp.affine(graph, "kernel", "bias"), 2)
        candidate = parts and cp.activation_after(graph, parts[1])
        h = candidate and cp.then(graph, candidate[1], cp.PRODUCT, cp.ADDITIONS)
        return cp.StepTensors(read[0], (read[1],), (h,)) if read and h else None


COUNTERPART = UGRNNCounterpart()
