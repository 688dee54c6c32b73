"""``tf.train.Checkpoint`` and SavedModel know layers and cells, by the names that TF1 gave.

TF1's layers were modules, too, and like these they tracked what they were told to, not whatever
was set as an attribute: lists and dicts of people's subclasses stay what they are.
"""

from __future__ import annotations

import contextlib
import copy
from typing import Any

import tensorflow as tf

_ABSENT = object()


class Tracked(tf.Module):
    """A ``tf.Module`` without the constructor, which subclasses of cells may never call."""

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        object.__delattr__(self, name)

    def _track_child(self, name: str, child: Any) -> None:
        """Save and restore ``child`` with this object as its ``name``, which is no attribute."""
        self.__dict__.setdefault("_tracked_children", {})[name] = child
        before = self.__dict__.pop(name, _ABSENT)
        with contextlib.suppress(AttributeError):  # a property of that name; it is tracked by then
            tf.Module.__setattr__(self, name, child)  # does nothing where the attribute is there
            object.__delattr__(self, name)
        if before is not _ABSENT:
            object.__setattr__(self, name, before)

    def _copy_children(self, original: Tracked, memo: dict[int, Any]) -> None:
        """Track the copies of what ``original`` tracks; variables are shared, not copied."""
        for name, child in vars(original).get("_tracked_children", {}).items():
            shared = isinstance(child, tf.Variable)
            self._track_child(name, child if shared else copy.deepcopy(child, memo))


def is_bookkeeping(key: str) -> bool:
    """Whether an entry of ``vars`` belongs to the tracking."""
    return key == "_tracked_children" or key.startswith("_self_")
