"""What a kernel computes, kept in the graph that holds it.

A cell's own steps can be read in a graph; a kernel's loops over all steps show neither which
number is the forget bias nor which activation was asked for.  So a v1 graph, which a Saver writes
beside its checkpoint, gets a constant that says so, in JSON, of the variables that are read.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from typing import Any

from tf1compat.cells.counterpart import ACTIVATIONS

NAME = "tf1compat_kernel"
_LONGEST = 1 << 16  # bytes, in a file from anywhere
_KERAS_NAMES = {"identity": "linear"}


def leave(options: Mapping[str, Any], weights: Iterable[Any]) -> None:
    """Put a note into the graph that is being built, if it is a v1 graph.

    Args:
      options: what is known of the cell.
      weights: its variables.
    """
    import tensorflow as tf  # whoever reads a note may do without

    from tf1compat.scopes.context import in_v1_graph

    if in_v1_graph():
        names = [weight.name.partition(":")[0] for weight in weights]
        tf.constant(json.dumps({"variables": names, "options": dict(options)}), name=NAME)


def options_of(kernel: Any) -> dict[str, Any]:
    """The fields of a kernel, its activation by Keras's name."""
    options = {field.name: getattr(kernel, field.name) for field in dataclasses.fields(kernel)}
    activation = options["activation"].__name__
    return {**options, "activation": _KERAS_NAMES.get(activation, activation)}


def is_note(node: str) -> bool:
    """Whether a node is called as a note is."""
    return node.rpartition("/")[2].rstrip("0123456789").rstrip("_") == NAME


def read(value: Any) -> tuple[tuple[str, ...], Mapping[str, Any]]:
    """The variables and the options of a note; none of a constant that is no note.

    Args:
      value: the constant's, of a graph that may come from anywhere.
    """
    text = value.item() if value is not None and value.size == 1 else b""
    if not isinstance(text, bytes) or len(text) > _LONGEST:
        return (), {}
    try:
        note = json.loads(text)
        names, options = tuple(note["variables"]), dict(note["options"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return (), {}
    known = all(_is_possible(*option) for option in options.items())
    return (names, options) if known and all(isinstance(n, str) for n in names) else ((), {})


def _is_possible(option: Any, value: Any) -> bool:
    if option == "activation":
        return value in ACTIVATIONS
    return value is None or isinstance(value, int | float)
