"""Bases of the named tuples that check what they are given."""

from __future__ import annotations

import collections
from typing import Any


def fields_of(name: str, fields: list[str]) -> Any:
    """A named tuple's class, to derive the one with checks from.

    Example:
      >>> fields_of("TrainSpec", ["input_fn", "max_steps"])(1, 2)
      TrainSpec(input_fn=1, max_steps=2)
    """
    return collections.namedtuple(name, fields)
