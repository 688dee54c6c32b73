"""All programs of ``v1_programs.py`` and of the files beside it."""

from __future__ import annotations

from tests.golden import v1_framework_programs
from tests.golden.v1_programs import PROGRAMS, plain

FILES = (v1_framework_programs,)

__all__ = ["FILES", "PROGRAMS", "plain"]
