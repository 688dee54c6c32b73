"""The programs that ``rewrite --to keras`` is shown, for TensorFlow 1.15.5 and for Keras."""

from __future__ import annotations

from typing import NamedTuple


class Program(NamedTuple):
    """One program of ``data``: a function of a batch and its lengths."""

    shape: list[int]
    layers: list[str]
    """The scopes of its variables, which are the names of the layers that take their place."""
    results: list[str]


PROGRAMS = {
    "reader": Program(
        [6, 3],
        ["reader", "both", "last", "steps", "head"],
        ["outputs", "state_h", "steps", "head"],
    ),
    "tagger": Program(
        [6, 3],
        ["near", "forward", "sides", "scores"],
        ["outputs", "last_c", "left", "right", "end", "scores"],
    ),
    "picture": Program(
        [6, 8, 2],
        ["first", "second", "digits", "columns", "again"],
        ["digits", "read", "state_c", "state_h", "again"],
    ),
}
