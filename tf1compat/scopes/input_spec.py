"""``InputSpec``: what a layer says of its inputs, and the check of real inputs against it."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError


class InputSpec:
    """TF1's ``tf.layers.InputSpec``: rank, sizes and dtype that a layer asks of an input.

    Args:
      dtype: of the input.
      shape: None where any size will do; settles ``ndim``.
      ndim: exact rank.
      max_ndim: highest rank.
      min_ndim: lowest rank.
      axes: size by axis, None where any will do.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> InputSpec(shape=(None, 3)).ndim, InputSpec(min_ndim=2, axes={-1: 4})
      (2, InputSpec(min_ndim=2, axes={-1: 4}))
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Any = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: dict[int, int | None] | None = None,
    ) -> None:
        self.dtype = dtype
        self.shape = shape
        self.ndim = ndim if shape is None else len(shape)
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.axes = axes or {}

    def get_config(self) -> dict[str, Any]:
        """The arguments."""
        return dict(vars(self))

    def __repr__(self) -> str:
        given = (f"{key}={value}" for key, value in vars(self).items() if value)
        return f"InputSpec({', '.join(given)})"


def check_input_spec(symbol: str, spec: Any, inputs: Any) -> None:
    """Compares inputs with a spec, or a structure of them (rank, axes, dtype, shape).

    Raises:
      ArgumentValueError: (a ``ValueError``) the first input that does not fit.
    """
    specs = tf.nest.flatten(spec) if spec is not None else []
    leaves = tf.nest.flatten(inputs) if specs else []
    if len(leaves) != len(specs):
        raise ArgumentValueError(
            symbol, "inputs", expected=f"{len(specs)} tensors", received=f"{len(leaves)} of them",
            remedy="join or split them",
            known_as=f"expects {len(specs)} inputs, but it received {len(leaves)} input tensors",
        )
    for wanted, leaf in zip(specs, leaves, strict=True):
        problem = _rank_problem(wanted, leaf.shape.rank) or _size_problem(wanted, leaf)
        if problem:
            raise ArgumentValueError(
                symbol, "inputs", expected=problem,
                received=f"shape {leaf.shape} and dtype {leaf.dtype.name}",
                remedy="reshape the input, or fix what feeds it",
            )


def _rank_problem(spec: Any, rank: int | None) -> str | None:
    limits = (spec.ndim, spec.max_ndim, spec.min_ndim)
    if rank is None:
        known = limits == (None, None, None)
        return None if known else "a known rank, since the layer requires a defined rank"
    if spec.ndim is not None and rank != spec.ndim:
        return f"ndim={spec.ndim}"
    if spec.max_ndim is not None and rank > spec.max_ndim:
        return f"max_ndim={spec.max_ndim}"
    if spec.min_ndim is not None and rank < spec.min_ndim:
        return f"min_ndim={spec.min_ndim}"
    return None


def _size_problem(spec: Any, leaf: Any) -> str | None:
    if spec.dtype is not None and tf.as_dtype(leaf.dtype) != tf.as_dtype(spec.dtype):
        return f"dtype={tf.as_dtype(spec.dtype).name}"
    if leaf.shape.rank is None:
        return None
    sizes = leaf.shape.as_list()
    for axis, size in (spec.axes or {}).items():
        if size is not None and sizes[int(axis)] not in (size, None):
            return f"axis {axis} to have size {size}"
    if spec.shape is not None and not leaf.shape.is_compatible_with(spec.shape):
        return f"shape={spec.shape}"
    return None
