"""Worker processes: a spawned child puts the hook in place before it imports the program.

A forked child has it already.  ``multiprocessing`` sends each spawned child a dictionary and
unpickles it before it runs the program's main module; one more entry installs the hook.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import spawn
from typing import Any

from tf1compat import options
from tf1compat.door.patch import Patch

_preparation = Patch(spawn, "get_preparation_data")


class _InstallFirst:
    """Unpickled in the child, this is a call of ``_install_in_worker``."""

    def __reduce__(self) -> tuple[Callable[..., None], tuple[Any, ...]]:
        now = options.current
        return _install_in_worker, (now.era, now.strict, now.include)


def _install_in_worker(era: str, strict: bool, include: tuple[str, ...]) -> None:
    from tf1compat.door import hook

    hook.install(era=era, strict=strict, include=include)


def _with_install(name: str) -> dict[str, Any]:
    return {"tf1compat": _InstallFirst(), **_preparation.original(name)}


def install() -> None:
    """Let the children that are spawned from now on have the hook."""
    _preparation.apply(_with_install)


def uninstall() -> None:
    """Let children be as they were."""
    _preparation.undo()
