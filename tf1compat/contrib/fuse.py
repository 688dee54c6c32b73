"""``tf.contrib.framework.fuse_op``: a part of a graph replaced by one operation."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError

_v1 = tf.compat.v1


def fuse_op(
    graph_def: Any,
    input_nodes: Sequence[str],
    output_nodes: Sequence[str],
    output_dtypes: Sequence[int],
    output_quantized: bool,
    op_name: str,
    op_type: str,
) -> Any:
    """The graph with one node of your own in place of what is between two sets of nodes.

    Args:
      graph_def: the ``GraphDef``.
      input_nodes: where the part begins; they stay.
      output_nodes: where it ends; they stay and read the new node's outputs, one each.
      output_dtypes: of the new node's outputs, as ``DataType`` numbers.
      output_quantized: whether they are quantized.
      op_name: of the new node.
      op_type: of the new node.

    Returns:
      a new ``GraphDef``.

    Raises:
      ArgumentTypeError: no ``GraphDef``, names not in a list, or the part uses a node that comes
        before the inputs.
      ArgumentValueError: a node that is not there.

    Source: ``tf.contrib.framework.fuse_op`` of TensorFlow 1.15.5.
    """
    _check(graph_def, input_nodes, output_nodes)
    nodes = {node.name: node for node in graph_def.node}
    sources = {name: [_node_name(i) for i in node.input] for name, node in nodes.items()}
    for name in [*input_nodes, *output_nodes]:
        if name not in nodes:
            raise ArgumentValueError(
                "fuse_op", "input_nodes, output_nodes", expected="nodes of the graph",
                received=repr(name), remedy="see [n.name for n in graph_def.node]",
            )
    before = _reached(input_nodes, sources)
    until = _reached(output_nodes, sources)
    inside = until - before - set(output_nodes)
    _check_inside(inside, set(input_nodes), before, sources)
    out = _v1.GraphDef()
    out.node.extend(copy.deepcopy(node) for name, node in nodes.items() if name in before)
    _add_fused(out, input_nodes, output_dtypes, output_quantized, (op_name, op_type))
    for index, name in enumerate(output_nodes):
        node = out.node.add()
        node.CopyFrom(nodes[name])
        node.input[:] = [op_name if index == 0 else f"{op_name}:{index}"]
    rest = (name for name in nodes if name not in until and name not in before)
    out.node.extend(copy.deepcopy(nodes[name]) for name in rest)
    out.library.CopyFrom(graph_def.library)
    out.versions.CopyFrom(graph_def.versions)
    return out


def _add_fused(
    out: Any, inputs: Sequence[str], dtypes: Sequence[int], quantized: bool, named: tuple[str, str]
) -> None:
    fused = out.node.add()
    fused.name, fused.op = named
    fused.input.extend(inputs)
    fused.attr["_output_types"].list.type[:] = dtypes
    fused.attr["_output_quantized"].b = quantized


def _node_name(name: str) -> str:
    return name.removeprefix("^").partition(":")[0]


def _reached(targets: Iterable[str], sources: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(targets)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += sources[name]
    return found


def _check(graph_def: Any, input_nodes: Any, output_nodes: Any) -> None:
    if not isinstance(graph_def, _v1.GraphDef):
        raise ArgumentTypeError(
            "fuse_op", "graph_def", expected="a GraphDef", received=type(graph_def).__name__,
            remedy="pass graph.as_graph_def()",
        )
    for argument, names in (("input_nodes", input_nodes), ("output_nodes", output_nodes)):
        if isinstance(names, str):
            raise ArgumentTypeError(
                "fuse_op", argument, expected="a list", received=repr(names),
                remedy="put the name into a list",
            )


def _check_inside(
    inside: set[str], inputs: set[str], before: set[str], sources: Mapping[str, list[str]]
) -> None:
    for name in sorted(inside):
        for source in sources[name]:
            if source in before and source not in inputs:
                raise ArgumentTypeError(
                    "fuse_op", "input_nodes", expected="all nodes that the part reads",
                    received=f"{name!r} reads {source!r}", remedy=f"add {source!r}",
                )
