"""Cells over a whole sequence: a stand-in for one step's input, and who understands it.

A cell that is called with a :class:`Whole` runs its kernel where it would run its step, under the
same scopes, so that its variables are those of the steps.  A cell enters here by one line in its
own file; its subclasses, whose steps may be others, do not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from tf1compat.cells import kernel_note
from tf1compat.cells.structure import is_size
from tf1compat.errors import ArgumentValueError
from tf1compat.kernels import choose
from tf1compat.kernels.products import size
from tf1compat.kernels.run import run

_runs: dict[type, tuple[Callable[[Any], Any], Callable[[Any, Any, Any], Any]]] = {}
_around: dict[type, Callable[[Any], str | None]] = {}


class Whole:
    """All steps [T, B, D], which says of itself what one step would, [B, D].

    Args:
      values: the steps.
      lengths: int32 [B], or None.
      parallel_iterations: of the loops.
    """

    def __init__(self, values: Any, lengths: Any, parallel_iterations: int) -> None:
        self.values, self._lengths = values, lengths
        self._parallel_iterations = parallel_iterations
        # The outputs of one kernel, dropped or not; and the kernel's inputs and variables.
        self._stream: object = object()
        self._made_of: tuple[object, Sequence[Any]] = (None, ())

    @property
    def shape(self) -> Any:
        return self.values.shape[1:]

    @property
    def dtype(self) -> Any:
        return self.values.dtype

    def mapped(self, values: Any) -> Whole:
        """The same sequence with other values."""
        whole = Whole(values, self._lengths, self._parallel_iterations)
        whole._stream, whole._made_of = self._stream, self._made_of
        return whole

    def __add__(self, other: Whole) -> Whole:
        read, weights = other._made_of
        if read is self._stream:
            kernel_note.leave({"residual": True}, weights)
        return self.mapped(self.values + other.values)

    def run(self, kernel: Any, state: Any, weights: Any) -> tuple[Whole, Any]:
        """A kernel's outputs and final state."""
        kernel_note.leave(kernel_note.options_of(kernel), weights)
        tensors = tuple(tf.convert_to_tensor(weight) for weight in weights)
        self._check_depth(size(tensors[0], 0) - size(state[kernel.output], 1))
        outputs, final = run(
            kernel, self.values, tuple(state), tensors, self._lengths, self._parallel_iterations
        )
        made = Whole(outputs, self._lengths, self._parallel_iterations)
        made._made_of = self._stream, weights
        return made, final

    def _check_depth(self, built_for: int) -> None:
        """A kernel splits the rows of a TF1 kernel, [D + P, ·], by the depth that it is given."""
        if size(self.values, 2) != built_for:
            raise ArgumentValueError(
                "dynamic_rnn",
                "inputs",
                expected=f"depth {built_for}, which the cell's variables are for",
                received=f"depth {size(self.values, 2)}",
                remedy="make a cell for each depth of inputs",
            )


def serves(
    cell: type, kernel: Callable[[Any], Any], runs: Callable[[Any, Any, Any], Any]
) -> None:
    """Registers a cell.

    Args:
      cell: the class.
      kernel: of a cell, its kernel, or in words why it has none.
      runs: ``(cell, sequence, state) -> (sequence, state)``, once the cell is built.
    """
    _runs[cell] = kernel, runs


def understands(cell: type, refusal: Callable[[Any], str | None] | None = None) -> None:
    """Registers a cell around cells, whose ``call`` or ``_around`` takes a :class:`Whole` too.

    Args:
      cell: the class.
      refusal: of a cell, in words why it must step, or None.
    """
    _around[cell] = refusal or (lambda _: None)


def runner(cell: Any) -> Callable[[Any, Any, Any], Any]:
    """What a registered cell does with a :class:`Whole`."""
    return _runs[type(cell)][1]


def refusal(cell: Any, sequence: Any, state: Any) -> str | None:
    """Why the cell must step through this sequence, None if it need not."""
    reason = choose.context_refusal()
    if reason is not None:
        return reason
    if not tf.is_tensor(sequence) or sequence.shape.rank != 3:
        return "inputs that are not one tensor [T, B, D]"
    return _cell_refusal(cell, sequence, state)


def _cell_refusal(cell: Any, sequence: Any, state: Any) -> str | None:
    name = type(cell).__name__
    overridden = {"call", "__call__"} & set(getattr(cell, "__dict__", ()))
    if overridden or getattr(cell, "activity_regularizer", None) is not None:
        return f"{name} was given a call or an activity regularizer of its own"
    if type(cell) in _around:
        inner, states = _inside(cell, state)
        reasons = (_cell_refusal(*pair) for pair in _with_inputs(inner, sequence, states))
        return _around[type(cell)](cell) or next(filter(None, reasons), None)
    if type(cell) not in _runs:
        return f"{name} has no kernel"
    kernel = _runs[type(cell)][0](cell)
    if isinstance(kernel, str):
        return kernel
    if cell.dtype is not None and tf.as_dtype(cell.dtype) != sequence.dtype:
        return f"{name} of dtype {cell.dtype} on inputs of {sequence.dtype.name}"
    parts = tf.nest.flatten(state)
    return _state_refusal(cell, sequence, state) or choose.refusal(kernel, sequence, parts)


def _inside(cell: Any, state: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    """The cells inside, and their states where these are apart."""
    inner = getattr(cell, "cells", None)
    if inner is None:
        return [cell.cell], [state]
    if tf.nest.is_nested(state) and len(state) == len(inner):
        return inner, state
    return inner, [state] * len(inner)


def _with_inputs(inner: Any, sequence: Any, states: Any) -> Any:
    return [(cell, sequence, state) for cell, state in zip(inner, states, strict=True)]


def _state_refusal(cell: Any, sequence: Any, state: Any) -> str | None:
    """States of other structures or shapes are for the steps, whose errors name them."""
    sizes = cell.state_size
    flat_sizes = [sizes] if is_size(sizes) else list(sizes)
    nested = tf.nest.is_nested(state)
    parts = list(state) if nested else [state]
    same = nested != is_size(sizes) and len(parts) == len(flat_sizes)
    same = same and (not nested or isinstance(state, type(sizes)))
    if not (same and all(tf.is_tensor(part) for part in parts)):
        return "a state of another structure"
    rows = {part.shape.as_list()[0] for part in parts if part.shape.rank == 2}
    if len((rows | {sequence.shape.as_list()[1]}) - {None}) > 1:
        return "a state of another batch"
    widths = [part.shape.as_list()[1:] for part in parts if part.shape.rank == 2]
    return None if widths == [[size] for size in flat_sizes] else "a state of unknown width"
