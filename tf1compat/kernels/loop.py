"""The loops over time, forwards and backwards, that all kernels share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.kernels.products import affine, product, rows, size
from tf1compat.scopes.context import in_v1_graph

Tensors = tuple[Any, ...]


class Steps(Protocol):
    """What ``forwards`` needs of a kernel."""

    def kept(self, recurrent: Tensors) -> Tensors:
        """Widths of what ``step`` keeps."""

    def step(self, pre: Any, state: Tensors, recurrent: Tensors) -> tuple[Tensors, Tensors]:
        """The next state, and what the way back needs."""


class Kernel(Steps, Protocol):
    """The mathematics of one cell, apart from time.

    ``pre`` [B, G] is the part of a step that needs no state, its input product and bias, or the
    product alone.
    """

    def step(
        self, pre: Any, state: Tensors, recurrent: Tensors, bias: Any = None
    ) -> tuple[Tensors, Tensors]:
        """The next state, and what the way back needs; ``bias`` [G] unless ``pre`` has it."""

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
    has a step read, and write, one tensor in place of several, see :class:`Parts`.
    """

    steps: Any
    bound: Any
    lengths: Any
    mask: Any
    parallel_iterations: int
    packed: bool = False

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
        new, kept = kernel.step(reader.read(time), state, recurrent)
        if span.ragged:
            done = span.done(time)
            new = tuple(tf.where(done, was, now) for was, now in zip(state, new, strict=True))
        for part, was in zip(new, state, strict=True):
            part.set_shape(was.shape)
        return time + 1, new, parts.written(arrays, time, (*new, *kept))

    start = (tf.constant(0), state, parts.empty(pre.dtype, size(pre, 1)))
    _, final, arrays = span.loop(lambda time, *_: time < span.bound, body, start)
    stacks = parts.stacked(arrays)
    return final, stacks[:count], stacks[count:]


def backwards(
    kernel: Kernel,
    span: Span,
    factors: Tensors,
    d_sequence: Any,
    d_final: Tensors,
    recurrent: Tensors,
    pre_width: int,
) -> tuple[Any, Tensors, Tensors]:
    """Walks back with one small product, or two, per step.

    Returns:
      Gradients of ``pre`` [T, B, G], of the initial state, and of inner products [T, B, ·].
    """
    transposed = kernel.transposed(recurrent)
    given = Parts(span, [size(stack, 2) for stack in (d_sequence, *factors)])
    readers = given.readers((d_sequence, *factors))
    found = Parts(span, (pre_width, *kernel.extras(recurrent)))

    def body(time: Any, d_state: Tensors, arrays: Tensors) -> Any:
        upstream, *now = given.read(readers, time)
        d_new = list(d_state)
        d_new[kernel.output] += upstream
        d_pre, d_old, extras = kernel.back(tuple(now), d_new, transposed)
        step = (d_pre, *extras)
        if span.ragged:
            done = span.done(time)
            step = tuple(tf.where(done, tf.zeros_like(d), d) for d in step)
            d_old = [tf.where(done, new, old) for new, old in zip(d_new, d_old, strict=True)]
        for old, new in zip(d_old, d_state, strict=True):
            old.set_shape(new.shape)
        return time - 1, tuple(d_old), found.written(arrays, time, step)

    start = (span.bound - 1, d_final, found.empty(d_sequence.dtype, size(d_sequence, 1)))
    _, d_initial, arrays = span.loop(lambda time, *_: time >= 0, body, start)
    d_pre, *extras = found.stacked(arrays)
    return d_pre, d_initial, tuple(extras)


def shifted(initial: Any, stack: Any) -> Any:
    """What each step started from: the initial state, then each step's but the last."""
    return tf.concat([initial[None], stack[:-1]], 0)


Forward = Callable[..., tuple[Tensors, Tensors, Tensors]]


def whole(
    kernel: Kernel, span: Span, x: Any, state: Sequence[Any], weights: Sequence[Any],
    fused: Forward | None = None, door: Any = None, once: bool = False,
) -> tuple[Any, Tensors]:
    """The layer with its own gradient.

    Args:
      kernel: the cell's mathematics.
      span: the steps that run.
      x: [T, B, D], finite in every step that does not count.
      state: the initial state, parts [B, ·].
      weights: the cell's, as ``kernel.split`` takes them.
      fused: does what ``affine`` and ``forwards`` do, by other operations.
      door: of :func:`door_for` this x, through which the gradient goes in place of x.
      once: whether the gradient refuses to be differentiated again, and what it keeps is cut off:
        a function that two tapes look into is differentiated through all that it keeps, which
        ``BlockLSTM`` does not allow, nor the border of what XLA compiles.

    Returns:
      The outputs of all steps [T, B, ·], which past a row's length repeat its last or are
      undefined numbers, and the final state.
    """
    parts = len(state)

    @tf.custom_gradient
    def run(x: Any, *rest: Any) -> Any:
        rest = rest[door is not None :]
        initial, own = rest[:parts], rest[parts:]
        w_in, bias, recurrent = kernel.split(own, size(x, 2))
        if fused is None:
            pre = affine(x, w_in, bias)
            final, new, kept = forwards(kernel, span, pre, initial, recurrent)
        else:
            final, new, kept = fused(x, initial, own)
        outputs = new[kernel.output]
        if once:
            new, kept = tf.nest.map_structure(tf.stop_gradient, (new, kept))

        def gradient(*upstream: Any) -> Tensors:
            if once:
                return only_once(walk, x, rest, upstream)
            return walk(x, rest, upstream)

        def walk(x: Any, rest: Tensors, upstream: Tensors) -> Tensors:
            initial, own = rest[:parts], rest[parts:]
            w_in, _, recurrent = kernel.split(own, size(x, 2))
            old = tuple(shifted(*pair) for pair in zip(initial, new, strict=True))
            factors = kernel.factors(kept, old, new)
            d_pre, d_initial, extras = backwards(
                kernel, span, factors, upstream[0], upstream[1:], recurrent, size(w_in, 1)
            )
            w_in, until_read = _safe(w_in)
            d_x = inputs_gradient(d_pre, w_in, x) if door is None else tf.zeros_like(x)
            d_weights = kernel.weight_gradients(kept, old, new, d_pre, extras)
            d_bias = tf.reduce_sum(rows(d_pre), 0)
            given = (d_x,) if door is None else (d_x, d_pre)
            joined = kernel.join(product(x, d_pre), d_bias, d_weights)
            with tf.control_dependencies(until_read):
                return (*given, *d_initial, *(tf.identity(weight) for weight in joined))

        return (outputs, *final), gradient

    given = (x,) if door is None else (x, door)
    outputs, *final = run(*given, *state, *weights)
    return outputs, tuple(final)


def only_once(
    walk: Callable[[Any, Tensors, Tensors], Tensors], x: Any, rest: Tensors, upstream: Tensors
) -> Tensors:
    """The way back, with a clear error in place of its derivative."""

    @tf.custom_gradient
    def gradients(*values: Any) -> Any:
        x, *others = values
        rest_again, upstream = tuple(others[: len(rest)]), tuple(others[len(rest) :])
        return walk(x, rest_again, upstream), _refuse_second

    return tuple(gradients(x, *rest, *upstream))


def _refuse_second(*_: Any) -> Any:
    raise ArgumentValueError(
        "kernels", "gradient", expected="first derivatives of a layer that is one operation",
        received="a second derivative, or a gradient taken inside of its tape",
        remedy='build the layer within tf1compat.kernels.switched("loop")',
    )


def _safe(weight: Any) -> tuple[Any, list[Any]]:
    """A weight that no optimizer changes meanwhile, and what its gradient must wait for.

    A reference variable is read where it lies.  An optimizer changes it as soon as its gradient is
    there, and TensorFlow prunes the gate by which version 1 kept it waiting for x's.
    """
    if not in_v1_graph():
        return weight, []

    @tf.custom_gradient
    def copied(weight: Any) -> Any:
        return tf.raw_ops.DeepCopy(x=weight), lambda upstream: upstream

    copy = copied(weight)
    copy.set_shape(weight.shape)
    return copy, [copy]


def inputs_gradient(d_pre: Any, w_in: Any, x: Any) -> Any:
    """The gradient of x [T, B, D] from that of its product."""
    d_x = tf.reshape(tf.matmul(rows(d_pre), tf.transpose(w_in)), tf.shape(x))
    d_x.set_shape(x.shape)
    return d_x


def door_for(kernel: Kernel, x: Any, weights: Tensors) -> Any:
    """Zeros [T, B, G] whose gradient, that of x's product, goes on to x.

    A function computes all of its gradients, wanted or not.  The product that gives x's is a
    tenth of a training step and wanted by no first layer; outside of the function it is computed
    on demand.
    """
    w_in = kernel.split(weights, size(x, 2))[0]

    @tf.custom_gradient
    def door(x: Any) -> Any:
        shape = [size(x, 0), size(x, 1), size(w_in, 1)]
        return tf.zeros(shape, x.dtype), lambda d_pre: inputs_gradient(d_pre, w_in, x)

    return door(x)
