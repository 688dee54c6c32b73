"""What an old graph says of its optimizer: the ops that apply it, and how gradients are clipped."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tf1compat.checkpoint.graph import Graph, Node
from tf1compat.checkpoint.optimizers.rule import Rule, all_rules
from tf1compat.checkpoint.pure_ops import VARIABLE_OPS

_PREFIX = re.compile(r"^(Resource)?(Sparse)?(?=Apply)")
_PART = re.compile(r"/part_\d+(?=/|$)")
COMPUTED = object()  # a hyperparameter that the graph computes or is fed
_KEEP = frozenset({"Identity", "Reshape", "Cast", "Select", "SelectV2"})


@dataclasses.dataclass(frozen=True)
class Applied:
    """One op that updates one variable (or one of its partitions).

    Attributes:
      variable: its name in the checkpoint.
      rule: the rule that the op applies.
      sparse: whether it updates only the rows that a batch names.
      inputs: tensor by the name that the rule gives the op's input.
      extra: what the rule reads beside the inputs.
    """

    variable: str
    rule: Rule
    sparse: bool
    inputs: Mapping[str, str]
    extra: Mapping[str, Any]
    node: Node


def applied(graph: Graph, variables: Iterable[str]) -> list[Applied]:
    """Every op of a known rule that updates one of the variables."""
    return list(_applied(graph, frozenset(variables)))


def _applied(graph: Graph, variables: frozenset[str]) -> Iterator[Applied]:
    rules = list(all_rules())
    for node in graph.nodes.values():
        if "Apply" not in node.op or not node.inputs:
            continue
        variable = variable_name(node.inputs[0])
        op = _PREFIX.sub("", node.op)
        if variable not in variables:
            continue
        for rule in rules:
            extra = rule.evidence(graph, node) if op in rule.ops else None
            if extra is not None:
                sparse = "Sparse" in node.op
                names = _with_indices(rule.ops[op]) if sparse else rule.ops[op]
                inputs = dict(zip(names, node.inputs, strict=True))
                yield Applied(variable, rule, sparse, inputs, extra, node)


def _with_indices(names: tuple[str, ...]) -> tuple[str, ...]:
    """A sparse op reads the rows' numbers after their gradients."""
    place = names.index("grad") + 1
    return (*names[:place], "_", *names[place:])


def variable_name(tensor: str) -> str:
    """The checkpoint's name of a variable's tensor, partitions aside."""
    return _PART.sub("", tensor.rpartition(":")[0])


def hyperparameter(graph: Graph, op: Applied, key: str) -> Any:
    """Its number, None if the op has no such input, or `COMPUTED`.

    TF1 made its numbers in float32 and cast them; Keras must get those.
    """
    if key in op.extra:
        return op.extra[key]
    if key not in op.inputs:
        return None
    value = graph.constant(op.inputs[key])
    return COMPUTED if value is None or value.size != 1 else float(value)


def held_by(graph: Graph, tensor: str) -> str | None:
    """The variable that holds a number, if one does."""
    source = graph.source(tensor)
    return variable_name(source) if graph.producer(source).op in VARIABLE_OPS else None


def clipping(graph: Graph, op: Applied) -> tuple[str, Any] | None:
    """Keras's name and the bound of what clips the gradient on its last way, if anything does.

    The bound is `COMPUTED` where it is no constant.
    """
    node = graph.producer(op.inputs["grad"])
    while node.op in _KEEP and node.inputs:
        node = graph.producer(node.inputs[0])
    if node.op == "ClipByValue":
        return "clipvalue", _number(graph, node.inputs[2])
    if node.op == "Maximum" and graph.producer(node.inputs[0]).op == "Minimum":
        return "clipvalue", _number(graph, graph.producer(node.inputs[0]).inputs[1])
    names = f"{node.name} {op.inputs['grad']}"
    if "clip_by_global_norm" in names:
        return "global_clipnorm", _bound_of_norm(graph, node)
    if "clip_by" in names:
        return "clipnorm", COMPUTED
    return None


def _bound_of_norm(graph: Graph, product: Node) -> Any:
    """The gradient was multiplied by bound · min(1 / norm, 1 / bound)."""
    waiting = list(product.inputs)
    while waiting:
        node = graph.producer(waiting.pop())
        if node.op in _KEEP:
            waiting += node.inputs
        elif node.op == "Mul" and "Minimum" in {graph.producer(i).op for i in node.inputs}:
            bounds = [i for i in node.inputs if graph.producer(i).op != "Minimum"]
            return _number(graph, bounds[0]) if bounds else COMPUTED
    return COMPUTED


def _number(graph: Graph, tensor: str) -> Any:
    value = graph.constant(tensor)
    return COMPUTED if value is None or value.size != 1 else float(value)
