"""Why a call site cannot become a keras layer by reading the code."""

from __future__ import annotations


class BlockedError(Exception):
    """The note for the user; ends a rule's work on one call site, and never leaves the rule."""
