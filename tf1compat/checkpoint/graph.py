"""Reading an old graph (``.meta``) without running it: what its nodes say about a cell."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tf1compat.checkpoint.pure_ops import VARIABLE_OPS
from tf1compat.errors import CheckpointError

if TYPE_CHECKING:
    from tf1compat.checkpoint.recognise import Cell

# Ops that hand a value on unchanged.
PLUMBING = frozenset({"Identity", "Enter", "RefEnter", "ReadVariableOp", "Cast"})
_BRANCHES = frozenset({"Switch", "RefSwitch"})
_LOOPS = frozenset({"While", "StatelessWhile"})


@dataclasses.dataclass(frozen=True)
class Node:
    """One node: its data inputs as ``"name:k"``, and its attributes as TensorFlow stores them."""

    name: str
    op: str
    inputs: tuple[str, ...]
    attributes: Mapping[str, Any]

    def attribute(self, name: str) -> Any:
        """An attribute's value, None where it is left out (TF1 could strip defaults).

        Asking the mapping itself for a missing key would add the key to the graph.
        """
        if name not in self.attributes:
            return None
        value = self.attributes[name]
        return getattr(value, value.WhichOneof("value"))


class Graph:
    """A graph that can be walked both ways."""

    def __init__(self, nodes: Iterable[Any], functions: Iterable[Any] = ()) -> None:
        self.nodes = {node.name: _node(node) for node in nodes}
        # While node → what its body reads for each of its inputs.
        self.loops: dict[str, tuple[str, ...]] = {}
        bodies = {function.signature.name: function for function in functions}
        for node in list(self.nodes.values()):
            if node.op in _LOOPS and node.attribute("body").name in bodies:
                self._inline(node, bodies[node.attribute("body").name])
        self._readers: dict[str, list[tuple[Node, int]]] = defaultdict(list)
        for node in self.nodes.values():
            for position, tensor in enumerate(node.inputs):
                self._readers[tensor].append((node, position))

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
        if node.op != "Const":
            return None
        return np.asarray(tf.make_ndarray(node.attribute("value")))

    def carriers(self, variable: str) -> list[str]:
        """The tensors that hold a variable's value, here and inside the loops."""
        own = [n for n in self.nodes.values() if n.op in VARIABLE_OPS and _is_of(n.name, variable)]
        found = [f"{node.name}:0" for node in own]
        for tensor in found:  # grows while it is walked
            for node, _ in self.readers(tensor):
                joins = node.op == "ConcatV2" and set(node.inputs[:-1]) <= set(found)
                passes = node.op in PLUMBING or node.op in _BRANCHES or joins
                outputs = (0, 1) if node.op in _BRANCHES else (0,)
                new = [f"{node.name}:{k}" for k in outputs] if passes else []
                found += [carrier for carrier in new if carrier not in found]
        return found


class CellStep:
    """One cell's step in a graph, in the form that `Counterpart.evidence` asks for."""

    def __init__(self, graph: Graph, variables: Mapping[str, str]) -> None:
        self._graph = graph
        self._variables = variables

    def variable(self, suffix: str) -> Sequence[str]:
        """The tensors that carry the variable; none if the cell has no such variable."""
        name = self._variables.get(suffix)
        return self._graph.carriers(name) if name else ()

    def consumers(self, tensor: str) -> Iterator[tuple[str, str]]:
        """What reads the tensor, loop plumbing skipped."""
        for node, _ in self._graph.readers(tensor):
            if node.op in PLUMBING:
                yield from self.consumers(f"{node.name}:0")
            else:
                yield node.op, node.name

    def inputs(self, node: str) -> Sequence[str]:
        """The tensors that a node reads."""
        return self._graph.nodes[node].inputs

    def constant(self, tensor: str) -> float | None:
        """The tensor's value, if it is one constant number."""
        value = self._graph.constant(tensor)
        return None if value is None or value.size != 1 else _shortest(value)

    def attribute(self, node: str, name: str) -> float | None:
        """A numeric attribute of a node."""
        value = self._graph.nodes[node].attribute(name)
        return None if value is None else float(value)


def is_residual(graph: Graph, cell: Cell) -> bool:
    """Whether a ResidualWrapper adds what the cell reads to what it gives.

    The cell's own step reads its input in a concatenation with the state, and nowhere else.
    """
    step = CellStep(graph, cell.variables)
    for tensor in [t for suffix in cell.variables for t in step.variable(suffix)]:
        for node, position in graph.readers(tensor):
            joined = graph.producer(node.inputs[0])
            if node.op == "MatMul" and position == 1 and joined.op == "ConcatV2":
                readers = [op for op, _ in step.consumers(joined.inputs[0])]
                return any(op in {"Add", "AddV2"} for op in readers)
    return False


@dataclasses.dataclass(frozen=True)
class MetaGraph:
    """A ``.meta`` file, parsed.

    Attributes:
      path: where it came from.
      proto: TensorFlow's MetaGraphDef.
      graph: its graph, to walk.
    """

    path: Path
    proto: Any
    graph: Graph

    def has_variable(self, name: str) -> bool:
        """Whether the graph declares the variable, whole or in partitions."""
        return any(n.op in VARIABLE_OPS and _is_of(n.name, name) for n in self.graph.nodes.values())


def read_meta(path: Path) -> MetaGraph:
    """Parse a ``.meta`` file.

    Raises:
      CheckpointError: it is no MetaGraph.
    """
    import tensorflow as tf
    from google.protobuf.message import DecodeError

    proto = tf.compat.v1.MetaGraphDef()
    try:
        proto.ParseFromString(path.read_bytes())
    except DecodeError as error:
        raise _no_meta(path, str(error)) from error
    except OSError as error:
        raise _no_meta(path, error.strerror or str(error)) from error
    if not proto.graph_def.node:
        raise _no_meta(path, "a file without a graph")
    graph = Graph(proto.graph_def.node, proto.graph_def.library.function)
    return MetaGraph(path, proto, graph)


def _no_meta(path: Path, received: str) -> CheckpointError:
    return CheckpointError(
        str(path),
        expected="a MetaGraph that Saver.save wrote",
        received=received,
        remedy="copy the file again, or convert without the graph by --no-meta",
    )


def _node(proto: Any) -> Node:
    inputs = tuple(i if ":" in i else f"{i}:0" for i in proto.input if not i.startswith("^"))
    return Node(proto.name, proto.op, inputs, proto.attr)


def _inner(name: str, prefix: str, arguments: Mapping[str, str]) -> str:
    """An input inside a function: an argument's name, or ``node:output:k``."""
    if ":" not in name:
        return arguments[name]
    node, _, output = name.partition(":")
    return f"{prefix}{node}:{output.rpartition(':')[2]}"


def _is_of(node: str, variable: str) -> bool:
    """Whether a node is the variable, or one partition of it."""
    return node == variable or (
        node.startswith(variable + "/part_") and node[len(variable) + 6 :].isdigit()
    )


def _shortest(value: npt.NDArray[Any]) -> float:
    """0.7 rather than 0.699999988079071, when both are the same float32."""
    return float(str(value.reshape(())[()]))
