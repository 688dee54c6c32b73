"""``BasicRNNCell``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import tensorflow as tf

from tf1compat.cells import counterpart as cp
from tf1compat.cells import whole
from tf1compat.cells.activations import resolve
from tf1compat.cells.base import LayerRNNCell, check_float, counted
from tf1compat.cells.counterpart import Array, CellConfig, Shape
from tf1compat.kernels.simple import Simple
from tf1compat.scopes.sizes import as_size


class BasicRNNCell(LayerRNNCell):
    """The plain recurrent cell (Elman, 1990).

    h' = activation([x, h] @ kernel + bias)        kernel [D + U, U], bias [U]

    Args:
      num_units: U, the width.
      activation: function or name; tanh by default.
      reuse: whether variables of the scope must exist already.
      name: the scope, ``basic_rnn_cell`` by default.
      dtype: of the variables; that of the first input by default.

    Raises:
      ValueError: input of rank other than 2 or unknown depth; integer input.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> cell = tf1compat.BasicRNNCell(4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), output is state
      ([2, 4], True)
    """

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = as_size(num_units)
        self._activation = resolve("BasicRNNCell", activation)

    @property
    def state_size(self) -> int:
        return self._num_units

    @property
    def output_size(self) -> int:
        return self._num_units

    def build(self, inputs_shape: Any) -> None:
        depth = self._input_depth(inputs_shape)
        self._kernel = self.add_variable("kernel", [depth + self._num_units, self._num_units])
        self._bias = self.add_variable(
            "bias", [self._num_units], initializer=tf.compat.v1.zeros_initializer()
        )
        self.built = True

    @counted
    def call(self, inputs: Any, state: Any) -> Any:
        check_float("BasicRNNCell", inputs, state)
        pre = tf.matmul(tf.concat([inputs, state], 1), self._kernel)
        output = self._activation(tf.nn.bias_add(pre, self._bias))
        return output, output

    def _operations(self) -> tuple[int, int]:
        return 5, 2

    def get_config(self) -> dict[str, Any]:
        return self._config(num_units=self._num_units, activation=self._activation)


def _kernel(cell: BasicRNNCell) -> Simple:
    return Simple(cell._activation)


def _over_time(cell: BasicRNNCell, sequence: whole.Whole, state: Any) -> Any:
    outputs, (h,) = sequence.run(_kernel(cell), (state,), (cell._kernel, cell._bias))
    return outputs, h


whole.serves(BasicRNNCell, _kernel, _over_time)


# --- in Keras ---------------------------------------------------------------------------------


class BasicRNNCounterpart(cp.Counterpart):
    """h' = activation([x, h] @ kernel + bias)

    kernel [D + U, U], bias [U] → ``SimpleRNN``: kernel [D, U], recurrent_kernel [U, U], bias [U].
    """

    cell = "BasicRNNCell"
    scope = "basic_rnn_cell"
    variables: ClassVar[tuple[str, ...]] = ("kernel", "bias")
    assumptions: ClassVar[Mapping[str, Any]] = {"activation": "tanh"}

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
        self, weights: Mapping[str, Array], config: CellConfig
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

    def step_tensors(self, graph: cp.StepGraph) -> cp.StepTensors | None:
        """From [x, h] to the activation."""
        read, z = cp.joined(graph, "kernel"), cp.affine(graph, "kernel", "bias")
        found = z and cp.activation_after(graph, z)
        return cp.StepTensors(read[0], (read[1],), (found[1],)) if read and found else None


COUNTERPART = BasicRNNCounterpart()
