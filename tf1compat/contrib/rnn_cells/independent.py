"""``IndRNNCell``, and what its kin share: units that see only their own past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import tensorflow as tf

from tf1compat.cells import counterpart as cp
from tf1compat.cells import native_counterpart as native
from tf1compat.cells.base import LayerRNNCell
from tf1compat.cells.counterpart import Array, CellConfig, Shape
from tf1compat.cells.initializers import resolve as initializer_of
from tf1compat.contrib.rnn_cells.units import OfUnits
from tf1compat.scopes.sizes import as_size

_v1 = tf.compat.v1


class Independent(OfUnits, LayerRNNCell):
    """What the three share: a kernel for the input, and a weight of each unit for itself."""

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: bool | None = None,
        kernel_initializer: Any = None,
        bias_initializer: Any = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        symbol = type(self).__name__
        self._num_units, self._activation = as_size(num_units), activation or tf.tanh
        self._kernel_initializer = initializer_of(symbol, "kernel_initializer", kernel_initializer)
        self._bias_initializer = initializer_of(symbol, "bias_initializer", bias_initializer)

    def weights_of(self, depth: int, names: tuple[str, str, str], width: int, start: float) -> Any:
        """Kernel ``[D, width]``, weights of the past ``[1, width]`` and bias ``[width]``."""
        kernel = self.add_variable(
            names[0], [depth, width], initializer=self._kernel_initializer
        )
        own = self.add_variable(
            names[1], [1, width], initializer=_v1.random_uniform_initializer(-1.0, 1.0)
        )
        starts = _v1.constant_initializer(start, dtype=self.dtype)
        bias = self.add_variable(
            names[2], [width], initializer=self._bias_initializer or starts
        )
        return kernel, own, bias


def affine(weights: Any, inputs: Any, past: Any) -> Any:
    """``x @ kernel + past · own + bias``, of `Independent.weights_of`."""
    kernel, own, bias = weights
    return tf.nn.bias_add(tf.matmul(inputs, kernel) + past * own, bias)


class IndRNNCell(Independent):
    """The independently recurrent network (Li et al., 2018).

    h' = activation(x @ kernel_w + h · kernel_u + bias)

    Variables: ``kernel_w`` ``[D, U]``, ``kernel_u`` ``[1, U]``, ``bias`` ``[U]``.

    Args:
      num_units: U.
      activation: tanh by default.
      reuse: whether variables of the scope must exist already.
      name: the scope.
      dtype: of the variables.

    Raises:
      ValueError: input of rank other than 2 or unknown depth.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = IndRNNCell(4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 4]
    """

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: bool | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(num_units, activation, reuse, name=name, dtype=dtype)

    def build(self, inputs_shape: Any) -> None:
        names = ("kernel_w", "kernel_u", "bias")
        depth = self._input_depth(inputs_shape)
        self._plain_weights = self.weights_of(depth, names, self._num_units, 0.0)
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """(h', h') of one step."""
        output = self._activation(affine(self._plain_weights, inputs, state))
        return output, output


# --- in Keras ---------------------------------------------------------------------------------


class IndRNNCounterpart(native.NativeCounterpart):
    """h' = activation(x @ kernel_w + h ∘ kernel_u + bias)

    kernel_w [D, U], kernel_u [1, U], bias [U] → ``RNN`` of ``tf1compat.native.IndRNNCell``, bit
    for bit.
    """

    cell = "IndRNNCell"
    scope = "ind_rnn_cell"
    native_class = "IndRNNCell"
    input_kernel = "kernel_w"
    same: ClassVar[Mapping[str, str]] = {
        "kernel_w": "kernel",
        "kernel_u": "recurrent_kernel",
        "bias": "bias",
    }
    variables: ClassVar[tuple[str, ...]] = ("kernel_w", "kernel_u", "bias")
    assumptions: ClassVar[Mapping[str, Any]] = {"activation": "tanh"}

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """D and U from the kernel."""
        depth, units = shapes.get("kernel_w", (0, 0))
        expected = {"kernel_w": (depth, units), "kernel_u": (1, units), "bias": (units,)}
        if dict(shapes) != expected or not depth * units:
            rule = "kernel_w [D, U], kernel_u [1, U], bias [U]"
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
        """The equation above."""
        z = inputs @ variables["kernel_w"] + state[0] * variables["kernel_u"] + variables["bias"]
        h = cp.apply_activation(config.options["activation"], z)
        return h, (h,)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """The op that reads the sum."""
        summed = cp.step_node(graph, "bias", cp.ADDITIONS)
        found = summed and cp.activation_after(graph, f"{summed}:0")
        return {"activation": found[0]} if found else {}

    def step_tensors(self, graph: cp.StepGraph) -> cp.StepTensors | None:
        """From x and h to the activation."""
        read = reads(graph, "kernel_w", "kernel_u")
        summed = cp.step_node(graph, "bias", cp.ADDITIONS)
        found = summed and cp.activation_after(graph, f"{summed}:0")
        return cp.StepTensors(read[0], (read[1],), (found[1],)) if read and found else None


def reads(graph: cp.StepGraph, kernel: str, own: str) -> tuple[str, str] | None:
    """What a step multiplies by a kernel, and what unit by unit by the weights of the past."""
    product = cp.affine(graph, kernel, None)
    summed = product and cp.then(graph, product, cp.ADDITIONS)
    if not (product and summed):
        return None
    (past,) = [t for t in inputs_of(graph, summed) if t != product]
    carriers = set(graph.variable(own))
    read = [t for t in inputs_of(graph, past) if t not in carriers]
    return (inputs_of(graph, product)[0], read[0]) if len(read) == 1 else None


def inputs_of(graph: cp.StepGraph, tensor: str) -> Sequence[str]:
    """What the node of a tensor reads."""
    return graph.inputs(tensor.rpartition(":")[0])


COUNTERPART = IndRNNCounterpart()
