"""The programs that cases run, and the small programs about scopes and misuse."""

from __future__ import annotations

from tests.golden.programs.drivers import PROGRAMS
from tests.golden.programs.misuse import MISUSE
from tests.golden.programs.scopes import SCOPES

__all__ = ["MISUSE", "PROGRAMS", "SCOPES"]
