"""The programs that cases run, and the small programs about scopes and misuse."""

from __future__ import annotations

from typing import Any

from tests.golden.programs import (
    drivers,
    helpers,
    misuse_cells,
    misuse_drivers,
    scope_names,
    scope_values,
)
from tests.golden.programs.configs import CONFIGS
from tests.golden.programs.registry import MISUSE, SCOPES

PROGRAMS: dict[str, Any] = {**drivers.PROGRAMS, **helpers.PROGRAMS}

__all__ = [
    "CONFIGS",
    "MISUSE",
    "PROGRAMS",
    "SCOPES",
    "misuse_cells",
    "misuse_drivers",
    "scope_names",
    "scope_values",
]
