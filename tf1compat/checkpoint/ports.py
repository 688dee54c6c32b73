"""Where a recurrence begins and ends in an old graph, so that it can be run by itself.

TF1's ``dynamic_rnn`` leaves a while loop: its own frame, one TensorArray that is read (the
inputs, time-major), one that is written (the outputs), one loop variable for each part of
the state, and with ``sequence_length`` a comparison of the time with the lengths.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from tf1compat.checkpoint import fused
from tf1compat.checkpoint.graph import Graph, Node
from tf1compat.checkpoint.loops import LoopValue, NoPorts, loop_of, only, used_by, uses
from tf1compat.checkpoint.recognise import Block, Cell, Recurrence

_REVERSALS = frozenset({"ReverseSequence", "ReverseV2", "Reverse"})


@dataclasses.dataclass(frozen=True)
class Direction:
    """One loop's tensors.

    Attributes:
      source: the inputs, before the driver's own transposition and reversal.
      time_major: whether ``source`` is ``[T, B, D]``.
      lengths: every tensor that holds the sequence lengths; empty without lengths.
      initial: the initial state, part by part.
      final: the final state, part by part.
      output: the outputs, after the driver's own transposition and reversal; empty where
        freezing took them, since only the last state was read.
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


def locate(graph: Graph, block: Block, use: int = 0) -> tuple[Direction, ...]:
    """The directions of a block, forward first; of the first or a later loop of its cells.

    Raises:
      NoPorts: the graph drives the cells in a way that has no such ports, or not at all.
    """
    found = tuple(
        _direction(graph, cells, reverse=name == "bw", use=use) for name, cells in block.directions
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


def _fused_direction(graph: Graph, cell: Cell, reverse: bool) -> Direction:
    op = fused.fused_op(graph, cell)
    source, *initial = fused.starts(op)
    output, final, lengths = fused.ends(graph, op)
    still_reversed = reverse
    if reverse:
        source, more = _before_reversal(graph, source)
        lengths += more
        output, still_reversed = _after_reversal(graph, output)
    return Direction(
        source=source,
        time_major=True,
        lengths=tuple(dict.fromkeys(lengths)),
        initial=tuple(initial),
        final=final,
        output=output,
        output_time_major=True,
        output_reversed=still_reversed,
    )


def _direction(graph: Graph, cells: Sequence[Cell], *, reverse: bool, use: int) -> Direction:
    if len(cells) == 1 and cells[0].counterpart.whole_sequence:
        return _fused_direction(graph, cells[0], reverse)
    values = loop_of(graph, cells[0], use)
    source, time_major, lengths = _inputs(graph, values, reverse)
    output, output_time_major, still_reversed = _outputs(graph, values, reverse)
    states = [value for value in values if value.floating and value.final]
    expected = sum(len(cell.counterpart.state) for cell in cells)
    if len(states) not in {expected, 1}:
        raise NoPorts(f"its loop carries {len(states)} state tensors, the cells {expected}")
    lengths += tuple(_lengths(graph, values))
    return Direction(
        source=source,
        time_major=time_major,
        lengths=tuple(dict.fromkeys(lengths)),
        initial=tuple(value.start for value in states),
        final=tuple(value.final for value in states),
        output=output,
        output_time_major=output_time_major,
        output_reversed=still_reversed,
    )


def _inputs(
    graph: Graph, values: Sequence[LoopValue], reverse: bool
) -> tuple[str, bool, tuple[str, ...]]:
    """The inputs before transposition and reversal, their layout, lengths of the reversal."""
    handles = {v.start for v in used_by(graph, values, "TensorArrayReadV3", "TensorListGetItem")}
    handle = only(sorted(handles), "input sequences")
    scattered = [n.inputs[2] for n, _ in graph.readers(handle) if n.op == "TensorArrayScatterV3"]
    made = graph.producer(handle)
    if made.op == "TensorListFromTensor":
        scattered = [made.inputs[0]]
    source = only(scattered, "input sequences")
    node = graph.producer(source)
    time_major = not _swaps(graph, node)
    if not time_major:
        source = node.inputs[0]
    if not reverse:
        return source, time_major, ()
    source, lengths = _before_reversal(graph, source)
    return source, time_major, lengths


def _before_reversal(graph: Graph, source: str) -> tuple[str, tuple[str, ...]]:
    """What a reversal reads, and the lengths that it reads beside it."""
    node = graph.producer(source)
    if node.op not in _REVERSALS:
        raise NoPorts("its backward loop reads inputs that are not reversed")
    return node.inputs[0], node.inputs[1:] if node.op == "ReverseSequence" else ()


def _after_reversal(graph: Graph, output: str) -> tuple[str, bool]:
    """The output put into order again, and whether it still runs backward."""
    for node, position in graph.users(output):
        if position == 0 and node.op in _REVERSALS:
            return f"{node.name}:0", False
    return output, True


def _outputs(graph: Graph, values: Sequence[LoopValue], reverse: bool) -> tuple[str, bool, bool]:
    """The outputs after transposition and reversal, whether time-major, whether reversed."""
    written = used_by(graph, values, "TensorArrayWriteV3", "TensorListSetItem")
    collected = [tensor for v in written for tensor in (v.start, v.final) if tensor]
    gathered = [
        f"{n.name}:0"
        for tensor in dict.fromkeys(collected)
        for n, position in graph.users(tensor)
        if n.op in {"TensorArrayGatherV3", "TensorListStack"} and position == 0
    ]
    if not written and not gathered:
        return "", True, False
    output, time_major = only(gathered, "output sequences"), True
    for node, position in graph.users(output):
        if position == 0 and _swaps(graph, node):
            output, time_major = f"{node.name}:0", False
            break
    if not reverse:
        return output, time_major, False
    output, still_reversed = _after_reversal(graph, output)
    return output, time_major, still_reversed


def _lengths(graph: Graph, values: Iterable[LoopValue]) -> Iterator[str]:
    """The lengths that the loop compares its time with."""
    for value in values:
        for node, position in graph.readers(value.inner):
            if node.op == "GreaterEqual" and position == 1 and not value.floating:
                yield value.start


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


def recurrence_ports(
    graph: Graph, recurrence: Recurrence, use: int = 0
) -> tuple[tuple[Direction, ...], ...]:
    """`locate` for every block."""
    return tuple(locate(graph, block, use) for block in recurrence.blocks)


def later_uses(
    graph: Graph, recurrence: Recurrence
) -> Iterator[tuple[tuple[Direction, ...], ...]]:
    """The ports of the other loops that run the same cells, as far as they have any."""
    if recurrence.cells[0].counterpart.whole_sequence:
        return
    for use in range(1, uses(graph, recurrence.cells[0])):
        with contextlib.suppress(NoPorts):
            yield recurrence_ports(graph, recurrence, use)
