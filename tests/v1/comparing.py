"""How a program's answer compares with the oracle's: text exactly, numbers to rounding."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from tests.documents import ROOT

GOLDEN: dict[str, Any] = json.loads(
    (ROOT / "tests" / "v1" / "data" / "v1.json").read_text(encoding="utf-8")
)
NAMES: dict[str, list[str]] = json.loads(
    (ROOT / "tests" / "v1" / "data" / "v1_names.json").read_text(encoding="utf-8")
)
_RELATIVE = 2e-6


def differences(found: Any, expected: Any, path: str = "", scale: float = 0.0) -> list[str]:
    """Where ``found`` is not ``expected``; ``scale`` is the largest number of the array around."""
    if isinstance(expected, dict) and isinstance(found, dict):
        keys = sorted({*found, *expected})
        pairs = [(key, found.get(key, "absent"), expected.get(key, "absent")) for key in keys]
        return [d for key, f, e in pairs for d in differences(f, e, f"{path}.{key}")]
    if isinstance(expected, list) and isinstance(found, list) and len(found) == len(expected):
        scale = scale or _scale(expected)
        pairs = [(str(i), f, e) for i, (f, e) in enumerate(zip(found, expected, strict=True))]
        return [d for i, f, e in pairs for d in differences(f, e, f"{path}[{i}]", scale)]
    if isinstance(expected, float) and isinstance(found, (int, float)):
        rounding = max(_RELATIVE * scale, 1e-12)
        same = math.isclose(found, expected, rel_tol=_RELATIVE, abs_tol=rounding)
        return [] if same or found == expected else [f"{path}: {found!r}, expected {expected!r}"]
    same = type(found) is type(expected) and found == expected
    return [] if same else [f"{path}: {found!r}, expected {expected!r}"]


def _scale(values: list[Any]) -> float:
    """The largest of an array's numbers, to which sums of them are rounded; 0 for other lists."""
    try:
        array = np.array(values)
    except ValueError:  # of rows of unequal length
        return 0.0
    finite = array.dtype.kind == "f" and bool(np.isfinite(array).all())
    return float(np.abs(array).max(initial=0.0)) if finite else 0.0


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value))
