"""What a golden case is: plain data that both sides read."""

from __future__ import annotations

import dataclasses
from typing import Any

# Batch, time, features, units, projection: all unequal, so that a mixed-up axis shows.
B, T, D, U, P = 4, 5, 3, 6, 2
RAGGED = (5, 0, 1, 3)  # a full row, an empty one, a single step, one in between


@dataclasses.dataclass(frozen=True)
class Ref:
    """An attribute of ``tf`` (``nn.relu``), called with ``kwargs`` if there are any.

    Paths that start with ``user.`` name helpers of ``user_cells``.
    """

    path: str
    kwargs: dict[str, Any] | None = None


@dataclasses.dataclass(frozen=True)
class Cell:
    """A cell by class name; ``user.Name`` is a class of ``user_cells``.

    The same ``Cell`` object twice in one spec means the same cell object twice.
    """

    name: str
    kwargs: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Case:
    """One program to record and replay.

    Attributes:
      id: unique; also the seed of every number that is fed.
      cell: the cell, or (forward, backward).
      program: a function of ``programs.PROGRAMS`` that builds the outputs.
      driver: for the program ``driver``, the name under ``tf.nn``.
      kwargs: what the driver gets beyond the arguments that this class knows.
      features: shape of one step of one row; a list or dict of such is a nested input.
      lengths: per row, or None.
      lengths_as: fed as a placeholder (``feed``) or given as a constant (``const``) or list.
      initial_state: whether an initial state is given (with random values).
      unknown: which of ``batch`` and ``time`` is None in the static shape.
      outer: the variable_scope around everything: (name, kwargs).
      initial: whether the initial values of the variables are bit-exact, hence recorded.
    """

    id: str
    cell: Any = None
    program: str = "driver"
    driver: str = "dynamic_rnn"
    kwargs: dict[str, Any] = dataclasses.field(default_factory=dict)
    features: Any = (D,)
    lengths: tuple[int, ...] | None = None
    lengths_dtype: str = "int32"
    lengths_as: str = "feed"
    initial_state: bool = False
    dtype: str = "float64"
    time: int = T
    unknown: tuple[str, ...] = ()
    outer: tuple[str, dict[str, Any]] | None = None
    initial: bool = False

    @property
    def group(self) -> str:
        """The data file this case is kept in."""
        return self.id.split(".")[0]

    @property
    def time_major(self) -> bool:
        """Whether the fed inputs are ``[T, B, ...]``."""
        return bool(self.kwargs.get("time_major", False))
