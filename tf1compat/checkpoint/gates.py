"""A cell's numbers gate by gate, in the old packing and in Keras's, for people to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.moves import Move

# By the number of gates that a kernel packs side by side.
_OLD = {4: "ijfo", 2: "ru", 1: "c"}
_NEW = {4: "ifjo", 3: "urc", 1: "c"}
_NEW_KERNELS = ("kernel", "recurrent_kernel")


def weights_by_gate(move: Move, old: Mapping[str, Array]) -> dict[str, tuple[Array, Array]]:
    """Gate → its kernel's numbers before and after, each cut as its own side packs them.

    Nothing here goes through the conversion: a gate in a wrong place shows.

    Args:
      move: of one cell.
      old: the variables' values by suffix.
    """
    assert move.cell is not None
    units = move.cell.config.options["num_units"]
    before: dict[str, list[Array]] = defaultdict(list)
    after: dict[str, list[Array]] = defaultdict(list)
    for suffix, value in old.items():
        if value.ndim == 2 and suffix != "projection/kernel":
            _cut(before, value, units, _OLD)
    for attribute in _NEW_KERNELS:
        _cut(after, np.asarray(move.weight(attribute)), units, _NEW)
    return {
        gate: (_flat(parts), _flat(after[gate])) for gate, parts in before.items() if gate in after
    }


def _cut(
    into: dict[str, list[Array]], value: Array, units: int, packing: Mapping[int, str]
) -> None:
    count, rest = divmod(value.shape[-1], units)
    if not rest and count in packing:
        for gate, part in zip(packing[count], np.split(value, count, axis=-1), strict=True):
            into[gate].append(part)


def _flat(parts: list[Array]) -> Array:
    return np.concatenate([part.ravel() for part in parts])


def whole_weights(move: Move, old: Mapping[str, Array]) -> tuple[Array, Array]:
    """All numbers of a cell, before and after."""
    new = [np.asarray(move.weight(attribute)) for attribute in move.to_keras(old)]
    return _flat(list(old.values())), _flat(new)
