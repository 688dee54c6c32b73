"""Tracebacks that show the program's frames, not the door's."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import TracebackType

_PACKAGE = Path(__file__).resolve().parents[1]
_OWN = ("door", "cli", "__main__.py", "v1/_namespace.py", "v1/_private.py")
_HIDDEN = (*(str(_PACKAGE / name) for name in _OWN), runpy.__file__, "<frozen runpy>")


def trim(error: BaseException | None) -> None:
    """Take the door's own frames out of an exception and of those that it was raised from."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        error = waiting.pop()
        if error is None or id(error) in seen:
            continue
        seen.add(id(error))
        error.__traceback__ = _without_door(error.__traceback__)
        waiting += [error.__cause__, error.__context__]


def _without_door(traceback: TracebackType | None) -> TracebackType | None:
    shown = []
    while traceback is not None:
        if not traceback.tb_frame.f_code.co_filename.startswith(_HIDDEN):
            shown.append(traceback)
        traceback = traceback.tb_next
    rebuilt: TracebackType | None = None
    for entry in reversed(shown):
        rebuilt = TracebackType(rebuilt, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return rebuilt
