"""Why a call site cannot become a keras layer by reading the code."""

from __future__ import annotations

import ast

from tf1compat.rewrite.edit import File, Left, Place


class BlockedError(Exception):
    """The note for the user; ends a rule's work on one call site, and never leaves the rule.

    Args:
      why: the note.
      at: the nodes that it is about, besides the call itself.
      elsewhere: the places of the program that it is about.
    """

    def __init__(
        self, why: str, *at: ast.expr | ast.stmt, elsewhere: tuple[Place, ...] = ()
    ) -> None:
        super().__init__(why)
        self.at = tuple(node.lineno for node in at)
        self.elsewhere = elsewhere


def left(file: File, call: ast.Call, why: BlockedError) -> Left:
    """The call, as the list of what was left has it."""
    return Left(call.lineno, file.source(call), f"no keras layer: {why}", why.at, why.elsewhere)
