"""The programs that cases run, and the small programs about scopes and misuse."""

from __future__ import annotations

from typing import Any

from tests.golden.programs import drivers, helpers
from tests.golden.programs.configs import CONFIGS
from tests.golden.programs.misuse import MISUSE
from tests.golden.programs.scopes import SCOPES

PROGRAMS: dict[str, Any] = {**drivers.PROGRAMS, **helpers.PROGRAMS}

__all__ = ["CONFIGS", "MISUSE", "PROGRAMS", "SCOPES"]
