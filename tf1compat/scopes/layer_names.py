"""The names that TF1 gave to layers without one."""

from __future__ import annotations

import re
import weakref
from typing import Any

import tensorflow as tf

_name_counts: weakref.WeakKeyDictionary[Any, dict[str, int]] = weakref.WeakKeyDictionary()


def to_snake_case(name: str) -> str:
    """``BasicLSTMCell`` → ``basic_lstm_cell``: the scope that TF1 gave a class.

    A leading underscore would not be a legal scope, so TF1 put ``private`` before it.

    Example:
      >>> to_snake_case("GRUCell"), to_snake_case("Conv2D"), to_snake_case("_Linear")
      ('gru_cell', 'conv2d', 'private__linear')
    """
    words = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    snake = re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
    return f"private{snake}" if snake.startswith("_") else snake


def unique_object_name(base: str) -> str:
    """``<base>_1`` for the first object of the graph without a name, and so on."""
    counts = _name_counts.setdefault(tf.compat.v1.get_default_graph(), {})
    counts[base] = counts.get(base, 0) + 1
    return f"{base}_{counts[base]}"
