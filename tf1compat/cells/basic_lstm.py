"""``BasicLSTMCell``."""

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
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.kernels.lstm import LSTM
from tf1compat.scopes.sizes import as_size


class BasicLSTMCell(LayerRNNCell):
    """LSTM without peepholes, clipping or projection (Zaremba et al., 2014).

    i, j, f, o = split([x, h] @ kernel + bias)      kernel [D + U, 4U], bias [4U], packed i, j, f, o
    c' = c * sigmoid(f + forget_bias) + sigmoid(i) * activation(j)
    h' = activation(c') * sigmoid(o)

    Args:
      num_units: U, the width.
      forget_bias: added to f in every step; not part of the checkpoint.
      state_is_tuple: state as ``LSTMStateTuple(c, h)``; otherwise ``[c, h]`` side by side, [B, 2U].
      activation: function or name, for j and for c'; tanh by default.
      reuse: whether variables of the scope must exist already.
      name: the scope, ``basic_lstm_cell`` by default.
      dtype: of the variables; that of the first input by default.

    Raises:
      ValueError: input of rank other than 2 or unknown depth; integer input.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> cell = tf1compat.BasicLSTMCell(4, forget_bias=0.5)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), state._fields, output is state.h
      ([2, 4], ('c', 'h'), True)
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = as_size(num_units)
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = resolve("BasicLSTMCell", activation)

    @property
    def state_size(self) -> Any:
        if self._state_is_tuple:
            return LSTMStateTuple(self._num_units, self._num_units)
        return 2 * self._num_units

    @property
    def output_size(self) -> int:
        return self._num_units

    def build(self, inputs_shape: Any) -> None:
        depth = self._input_depth(inputs_shape)
        self._kernel = self.add_variable("kernel", [depth + self._num_units, 4 * self._num_units])
        self._bias = self.add_variable(
            "bias", [4 * self._num_units], initializer=tf.compat.v1.zeros_initializer()
        )
        self.built = True

    @counted
    def call(self, inputs: Any, state: Any) -> Any:
        check_float("BasicLSTMCell", inputs, state)
        c, h = state if self._state_is_tuple else tf.split(state, 2, axis=1)
        gates = tf.matmul(tf.concat([inputs, h], 1), self._kernel)
        i, j, f, o = tf.split(tf.nn.bias_add(gates, self._bias), 4, axis=1)
        forget_bias = tf.constant(self._forget_bias, dtype=f.dtype)
        new_c = c * tf.sigmoid(f + forget_bias) + tf.sigmoid(i) * self._activation(j)
        new_h = self._activation(new_c) * tf.sigmoid(o)
        if self._state_is_tuple:
            return new_h, LSTMStateTuple(new_c, new_h)
        return new_h, tf.concat([new_c, new_h], 1)

    def _operations(self) -> tuple[int, int]:
        return (18 if self._state_is_tuple else 22), 2

    def get_config(self) -> dict[str, Any]:
        return self._config(
            num_units=self._num_units,
            forget_bias=self._forget_bias,
            state_is_tuple=self._state_is_tuple,
            activation=self._activation,
        )


def _kernel(cell: BasicLSTMCell) -> LSTM | str:
    forget_bias: Any = cell._forget_bias
    if not isinstance(forget_bias, int | float):
        return "BasicLSTMCell with a tensor as forget_bias"
    return LSTM(float(cell._forget_bias), cell._activation)


def _over_time(cell: BasicLSTMCell, sequence: whole.Whole, state: Any) -> Any:
    parts = state if cell._state_is_tuple else tf.split(state, 2, axis=1)
    outputs, (c, h) = sequence.run(_kernel(cell), parts, (cell._kernel, cell._bias))
    return outputs, LSTMStateTuple(c, h) if cell._state_is_tuple else tf.concat([c, h], 1)


whole.serves(BasicLSTMCell, _kernel, _over_time)


# --- in Keras ---------------------------------------------------------------------------------


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
    variables: ClassVar[tuple[str, ...]] = ("kernel", "bias")
    assumptions: ClassVar[Mapping[str, Any]] = {"forget_bias": 1.0, "activation": "tanh"}

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """U from the bias, D from the kernel's rows."""
        kernel, bias = shapes.get("kernel", ()), shapes.get("bias", (0,))
        units = bias[0] // 4
        if len(kernel) != 2 or bias != kernel[1:] or bias[0] % 4 or not 0 < units < kernel[0]:
            rule = "kernel [D + U, 4U], bias [4U]"
            raise cp.mixed_shapes(self.cell, where, shapes, rule)
        return CellConfig(self.cell, kernel[0] - units, {"num_units": units, **self.assumptions})

    def state_sizes(self, config: CellConfig) -> tuple[int, ...]:
        """Of c and h: U and U."""
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

    def step_tensors(self, graph: cp.StepGraph) -> cp.StepTensors | None:
        """From [x, h] and c to the products of the output gate."""
        return lstm_step_tensors(graph)


def split_and_regate(
    variables: Mapping[str, Array], config: CellConfig
) -> tuple[Array, Array, Array]:
    """TF1's fused kernel and bias as Keras's kernel, recurrent_kernel and bias."""
    kernel, recurrent = np.split(cp.regate(variables["kernel"], REGATE), [config.input_size])
    return kernel, recurrent, cp.regate(variables["bias"], REGATE)


def shift_forget(bias: Array, amount: float) -> Array:
    """Add to the forget quarter of a bias packed i, f, j, o."""
    shifted: Array = bias.copy()
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


def new_cell_state(graph: cp.StepGraph) -> str | None:
    """The sum f ∘ c + i ∘ j of the step, before any clip."""
    gates = lstm_gates(graph)
    activated = gates and cp.activation_after(graph, gates[1])
    return cp.then(graph, activated[1], cp.PRODUCT, cp.ADDITIONS) if activated else None


def lstm_step_tensors(graph: cp.StepGraph) -> cp.StepTensors | None:
    """Of BasicLSTMCell, and of LSTMCell before its projection."""
    read, gates, c = cp.joined(graph, "kernel"), lstm_gates(graph), new_cell_state(graph)
    if not (read and gates and c):
        return None
    opened, let_out = (_sigmoid_of(graph, gate) for gate in gates[2:])
    kept = opened and cp.then(graph, opened, cp.PRODUCT)
    h = let_out and cp.then(graph, let_out, cp.PRODUCT)
    if not (kept and h):
        return None
    (before,) = [t for t in graph.inputs(kept.rpartition(":")[0]) if t != opened]
    return cp.StepTensors(read[0], (before, read[1]), (cp.clip_after(graph, c)[1], h))


def _sigmoid_of(graph: cp.StepGraph, gate: str) -> str | None:
    """A gate's sigmoid, after what forget_bias and a peephole add."""
    for additions in range(3):
        if found := cp.then(graph, gate, *[cp.ADDITIONS] * additions, cp.SIGMOID):
            return found
    return None


COUNTERPART = BasicLSTMCounterpart()
