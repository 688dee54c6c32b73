"""The layers around a recurrence, found in the graph: Keras layers with the checkpoint's values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.graph import PLUMBING, MetaGraph, Node
from tf1compat.checkpoint.path_node import SWITCHES, taken
from tf1compat.checkpoint.pure_ops import VARIABLE_OPS

if TYPE_CHECKING:
    from tf1compat.checkpoint.path import Rebuilt

_GATHERS = frozenset({"Gather", "GatherV2", "ResourceGather"})
_SAME_VALUE = PLUMBING | SWITCHES
_SUMS = frozenset({"Add", "AddV2"})
_PRODUCTS = frozenset({"MatMul", "Conv2D"})
# Ops whose results are row numbers as long as their inputs are.
_OF_ROWS = frozenset(
    {"Cast", "ExpandDims", "FloorDiv", "FloorMod", "Identity", "Maximum", "Reshape", "Select"}
    | {"SelectV2", "Squeeze", "StridedSlice", "Sub", "Switch", "Merge", "Transpose"}
)
_DEALT = "DynamicPartition"  # rows of a table in partitions, to one after the other


class Layers:
    """Embedding, dense, convolution and normalisation layers, each made when it is first met.

    Args:
      meta: the old graph.
      read: gives a variable's value by its name in the checkpoint.
      dtype: of the layers.

    Attributes:
      kinds: node → the class of the layer that it became.
    """

    def __init__(self, meta: MetaGraph, read: Callable[[str], Array], dtype: str) -> None:
        self._meta, self._graph, self._read, self._dtype = meta, meta.graph, read, dtype
        self._layers: dict[tuple[str, int], Any] = {}
        self.kinds: dict[str, str] = {}

    def apply(self, path: Rebuilt, node: Node) -> Any:
        """A product, a lookup or a normalisation in one op; None where it holds no variables."""
        if node.op in _GATHERS:
            table = self.value(node.inputs[0])
            return None if table is None else self._looked_up(path, node, table)
        if node.op in _PRODUCTS:
            return self._product(path, node, None)
        return self._fused_normalization(path, node)

    def biased(self, path: Rebuilt, node: Node) -> tuple[Any] | None:
        """A product with its bias; None for any other sum."""
        product = self._graph.producer(self._graph.source(node.inputs[0], frozenset({"Identity"})))
        bias = self.value(node.inputs[1])
        if product.op not in _PRODUCTS or bias is None or bias.ndim != 1:
            return None
        made = self._product(path, product, bias)
        return None if made is None else (made,)

    def normalized(self, path: Rebuilt, node: Node) -> tuple[Any] | None:
        """Normalisation, as TF1 writes it.

        x · γ / √(variance + ε) + (β − mean · γ / √(variance + ε))
        """
        sides = [self._graph.producer(t) for t in node.inputs]
        if node.op not in _SUMS or [side.op for side in sides] != ["Mul", "Sub"]:
            return None
        scaled, shifted = sides
        moved = self._graph.producer(shifted.inputs[1])
        if moved.op != "Mul" or moved.inputs[1] != scaled.inputs[1]:
            return None
        x, mean = scaled.inputs[0], taken(path, moved.inputs[0])
        scale = self._graph.producer(scaled.inputs[1])
        gamma = self.value(scale.inputs[1]) if scale.op == "Mul" else None
        root = self._graph.producer(scale.inputs[0]) if scale.op == "Mul" else scale
        under = self._graph.producer(root.inputs[0])
        beta, epsilon = self.value(shifted.inputs[0]), self._graph.constant(under.inputs[1])
        if root.op != "Rsqrt" or under.op not in _SUMS or epsilon is None:
            return None
        if beta is None:
            return None
        variance = taken(path, under.inputs[0])
        averages = self.value(mean), self.value(variance)
        if averages[0] is not None and averages[1] is not None:
            given = [gamma, beta, averages[0], averages[1]]
            return (self._batch_normalization(path, node, x, given, float(epsilon)),)
        if self._is_moment(mean, x) and self._is_moment(variance, x):
            return (self._layer_normalization(path, node, x, (gamma, beta), float(epsilon)),)
        return None

    def rows(self, tensor: str) -> int:
        """How many rows the table has that a tensor of ids looks up; 2 where none does."""
        found: list[int] = []
        dealt: dict[str, int] = {}
        waiting, seen = [(tensor, False)], {tensor}
        while waiting:
            now, in_parts = waiting.pop()
            for node, position in self._graph.readers(now):
                if node.op in _GATHERS and position == 1:
                    self._count(node, dealt if in_parts else found)
                elif node.op == "OneHot" and position == 0:
                    depth = self._graph.constant(node.inputs[1])
                    found += [] if depth is None else [int(depth)]
                elif node.op in _OF_ROWS or node.op == _DEALT:
                    made = [f"{node.name}:{k}" for k in range(_outputs(node))]
                    waiting += [(t, in_parts or node.op == _DEALT) for t in made if t not in seen]
                    seen.update(made)
        return min(found + ([sum(dealt.values())] if dealt else []), default=2)

    def _count(self, lookup: Node, into: list[int] | dict[str, int]) -> None:
        """The rows of a table, or of one partition by its name."""
        table = self.value(lookup.inputs[0])
        if table is None:
            return
        if isinstance(into, dict):
            into[self._graph.source(lookup.inputs[0])] = len(table)
        else:
            into.append(len(table))

    def value(self, tensor: str) -> Array | None:
        """The checkpoint's value of a variable or of a part of it; None for any other tensor."""
        node = self._graph.producer(self._graph.source(tensor, _SAME_VALUE))
        if node.op == "ExpandDims":  # a convolution over one axis is one over two, to TF1
            flat, axis = self.value(node.inputs[0]), self._graph.constant(node.inputs[1])
            return None if flat is None or axis is None else np.expand_dims(flat, int(axis))
        if node.op == "ConcatV2":
            return self._joined(node)
        if node.op not in VARIABLE_OPS and node.name not in self._graph.constants:
            return None
        name, part = self._meta.saved_as(node.name)
        return self._read(name)[part]

    def _joined(self, node: Node) -> Array | None:
        """The partitions of one variable, put together."""
        owners = [self._graph.producer(self._graph.source(t)) for t in node.inputs[:-1]]
        names = {self._meta.saved_name(o.name) for o in owners if o.op in VARIABLE_OPS}
        axis = self._graph.constant(node.inputs[-1])
        if len(names) != 1 or axis is None or not all(o.op in VARIABLE_OPS for o in owners):
            return None
        parts = [self.value(tensor) for tensor in node.inputs[:-1]]
        return np.concatenate([p for p in parts if p is not None], int(axis))

    def _call(
        self, path: Rebuilt, node: Node, x: str, made: Any, weights: list[Array], **options: Any
    ) -> Any:
        """The layer of a node, made once: a product is met without its bias and with it."""
        inputs, key = path.tensor(x), (node.name, len(weights))
        if key not in self._layers:
            layer = made()
            layer.build(inputs.shape)
            layer.set_weights(weights)
            self._layers[key] = layer
            self.kinds[node.name] = type(layer).__name__
        return self._layers[key](inputs, **options)

    def _looked_up(self, path: Rebuilt, node: Node, table: Array) -> Any:
        import keras

        def make() -> Any:
            return keras.layers.Embedding(*table.shape, dtype=self._dtype)

        return self._call(path, node, node.inputs[1], make, [table]) if table.ndim == 2 else None

    def _product(self, path: Rebuilt, node: Node, bias: Array | None) -> Any:
        import keras

        kernel = self.value(node.inputs[1])
        if kernel is None or node.attribute("transpose_a") or node.attribute("transpose_b"):
            return None
        options = {"use_bias": bias is not None, "dtype": self._dtype}
        weights = [kernel] if bias is None else [kernel, bias]

        def make() -> Any:
            if node.op == "MatMul":
                return keras.layers.Dense(kernel.shape[-1], **options)
            strides = list(node.attribute("strides").i)[1:3]
            padding = node.attribute("padding").decode().lower()
            size = kernel.shape[:2]
            return keras.layers.Conv2D(
                kernel.shape[-1], size, strides=strides, padding=padding, **options
            )

        if node.op == "Conv2D" and not _is_plain(node):
            return None
        return self._call(path, node, node.inputs[0], make, weights)

    def _fused_normalization(self, path: Rebuilt, node: Node) -> Any:
        values = [self.value(tensor) for tensor in node.inputs[1:5]]
        training = node.attribute("is_training")
        if training is None or training:  # the op's default; its averages are those of the batch
            training, values[2:] = True, [np.zeros_like(values[1]), np.ones_like(values[1])]
        if any(v is None for v in values) or node.attribute("data_format") == b"NCHW":
            return None
        epsilon = node.attribute("epsilon") or 1e-4
        return self._batch_normalization(path, node, node.inputs[0], values, epsilon, training)

    def _batch_normalization(
        self,
        path: Rebuilt,
        node: Node,
        x: str,
        values: list[Any],
        epsilon: float,
        training: bool = False,
    ) -> Any:
        import keras

        def make() -> Any:
            scale = values[0] is not None
            return keras.layers.BatchNormalization(epsilon=epsilon, scale=scale, dtype=self._dtype)

        given = [v for v in values if v is not None]
        return self._call(path, node, x, make, given, training=training)

    def _layer_normalization(
        self, path: Rebuilt, node: Node, x: str, values: tuple[Any, Any], epsilon: float
    ) -> Any:
        import keras

        def make() -> Any:
            scale = values[0] is not None
            return keras.layers.LayerNormalization(epsilon=epsilon, scale=scale, dtype=self._dtype)

        return self._call(path, node, x, make, [v for v in values if v is not None])

    def _is_moment(self, tensor: str, x: str) -> bool:
        """Whether it is the mean of x, or of its squared distance, over the last axis."""
        node = self._graph.producer(self._graph.source(tensor, frozenset({"Identity"})))
        if node.op != "Mean" or not node.attribute("keep_dims"):
            return False
        of, axes = self._graph.producer(node.inputs[0]), self._graph.constant(node.inputs[1])
        about = node.inputs[0] == x or (of.op == "SquaredDifference" and of.inputs[0] == x)
        return bool(about and axes is not None and axes.size == 1)


def _outputs(node: Node) -> int:
    if node.op == "Switch":
        return 2
    return int(node.attribute("num_partitions")) if node.op == _DEALT else 1


def _is_plain(node: Node) -> bool:
    """Whether a convolution has its channels last and no holes."""
    layout, holes = node.attribute("data_format"), node.attribute("dilations")
    last = layout is None or layout == b"NHWC"
    padding = node.attribute("padding")
    dense = holes is None or bool(np.all(np.array(holes.i) == 1))
    return bool(last and dense and padding in {b"SAME", b"VALID"})
