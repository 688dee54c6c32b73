"""Nests described by plain data, so that JSON can hold what TF1 returned."""

from __future__ import annotations

from typing import Any


def describe(nest: Any) -> Any:
    """``["LSTMStateTuple", ".", "."]`` for a state, ``"."`` for a leaf."""
    if isinstance(nest, dict):
        return {str(key): describe(nest[key]) for key in sorted(nest)}
    if isinstance(nest, (tuple, list)):
        return [type(nest).__name__, *[describe(part) for part in nest]]
    return "."


def leaves(nest: Any) -> list[Any]:
    """The leaves in TensorFlow's order (dicts by sorted key)."""
    if isinstance(nest, dict):
        return [leaf for key in sorted(nest) for leaf in leaves(nest[key])]
    if isinstance(nest, (tuple, list)):
        return [leaf for part in nest for leaf in leaves(part)]
    return [nest]


def static_shape(tensor: Any) -> list[int | None] | None:
    """The static shape as a list, None for an unknown rank."""
    return None if tensor.shape.ndims is None else tensor.shape.as_list()
