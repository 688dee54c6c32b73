"""Runs a kernel: the steps that count, the rows past their length, the context."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import tensorflow as tf

from tf1compat.kernels import cudnn
from tf1compat.kernels.block import BlockBackLSTM, block_forward, cells_forward
from tf1compat.kernels.choose import HALVE_ROWS, choose, halves, note, packs
from tf1compat.kernels.compiled import Programs
from tf1compat.kernels.gradient import Loops, whole
from tf1compat.kernels.gru import GRU
from tf1compat.kernels.loop import Kernel, Span, Tensors
from tf1compat.kernels.lstm import LSTM
from tf1compat.kernels.products import size


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
    how = _How(
        kernel, choice.name, packs(x, choice.name), halves(x, weights, choice.name),
        parallel_iterations,
    )
    if not tf.executing_eagerly():
        return _run(how, x, state, weights, **rows)
    # Eagerly each operation of a loop is dispatched from Python: a function does it at once.  One
    # for all T and B, since its trace costs more than a run, but XLA's, which is for one T and B.
    known = size(x, 0), size(x, 1)
    steps, batch = known if choice.name == "xla" else (None, None)
    widths = tuple(size(part, 1) for part in state)
    sizes = steps, batch, size(x, 2), widths, tuple(tuple(w.shape.as_list()) for w in weights)
    function = _function(how, x.dtype, sizes, tuple(rows))
    outputs, final = function(x, state, weights, *rows.values())
    return outputs, final


class _How(NamedTuple):
    """What was decided about a run."""

    kernel: Kernel
    choice: str
    packed: bool
    halved: bool
    parallel_iterations: int


@functools.lru_cache(maxsize=256)
def _function(how: _How, dtype: Any, sizes: Any, given: tuple[str, ...]) -> Any:
    """``_run`` traced for sequences of some T and B, None for any."""
    steps, batch, depth, widths, shapes = sizes
    rows = {"lengths": ([batch], tf.int32), "mask": ([steps, batch], tf.bool)}
    signature = [
        tf.TensorSpec([steps, batch, depth], dtype),
        tuple(tf.TensorSpec([batch, width], dtype) for width in widths),
        tuple(tf.TensorSpec(shape, dtype) for shape in shapes),
        *(tf.TensorSpec(*rows[name]) for name in given),
    ]

    def run(x: Any, state: Tensors, weights: Tensors, *values: Any) -> Any:
        return _run(how, x, state, weights, **dict(zip(given, values, strict=True)))

    return tf.function(run, signature, autograph=False)


def _run(
    how: _How, x: Any, state: Tensors, weights: Tensors, lengths: Any = None, mask: Any = None
) -> tuple[Any, Tensors]:
    if not how.halved:
        return _whole(how, x, state, weights, lengths, mask)
    sizes = _sizes(how, x)
    given = (x, 1), ([*state], 0), (lengths, 0), (mask, 1)
    parts = zip(*(_halves(value, axis, sizes) for value, axis in given), strict=True)
    ran = [_whole(how, x, state, weights, *rows) for x, state, *rows in parts]
    (first, first_state), (second, second_state) = ran
    final = tuple(tf.concat(pair, 0) for pair in zip(first_state, second_state, strict=True))
    return tf.concat([first, second], 1), final


def _sizes(how: _How, x: Any) -> Any:
    """How many of the rows of x [T, B, D] each half has.

    Where the run alone knows their number, a loop's first half has all of a few rows.
    """
    if size(x, 1) is not None:
        return 2
    rows = tf.shape(x)[1]
    second = rows // 2
    if how.choice != "xla":
        second = tf.where(rows < HALVE_ROWS, 0, second)
    return [rows - second, second]


def _halves(value: Any, axis: int, sizes: Any) -> Any:
    """Of a tensor, of each in a list, or of nothing, the first and the second half of the rows."""
    if value is None:
        return None, None
    if isinstance(value, list):
        return zip(*(_halves(part, axis, sizes) for part in value), strict=True)
    parts = tf.split(value, sizes, axis)
    shape = value.shape.as_list()
    rows = shape[axis] // 2 if sizes == 2 and shape[axis] else None
    for part in parts:
        part.set_shape([*shape[:axis], rows, *shape[axis + 1 :]])
    return parts


def _whole(
    how: _How, x: Any, state: Tensors, weights: Tensors, lengths: Any, mask: Any
) -> tuple[Any, Tensors]:
    kernel, choice = how.kernel, how.choice
    steps = tf.shape(x)[0] if size(x, 0) is None else size(x, 0)
    bound = _bound(how, x, steps, lengths)
    span = Span(steps, bound, lengths, mask, how.parallel_iterations, how.packed)
    if span.ragged:
        x = tf.where(span.valid(), x, tf.zeros([], x.dtype))  # zeros of one number: half the time
    if choice == "cudnn":
        return cudnn.over_time(kernel, x, state, weights, lengths)
    if choice == "xla":
        return whole(kernel, Programs(kernel, span), x, state, weights)
    if choice == "loop":
        return whole(kernel, Loops(kernel, span), x, state, weights)
    if isinstance(kernel, GRU):
        ways = Loops(kernel, span, cells_forward(kernel, span))
        return whole(kernel, ways, x, state, weights)
    assert isinstance(kernel, LSTM)
    fused = block_forward(kernel, span)
    back = kernel if kernel.keras else BlockBackLSTM(**vars(kernel))
    return whole(back, Loops(back, span, fused), x, state, weights)


def _bound(how: _How, x: Any, steps: Any, lengths: Any) -> Any:
    """How many steps run: those of the longest row; one where there are no rows."""
    if lengths is not None:
        return tf.minimum(steps, tf.maximum(1, tf.reduce_max(lengths)))
    if how.halved and size(x, 1) is None:
        return tf.minimum(steps, tf.where(tf.shape(x)[1] > 0, steps, 1))
    return steps
