"""What a TF1 cell becomes in Keras: the protocol that each cell's file implements once.

A counterpart recognises its cell among a checkpoint's variables, knows what the shapes
settle and what stays an assumption, makes the Keras layer, and moves weights both ways.
Its ``step`` is the cell's equation in numpy, written independently of both, so that a
conversion can be checked where the old graph is missing.  Nothing here needs tensorflow.
"""

from __future__ import annotations

import abc
import dataclasses
import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from tf1compat.cells.pages import aligned_empty
from tf1compat.errors import CheckpointError

Array = npt.NDArray[Any]
Shape = tuple[int, ...]

# One line per counterpart: the cell's TF1 name, and the module that holds the counterpart.
# Order matters only in that a listing follows it.
COUNTERPARTS = {
    "BasicRNNCell": "tf1compat.cells.basic_rnn",
    "GRUCell": "tf1compat.cells.gru",
    "BasicLSTMCell": "tf1compat.cells.basic_lstm",
    "LSTMCell": "tf1compat.cells.lstm",
    "LSTMBlockCell": "tf1compat.cells.lstm_block",
    "LSTMBlockFusedCell": "tf1compat.cells.lstm_block_fused",
    "GRUBlockCell": "tf1compat.cells.gru_block",
    "GRUBlockCellV2": "tf1compat.cells.gru_block_v2",
    "CudnnCompatibleLSTMCell": "tf1compat.cells.cudnn_lstm",
    "CudnnCompatibleGRUCell": "tf1compat.cells.cudnn_gru",
    "LayerNormBasicLSTMCell": "tf1compat.contrib.layer_norm_cell",
    "CoupledInputForgetGateLSTMCell": "tf1compat.contrib.rnn_cells.coupled",
    "UGRNNCell": "tf1compat.contrib.rnn_cells.gated",
    "IndRNNCell": "tf1compat.contrib.rnn_cells.independent",
    "IndyGRUCell": "tf1compat.contrib.rnn_cells.indy_gru",
    "IndyLSTMCell": "tf1compat.contrib.rnn_cells.indy_lstm",
    "NASCell": "tf1compat.contrib.rnn_cells.nas",
}


@dataclasses.dataclass(frozen=True)
class CellConfig:
    """A TF1 cell as its constructor would be called, and the size of what it reads.

    Attributes:
      cell: the TF1 class, ``"LSTMCell"``.
      input_size: D.
      options: the constructor's arguments that matter for the result.  Those that are not
        among the counterpart's ``assumptions`` follow from the shapes.
    """

    cell: str
    input_size: int
    options: Mapping[str, Any]

    def with_options(self, **options: Any) -> CellConfig:
        """The same cell with other options."""
        return dataclasses.replace(self, options={**self.options, **options})


@dataclasses.dataclass(frozen=True)
class StepTensors:
    """The tensors of one step of a cell in an old graph.

    Attributes:
      inputs: what the step reads.
      before: the parts of the state that it starts from, in TF1's order.
      after: the parts that it gives; the last one is the output as well.
    """

    inputs: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class StepGraph(Protocol):
    """One cell's step in an old graph, as `Counterpart.evidence` walks it.

    A tensor is named ``"node:0"``.  Loop plumbing (Enter, Identity, Switch) is transparent.
    """

    def variable(self, suffix: str) -> Sequence[str]:
        """The tensors that carry the value of the cell's variable ``suffix``."""

    def consumers(self, tensor: str) -> Iterator[tuple[str, str]]:
        """``(op type, node name)`` of what reads the tensor."""

    def inputs(self, node: str) -> Sequence[str]:
        """The tensors that a node reads."""

    def constant(self, tensor: str) -> float | None:
        """The tensor's value, if it is one constant number."""

    def attribute(self, node: str, name: str) -> float | None:
        """A numeric attribute of a node."""


class Counterpart(abc.ABC):
    """One TF1 cell's way to Keras and back.

    Attributes:
      cell: the TF1 class's name.
      scope: the scope that the class opens for its variables, ``lstm_cell``.
      state: the parts of the state in TF1's order, ``("c", "h")``; ``("",)`` for one part.
      keras_state: the same parts in the order of the Keras layer.
      variables: every variable suffix that the cell can own, in TF1's creation order.
      assumptions: constructor arguments that no checkpoint records, with TF1's defaults.
      ops: the ops that hold the whole step, for cells that were one.
      whole_sequence: whether that op runs over all steps, so that there is no loop.
      input_kernel: the variable that multiplies the input alone, where one does.
      device_op: an op that computed the same on a GPU, from a buffer that no variable shows.
    """

    cell: ClassVar[str]
    scope: ClassVar[str]
    state: ClassVar[tuple[str, ...]] = ("",)
    keras_state: ClassVar[tuple[str, ...]] = ("",)
    variables: ClassVar[tuple[str, ...]]
    assumptions: ClassVar[Mapping[str, Any]]
    ops: ClassVar[frozenset[str]] = frozenset()
    whole_sequence: ClassVar[bool] = False
    input_kernel: ClassVar[str] = ""
    device_op: ClassVar[str] = ""

    @abc.abstractmethod
    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """The cell that owns variables of these shapes, its assumptions at TF1's defaults.

        Args:
          shapes: by suffix, e.g. ``{"kernel": (9, 20), "bias": (20,)}``.
          where: the scope, for the error.

        Raises:
          CheckpointError: the shapes do not fit each other or the cell.
        """

    @abc.abstractmethod
    def state_sizes(self, config: CellConfig) -> tuple[int, ...]:
        """Width of each part of the state, in TF1's order."""

    def output_size(self, config: CellConfig) -> int:
        """Width of the output: that of the last part of the state, in all core cells."""
        return self.state_sizes(config)[-1]

    @abc.abstractmethod
    def to_keras(self, config: CellConfig, **layer_options: Any) -> Any:
        """The Keras layer (of the RNN family) that computes what the cell computed.

        ``layer_options`` are those of ``keras.layers.RNN``; they are passed on.
        """

    @abc.abstractmethod
    def weights_to_keras(
        self, variables: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """TF1's variables by suffix → the Keras cell's weights by attribute name."""

    @abc.abstractmethod
    def weights_from_keras(
        self, weights: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """The inverse of `weights_to_keras`."""

    def without_shift(self, config: CellConfig) -> CellConfig:
        """The cell for which `weights_to_keras` moves values and adds nothing to them.

        That is how an optimizer's slots are moved: one number per weight, in the same place.
        """
        return config.with_options(forget_bias=0.0) if "forget_bias" in config.options else config

    @abc.abstractmethod
    def step(
        self,
        variables: Mapping[str, Array],
        config: CellConfig,
        inputs: Array,
        state: tuple[Array, ...],
    ) -> tuple[Array, tuple[Array, ...]]:
        """One step in numpy on TF1's variables: ``[B, D]`` → output and state, TF1's order."""

    @abc.abstractmethod
    def evidence(self, graph: StepGraph) -> dict[str, Any]:
        """Those of `assumptions` that the old graph settles."""

    def step_tensors(self, graph: StepGraph) -> StepTensors | None:
        """Where one step begins and ends in the old graph; None if that is not known."""
        del graph
        return None

    @staticmethod
    def keras_cell(layer: Any) -> Any:
        """The object that owns the weights of a layer that `to_keras` made."""
        return layer.cell


def load(cell: str) -> Counterpart:
    """The counterpart of a TF1 class, by the class's name."""
    if cell not in COUNTERPARTS:
        raise CheckpointError(
            "cell",
            expected="one of " + ", ".join(COUNTERPARTS),
            received=cell,
            remedy="name the TF1 class that wrote these variables",
        )
    counterpart: Counterpart = importlib.import_module(COUNTERPARTS[cell]).COUNTERPART
    return counterpart


def all_counterparts() -> list[Counterpart]:
    """Every registered counterpart."""
    return [load(cell) for cell in COUNTERPARTS]


# --- helpers that several cells share -------------------------------------------------------


def mixed_shapes(cell: str, where: str, shapes: Mapping[str, Shape], rule: str) -> CheckpointError:
    """The error for variables that carry a cell's names but not its shapes."""
    listed = ", ".join(f"{name} {list(shape)}" for name, shape in sorted(shapes.items()))
    return CheckpointError(
        where,
        expected=f"the shapes of a {cell}: {rule}",
        received=listed,
        remedy="check that the checkpoint is whole, or name the class by --cell SCOPE=CLASS",
    )


def regate(packed: Array, order: Sequence[int]) -> Array:
    """Reorder the gates packed along the last axis."""
    gates = np.split(packed, len(order), axis=-1)
    moved = aligned_empty(packed.shape, packed.dtype)
    return np.concatenate([gates[k] for k in order], axis=-1, out=moved)


def sigmoid(x: Array) -> Array:
    """1 / (1 + e^-x), without overflow."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small)).astype(x.dtype)


def _elu(x: Array) -> Array:
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


# The activations that may be met in an old graph: numpy form, by Keras name.
ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "relu6": lambda x: np.clip(x, 0, 6),
    "sigmoid": sigmoid,
    "elu": _elu,
    "selu": lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * _elu(x)),
    "softplus": lambda x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))),
    "softsign": lambda x: x / (1 + np.abs(x)),
    # TensorFlow's op holds its slope in float32, whatever the dtype of x.
    "leaky_relu": lambda x: np.where(x > 0, x, float(np.float32(0.2)) * x),
    "linear": lambda x: x,
}

_ACTIVATION_OPS = {
    "Tanh": "tanh",
    "Relu": "relu",
    "Relu6": "relu6",
    "Sigmoid": "sigmoid",
    "Elu": "elu",
    "Selu": "selu",
    "Softplus": "softplus",
    "Softsign": "softsign",
}


def apply_activation(name: str, x: Array) -> Array:
    """The named activation in numpy, at the dtype of ``x``."""
    if name not in ACTIVATIONS:
        raise CheckpointError(
            "activation",
            expected="one of " + ", ".join(ACTIVATIONS),
            received=name,
            remedy="convert with the activation's Keras name",
        )
    return ACTIVATIONS[name](x).astype(x.dtype, copy=False)


def activation_after(graph: StepGraph, tensor: str) -> tuple[str, str] | None:
    """``(Keras name, resulting tensor)`` of the activation applied to a tensor, if known."""
    for op, node in graph.consumers(tensor):
        if op in _ACTIVATION_OPS:
            return _ACTIVATION_OPS[op], f"{node}:0"
        if op == "LeakyRelu" and abs((graph.attribute(node, "alpha") or 0.0) - 0.2) < 1e-7:
            return "leaky_relu", f"{node}:0"
        if op == "Mul":  # the gate's product reads it as it is
            return "linear", tensor
    return None


def affine(graph: StepGraph, kernel: str, bias: str | None) -> str | None:
    """The tensor ``x @ kernel (+ bias)`` of the cell's step."""
    for carrier in graph.variable(kernel):
        for op, node in graph.consumers(carrier):
            if op != "MatMul" or graph.attribute(node, "transpose_b"):  # that one is a gradient
                continue
            if bias is None:
                return f"{node}:0"
            added = [f"{n}:0" for o, n in graph.consumers(f"{node}:0") if o in ADDITIONS]
            if added:
                return added[0]
    return None


def joined(graph: StepGraph, kernel: str) -> tuple[str, str] | None:
    """The input and the state that a step multiplies side by side."""
    for carrier in graph.variable(kernel):
        for op, node in graph.consumers(carrier):
            if op == "MatMul" and not graph.attribute(node, "transpose_b"):
                read = graph.inputs(node)[0]
                both = graph.inputs(read.rpartition(":")[0])
                return (both[0], both[1]) if len(both) == 3 else None  # the third is the axis
    return None


def then(graph: StepGraph, tensor: str, *ops: frozenset[str]) -> str | None:
    """The tensor at the end of a chain of ops, each reading what the one before gives."""
    if not ops:
        return tensor
    made = (f"{node}:0" for op, node in graph.consumers(tensor) if op in ops[0])
    return next((end for each in made if (end := then(graph, each, *ops[1:]))), None)


def step_node(graph: StepGraph, variable: str, ops: frozenset[str]) -> str | None:
    """The node, of one of these ops, that reads a variable."""
    for carrier in graph.variable(variable):
        for op, node in graph.consumers(carrier):
            if op in ops:
                return node
    return None


ADDITIONS = frozenset({"Add", "AddV2", "BiasAdd"})
PRODUCT, SIGMOID = frozenset({"Mul"}), frozenset({"Sigmoid"})


def clip_after(graph: StepGraph, tensor: str) -> tuple[float | None, str]:
    """``(bound, resulting tensor)`` of a symmetric clip applied to a tensor."""
    for op, node in graph.consumers(tensor):
        if op == "ClipByValue":
            return graph.constant(graph.inputs(node)[2]), f"{node}:0"
        if op != "Minimum":
            continue
        bounds = [graph.constant(t) for t in graph.inputs(node) if t != tensor]
        for lower, clipped in graph.consumers(f"{node}:0"):
            if lower == "Maximum" and bounds[0] is not None:
                return bounds[0], f"{clipped}:0"
    return None, tensor


def keras_layer(name: str, config: CellConfig, layer_options: Mapping[str, Any]) -> Any:
    """``keras.layers.<name>`` with the cell's units and activation.

    Where a mask will come, ``use_cudnn`` is off: cuDNN refuses rows of length 0, which TF1
    allows.  Layers and Keras releases without that option do not get it.
    """
    import inspect

    import keras

    options = dict(layer_options)
    layer = getattr(keras.layers, name)
    if "use_cudnn" not in inspect.signature(layer).parameters:
        options.pop("use_cudnn", None)
    return layer(config.options["num_units"], activation=config.options["activation"], **options)
