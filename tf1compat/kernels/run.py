"""Runs a kernel: the steps that count, the rows past their length, the context."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import tensorflow as tf

from tf1compat.kernels import cudnn
from tf1compat.kernels.biased import biased_forward
from tf1compat.kernels.block import BlockBackLSTM, block_forward, cells_forward
from tf1compat.kernels.choose import choose, hoists_compiled, note, packs
from tf1compat.kernels.compiled import joint_forward
from tf1compat.kernels.gru import GRU
from tf1compat.kernels.loop import Kernel, Span, Tensors, door_for, whole
from tf1compat.kernels.lstm import LSTM
from tf1compat.kernels.products import size
from tf1compat.kernels.simple import Simple


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
    how = _How(kernel, choice.name, packs(x, choice.name), parallel_iterations)
    if choice.name != "xla" and not tf.executing_eagerly():
        return _run(how, x, state, weights, **rows)
    # Eagerly each operation of a loop is dispatched from Python: a function does it at once.  One
    # for all T and B, since its trace costs more than a run, but XLA's, which is for one T and B.
    known = size(x, 0), size(x, 1)
    steps, batch = known if choice.name == "xla" else (None, None)
    widths = tuple(size(part, 1) for part in state)
    sizes = steps, batch, size(x, 2), widths, tuple(tuple(w.shape.as_list()) for w in weights)
    function = _function(how, x.dtype, sizes, tuple(rows))
    if choice.name == "xla" and not tf.executing_eagerly():
        rows["door"] = door_for(kernel, x, weights)
        function = _function(how, x.dtype, sizes, tuple(rows))
        x = tf.stop_gradient(x)
    outputs, final = function(x, state, weights, *rows.values())
    return outputs, final


class _How(NamedTuple):
    """What was decided about a run."""

    kernel: Kernel
    choice: str
    packed: bool
    parallel_iterations: int


@functools.lru_cache(maxsize=256)
def _function(how: _How, dtype: Any, sizes: Any, given: tuple[str, ...]) -> Any:
    """``_run`` traced for sequences of some T and B, None for any."""
    steps, batch, depth, widths, shapes = sizes
    rows = {
        "lengths": ([batch], tf.int32), "mask": ([steps, batch], tf.bool),
        "door": ([steps, batch, None], dtype),
    }
    signature = [
        tf.TensorSpec([steps, batch, depth], dtype),
        tuple(tf.TensorSpec([batch, width], dtype) for width in widths),
        tuple(tf.TensorSpec(shape, dtype) for shape in shapes),
        *(tf.TensorSpec(*rows[name]) for name in given),
    ]

    def run(x: Any, state: Tensors, weights: Tensors, *values: Any) -> Any:
        rows = dict(zip(given, values, strict=True))
        return _run(how, x, state, weights, **rows)

    return tf.function(run, signature, autograph=False, jit_compile=how.choice == "xla")


def _run(
    how: _How, x: Any, state: Tensors, weights: Tensors, lengths: Any = None, mask: Any = None,
    door: Any = None,
) -> tuple[Any, Tensors]:
    kernel, choice = how.kernel, how.choice
    steps = tf.shape(x)[0] if size(x, 0) is None else size(x, 0)
    longest = steps if lengths is None else tf.maximum(1, tf.reduce_max(lengths))
    bound = steps if lengths is None else tf.minimum(steps, longest)
    span = Span(steps, bound, lengths, mask, how.parallel_iterations, how.packed)
    if span.ragged:
        x = tf.where(span.valid(), x, tf.zeros_like(x))
    if choice == "cudnn":
        return cudnn.over_time(kernel, x, state, weights, lengths)
    fused = None
    bare = choice == "xla" and hoists_compiled(kernel, x)
    if (choice, type(kernel)) in _FORWARD and not bare:
        fused = _FORWARD[choice, type(kernel)](kernel, span)
    if choice == "block" and isinstance(kernel, LSTM) and not kernel.keras:
        kernel = BlockBackLSTM(**vars(kernel))
    outputs, final = whole(
        kernel, span, x, state, weights, fused, door, once=choice != "loop"
    )
    return outputs, final


_FORWARD: dict[tuple[str, type], Any] = {
    ("block", LSTM): block_forward,
    ("block", GRU): cells_forward,
    ("loop", LSTM): biased_forward,
    ("loop", GRU): biased_forward,
    ("loop", Simple): biased_forward,
    ("xla", LSTM): joint_forward,
    ("xla", GRU): joint_forward,
}
