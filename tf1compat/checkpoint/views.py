"""One reader seen as another: pieces joined, averages in place of the values, other names."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tf1compat.checkpoint.read import Checkpoint, Reader
from tf1compat.errors import CheckpointError

_AVERAGE = "/ExponentialMovingAverage"


class Joined:
    """Pieces of rows as one variable each.

    Args:
      reader: what holds the pieces.
      pieces: the whole one's name → the names of its pieces, in order.
    """

    def __init__(self, reader: Reader, pieces: Mapping[str, tuple[str, ...]]) -> None:
        self._reader = reader
        self._pieces = pieces
        hidden = {name for own in pieces.values() for name in own}
        self.shapes = {n: s for n, s in reader.shapes.items() if n not in hidden}
        self.dtypes = {n: d for n, d in reader.dtypes.items() if n not in hidden}
        for whole, own in pieces.items():
            shapes = [reader.shapes[name] for name in own]
            if len({shape[1:] for shape in shapes}) > 1 or not all(shapes):
                raise CheckpointError(
                    whole,
                    expected="pieces of one variable, cut in rows",
                    received=", ".join(f"{n} {list(s)}" for n, s in zip(own, shapes, strict=True)),
                    remedy="check that all variables come from one model",
                )
            self.shapes[whole] = (sum(shape[0] for shape in shapes), *shapes[0][1:])
            self.dtypes[whole] = reader.dtypes[own[0]]

    def get_tensor(self, name: str, checked: bool) -> npt.NDArray[Any]:
        """One value, its pieces on top of each other."""
        own = self._pieces.get(name)
        if own is None:
            return self._reader.get_tensor(name, checked)
        return np.concatenate([self._reader.get_tensor(piece, checked) for piece in own])


class Averaged:
    """The moving average of each variable that has one, under the variable's own name."""

    def __init__(self, checkpoint: Checkpoint, averages: Mapping[str, str]) -> None:
        self._checkpoint = checkpoint
        self._averages = averages
        self.shapes = checkpoint.shapes
        self.dtypes = checkpoint.dtypes

    def get_tensor(self, name: str, checked: bool) -> npt.NDArray[Any]:
        """One value."""
        return self._checkpoint.read(self._averages.get(name, name), checked=checked)


class Called:
    """The values under other names than the file's."""

    def __init__(self, checkpoint: Checkpoint, called: Mapping[str, str]) -> None:
        self._checkpoint = checkpoint
        kept = set(checkpoint.shapes) - set(called.values())
        self._names = {**{name: name for name in kept}, **called}
        self.shapes = {own: checkpoint.shapes[name] for own, name in self._names.items()}
        self.dtypes = {own: checkpoint.dtypes[name] for own, name in self._names.items()}

    def get_tensor(self, name: str, checked: bool) -> npt.NDArray[Any]:
        """One value."""
        return self._checkpoint.read(self._names[name], checked=checked)


def averages_of(checkpoint: Checkpoint) -> dict[str, str]:
    """Variable → its moving average of the same shape; an average made in a scope counts too."""
    found = {}
    for name in checkpoint.shapes:
        owner = name[: -len(_AVERAGE)] if name.endswith(_AVERAGE) else ""
        while owner and owner not in checkpoint.shapes:
            owner = owner.partition("/")[2]
        if owner and checkpoint.shapes[owner] == checkpoint.shapes[name]:
            found[owner] = name
    return found


def averaged(checkpoint: Checkpoint, averages: Mapping[str, str]) -> Checkpoint:
    """The checkpoint with the averages in place of the values.

    Raises:
      CheckpointError: it has none.
    """
    if not averages:
        raise CheckpointError(
            "--ema",
            expected=f"variables called NAME{_AVERAGE}",
            received=f"none in {checkpoint.prefix}",
            remedy="leave --ema out",
        )
    return dataclasses.replace(checkpoint, _reader=Averaged(checkpoint, averages))
