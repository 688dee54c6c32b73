"""One attribute of a module or class, replaced for a while."""

from __future__ import annotations

from types import ModuleType
from typing import Any


class Patch:
    """Replaces ``owner.name`` and can put the original back.

    Attributes:
      original: what was there before; ``None`` while nothing is replaced.
    """

    def __init__(self, owner: ModuleType | type, name: str) -> None:
        self._owner = owner
        self._name = name
        self.original: Any = None

    @property
    def today(self) -> Any:
        """What the owner has under the name, with no replacement of ours before it."""
        return getattr(self._owner, self._name) if self.original is None else self.original

    def apply(self, replacement: Any) -> None:
        """Replace the attribute; a second time changes nothing."""
        if self.original is None:
            self.original = getattr(self._owner, self._name)
            setattr(self._owner, self._name, replacement)

    def undo(self) -> None:
        """Put the original back, if it was replaced."""
        if self.original is not None:
            setattr(self._owner, self._name, self.original)
            self.original = None
