"""What TensorFlow must know of a v1 while loop to differentiate it.

A saved training program records it beside the graph; a frozen or pruned graph has lost the
record.  All of it follows from the loop's nodes, so it is always made anew from those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tf1compat.checkpoint import graph_files

_ENTERS = frozenset({"Enter", "RefEnter"})
_EXITS = frozenset({"Exit", "RefExit"})
_SWITCHES = frozenset({"Switch", "RefSwitch"})


class NoGradient(Exception):  # noqa: N818  # a finding, not a failure: the report says it
    """Why a graph cannot be differentiated."""


class _Nodes:
    """A GraphDef's nodes, and who reads them."""

    def __init__(self, nodes: Iterable[Any]) -> None:
        self.by_name = {node.name: node for node in nodes}
        self.readers: dict[str, list[str]] = defaultdict(list)
        for node in self.by_name.values():
            for read in node.input:
                self.readers[_owner(read)].append(node.name)

    def inside(self, enters: Iterable[str]) -> list[str]:
        """The nodes of a loop, from its entries to its exits."""
        found = dict.fromkeys(enters)
        waiting = list(found)
        while waiting:
            name = waiting.pop()
            if self.by_name[name].op in _EXITS:
                continue
            new = [reader for reader in self.readers[name] if reader not in found]
            found.update(dict.fromkeys(new))
            waiting += new
        return list(found)


def describe_loops(proto: Any) -> list[bytes]:
    """One encoded WhileContextDef for each v1 loop of a GraphDef.

    Raises:
      NoGradient: a loop in a loop, or a branch in a loop.
    """
    nodes = _Nodes(proto.node)
    frames: dict[str, list[str]] = defaultdict(list)
    for node in proto.node:
        if node.op in _ENTERS:
            frames[node.attr["frame_name"].s.decode()].append(node.name)
    return [_loop(nodes, frame, enters) for frame, enters in frames.items()]


def _loop(nodes: _Nodes, frame: str, enters: list[str]) -> bytes:
    members = nodes.inside(enters)
    by_op: dict[str, list[Any]] = defaultdict(list)
    for name in members:
        by_op[nodes.by_name[name].op.removeprefix("Ref")].append(nodes.by_name[name])
    if len(by_op["LoopCond"]) != 1 or len(by_op["Enter"]) != len(enters):
        raise NoGradient(f"the loop {frame} holds another")
    pivot = by_op["LoopCond"][0].name
    foreign = [node.name for node in by_op["Switch"] if _owner(node.input[1]) != pivot]
    if foreign:
        raise NoGradient(f"the loop {frame} holds the branch {foreign[0]}")
    constant = [node for node in by_op["Enter"] if node.attr["is_constant"].b]
    context = graph_files.registered("tensorflow.WhileContextDef")(
        context_name=frame,
        parallel_iterations=1,  # a step's gradient of a weight is as large as the weight
        back_prop=True,
        pivot_name=f"{pivot}:0",
        pivot_for_pred_name=f"{by_op['Merge'][0].name}:0",
        pivot_for_body_name=f"{_first_of_body(nodes, by_op['Switch'])}:0",
        loop_exit_names=[f"{node.name}:0" for node in by_op["Exit"]],
        loop_enter_names=[f"{n.name}:0" for n in by_op["Enter"] if not n.attr["is_constant"].b],
    )
    context.values_def.values.extend(f"{name}:0" for name in members)
    for node in constant:
        outside = node.input[0] if ":" in node.input[0] else f"{node.input[0]}:0"
        context.values_def.external_values[outside] = f"{node.name}:0"
    encoded: bytes = context.SerializeToString()
    return encoded


def _first_of_body(nodes: _Nodes, switches: Iterable[Any]) -> str:
    """The first value that the loop's body reads."""
    for switch in switches:
        for name in nodes.readers[switch.name]:
            if f"{switch.name}:1" in nodes.by_name[name].input:
                return name
    raise NoGradient("the loop has no body")


def _owner(read: str) -> str:
    return read.lstrip("^").partition(":")[0]
