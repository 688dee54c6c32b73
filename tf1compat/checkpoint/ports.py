"""Where a recurrence begins and ends in an old graph, so that it can be run by itself.

TF1's ``dynamic_rnn`` leaves a while loop: its own frame, one TensorArray that is read (the
inputs, time-major), one that is written (the outputs), one loop variable for each part of
the state, and with ``sequence_length`` a comparison of the time with the lengths.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from tf1compat.checkpoint.graph import Graph, Node
from tf1compat.checkpoint.recognise import Block, Cell, Recurrence

_FLOATS = frozenset({1, 2, 14, 19})  # DT_FLOAT, DT_DOUBLE, DT_BFLOAT16, DT_HALF
_REVERSALS = frozenset({"ReverseSequence", "ReverseV2", "Reverse"})


class NoPorts(Exception):  # noqa: N818  # a finding, not a failure: the proof takes another way
    """Why a recurrence could not be located in the graph."""


@dataclasses.dataclass(frozen=True)
class Direction:
    """One loop's tensors.

    Attributes:
      source: the inputs, before the driver's own transposition and reversal.
      time_major: whether ``source`` is ``[T, B, D]``.
      lengths: every tensor that holds the sequence lengths; empty without lengths.
      initial: the initial state, part by part.
      final: the final state, part by part.
      output: the outputs, after the driver's own transposition and reversal.
      output_time_major: whether ``output`` is ``[T, B, U]``.
      output_reversed: whether ``output`` still runs backward.
    """

    source: str
    time_major: bool
    lengths: tuple[str, ...]
    initial: tuple[str, ...]
    final: tuple[str, ...]
    output: str
    output_time_major: bool
    output_reversed: bool = False


def locate(graph: Graph, block: Block) -> tuple[Direction, ...]:
    """The directions of a block, forward first.

    Raises:
      NoPorts: the graph drives the cells in a way that has no such ports, or not at all.
    """
    found = tuple(
        _direction(graph, cells, reverse=name == "bw") for name, cells in block.directions
    )
    if len({(d.source, d.time_major) for d in found}) > 1:
        raise NoPorts("the forward and the backward loop read different inputs")
    return found


def chained(graph: Graph, upper: Sequence[Direction], lower: Sequence[Direction]) -> bool:
    """Whether a block reads exactly the (concatenated) outputs of another."""
    outputs = [direction.output for direction in lower]
    source = graph.source(upper[0].source, frozenset({"Identity"}))
    if source in outputs:
        return len(outputs) == 1
    node = graph.producer(source)
    if node.op != "ConcatV2" or list(node.inputs[:-1]) != outputs:
        return False
    axis = graph.constant(node.inputs[-1])
    return axis is not None and int(axis) in {2, -1}


def starts_at_zero(graph: Graph, direction: Direction) -> bool:
    """Whether the initial state is zeros that the graph makes itself."""
    return all(_is_zero(graph, tensor) for tensor in direction.initial)


def _direction(graph: Graph, cells: Sequence[Cell], reverse: bool) -> Direction:
    frame = _frame(graph, cells[0])
    enters = [n for n in graph.nodes.values() if n.op == "Enter" and _frame_name(n) == frame]
    source, time_major, lengths = _inputs(graph, enters, reverse)
    output, output_time_major, still_reversed = _outputs(graph, enters, reverse)
    states = list(_states(graph, enters))
    expected = sum(len(cell.counterpart.state) for cell in cells)
    if len(states) not in {expected, 1}:
        raise NoPorts(f"its loop carries {len(states)} state tensors, the cells {expected}")
    lengths += tuple(_lengths(graph, enters))
    return Direction(
        source=source,
        time_major=time_major,
        lengths=tuple(dict.fromkeys(lengths)),
        initial=tuple(initial for initial, _ in states),
        final=tuple(final for _, final in states),
        output=output,
        output_time_major=output_time_major,
        output_reversed=still_reversed,
    )


def _frame_name(node: Node) -> str:
    name: bytes = node.attribute("frame_name")
    return name.decode()


def _frame(graph: Graph, cell: Cell) -> str:
    """The loop in which the cell's first variable is used; the gradient's loop transposes it."""
    variable = next(iter(cell.variables.values()))
    carriers = graph.carriers(variable)
    if not carriers:
        raise NoPorts(f"the graph has no variable {variable}")
    for tensor in carriers:
        node = graph.producer(tensor)
        readers = [n for n, _ in graph.readers(tensor) if not n.attribute("transpose_b")]
        if node.op == "Enter" and readers:
            return _frame_name(node)
    raise NoPorts("no while loop runs the cell (static_rnn, or the cell called by hand)")


def _arrays(graph: Graph, enters: Iterable[Node], op: str) -> list[str]:
    """Handles of the TensorArrays that the loop reads or writes."""
    found = []
    for enter in enters:
        readers = graph.readers(f"{enter.name}:0")
        used = any(n.op == op and position == 0 for n, position in readers)
        if used and enter.inputs[0] not in found:
            found.append(enter.inputs[0])
    return found


def _only(found: Sequence[str], what: str) -> str:
    if len(found) != 1:
        raise NoPorts(f"its loop has {len(found)} {what} where one was expected")
    return found[0]


def _inputs(
    graph: Graph, enters: Sequence[Node], reverse: bool
) -> tuple[str, bool, tuple[str, ...]]:
    """The inputs before transposition and reversal, their layout, lengths of the reversal."""
    handle = _only(_arrays(graph, enters, "TensorArrayReadV3"), "input sequences")
    scattered = [n.inputs[2] for n, _ in graph.readers(handle) if n.op == "TensorArrayScatterV3"]
    source = _only(scattered, "input sequences")
    node = graph.producer(source)
    time_major = not _swaps(graph, node)
    if not time_major:
        source = node.inputs[0]
    if not reverse:
        return source, time_major, ()
    node = graph.producer(source)
    if node.op not in _REVERSALS:
        raise NoPorts("its backward loop reads inputs that are not reversed")
    return node.inputs[0], time_major, node.inputs[1:] if node.op == "ReverseSequence" else ()


def _outputs(graph: Graph, enters: Sequence[Node], reverse: bool) -> tuple[str, bool, bool]:
    """The outputs after transposition and reversal, whether time-major, whether reversed."""
    handle = _only(_arrays(graph, enters, "TensorArrayWriteV3"), "output sequences")
    gathered = [f"{n.name}:0" for n, _ in graph.readers(handle) if n.op == "TensorArrayGatherV3"]
    output, time_major = _only(gathered, "output sequences"), True
    for node, position in graph.readers(output):
        if position == 0 and _swaps(graph, node):
            output, time_major = f"{node.name}:0", False
            break
    if reverse:
        for node, position in graph.readers(output):
            if position == 0 and node.op in _REVERSALS:
                return f"{node.name}:0", time_major, False
    return output, time_major, reverse


def _states(graph: Graph, enters: Iterable[Node]) -> Iterator[tuple[str, str]]:
    """Initial and final tensor of each floating-point loop variable that is no TensorArray."""
    for enter in enters:
        start = enter.inputs[0]
        is_flow = graph.producer(start).op.startswith("TensorArray")
        if enter.attribute("is_constant") or is_flow or enter.attribute("T") not in _FLOATS:
            continue
        merges = [n for n, _ in graph.readers(f"{enter.name}:0") if n.op == "Merge"]
        switches = [n for m in merges for n, _ in graph.readers(f"{m.name}:0") if n.op == "Switch"]
        exits = [
            f"{n.name}:0"
            for s in switches
            for n, _ in graph.readers(f"{s.name}:0")
            if n.op == "Exit"
        ]
        yield start, _only(exits, f"final values of {enter.name}")


def _lengths(graph: Graph, enters: Iterable[Node]) -> Iterator[str]:
    """The lengths that the loop compares its time with."""
    for enter in enters:
        for node, position in graph.readers(f"{enter.name}:0"):
            if node.op == "GreaterEqual" and position == 1:
                yield enter.inputs[0]


def _swaps(graph: Graph, node: Node) -> bool:
    """Whether a node exchanges the first two axes."""
    if node.op != "Transpose":
        return False
    permutation = graph.constant(node.inputs[1])
    if permutation is None:
        joined = graph.producer(graph.source(node.inputs[1]))
        if joined.op != "ConcatV2":
            return False
        permutation = graph.constant(joined.inputs[0])
    return permutation is not None and list(permutation[:2]) == [1, 0]


def _is_zero(graph: Graph, tensor: str) -> bool:
    node = graph.producer(graph.source(tensor))
    if node.op == "ZerosLike":
        return True
    value = graph.constant(node.inputs[1] if node.op == "Fill" else f"{node.name}:0")
    return value is not None and not value.any()


def recurrence_ports(graph: Graph, recurrence: Recurrence) -> tuple[tuple[Direction, ...], ...]:
    """`locate` for every block."""
    return tuple(locate(graph, block) for block in recurrence.blocks)
