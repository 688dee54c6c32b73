"""What was recorded against what was replayed."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np

from tests.golden.case import Case
from tests.golden.store import Recording

# Relative to the largest number of the array.  The 16-bit bounds are a few units in the last
# place (2**-11 and 2**-8) over T steps: TF1 and today's kernels round in other places.
TOLERANCE = {"float64": 1e-12, "float32": 2e-6, "float16": 4e-3, "bfloat16": 4e-2}
_PART = re.compile(r"/part_\d+(?=:0$)")


@dataclasses.dataclass
class Report:
    """Differences in words, and the largest relative error of any array."""

    problems: list[str] = dataclasses.field(default_factory=list)
    worst: float = 0.0
    where: str = ""

    def equal(self, what: str, expected: Any, received: Any) -> None:
        """Notes a difference in names, shapes, structures."""
        if expected != received:
            self.problems.append(f"{what}: expected {expected}, received {received}")

    def close(self, key: str, expected: Any, received: Any, tolerance: float) -> None:
        """Notes a difference in numbers."""
        if list(expected.shape) != list(received.shape):
            self.equal(f"{key} shape", expected.shape, received.shape)
            return
        error = relative_error(expected, received)
        if not error <= self.worst:
            self.worst, self.where = error, key
        if not error <= tolerance:
            self.problems.append(f"{key}: relative error {error:.3g}, bound {tolerance:g}")


def relative_error(expected: Any, received: Any) -> float:
    """The largest difference over the largest expected number; NaN must meet NaN."""
    expected, received = np.asarray(expected, "float64"), np.asarray(received, "float64")
    if expected.size == 0:
        return 0.0
    if not (np.isnan(expected) == np.isnan(received)).all():
        return float("inf")
    difference = np.nan_to_num(np.abs(expected - received)).max()
    if difference == 0:
        return 0.0
    return float(difference / max(np.nan_to_num(np.abs(expected)).max(), 1e-30))


def ulps(expected: Any, received: Any, of_largest: bool = False) -> float:
    """The largest difference in units in the last place.

    Args:
      expected: the numbers whose units count.
      received: those to judge.
      of_largest: in units of the largest number of the array, not of each number itself; what
        sums in another order promises no more.
    """
    if expected.size == 0 or (expected == received).all():
        return 0.0
    difference = np.abs(np.asarray(expected, "float64") - np.asarray(received, "float64"))
    sizes = np.abs(expected).max() if of_largest else np.abs(expected)
    return float((difference / np.spacing(sizes).astype("float64")).max())


def whole(name: str) -> str:
    """The name of a partitioned variable, from that of one of its parts."""
    return _PART.sub("", name)


def without_parts(recording: Recording) -> Recording:
    """The recording as it reads where a partitioned variable is one variable.

    Outside v1 graphs partitioning changes where numbers are kept, not what they are.
    """
    if not any(_PART.search(name) for name, *_ in recording.record["variables"]):
        return recording
    merged: dict[str, list[Any]] = {}
    for name, shape, dtype, trainable in recording.record["variables"]:
        entry = merged.get(whole(name))
        rows = [shape[0] + entry[1][0], *shape[1:]] if entry else shape
        merged[whole(name)] = [whole(name), rows, dtype, trainable]
    arrays: dict[str, Any] = {}
    for name, array in recording.arrays.items():
        key = whole(name)
        arrays[key] = np.concatenate([arrays[key], array], 0) if key in arrays else array
    constants = {whole(name): value for name, value in recording.record["constants"].items()}
    record = dict(recording.record, variables=list(merged.values()), constants=constants)
    return Recording(record, arrays)


def compare(case: Case, expected: Recording, received: Recording) -> Report:
    """Names, shapes, structures exactly; numbers within the bound of the dtype.

    ``static`` and ``constants`` are compared where the context has them.
    """
    report = Report()
    for key in ("variables", "structure", "dtypes", "static", "state_shapes"):
        if key in received.record:
            report.equal(key, expected.record[key], received.record[key])
    report.equal(
        "no_gradient",
        sorted(expected.record["no_gradient"]),
        sorted(received.record["no_gradient"]),
    )
    for name, value in received.record.get("constants", {}).items():
        report.equal(f"initial value of {name}", expected.record["constants"].get(name), value)
    if report.problems:
        return report
    report.equal("arrays", sorted(expected.arrays), sorted(received.arrays))
    for key in sorted(set(expected.arrays) & set(received.arrays)):
        report.close(key, expected.arrays[key], received.arrays[key], TOLERANCE[case.dtype])
    return report
