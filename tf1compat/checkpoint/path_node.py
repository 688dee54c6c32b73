"""What each recipe of a path needs: how it says that it ends, and how it reads numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.graph import Node

if TYPE_CHECKING:
    from tf1compat.checkpoint.path import Rebuilt

Recipe = Callable[["Rebuilt", Node], Any]
SWITCHES = frozenset({"Switch", "RefSwitch"})
MERGES = frozenset({"Merge", "RefMerge"})


class Blocked(Exception):  # noqa: N818  # a finding, not a failure: the report says it
    """The node whose op no rule knows."""

    def __init__(self, node: Node) -> None:
        super().__init__(f"{node.op} ({node.name})")
        self.node = node


class Dead(Blocked):
    """A value of the branch that a condition did not take."""


def array(path: Rebuilt, tensor: str) -> Array:
    """A tensor's numbers, whichever library holds them."""
    import keras

    return np.asarray(keras.ops.convert_to_numpy(path.tensor(tensor)))


def integers(path: Rebuilt, tensor: str) -> list[int]:
    """A tensor's whole numbers, such as a shape or axes."""
    return [int(number) for number in array(path, tensor).ravel()]


def taken(path: Rebuilt, tensor: str) -> str:
    """A tensor seen through the condition that chose it: the one of the branch that was taken.

    Raises:
      Dead: none was, in a branch of another condition.
      Blocked: it cannot be rebuilt.
    """
    merge = path.graph.producer(path.graph.source(tensor, frozenset({"Identity"})))
    if merge.op not in MERGES:
        return tensor
    if any(path.graph.producer(one).op == "NextIteration" for one in merge.inputs):
        raise Blocked(merge)  # a loop's value, not a condition's
    alive, stopped = [], []
    for one in merge.inputs:
        try:
            path.tensor(one)
            alive.append(one)
        except Blocked as blocked:
            stopped.append(blocked)
    if len(alive) == 1:
        return taken(path, alive[0])
    unknown = [blocked for blocked in stopped if not isinstance(blocked, Dead)]
    raise next(iter(unknown), Blocked(merge) if alive else Dead(merge))
