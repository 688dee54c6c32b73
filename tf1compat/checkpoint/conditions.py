"""Functional conditions of an old graph, as the switches and merges that TensorFlow runs them by.

With ``enable_control_flow_v2`` TF1 writes ``tf.cond`` as one If node whose branches are functions.
What lies in a function can be neither walked nor fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

_CONDITIONS = frozenset({"If", "StatelessIf"})
_BRANCHES = ("else_branch", "then_branch")  # by the output of a Switch
_BOOL, _RESOURCE = 10, 20  # DT_BOOL, DT_RESOURCE
_MOST_NODES = 1_000_000  # functions that call each other twice each would fill any memory


def lower_conditions(graph: Any) -> None:
    """Put the branches of a GraphDef's conditions in their place; those within loops stay.

    A condition's first output keeps its name, ``cond:0``; the next becomes ``cond/chosen_1:0``.

    Raises:
      ValueError: a function contains itself, or there are too many.
      KeyError: a function is not there.
    """
    if not any(node.op in _CONDITIONS for node in graph.node):
        return
    lowering = _Lowering(graph)
    nodes = list(lowering.nodes())
    for node in nodes:
        node.input[:] = [lowering.renamed.get(read, read) for read in node.input]
    del graph.node[:]
    graph.node.extend(nodes)


class _Lowering:
    """The nodes of a graph without conditions.

    Attributes:
      renamed: where the outputs of conditions went, by how they are read.
    """

    def __init__(self, graph: Any) -> None:
        self._graph = graph
        self._functions = {f.signature.name: f for f in graph.library.function}
        self._ops = _definitions(graph)
        self.renamed: dict[str, str] = {}

    def nodes(self) -> Iterator[Any]:
        """All of them, in an order that puts a condition's own after what it reads."""
        waiting = [(node, frozenset[str]()) for node in reversed(self._graph.node)]
        for _ in range(_MOST_NODES):
            if not waiting:
                return
            node, within = waiting.pop()
            if node.op not in _CONDITIONS or node.attr["Tcond"].type != _BOOL:
                yield node
                continue
            called = {node.attr[branch].func.name for branch in _BRANCHES}
            if called & within:
                raise ValueError(f"the condition {node.name} contains itself")
            waiting += [(each, within | called) for each in self._lowered(node)]
        raise ValueError("the conditions never end")

    def _lowered(self, node: Any) -> list[Any]:
        """What stands for one condition."""
        inputs = [read for read in node.input if not read.startswith("^")]
        waits = [read for read in node.input if read.startswith("^")]
        chosen = f"{node.name}/chosen"
        made = [self._made(chosen, "Switch", [inputs[0], inputs[0], *waits], _BOOL)]
        given: list[tuple[str, str]] = []  # what the branches read
        for k, (read, kind) in enumerate(zip(inputs[1:], node.attr["Tin"].list.type, strict=True)):
            if kind == _RESOURCE:  # a variable; the gradient of a Switch knows none
                given.append((read, read))
                continue
            made.append(self._made(f"{chosen}_in_{k}", "Switch", [read, inputs[0], *waits], kind))
            given.append((f"{made[-1].name}:0", f"{made[-1].name}:1"))
        results = []
        for side, branch in enumerate(_BRANCHES):
            own, result = self._branch(node, branch, [both[side] for both in given])
            made += own
            results.append(result)
        return made + self._merged(node, results)

    def _merged(self, node: Any, results: list[list[str]]) -> list[Any]:
        """A condition's outputs; which branch was taken, if it has none."""
        made = []
        kinds = list(node.attr["Tout"].list.type) or [_BOOL]
        for k, (kind, *sides) in enumerate(zip(kinds, *results, strict=True)):
            name = f"{node.name}/chosen_{k}" if k else node.name
            made.append(self._made(name, "Merge", sides, kind))
            made[-1].attr["N"].i = len(sides)
            self.renamed[f"{node.name}:{k}"] = name
        return made

    def _branch(self, node: Any, branch: str, given: list[str]) -> tuple[list[Any], list[str]]:
        """One branch's nodes, and its results."""
        function = self._functions[node.attr[branch].func.name]
        prefix = f"{node.name}/{branch.removesuffix('_branch')}"
        taken = f"{node.name}/chosen:{_BRANCHES.index(branch)}"
        made = [self._made(f"{prefix}/taken", "Identity", [taken], _BOOL)]
        read = self._reader(function, prefix, given)
        alive = {g for g in given if "/chosen_in_" in g}
        for inner in function.node_def:
            own = type(inner)()
            own.CopyFrom(inner)
            own.name = f"{prefix}/{inner.name}"
            own.input[:] = map(read, inner.input)
            if not any(each in alive or each.startswith(f"{prefix}/") for each in own.input):
                own.input.append(f"^{prefix}/taken")
            made.append(own)
        waits = [f"^{prefix}/{name}" for name in function.control_ret.values()]
        kinds = [output.type for output in function.signature.output_arg]
        values = [read(function.ret[output.name]) for output in function.signature.output_arg]
        results = []
        for k, (value, kind) in enumerate(zip(values or [taken], kinds or [_BOOL], strict=True)):
            made.append(self._made(f"{prefix}/result_{k}", "Identity", [value, *waits], kind))
            results.append(made[-1].name)
        return made, results

    def _reader(self, function: Any, prefix: str, given: list[str]) -> Callable[[str], str]:
        """What is read by a name within a function: an argument, or ``node:output:k``."""
        names: list[str] = [argument.name for argument in function.signature.input_arg]
        arguments = dict(zip(names, given, strict=True))
        numbers = {inner.name: self._numbers(inner) for inner in function.node_def}

        def read(name: str) -> str:
            if name.startswith("^"):
                return f"^{prefix}/{name[1:]}"
            if ":" not in name:
                return arguments[name]
            owner, output, k = name.split(":")
            return f"{prefix}/{owner}:{numbers[owner][output] + int(k)}"

        return read

    def _numbers(self, node: Any) -> dict[str, int]:
        """The number of a node's first output under each name of its outputs."""
        numbers: dict[str, int] = {}
        count = 0
        for output in self._ops[node.op].output_arg:
            numbers[output.name] = count
            if output.number_attr:
                count += node.attr[output.number_attr].i
            elif output.type_list_attr:
                count += len(node.attr[output.type_list_attr].list.type)
            else:
                count += 1
        return numbers

    def _made(self, name: str, op: str, inputs: list[str], kind: int) -> Any:
        node = type(self._graph.node[0])(name=name, op=op, input=inputs)
        node.attr["T"].type = kind
        return node


def _definitions(graph: Any) -> Mapping[str, Any]:
    """What TensorFlow knows of the ops in the functions, by their names."""
    import tensorflow as tf

    bare = tf.compat.v1.GraphDef()
    ops = dict.fromkeys(inner.op for f in graph.library.function for inner in f.node_def)
    for op in ops:
        bare.node.add(name=op, op=op)
    with tf.Graph().as_default():
        meta = tf.compat.v1.train.export_meta_graph(graph_def=bare)
    return {one.name: one for one in meta.meta_info_def.stripped_op_list.op}
