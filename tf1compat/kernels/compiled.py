"""Both ways along the steps as XLA compiles them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from tf1compat.kernels.choose import hoists_compiled, in_function
from tf1compat.kernels.gradient import Back, way_back
from tf1compat.kernels.gru import GRU
from tf1compat.kernels.loop import Hold, Kernel, Span, Tensors, forwards, newest
from tf1compat.kernels.lstm import LSTM
from tf1compat.kernels.products import affine, size


@dataclass(frozen=True)
class Programs:
    """Ways that are one machine program each, of one T and B.

    A program gives all that it is said to give, and what only the way back reads costs a third of
    the way forward at one row.  So the program is said to give the outputs alone, and TensorFlow
    puts another in its place as soon as it is differentiated.  What is differentiated are handles:
    empty, of a shape that is not told, so that their gradients may be anything.

    What is no loop, and is not asked for by everybody, stays outside: the gradients of x and of
    its weights.
    """

    kernel: Kernel
    span: Span
    once: bool = True

    def forward(self, x: Any, initial: Tensors, weights: Tensors) -> tuple[Any, Tensors, Back]:
        w_in, _, recurrent = self.kernel.split(weights, size(x, 2))
        shapes = [[*x.shape[:2], size(w_in, 1)], *(part.shape for part in (*initial, *recurrent))]
        empty = tf.zeros([0], x.dtype)
        handles = tuple(tf.compat.v1.placeholder_with_default(empty, None) for _ in shapes)
        given = x, tuple(initial), tuple(weights), handles
        # A persistent tape has TensorFlow keep everything from the beginning, another serves once.
        # A v1 graph is built for training, and often differentiated again; in a function what is
        # differentiated again runs forward again.
        persistent = not in_function()
        first = [self._taped(given, persistent)]
        outputs, *final = first[0][0]

        def back(upstream: Tensors) -> tuple[Any, Tensors, Tensors]:
            if persistent:
                ran, tape = first[0]
            else:
                ran, tape = first.pop() if first else self._taped(given, persistent)
            found = tape.gradient(ran, handles, upstream)
            for gradient, shape in zip(found, shapes, strict=True):
                gradient.set_shape(shape)
            d_pre, *rest = found
            return d_pre, tuple(rest[: len(initial)]), tuple(rest[len(initial) :])

        return outputs, tuple(final), back

    def _taped(self, given: tuple[Any, ...], persistent: bool) -> tuple[Any, Any]:
        with tf.GradientTape(persistent, watch_accessed_variables=False) as tape:
            tape.watch(given[-1])
            return self._run(*given), tape

    def _run(self, *values: Any) -> Any:
        span = self.span
        rows = {"lengths": span.lengths, "mask": span.mask}
        if span.lengths is not None:
            rows["bound"] = span.bound
        rows = {name: value for name, value in rows.items() if value is not None}
        known = (part for part in tf.nest.flatten(values) if part.shape.rank is not None)
        kinds = tuple((*part.shape.as_list(), part.dtype) for part in known)
        return _program(self.kernel, tuple(rows), kinds)(rows, *values)


@functools.lru_cache(maxsize=256)
def _program(kernel: Kernel, *_kinds: Any) -> Any:
    """Both ways, traced and compiled once for all layers with tensors of the same kinds."""

    def run(
        rows: dict[str, Any], x: Any, initial: Tensors, weights: Tensors, handles: Tensors
    ) -> Any:
        steps = tf.shape(x)[0] if size(x, 0) is None else size(x, 0)
        every = {"bound": steps, "lengths": None, "mask": None}
        span = Span(steps, **{**every, **rows}, compiled=True)
        constants = tf.nest.map_structure(tf.stop_gradient, (x, initial, weights))
        return _both_ways(kernel, span, *constants)(*handles)

    return tf.function(run, autograph=False, jit_compile=True)


def _both_ways(kernel: Kernel, span: Span, x: Any, initial: Tensors, weights: Tensors) -> Any:
    w_in, bias, recurrent = kernel.split(weights, size(x, 2))

    @tf.custom_gradient
    def run(*handles: Any) -> Any:
        del handles  # whose gradients are all that is wanted of them
        joint = _JOINT.get(type(kernel))
        if joint is None or hoists_compiled(kernel, x):
            ran = forwards(kernel, span, affine(x, w_in, bias), initial, recurrent)
        else:
            ran = forwards(joint(kernel, w_in, bias, recurrent), span, x, initial, recurrent)
        final, new, kept = ran
        seen = tf.nest.map_structure(tf.stop_gradient, (new, kept))

        def back(*upstream: Any) -> Tensors:
            given = *seen, size(w_in, 1)
            found = way_back(kernel, span, initial, recurrent, given, upstream)
            d_pre, d_initial, d_recurrent = found
            # TensorFlow may differentiate what it never uses; outside of here that is refused.
            return tuple(map(tf.stop_gradient, (d_pre, *d_initial, *d_recurrent)))

        return (new[kernel.output], *final), back

    return run


class _JointLSTM:
    """The kernel as ``forwards`` needs it, from a step's input in place of its product."""

    def __init__(self, kernel: Any, w_in: Any, bias: Any, recurrent: Tensors) -> None:
        self._kernel, self._bias = kernel, bias
        self._weight = tf.concat([w_in, recurrent[0]], 0)
        self.kept = kernel.kept

    def step(
        self, pre: Any, state: Tensors, recurrent: Tensors, hold: Hold = newest
    ) -> tuple[Tensors, Tensors]:
        z = tf.matmul(tf.concat([pre, state[1]], 1), self._weight) + self._bias
        given: tuple[Tensors, Tensors] = self._kernel.advance(z, state, recurrent, hold)
        return given


class _JointGRU:
    """The same, by two products."""

    def __init__(self, kernel: Any, w_in: Any, bias: Any, recurrent: Tensors) -> None:
        units = size(recurrent[1], 1)
        self._kernel, self.kept = kernel, kernel.kept
        self._biases = tf.split(bias, [2 * units, units])
        pairs = zip(tf.split(w_in, [2 * units, units], 1), recurrent, strict=True)
        self._weights = [tf.concat(pair, 0) for pair in pairs]

    def step(
        self, pre: Any, state: Tensors, recurrent: Tensors, hold: Hold = newest
    ) -> tuple[Tensors, Tensors]:
        (h,), kernel = state, self._kernel
        gates = self._product(0, pre, h)
        r, u = kernel.packed(*tf.split(tf.sigmoid(gates), 2, 1))
        c = kernel.activation(self._product(1, pre, r * h))
        return (hold(h, u * h + (1 - u) * c),), (r, u, c)

    def _product(self, which: int, x: Any, h: Any) -> Any:
        return tf.matmul(tf.concat([x, h], 1), self._weights[which]) + self._biases[which]


_JOINT: dict[type, Any] = {LSTM: _JointLSTM, GRU: _JointGRU}
