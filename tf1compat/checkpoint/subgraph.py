"""The part of an old graph between given tensors, made safe to run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tf1compat.checkpoint import in_function
from tf1compat.checkpoint.dropout import is_scale
from tf1compat.checkpoint.graph import LOOPS, MetaGraph, Node, declared_by
from tf1compat.checkpoint.path_node import SWITCHES
from tf1compat.checkpoint.pure_ops import PURE, UPDATES, VARIABLE_OPS
from tf1compat.errors import CheckpointError

_ENTERS = frozenset({"Enter", "RefEnter"})


class Subgraph:
    """The nodes that some tensors need, once others are given.

    Args:
      meta: the whole graph.
      fetches: the tensors that are wanted.
      feeds: the tensors that are given; what makes them is left out.
      detached: take the nodes out of the loop and the conditions that they are in.

    Attributes:
      fetches: the tensors that are wanted.
      fed: the name, in the subgraph, of each given tensor.
      left_out: updates of variables that something waited for, and does not wait for here.
    """

    def __init__(
        self,
        meta: MetaGraph,
        fetches: Iterable[str],
        feeds: Iterable[str],
        *,
        detached: bool = False,
    ) -> None:
        import tensorflow as tf

        self._meta, self._detached = meta, detached
        self.fetches = list(fetches)
        self.fed = {t: f"tf1compat_feed_{k}:0" for k, t in enumerate(dict.fromkeys(feeds))}
        self._proto = tf.compat.v1.GraphDef(versions=meta.proto.graph_def.versions)
        self._whole = protos = {node.name: node for node in meta.proto.graph_def.node}
        self._updating: dict[str, bool] = {}
        self._checking: dict[str, bool] = {}
        self.left_out: list[str] = []
        for name in self._needed(protos):
            self._proto.node.append(self._clean(protos[name]))
        self._copy_functions()
        for tensor, feed in self.fed.items():
            node = self._proto.node.add(name=feed[:-2], op="Placeholder")
            node.attr["dtype"].type = _dtype(meta, tensor)

    def _copy_functions(self) -> None:
        """The functions that the needed nodes call, and those that these call."""
        known = {f.signature.name: f for f in self._meta.proto.graph_def.library.function}
        waiting = [name for node in self._proto.node for name in _called(node)]
        done: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in known and name not in done:
                done.add(name)
                self._proto.library.function.append(known[name])
                waiting += [called for node in known[name].node_def for called in _called(node)]

    def _needed(self, nodes: Mapping[str, Any]) -> list[str]:
        """Names of the nodes that the fetches need, in the graph's order."""
        seen: set[str] = set()
        waiting = [tensor for tensor in self.fetches if tensor not in self.fed]
        while waiting:
            name = waiting.pop().lstrip("^").partition(":")[0]
            if name not in seen:
                seen.add(name)
                reads = [self._seen(i) for i in nodes[name].input if not self._only_waits(i)]
                waiting += [i for i in reads if _tensor(i) not in self.fed]
        return [name for name in nodes if name in seen]

    @property
    def checks(self) -> list[str]:
        """Assertions that something waited for, and does not wait for here."""
        return [name for name, checks in self._checking.items() if checks]

    def _only_waits(self, read: str) -> bool:
        """Whether an input is no value, but only says: after this update, or after this check."""
        if not read.startswith("^"):
            return False
        if self._detached:  # such a node waits for its loop to go on
            return True
        return self._checks(read[1:]) or self._updates(read[1:])

    def _checks(self, name: str) -> bool:
        """Whether a node only asserts: an Assert, a group of them, or a condition around one.

        What is drawn need not be what it asks for, and no value depends on it.
        """
        if name not in self._checking:
            self._checking[name] = False  # until it is known: a loop comes back here
            proto = self._whole.get(name)
            if proto is not None:
                behind = [i.lstrip("^").partition(":")[0] for i in proto.input]
                waits = [i[1:] for i in proto.input if i.startswith("^")]
                self._checking[name] = (
                    proto.op == "Assert"
                    or (proto.op == "NoOp" and bool(waits) and all(map(self._checks, waits)))
                    or (proto.op == "Merge" and any(map(self._guards, behind)))
                    or (proto.op == "Identity" and self._is_guarded(behind[0]))
                )
        return self._checking[name]

    def _guards(self, name: str) -> bool:
        """Whether a branch's result says no more than that its Assert was passed."""
        proto = self._whole.get(name)
        waits = [i[1:] for i in proto.input if i.startswith("^")] if proto else []
        return bool(proto and proto.op == "Identity" and any(map(self._checks, waits)))

    def _is_guarded(self, name: str) -> bool:
        proto = self._whole.get(name)
        return bool(proto and proto.op == "Merge" and self._checks(name))

    def _updates(self, start: str) -> bool:
        """Whether a node is behind the update of a variable.

        So is a moving average without ``UPDATE_OPS``: its updates hang on the layer's output.
        """
        if start not in self._updating:
            seen, waiting = {start} & self._whole.keys(), [start]
            while waiting:
                proto = self._whole.get(waiting.pop())
                inputs = proto.input if proto else ()
                new = {i.lstrip("^").partition(":")[0] for i in inputs} - seen
                seen |= new
                waiting += new
            self._updating[start] = any(self._whole[name].op in UPDATES for name in seen)
            self.left_out += [start] if self._updating[start] else []
        return self._updating[start]

    def _clean(self, proto: Any) -> Any:
        """A copy that reads the given tensors, on no particular device."""
        import tensorflow as tf

        node = tf.compat.v1.NodeDef()
        node.CopyFrom(proto)
        node.device = ""
        if self._detached and node.op in _ENTERS:
            node.op = "Identity"
            for name in ("frame_name", "is_constant", "parallel_iterations"):
                node.attr.pop(name, None)
        node.attr.pop("_class", None)
        kept = [i for i in proto.input if not self._only_waits(i)]
        node.input[:] = [self._rewired(self._seen(read)) for read in kept]
        return node

    def _seen(self, read: str) -> str:
        """What is read, seen through the conditions around a detached node."""
        for _ in self._whole if self._detached else ():  # a damaged graph may be a circle
            proto = self._whole.get(_tensor(read).rpartition(":")[0])
            if _tensor(read) in self.fed or proto is None or proto.op not in SWITCHES:
                break
            read = proto.input[0]
        return read

    def _rewired(self, name: str) -> str:
        feed = self.fed.get(_tensor(name))
        if feed is None:
            return name
        return "^" + feed[:-2] if name.startswith("^") else feed

    def proto(self) -> Any:
        """The GraphDef."""
        return self._proto

    def nodes(self, ops: frozenset[str]) -> Iterator[Any]:
        """Its nodes of these ops."""
        return (node for node in self._proto.node if node.op in ops)

    def variables(self) -> list[str]:
        """Names of the nodes that hold variables, or what freezing made of them."""
        constants = set(self._meta.graph.constants)
        return [n.name for n in self._proto.node if n.op in VARIABLE_OPS or n.name in constants]

    def ops(self) -> set[str]:
        """The ops of all nodes, those in functions too."""
        functions = self._proto.library.function
        ops = {node.op for node in self._proto.node}
        return ops | {node.op for function in functions for node in function.node_def}

    def refuse_effects(self) -> None:
        """Raise unless every op is known to do nothing but compute."""
        effects = self.ops() - PURE
        if effects:
            raise CheckpointError(
                self._meta.path,
                expected="a recurrence made of ops that only compute",
                received="the op(s) " + ", ".join(sorted(effects)),
                remedy="the graph was not run; convert without it by --no-meta",
            )

    def refuse_open_placeholders(self) -> None:
        """Raise if the graph still needs values that nothing gives."""
        open_names = self.open_placeholders()
        if open_names:
            raise CheckpointError(
                self._meta.path,
                expected="a recurrence that needs its inputs, lengths and state only",
                received="the placeholder(s) " + ", ".join(sorted(open_names)),
                remedy="give their values by --feed NAME=VALUE, or convert without it by --no-meta",
            )

    def open_placeholders(self) -> list[str]:
        """The placeholders that nothing gives."""
        own, known = set(self.fed.values()), self.nodes(frozenset({"Placeholder"}))
        return [node.name for node in known if f"{node.name}:0" not in own]

    def saved_as(self, node: str) -> tuple[str, tuple[slice, ...]]:
        """The checkpoint's name of a variable, and which part of it the node holds."""
        return self._meta.saved_as(node)

    def switch_dropout_off(self) -> list[str]:
        """Make every dropout keep everything; return what was changed, for the report."""
        graph, changes = self._meta.graph, []
        present = {node.name for node in self._proto.node}
        for node in [graph.nodes[name] for name in sorted(present & set(graph.nodes))]:
            found = _dropout_rate(graph, node)
            if found:
                rate, random, neutral = found
                for tensor, value in [(rate, neutral), *_scales(graph, node, rate)]:
                    if not self._is_replaced(tensor):
                        self._replace(tensor, random, value)
                changes.append(f"{node.name}: dropout switched off")
        self._drop_unneeded()
        for function in self._proto.library.function:
            off = in_function.switch_dropout_off(function)
            changes += [f"{function.signature.name}/{name}: dropout switched off" for name in off]
        self._fill_unread()
        return changes

    def _fill_unread(self) -> None:
        """Let a loop read 0 where its functions do nothing with a placeholder (keep_prob)."""
        functions = {f.signature.name: f for f in self._proto.library.function}
        nodes = {node.name: node for node in self._proto.node}
        for loop in self.nodes(LOOPS):
            called = [functions[name] for name in _called(loop) if name in functions]
            for k in set.intersection(*map(in_function.unread, called)) if called else ():
                given = nodes[_tensor(loop.input[k]).rpartition(":")[0]]
                if given.op == "Placeholder" and f"{given.name}:0" not in self.fed.values():
                    name, kind = f"{given.name}/unread_{k}", given.attr["dtype"].type
                    self._proto.node.append(in_function.constant(name, 0.0, kind))
                    loop.input[k] = name
        self._drop_unneeded()

    def _is_replaced(self, tensor: str) -> bool:
        return any(node.name == _replacement(tensor) for node in self._proto.node)

    def _replace(self, tensor: str, beside: str, value: float) -> None:
        """Let all readers of a tensor read a constant, in the loop of the tensor ``beside``."""
        import tensorflow as tf

        random = self._meta.graph.producer(beside)
        dtype = tf.as_dtype(random.attribute("dtype") or random.attribute("T"))
        for node in self._proto.node:
            node.input[:] = [
                _replacement(tensor) if _tensor(i) == tensor else i for i in node.input
            ]
        constant = in_function.constant(_replacement(tensor), value, dtype.as_datatype_enum)
        constant.input.append("^" + beside.rpartition(":")[0])
        self._proto.node.append(constant)

    def _drop_unneeded(self) -> None:
        """What only the dropout needed (a placeholder for keep_prob) needs no value any more."""
        nodes = {node.name: node for node in self._proto.node}
        needed = {*self._needed(nodes), *(feed[:-2] for feed in self.fed.values())}
        for name in nodes.keys() - needed:
            self._proto.node.remove(nodes[name])


def _called(node: Any) -> list[str]:
    """Names of the functions that a node calls."""
    names = [value.func.name for value in node.attr.values() if value.HasField("func")]
    lists = [value.list for value in node.attr.values() if value.HasField("list")]
    return names + [function.name for listed in lists for function in listed.func]


def _tensor(name: str) -> str:
    """A node's input as ``name:k``, whatever its spelling."""
    name = name.lstrip("^")
    return name if ":" in name else f"{name}:0"


def _replacement(tensor: str) -> str:
    return "tf1compat_no_dropout_" + re.sub(r"[^A-Za-z0-9_.]", "_", tensor)


def _dtype(meta: MetaGraph, tensor: str) -> int:
    """The dtype of a tensor, as a placeholder says itself, or as one of its readers declares it."""
    own, _ = declared_by(meta.graph.producer(tensor), int(tensor.rpartition(":")[2]))
    if isinstance(own, int):
        return own
    for node, position in meta.graph.readers(tensor):
        attribute = "Tlen" if node.op == "ReverseSequence" and position == 1 else "T"
        kind = node.attribute(attribute)
        if isinstance(kind, int):
            return kind
        if kind is not None:  # a While has one for each input
            listed: int = kind.type[position]
            return listed
    raise CheckpointError(
        tensor,
        expected="a tensor whose readers declare its dtype",
        received=meta.graph.producer(tensor).op,
        remedy="convert without the graph by --no-meta",
    )


def _dropout_rate(graph: Any, node: Node) -> tuple[str, str, float] | None:
    """``(rate or keep_prob, random tensor, value that keeps everything)`` of a dropout op.

    Dropout keeps where random >= rate (1.13 and later), or multiplies by
    floor(keep_prob + random) (before, and in variational dropout).
    """
    if node.op == "GreaterEqual" and _is_random(graph, node.inputs[0]):
        return node.inputs[1], node.inputs[0], 0.0
    if node.op == "Floor":
        added = graph.producer(node.inputs[0])
        if added.op in {"Add", "AddV2"} and _is_random(graph, added.inputs[1]):
            return added.inputs[0], added.inputs[1], 1.0
    return None


def _scales(graph: Any, chosen: Node, rate: str) -> Iterator[tuple[str, float]]:
    """The constant by which a dropout that selects multiplies what it keeps, and 1 for it.

    TensorFlow 1 computed it from the rate; later ones write it down.
    """
    for reader, position in graph.readers(f"{chosen.name}:0"):
        if reader.op in {"Select", "SelectV2"} and position == 0:
            scaled = graph.producer(graph.source(reader.inputs[1]))
            for tensor in scaled.inputs if scaled.op == "Mul" else ():
                if is_scale(graph.constant(tensor), graph.constant(rate)):
                    yield tensor, 1.0


def _is_random(graph: Any, tensor: str) -> bool:
    """Whether a tensor is a scaled RandomUniform."""
    node = graph.producer(graph.source(tensor))
    for _ in graph.nodes:  # a damaged graph may be a circle
        if node.op not in {"Add", "AddV2", "Mul"}:
            break
        node = graph.producer(graph.source(node.inputs[0]))
    return bool(node.op == "RandomUniform")
