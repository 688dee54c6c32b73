"""How far apart old and new are: the rows of a proof, and what each may be."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array

# Largest error that passes, relative to the largest value of the same tensor.  Rounding
# alone stays two orders below; a wrong gate, bias or length is far above.
TOLERANCES = {"float64": 1e-11, "float32": 2e-5, "float16": 2e-2, "bfloat16": 1e-1}
# Gradients sum over all steps, and both sides round on their way there and back.
GRADIENT_TOLERANCES = {"float64": 1e-10, "float32": 2e-4, "float16": 1e-1, "bfloat16": 5e-1}
# Central differences of the numpy reference lose about half of float64's digits.
DIFFERENCE_QUOTIENT_TOLERANCE = 1e-5
_PIECE = 1 << 20  # numbers that are compared at once

Results = Mapping[str, Array]
Pairs = Sequence[tuple[Results, Results]]


@dataclasses.dataclass(frozen=True)
class Difference:
    """One tensor of the converted model against the old one's, over all draws.

    Attributes:
      name: ``outputs``, ``state_c`` …
      max_abs: largest absolute difference.
      max_rel: the same, relative to the largest value of the tensor.
      max_ulp: the same in units in the last place of the tensor's largest value.
      max_ulp_each: the largest distance in units in the last place of each value by itself;
        next to zero these units are tiny, so a few thousand say little.
      scale: the largest value.
    """

    name: str
    max_abs: float
    max_rel: float
    max_ulp: float
    max_ulp_each: float
    scale: float


@dataclasses.dataclass(frozen=True)
class Check:
    """One kind of comparison, tensor by tensor.

    Attributes:
      name: ``values``, ``values in float64``, ``gradients in float64``, ``path`` …
      against: the old graph, or the numpy reference.
      tolerance: on every ``max_rel``.
      differences: one per tensor; empty where the check was not made.
      omitted: why it was not made; empty if it was.
      notes: what a reader should know: where a path ends and which op blocks the rest.
      steps: by output, the largest absolute error at each time step.
    """

    name: str
    against: str
    tolerance: float
    differences: tuple[Difference, ...] = ()
    omitted: str = ""
    notes: tuple[str, ...] = ()
    steps: Mapping[str, Sequence[float]] = dataclasses.field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether every difference is within the tolerance (a NaN is not)."""
        return all(d.max_rel <= self.tolerance for d in self.differences)

    @property
    def worst(self) -> Difference:
        """The largest difference; a NaN is larger than any number."""
        return max(self.differences, key=lambda d: np.nan_to_num(d.max_rel, nan=np.inf))


def differences(
    pairs: Iterable[tuple[Results, Results]], dtype: str
) -> tuple[Difference, ...]:
    """Measure old against new, tensor by tensor, over all pairs of results.

    A pair is let go before the next is asked for: gradients are as large as their variables.
    """
    found: dict[str, _Extent] = {}
    for old, new in pairs:
        for name in old:
            found.setdefault(name, _Extent(dtype)).add(name, old[name], new[name])
        del old, new
    return tuple(extent.difference(name) for name, extent in found.items())


def errors_by_step(pairs: Pairs, names: Sequence[str]) -> dict[str, list[float]]:
    """The largest absolute error of each output ``[B, T, …]`` at each step, over all pairs."""
    found = {}
    for name in names:
        each = [
            np.abs(old[name].astype(np.float64) - new[name].astype(np.float64))
            for old, new in pairs
        ]
        longest = max(error.shape[1] for error in each)
        found[name] = [
            float(max(e[:, t].max(initial=0) for e in each if t < e.shape[1]))
            for t in range(longest)
        ]
    return found


class _Extent:
    """How far apart all that was added is."""

    def __init__(self, dtype: str) -> None:
        import ml_dtypes  # the one that knows bfloat16 as well

        self._info: Any = ml_dtypes.finfo(np.dtype(dtype))  # type: ignore[no-untyped-call]
        self.max_abs = self.scale = self.max_ulp_each = 0.0

    def add(self, name: str, olds: Array, news: Array) -> None:
        """One result more, its float64 copies made piece by piece."""
        old, new = np.ravel(olds), np.ravel(news)
        if old.size != new.size:
            raise ValueError(f"{name}: {old.size} numbers against {new.size}")
        for start in range(0, old.size, _PIECE):
            part = slice(start, start + _PIECE)
            self._add(old[part].astype(np.float64), new[part].astype(np.float64))

    def _add(self, old: Array, new: Array) -> None:
        apart, size = np.abs(old - new), np.abs(old)
        with np.errstate(over="ignore"):  # next to nothing, a unit is next to nothing
            each = np.minimum(apart / self._ulp(size), np.finfo(np.float64).max)
        # np.maximum, unlike max, lets a NaN through.
        self.max_abs = float(np.maximum(self.max_abs, apart.max(initial=0)))
        self.scale = float(np.maximum(self.scale, size.max(initial=0)))
        self.max_ulp_each = float(np.maximum(self.max_ulp_each, each.max(initial=0)))

    def difference(self, name: str) -> Difference:
        """All of it."""
        return Difference(
            name=name,
            max_abs=self.max_abs,
            max_rel=self.max_abs / self.scale if self.scale else self.max_abs,
            max_ulp=float(self.max_abs / self._ulp(self.scale)),
            max_ulp_each=self.max_ulp_each,
            scale=self.scale,
        )

    def _ulp(self, value: Any) -> Any:
        """Of a value in [2^k, 2^(k+1)) it is eps * 2^k."""
        exponent = np.floor(np.log2(np.maximum(value, float(self._info.tiny))))
        return float(self._info.eps) * np.exp2(exponent)
