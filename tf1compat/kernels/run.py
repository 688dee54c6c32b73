"""Runs a kernel: the steps that count, the rows past their length, the context."""

from __future__ import annotations

import functools
from typing import Any

import tensorflow as tf

from tf1compat.kernels.block import block_forward
from tf1compat.kernels.choose import Choice, choose, note
from tf1compat.kernels.loop import Kernel, Span, Tensors, size, whole
from tf1compat.kernels.lstm import LSTM


def run(
    kernel: Kernel, x: Any, state: Tensors, weights: Tensors, lengths: Any = None,
    parallel_iterations: int = 32, mask: Any = None,
) -> tuple[Any, Tensors]:
    """Outputs [T, B, ·], where a step does not count anything finite, and the final state.

    Against the steps, values and gradients differ by at most 5e-6 (float32) or 1e-12 (float64) of
    the largest number of their array.  Input of steps that do not count, NaN too, reaches neither.

    Args:
      kernel: the cell's mathematics.
      x: [T, B, D].
      state: the initial state, parts [B, ·].
      weights: the cell's.
      lengths: int32 [B], the steps of each row that count, or None.
      parallel_iterations: of the loops, in v1 graphs.
      mask: in place of lengths, bool [T, B]; a step that does not count gives the state's output.
    """
    choice = note(choose(kernel, x, mask is not None))
    rows = {"lengths": lengths, "mask": mask}
    rows = {name: value for name, value in rows.items() if value is not None}
    if not tf.executing_eagerly():
        return _run(kernel, choice, parallel_iterations, x, state, weights, **rows)
    # Eagerly each operation of a loop is dispatched from Python: a function does it at once.  One
    # for all T and B, since its trace costs more than a run.
    depth, widths = x.shape[2], tuple(part.shape[1] for part in state)
    sizes = depth, widths, tuple(tuple(weight.shape) for weight in weights)
    function = _function(kernel, choice, parallel_iterations, x.dtype, sizes, tuple(rows))
    outputs, final = function(x, state, weights, *rows.values())
    return outputs, final


_ROWS = {"lengths": ([None], tf.int32), "mask": ([None, None], tf.bool)}


@functools.lru_cache(maxsize=256)
def _function(
    kernel: Kernel, choice: Choice, parallel_iterations: int, dtype: Any, sizes: Any,
    given: tuple[str, ...],
) -> Any:
    """``_run`` traced for sequences of any T and B."""
    depth, widths, shapes = sizes
    signature = [
        tf.TensorSpec([None, None, depth], dtype),
        tuple(tf.TensorSpec([None, width], dtype) for width in widths),
        tuple(tf.TensorSpec(shape, dtype) for shape in shapes),
        *(tf.TensorSpec(*_ROWS[name]) for name in given),
    ]

    def run(x: Any, state: Tensors, weights: Tensors, *values: Any) -> Any:
        rows = dict(zip(given, values, strict=True))
        return _run(kernel, choice, parallel_iterations, x, state, weights, **rows)

    return tf.function(run, signature, autograph=False)


def _run(
    kernel: Kernel, choice: Choice, parallel_iterations: int,
    x: Any, state: Tensors, weights: Tensors, lengths: Any = None, mask: Any = None,
) -> tuple[Any, Tensors]:
    steps = tf.shape(x)[0] if size(x, 0) is None else size(x, 0)
    longest = steps if lengths is None else tf.maximum(1, tf.reduce_max(lengths))
    bound = steps if lengths is None else tf.minimum(steps, longest)
    span = Span(steps, bound, lengths, mask, parallel_iterations)
    if span.ragged:
        x = tf.where(span.valid(), x, tf.zeros_like(x))
    fused = None
    if isinstance(kernel, LSTM) and choice.name == "block":
        fused = block_forward(kernel, span)
    outputs, final = whole(kernel, span, x, state, weights, fused)
    return outputs, final
