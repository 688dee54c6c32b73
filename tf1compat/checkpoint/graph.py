"""An old graph that can be walked both ways; nothing of it is run."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tf1compat.checkpoint import files, graph_files
from tf1compat.checkpoint.conditions import lower_conditions
from tf1compat.checkpoint.pure_ops import VARIABLE_OPS
from tf1compat.errors import CheckpointError

# Ops that hand a value on unchanged.
PLUMBING = frozenset({"Identity", "Enter", "RefEnter", "ReadVariableOp", "Cast"})
FLOATS = frozenset({1, 2, 14, 19})  # DT_FLOAT, DT_DOUBLE, DT_BFLOAT16, DT_HALF
_READS = re.compile(r"/(read|ReadVariableOp)(_\d+)?$")
_BRANCHES = frozenset({"Switch", "RefSwitch"})
LOOPS = frozenset({"While", "StatelessWhile"})
# What an op has no default for, and what kind it is: only damage takes it away.
_NEEDED: Mapping[str, Mapping[str, str]] = {
    "Const": {"value": "tensor", "dtype": "type"},
    "Enter": {"frame_name": "s"},
    "RefEnter": {"frame_name": "s"},
    **{op: {"body": "func", "cond": "func"} for op in LOOPS},
    **{op: {"dtype": "type"} for op in VARIABLE_OPS},
    **{op: {"padding": "s", "strides": "list"} for op in ("Conv2D", "MaxPool", "AvgPool")},
}


@dataclasses.dataclass(frozen=True)
class Node:
    """One node: its data inputs as ``"name:k"``, and its attributes as TensorFlow stores them.

    ``controls`` are the nodes that must have run before it.
    """

    name: str
    op: str
    inputs: tuple[str, ...]
    attributes: Mapping[str, Any]
    controls: tuple[str, ...] = ()

    def attribute(self, name: str) -> Any:
        """An attribute's value, None where it is left out (TF1 could strip defaults).

        Asking the mapping itself for a missing key would add the key to the graph.
        """
        if name not in self.attributes:
            return None
        value = self.attributes[name]
        return getattr(value, value.WhichOneof("value"))


class Graph:
    """A graph that can be walked both ways.

    Attributes:
      nodes: by name; those in the body of a functional loop under ``<loop>/body/``.
      loops: While node → what its body reads for each of its inputs.
      constants: names of the constants that a frozen graph has in place of variables.
    """

    def __init__(self, nodes: Iterable[Any], functions: Iterable[Any] = ()) -> None:
        self.nodes = {node.name: _node(node) for node in nodes}
        self._refuse_bare()
        self.constants = () if any(self.variables()) else tuple(_frozen(self.nodes.values()))
        self.loops: dict[str, tuple[str, ...]] = {}
        bodies = {function.signature.name: function for function in functions}
        for node in list(self.nodes.values()):
            if node.op in LOOPS and node.attribute("body").name in bodies:
                self._inline(node, bodies[node.attribute("body").name])
        self._readers: dict[str, list[tuple[Node, int]]] = defaultdict(list)
        for node in self.nodes.values():
            for position, tensor in enumerate(node.inputs):
                self._readers[tensor].append((node, position))
        self._refuse_circles()

    def _refuse_bare(self) -> None:
        """What no op of its kind can lack must be there."""
        for node in self.nodes.values():
            for name, kind in _NEEDED.get(node.op, {}).items():
                if name not in node.attributes or node.attributes[name].WhichOneof("value") != kind:
                    raise ValueError(f"{node.name}, a {node.op}, has no {name}")

    def _refuse_circles(self) -> None:
        """Ops that only hand a value on must get it from somewhere, and inputs must exist."""
        for start in self.nodes.values():
            for tensor in start.inputs:
                self.producer(tensor)
            seen, node = {start.name}, start
            while node.op in PLUMBING and node.inputs:
                node = self.producer(node.inputs[0])
                if node.name in seen:
                    raise ValueError(f"{start.name} reads itself")
                seen.add(node.name)

    def variables(self) -> Iterator[Node]:
        """The nodes that hold variables."""
        return (node for node in self.nodes.values() if node.op in VARIABLE_OPS)

    def _inline(self, loop: Node, body: Any) -> None:
        """Let a loop's body be walked as if it stood in the graph, under ``<loop>/body/``."""
        prefix = f"{loop.name}/body/"
        inner, names = [], [arg.name for arg in body.signature.input_arg]
        for name, result, start in zip(names, body.signature.output_arg, loop.inputs, strict=True):
            changes = body.ret[result.name] != name
            inner.append(f"{prefix}{name}:0" if changes else start)
            if changes:
                self.nodes[prefix + name] = Node(prefix + name, "LoopValue", (), {})
        self.loops[loop.name] = tuple(inner)
        arguments = dict(zip(names, inner, strict=True))
        for proto in body.node_def:
            node = _node(proto)
            read = (_inner(i, prefix, arguments) for i in proto.input if not i.startswith("^"))
            own = prefix + node.name
            self.nodes[own] = Node(own, node.op, tuple(read), node.attributes)

    def producer(self, tensor: str) -> Node:
        """The node that makes a tensor."""
        return self.nodes[tensor.rpartition(":")[0]]

    def readers(self, tensor: str) -> Sequence[tuple[Node, int]]:
        """The nodes that read a tensor, each with the position of its input."""
        return self._readers.get(tensor, ())

    def users(self, tensor: str) -> Iterator[tuple[Node, int]]:
        """`readers`, seen through Identity nodes."""
        for node, position in self.readers(tensor):
            if node.op == "Identity":
                yield from self.users(f"{node.name}:0")
            else:
                yield node, position

    def source(self, tensor: str, through: frozenset[str] = PLUMBING) -> str:
        """Walk back through ops that hand a value on unchanged."""
        node = self.producer(tensor)
        while node.op in through and node.inputs:
            tensor = node.inputs[0]
            node = self.producer(tensor)
        return tensor

    def constant(self, tensor: str) -> npt.NDArray[Any] | None:
        """The tensor's value if the graph holds it as a constant."""
        import tensorflow as tf

        node = self.producer(self.source(tensor))
        proto = node.attribute("value") if node.op == "Const" else None
        if proto is None or not graph_files.is_whole(proto):
            return None
        return np.asarray(tf.make_ndarray(proto))

    def carriers(self, variable: str) -> list[str]:
        """The tensors that hold a variable's value, here and inside the loops."""
        own = [node.name for node in self.variables() if _is_of(node.name, variable)]
        own += [name for name in self.constants if name == variable]
        found = [f"{name}:0" for name in own]
        for tensor in found:  # grows while it is walked
            for node, _ in self.readers(tensor):
                joins = node.op == "ConcatV2" and set(node.inputs[:-1]) <= set(found)
                passes = node.op in PLUMBING or node.op in _BRANCHES or joins
                outputs = (0, 1) if node.op in _BRANCHES else (0,)
                new = [f"{node.name}:{k}" for k in outputs] if passes else []
                found += [carrier for carrier in new if carrier not in found]
        return found


def declared_by(node: Node, output: int) -> tuple[Any, Any]:
    """The dtype and the shape that a placeholder or a dataset's iterator declares; None if not."""
    kinds, shapes = node.attribute("output_types"), node.attribute("output_shapes")
    if kinds is not None and shapes is not None and output < len(kinds.type):
        return kinds.type[output], shapes.shape[output]
    return node.attribute("dtype"), node.attribute("shape")


@dataclasses.dataclass(frozen=True)
class MetaGraph:
    """A graph's file, parsed.

    Attributes:
      path: where it came from.
      proto: TensorFlow's MetaGraphDef.
      graph: its graph, to walk.
    """

    path: str
    proto: Any
    graph: Graph

    def has_variable(self, name: str) -> bool:
        """Whether the graph declares the variable, whole or in partitions, or as a constant."""
        declared = (_is_of(node.name, name) for node in self.graph.variables())
        return name in self.graph.constants or any(declared)

    @functools.cached_property
    def slices(self) -> Mapping[str, Any]:
        """Node → which part of which variable it is, for the parts of partitioned variables."""
        encoded = self.proto.collection_def["variables"].bytes_list.value
        variables = [graph_files.variable_proto(one) for one in encoded]
        return {
            variable.variable_name.partition(":")[0]: variable.save_slice_info_def
            for variable in variables
            if variable.save_slice_info_def.full_name
        }

    def saved_name(self, node: str) -> str:
        """The checkpoint's name of a variable's node."""
        return str(self.slices[node].full_name) if node in self.slices else node

    def saved_as(self, node: str) -> tuple[str, tuple[slice, ...]]:
        """The checkpoint's name of a variable, and which part of it the node holds."""
        piece = self.slices.get(node)
        if piece is None:
            return node, ()
        parts = zip(piece.var_offset, piece.var_shape, strict=True)
        return piece.full_name, tuple(slice(start, start + n) for start, n in parts)

    @functools.cached_property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """By the checkpoint's names, as declared; partitions are one whole variable."""
        found = {}
        for node in self.graph.variables():
            shape, piece = node.attribute("shape"), self.slices.get(node.name)
            own = tuple(d.size for d in shape.dim) if shape is not None else ()
            found[self.saved_name(node.name)] = tuple(piece.full_shape) if piece else own
        return found

    @functools.cached_property
    def dtypes(self) -> Mapping[str, str]:
        """Numpy names by the checkpoint's names."""
        import tensorflow as tf

        return {
            self.saved_name(node.name): np.dtype(
                tf.as_dtype(node.attribute("dtype")).base_dtype.as_numpy_dtype
            ).name
            for node in self.graph.variables()
        }


def read_meta(path: str) -> MetaGraph:
    """Parse a ``.meta``, a SavedModel's file or a frozen graph.

    Raises:
      CheckpointError: it is none, or one that hangs together nowhere.
    """
    try:
        proto = graph_files.parse(files.read(path), path)
        lower_conditions(proto.graph_def)
        graph = Graph(proto.graph_def.node, proto.graph_def.library.function)
        meta = MetaGraph(path, proto, graph)
        len(meta.slices)  # parsed on first use: what is damaged there shows here
    except CheckpointError:
        raise
    except (KeyError, ValueError, AttributeError, TypeError, IndexError) as error:
        reason = " ".join(str(error).split())[:200]
        raise _no_meta(path, f"damaged data ({type(error).__name__}: {reason})") from error
    if not proto.graph_def.node:
        raise _no_meta(path, "a file without a graph")
    return meta


def _no_meta(path: str, received: str) -> CheckpointError:
    return CheckpointError(
        str(path),
        expected="a MetaGraph that Saver.save wrote, a SavedModel or a frozen graph",
        received=received,
        remedy="copy the file again, or convert without the graph by --no-meta",
    )


def _node(proto: Any) -> Node:
    inputs = tuple(i if ":" in i else f"{i}:0" for i in proto.input if not i.startswith("^"))
    controls = tuple(i[1:] for i in proto.input if i.startswith("^"))
    return Node(proto.name, proto.op, inputs, proto.attr, controls)


def _inner(name: str, prefix: str, arguments: Mapping[str, str]) -> str:
    """An input inside a function: an argument's name, or ``node:output:k``."""
    if ":" not in name:
        return arguments[name]
    node, _, output = name.partition(":")
    return f"{prefix}{node}:{output.rpartition(':')[2]}"


def _frozen(nodes: Iterable[Node]) -> Iterator[str]:
    """The constants that freezing made of variables: read through the variable's own read op.

    Where a later tool took those ops out, every constant vector, matrix … of floats is one.
    """
    by_name = {node.name: node for node in nodes}
    read = {
        node.inputs[0].rpartition(":")[0]
        for node in by_name.values()
        if node.op == "Identity" and node.inputs and _READS.search(node.name)
    }
    constants = [node for node in by_name.values() if node.op == "Const"]
    kept = [node.name for node in constants if node.name in read]
    yield from kept or [node.name for node in constants if _is_float_tensor(node)]


def _is_float_tensor(node: Node) -> bool:
    proto = node.attribute("value")
    return bool(proto is not None and proto.dtype in FLOATS and proto.tensor_shape.dim)


def _is_of(node: str, variable: str) -> bool:
    """Whether a node is the variable, or one partition of it."""
    return node == variable or (
        node.startswith(variable + "/part_") and node[len(variable) + 6 :].isdigit()
    )
