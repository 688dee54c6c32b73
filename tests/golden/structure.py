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


def result_leaves(result: dict[str, Any]) -> list[tuple[str, Any]]:
    """(key, leaf) of everything that a program returned."""
    return [
        (f"{part}/{index}", leaf)
        for part in ("outputs", "state")
        for index, leaf in enumerate(leaves(result[part]))
    ]


def gradient_sources(
    variables: list[Any], inputs: list[Any], states: list[Any]
) -> list[tuple[str, Any]]:
    """(key, tensor) of everything that gradients are taken to."""
    floats = [v for v in variables if v.dtype.base_dtype.is_floating]
    return [
        *[(f"grad/variable/{v.name}", v) for v in floats],
        *[(f"grad/input/{index}", tensor) for index, tensor in enumerate(inputs)],
        *[(f"grad/state/{index}", tensor) for index, tensor in enumerate(states)],
    ]


def constants(initial: dict[str, Any]) -> dict[str, float | None]:
    """By variable: the one number that it is filled with at first, None if it is random."""
    return {
        name: float(array.ravel()[0]) if (array == array.ravel()[0]).all() else None
        for name, array in initial.items()
    }
