"""The loops over time, forwards and backwards, that all kernels share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import tensorflow as tf

from tf1compat.kernels.products import size

Tensors = tuple[Any, ...]
# Of a part of the state and the next one, the one that counts, row by row.
Hold = Callable[[Any, Any], Any]


def newest(was: Any, now: Any) -> Any:
    """Every row's next state counts."""
    del was
    return now


class Steps(Protocol):
    """What ``forwards`` needs of a kernel."""

    def kept(self, recurrent: Tensors) -> Tensors:
        """Widths of what ``step`` keeps."""

    def step(
        self, pre: Any, state: Tensors, recurrent: Tensors, hold: Hold = newest
    ) -> tuple[Tensors, Tensors]:
        """The next state, each part held as soon as it is there, and what the way back needs.

        Held before anything is made of it, it joins what made it in one piece of compiled code;
        afterwards it is a piece of its own, which cost an LSTM of narrow rows a third more time.
        """


class Kernel(Steps, Protocol):
    """The mathematics of one cell, apart from time.

    ``pre`` [B, G] is the part of a step that needs no state, its input product and bias.
    """

    @property
    def output(self) -> int:
        """Position of the output among the parts of the state."""

    def __hash__(self) -> int:
        """By value: one trace serves all cells of one kind."""

    def split(self, weights: Tensors, depth: int) -> tuple[Any, Any, Tensors]:
        """Input product [D, G], bias [G], and the weights that meet the state."""

    def join(self, d_inputs: Any, d_bias: Any, d_recurrent: Tensors) -> Tensors:
        """Gradients of what ``split`` gave as those of the weights."""

    def factors(self, kept: Tensors, old: Tensors, new: Tensors) -> Tensors:
        """All that the way back can know before it starts; every argument is [T, B, ·]."""

    def transposed(self, recurrent: Tensors) -> Tensors:
        """The recurrent weights as ``back`` multiplies by them.

        Transposed once: a product that transposes on its way costs two to three times as much.
        """

    def back(
        self, factors: Tensors, d_state: list[Any], transposed: Tensors
    ) -> tuple[Any, list[Any], Tensors]:
        """One step back: gradients of ``pre``, of the old state, and of inner products."""

    def extras(self, recurrent: Tensors) -> Tensors:
        """Widths of the last of these."""

    def weight_gradients(
        self, kept: Tensors, old: Tensors, new: Tensors, d_pre: Any, extras: Tensors
    ) -> Tensors:
        """Gradients of the recurrent weights, each from one product over all steps."""


@dataclass(frozen=True)
class Span:
    """Which steps run, the first ``bound`` ones, and which of them count.

    Of row b these are the first ``lengths[b]``; or ``mask`` [T, B] says it; or all do.  ``packed``
    has a step read, and write, one tensor in place of several, see :class:`Parts`; ``compiled``
    has XLA in mind.
    """

    steps: Any
    bound: Any
    lengths: Any
    mask: Any
    parallel_iterations: int = 32
    packed: bool = False
    compiled: bool = False

    @property
    def ragged(self) -> bool:
        """Whether rows differ in the steps that count."""
        return self.lengths is not None or self.mask is not None

    def valid(self) -> Any:
        """Booleans [T, B, 1]."""
        if self.mask is not None:
            return self.mask[:, :, None]
        times = tf.range(self.steps)[:, None]
        return (times < self.lengths[None, :])[:, :, None]

    def done(self, time: Any) -> Any:
        """Booleans [B, 1]: the rows that a step leaves as they are."""
        if self.mask is not None:
            return tf.logical_not(tf.gather(self.mask, time))[:, None]
        return (time >= self.lengths)[:, None]

    def hold(self, time: Any) -> Hold:
        """What keeps the state of the rows that a step leaves as they are."""
        if not self.ragged:
            return newest
        done = self.done(time)
        return lambda was, now: tf.where(done, was, now)

    def loop(self, condition: Any, body: Any, values: Any) -> Any:
        """``tf.while_loop`` over at most T steps."""
        return tf.compat.v1.while_loop(
            condition, body, values, maximum_iterations=self.steps,
            parallel_iterations=self.parallel_iterations,
        )

    def read_from(self, stack: Any) -> Any:
        """A [T, …] to be read step by step."""
        shape = stack.shape[1:]
        return tf.TensorArray(stack.dtype, self.steps, element_shape=shape).unstack(stack)


class Parts:
    """What steps write, or read: a [B, width] for each of ``widths``.

    In ``groups`` of one each, or those of one width as one [n, B, width].  A value that a loop
    carries costs four operations per step, a group one or two more; with few rows they are most
    of the step, with many the copies cost more.
    """

    def __init__(self, span: Span, widths: Sequence[int]) -> None:
        self._span, self._widths = span, widths
        alike = {width: [n for n, w in enumerate(widths) if w == width] for width in widths}
        self._groups = list(alike.values()) if span.packed else [[n] for n in range(len(widths))]

    def empty(self, dtype: Any, batch: int | None) -> Tensors:
        """Arrays to write to."""
        shapes = ([*self._count(group), batch, self._widths[group[0]]] for group in self._groups)
        return tuple(
            tf.TensorArray(dtype, self._span.steps, element_shape=shape) for shape in shapes
        )

    def written(self, arrays: Tensors, time: Any, values: Sequence[Any]) -> Tensors:
        """The arrays with the parts of a step."""
        groups = zip(arrays, self._groups, strict=True)
        return tuple(array.write(time, self._joined(values, group, 0)) for array, group in groups)

    def stacked(self, arrays: Tensors) -> Tensors:
        """Each part of all steps, [T, B, width]."""
        return self._apart([array.stack() for array in arrays], 1)

    def readers(self, stacks: Sequence[Any]) -> Tensors:
        """Arrays to read all steps' parts from."""
        return tuple(
            self._span.read_from(self._joined(stacks, group, 1)) for group in self._groups
        )

    def read(self, readers: Tensors, time: Any) -> Tensors:
        """The parts of a step."""
        return self._apart([reader.read(time) for reader in readers], 0)

    def _count(self, group: list[int]) -> list[int]:
        return [len(group)] if len(group) > 1 else []

    def _joined(self, parts: Sequence[Any], group: list[int], axis: int) -> Any:
        chosen = [parts[n] for n in group]
        return tf.stack(chosen, axis) if len(chosen) > 1 else chosen[0]

    def _apart(self, values: list[Any], axis: int) -> Tensors:
        parts: list[Any] = [None] * len(self._widths)
        for value, group in zip(values, self._groups, strict=True):
            single = tf.unstack(value, len(group), axis) if len(group) > 1 else [value]
            for n, part in zip(group, single, strict=True):
                parts[n] = part
        return tuple(parts)


class Known(NamedTuple):
    """What the way back can know before it starts, each [T, B, ·]."""

    kept: Tensors
    old: Tensors
    new: Tensors


def forwards(
    kernel: Steps, span: Span, pre: Any, state: Tensors, recurrent: Tensors
) -> tuple[Tensors, Tensors, Tensors]:
    """Runs the steps.

    Returns:
      The final state; every step's state; what every step keeps.
    """
    count = len(state)
    parts = Parts(span, [*(size(part, 1) for part in state), *kernel.kept(recurrent)])
    reader = span.read_from(pre)

    def body(time: Any, state: Tensors, arrays: Tensors) -> Any:
        new, kept = kernel.step(reader.read(time), state, recurrent, span.hold(time))
        for part, was in zip(new, state, strict=True):
            part.set_shape(was.shape)
        return time + 1, new, parts.written(arrays, time, (*new, *kept))

    start = (tf.constant(0), state, parts.empty(pre.dtype, size(pre, 1)))
    _, final, arrays = span.loop(lambda time, *_: time < span.bound, body, start)
    stacks = parts.stacked(arrays)
    return final, stacks[:count], stacks[count:]


def backwards(
    kernel: Kernel, span: Span, known: Known, upstream: Tensors, recurrent: Tensors,
    pre_width: int,
) -> tuple[Any, Tensors, Tensors]:
    """Walks back with one small product, or two, per step.

    Returns:
      Gradients of ``pre`` [T, B, G], of the initial state, and of inner products [T, B, ·].
    """
    d_sequence, *d_final = upstream
    transposed = kernel.transposed(recurrent)
    stacks, factors_of = _factors(kernel, span, known)
    given = Parts(span, [size(stack, 2) for stack in (d_sequence, *stacks)])
    readers = given.readers((d_sequence, *stacks))
    found = Parts(span, (pre_width, *kernel.extras(recurrent)))

    def body(time: Any, d_state: Tensors, arrays: Tensors) -> Any:
        from_above, *now = given.read(readers, time)
        d_new = list(d_state)
        d_new[kernel.output] += from_above
        d_pre, d_old, extras = kernel.back(factors_of(tuple(now)), d_new, transposed)
        step = (d_pre, *extras)
        if span.ragged:
            done = span.done(time)
            step = tuple(tf.where(done, tf.zeros_like(d), d) for d in step)
            d_old = [tf.where(done, new, old) for new, old in zip(d_new, d_old, strict=True)]
        for old, new in zip(d_old, d_state, strict=True):
            old.set_shape(new.shape)
        return time - 1, tuple(d_old), found.written(arrays, time, step)

    start = (span.bound - 1, tuple(d_final), found.empty(d_sequence.dtype, size(d_sequence, 1)))
    _, d_initial, arrays = span.loop(lambda time, *_: time >= 0, body, start)
    d_pre, *extras = found.stacked(arrays)
    return d_pre, d_initial, tuple(extras)


def _factors(kernel: Kernel, span: Span, known: Known) -> tuple[Tensors, Any]:
    """What a step back reads, each [T, B, ·], and its factors as a function of that.

    Interpreted, all of them at once, before the walk, which saves operations; compiled, in passing,
    which saves memory's traffic.
    """
    if not span.compiled:
        return kernel.factors(*known), lambda now: now

    def of_step(now: Tensors) -> Tensors:
        single = tf.nest.pack_sequence_as(tuple(known), [part[None] for part in now])
        return tuple(factor[0] for factor in kernel.factors(*single))

    return tuple(tf.nest.flatten(tuple(known))), of_step


def shifted(initial: Any, stack: Any) -> Any:
    """What each step started from: the initial state, then each step's but the last."""
    return tf.concat([initial[None], stack[:-1]], 0)
