"""``IndyLSTMCell``: an LSTM whose units see only their own past."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import tensorflow as tf

from tf1compat.cells import counterpart as cp
from tf1compat.cells import native_counterpart as native
from tf1compat.cells.counterpart import Array, CellConfig, Shape
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.contrib.rnn_cells import independent
from tf1compat.scopes import op_ids


class IndyLSTMCell(independent.Independent):
    """An LSTM whose units see only their own past (Gonnet and Deselaers, 2019).

    i, j, f, o = split(x @ kernel_w + [h, h, h, h] · kernel_u + bias)
    c' = c · σ(f + forget_bias) + σ(i) · activation(j);  h' = activation(c') · σ(o)

    Variables: ``kernel_w`` ``[D, 4U]``, ``kernel_u`` ``[1, 4U]``, ``bias`` ``[4U]``, packed
    i, j, f, o.

    Args:
      num_units: U.
      forget_bias: added to the forget gate.
      activation: tanh by default.
      reuse: whether variables of the scope must exist already.
      kernel_initializer: of the kernel of the input.
      bias_initializer: of the bias; zeros by default.
      name: the scope.
      dtype: of the variables.

    Raises:
      ValueError: input of rank other than 2 or unknown depth.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = IndyLSTMCell(4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 4]
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        activation: Any = None,
        reuse: bool | None = None,
        kernel_initializer: Any = None,
        bias_initializer: Any = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            num_units, activation, reuse, kernel_initializer, bias_initializer, name, dtype
        )
        self._forget_bias = forget_bias

    @property
    def state_size(self) -> Any:
        return LSTMStateTuple(self._num_units, self._num_units)

    def build(self, inputs_shape: Any) -> None:
        names = ("kernel_w", "kernel_u", "bias")
        depth = self._input_depth(inputs_shape)
        self._plain_weights = self.weights_of(depth, names, 4 * self._num_units, 0.0)
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """(h', (c', h')) of one step."""
        c, h = state
        gates = independent.affine(self._plain_weights, inputs, tf.tile(h, [1, 4]))
        i, j, f, o = tf.split(gates, 4, axis=1)
        forget = tf.sigmoid(f + tf.constant(self._forget_bias, f.dtype))
        new_c = c * forget + tf.sigmoid(i) * self._activation(j)
        new_h = self._activation(new_c) * tf.sigmoid(o)
        op_ids.skip(1)  # the axis of the split
        return new_h, LSTMStateTuple(new_c, new_h)


# --- in Keras ---------------------------------------------------------------------------------


class IndyLSTMCounterpart(native.NativeCounterpart):
    """The equations of `IndyLSTMCell`.

    kernel_w [D, 4U], kernel_u [1, 4U], bias [4U], packed i, j, f, o → ``RNN`` of
    ``tf1compat.native.IndyLSTMCell``, bit for bit.
    """

    cell = "IndyLSTMCell"
    scope = "indy_lstm_cell"
    native_class = "IndyLSTMCell"
    state = ("c", "h")
    keras_state = ("h", "c")
    input_kernel = "kernel_w"
    same: ClassVar[Mapping[str, str]] = {
        "kernel_w": "kernel",
        "kernel_u": "recurrent_kernel",
        "bias": "bias",
    }
    variables: ClassVar[tuple[str, ...]] = tuple(same)
    assumptions: ClassVar[Mapping[str, Any]] = {"forget_bias": 1.0, "activation": "tanh"}

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """D and U from the kernel."""
        depth, width = shapes.get("kernel_w", (0, 0))
        expected = {"kernel_w": (depth, width), "kernel_u": (1, width), "bias": (width,)}
        if dict(shapes) != expected or not depth * width or width % 4:
            rule = "kernel_w [D, 4U], kernel_u [1, 4U], bias [4U]"
            raise cp.mixed_shapes(self.cell, where, shapes, rule)
        return CellConfig(self.cell, depth, {"num_units": width // 4, **self.assumptions})

    def state_sizes(self, config: CellConfig) -> tuple[int, ...]:
        """Of c and h: U."""
        return (config.options["num_units"],) * 2

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
        (c, h), activation = state, config.options["activation"]
        own = np.tile(h, [1, 4]) * variables["kernel_u"]
        z = inputs @ variables["kernel_w"] + own + variables["bias"]
        i, j, f, o = np.split(z, 4, axis=1)
        f = cp.sigmoid(f + f.dtype.type(config.options["forget_bias"]))
        c = c * f + cp.sigmoid(i) * cp.apply_activation(activation, j)
        h = cp.apply_activation(activation, c) * cp.sigmoid(o)
        return h, (c, h)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """The constant added to f, the op on j."""
        gates = _gates(graph)
        if gates is None:
            return {}
        activation = cp.activation_after(graph, gates[1])
        return native.known(
            forget_bias=native.added_constant(graph, gates[2]),
            activation=activation and activation[0],
        )

    def step_tensors(self, graph: cp.StepGraph) -> cp.StepTensors | None:
        """From x, c and h, which the gates read four times, to the products of c' and h'."""
        read, gates = independent.reads(graph, "kernel_w", "kernel_u"), _gates(graph)
        if not (read and gates):
            return None
        opened = cp.then(graph, gates[2], cp.ADDITIONS, cp.SIGMOID)
        kept = opened and cp.then(graph, opened, cp.PRODUCT)
        c = kept and cp.then(graph, kept, cp.ADDITIONS)
        h = cp.then(graph, gates[3], cp.SIGMOID, cp.PRODUCT)
        if not (c and kept and h):
            return None
        (before,) = [t for t in independent.inputs_of(graph, kept) if t != opened]
        past = independent.inputs_of(graph, read[1])[0]
        return cp.StepTensors(read[0], (before, past), (c, h))


def _gates(graph: cp.StepGraph) -> list[str] | None:
    """i, j, f, o of a step."""
    summed = cp.step_node(graph, "bias", cp.ADDITIONS)
    return native.split_of(graph, f"{summed}:0", 4) if summed else None


COUNTERPART = IndyLSTMCounterpart()
