"""Where each value of a checkpoint lies in a Keras model, for moving it there and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.memory import lent
from tf1compat.checkpoint.recognise import Cell
from tf1compat.errors import CheckpointError

Values = Mapping[str, Array]
PLAIN = "value"  # the one suffix and attribute of a plain move


@dataclasses.dataclass(frozen=True)
class Move:
    """Some variables of a checkpoint and the Keras weights that hold their values.

    Attributes:
      names: variable by suffix.
      owner: the Keras cell, whose attributes are the weights; for a plain move, the weight.
      cell: whose counterpart moves the values; None where one value is taken as it is.
    """

    names: Mapping[str, str]
    owner: Any
    cell: Cell | None = None

    def read(self, read: Callable[[str], Array]) -> dict[str, Array]:
        """The variables' values by suffix."""
        return {suffix: read(name) for suffix, name in self.names.items()}

    def weight(self, attribute: str) -> Any:
        """The ``keras.Variable`` of an attribute that `to_keras` gives."""
        return getattr(self.owner, attribute) if self.cell else self.owner

    def to_keras(self, values: Values, *, slots: bool = False) -> dict[str, Array]:
        """Values by suffix → by attribute.

        Args:
          values: of the variables, or of one optimizer slot of each.
          slots: they are slots, or differences: moved, and nothing added.
        """
        if self.cell is None:
            return dict(values)
        return self.cell.counterpart.weights_to_keras(values, self._config(slots))

    def from_keras(self, values: Values, *, slots: bool = False) -> dict[str, Array]:
        """The inverse."""
        if self.cell is None:
            return dict(values)
        return self.cell.counterpart.weights_from_keras(values, self._config(slots))

    def kept_where_equal(
        self, old: Values, before: Values, now: Values, *, slots: bool = False
    ) -> dict[str, Array]:
        """The variables' values by suffix from the weights'; unchanged ones keep their old bits.

        Args:
          old: the variables' values.
          before: what the weights were made from them, by attribute.
          now: what the weights are.
          slots: as for `to_keras`.
        """
        values = self.from_keras(now, slots=slots)
        differs = {k: (now[k] != before[k]).astype(np.float32) for k in before}
        touched = self.from_keras(differs, slots=True)
        return {
            suffix: np.where(touched[suffix] != 0, value, old[suffix]).astype(value.dtype)
            for suffix, value in values.items()
        }

    def origin(self, values: Values) -> dict[str, Array]:
        """What the weights are where the variables are zero: forget_bias, where it is folded."""
        return self.to_keras({suffix: np.zeros_like(v) for suffix, v in values.items()})

    def sources(self, values: Values) -> dict[str, list[str]]:
        """The variables whose values each weight holds, by attribute."""
        found: dict[str, list[str]] = {}
        for suffix, name in self.names.items():
            marked = {s: np.full_like(v, s == suffix) for s, v in values.items()}
            for attribute, mark in self.to_keras(marked, slots=True).items():
                if np.any(mark):
                    found.setdefault(attribute, []).append(name)
        return found

    def _config(self, slots: bool) -> Any:
        assert self.cell is not None
        config = self.cell.config
        return self.cell.counterpart.without_shift(config) if slots else config


def plain_move(name: str, weight: Any) -> Move:
    """One variable that becomes one weight as it is."""
    return Move({PLAIN: name}, weight)


def fill(moves: Iterable[Move], read: Callable[[str], Array]) -> None:
    """Move a checkpoint's values into the weights, one layer at a time."""
    for move in moves:
        for attribute, value in move.to_keras(move.read(read)).items():
            assign(move.names.values(), move.weight(attribute), value)


def assign(names: Iterable[str], weight: Any, value: Array) -> None:
    """Give a weight its value.

    Raises:
      CheckpointError: the shapes differ.
    """
    if tuple(weight.shape) != value.shape:
        raise CheckpointError(
            weight.path,
            expected=f"values of shape {list(value.shape)}, as the checkpoint holds in "
            + ", ".join(names),
            received=f"a weight of shape {list(weight.shape)}",
            remedy="give the layer the sizes of the old one, or map another scope",
        )
    weight.assign(lent(value))


def variables_of(moves: Sequence[Move]) -> list[str]:
    """Every variable that is moved."""
    return [name for move in moves for name in move.names.values()]
