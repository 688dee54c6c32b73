"""How far apart old and new are: the rows of a proof, and what each may be."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
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


def differences(pairs: Pairs, dtype: str) -> tuple[Difference, ...]:
    """Measure old against new, tensor by tensor, over all pairs of results."""
    return tuple(_difference(name, pairs, dtype) for name in pairs[0][0])


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


def _pieces(name: str, pairs: Pairs) -> Iterator[tuple[Array, Array]]:
    """Old and new values of a tensor in float64, so many that their copies stay small."""
    for olds, news in pairs:
        old, new = np.ravel(olds[name]), np.ravel(news[name])
        if old.size != new.size:
            raise ValueError(f"{name}: {old.size} numbers against {new.size}")
        for start in range(0, old.size, _PIECE):
            end = start + _PIECE
            yield old[start:end].astype(np.float64), new[start:end].astype(np.float64)


def _difference(name: str, pairs: Pairs, dtype: str) -> Difference:
    import ml_dtypes  # the one that knows bfloat16 as well

    info: Any = ml_dtypes.finfo(np.dtype(dtype))  # type: ignore[no-untyped-call]
    def ulp(value: Any) -> Any:
        """Of a value in [2^k, 2^(k+1)) it is eps * 2^k."""
        exponent = np.floor(np.log2(np.maximum(value, float(info.tiny))))
        return float(info.eps) * np.exp2(exponent)

    max_abs = scale = max_ulp_each = 0.0
    for old, new in _pieces(name, pairs):
        apart, size = np.abs(old - new), np.abs(old)
        with np.errstate(over="ignore"):  # next to nothing, a unit is next to nothing
            each = np.minimum(apart / ulp(size), np.finfo(np.float64).max)
        # np.maximum, unlike max, lets a NaN through.
        max_abs = float(np.maximum(max_abs, apart.max(initial=0)))
        scale = float(np.maximum(scale, size.max(initial=0)))
        max_ulp_each = float(np.maximum(max_ulp_each, each.max(initial=0)))
    return Difference(
        name=name,
        max_abs=max_abs,
        max_rel=max_abs / scale if scale else max_abs,
        max_ulp=float(max_abs / ulp(scale)),
        max_ulp_each=max_ulp_each,
        scale=scale,
    )
