"""The programs that cases run, and the small programs about scopes and misuse."""

from __future__ import annotations

from tests.golden.programs import misuse_cells, misuse_drivers, scope_names, scope_values
from tests.golden.programs.drivers import PROGRAMS
from tests.golden.programs.registry import MISUSE, SCOPES

__all__ = [
    "MISUSE",
    "PROGRAMS",
    "SCOPES",
    "misuse_cells",
    "misuse_drivers",
    "scope_names",
    "scope_values",
]
