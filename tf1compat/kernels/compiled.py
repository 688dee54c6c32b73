"""Both ways along the steps as XLA compiles them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from tf1compat.kernels.choose import hoists_compiled
from tf1compat.kernels.gradient import Loops
from tf1compat.kernels.gru import GRU
from tf1compat.kernels.loop import Kernel, Known, Span, Tensors, backwards, forwards
from tf1compat.kernels.lstm import LSTM
from tf1compat.kernels.products import size


@dataclass(frozen=True)
class Programs:
    """Ways that are one machine program each, of a known T and B.

    What is no loop stays outside: the products over all steps, which TensorFlow does as fast, and
    of which a graph leaves out those that nobody asks for.
    """

    kernel: Kernel
    span: Span

    def forward(
        self, x: Any, initial: Tensors, weights: Tensors
    ) -> tuple[Tensors, Tensors, Tensors]:
        given: tuple[Tensors, Tensors, Tensors]
        given = self._run((_forward, self.kernel), x, tuple(initial), tuple(weights))
        return given

    def back(
        self, known: Known, upstream: Tensors, recurrent: Tensors, pre_width: int
    ) -> tuple[Any, Tensors, Tensors]:
        given: tuple[Any, Tensors, Tensors]
        way = (_back, self.kernel, pre_width)
        given = self._run(way, known, tuple(upstream), tuple(recurrent))
        return given

    def _run(self, way: tuple[Any, ...], *values: Any) -> Any:
        span = self.span
        rows = {"lengths": span.lengths, "mask": span.mask}
        if span.lengths is not None:
            rows["bound"] = span.bound
        rows = {name: value for name, value in rows.items() if value is not None}
        kinds = tuple((*part.shape.as_list(), part.dtype) for part in tf.nest.flatten(values))
        return _program(way, tuple(rows), kinds)(rows, *values)


@functools.lru_cache(maxsize=256)
def _program(way: tuple[Any, ...], *_kinds: Any) -> Any:
    """A way, traced and compiled once for all layers and calls with tensors of the same kinds."""
    function, *static = way

    def run(rows: dict[str, Any], *values: Any) -> Any:
        over_time = tf.nest.flatten(values)[0]
        steps = tf.shape(over_time)[0] if size(over_time, 0) is None else size(over_time, 0)
        every = {"bound": steps, "lengths": None, "mask": None}
        span = Span(steps, **{**every, **rows}, compiled=True)
        return function(*static, span, *values)

    return tf.function(run, autograph=False, jit_compile=True)


def _forward(
    kernel: Kernel, span: Span, x: Any, initial: Tensors, weights: Tensors
) -> tuple[Tensors, Tensors, Tensors]:
    joint = _JOINT.get(type(kernel))
    if joint is None or hoists_compiled(kernel, x):
        return Loops(kernel, span).forward(x, initial, weights)
    w_in, bias, recurrent = kernel.split(weights, size(x, 2))
    return forwards(joint(kernel, w_in, bias, recurrent), span, x, initial, recurrent)


def _back(
    kernel: Kernel, pre_width: int, span: Span, known: Known, upstream: Tensors,
    recurrent: Tensors,
) -> tuple[Any, Tensors, Tensors]:
    return backwards(kernel, span, known, upstream, recurrent, pre_width)


class _JointLSTM:
    """The kernel as ``forwards`` needs it, from a step's input in place of its product."""

    def __init__(self, kernel: Any, w_in: Any, bias: Any, recurrent: Tensors) -> None:
        self._kernel, self._bias = kernel, bias
        self._weight = tf.concat([w_in, recurrent[0]], 0)
        self.kept = kernel.kept

    def step(self, pre: Any, state: Tensors, recurrent: Tensors) -> tuple[Tensors, Tensors]:
        z = tf.matmul(tf.concat([pre, state[1]], 1), self._weight) + self._bias
        given: tuple[Tensors, Tensors] = self._kernel.advance(z, state[0], recurrent)
        return given


class _JointGRU:
    """The same, by two products."""

    def __init__(self, kernel: Any, w_in: Any, bias: Any, recurrent: Tensors) -> None:
        units = size(recurrent[1], 1)
        self._kernel, self.kept = kernel, kernel.kept
        self._biases = tf.split(bias, [2 * units, units])
        pairs = zip(tf.split(w_in, [2 * units, units], 1), recurrent, strict=True)
        self._weights = [tf.concat(pair, 0) for pair in pairs]

    def step(self, pre: Any, state: Tensors, recurrent: Tensors) -> tuple[Tensors, Tensors]:
        (h,), kernel = state, self._kernel
        gates = self._product(0, pre, h)
        r, u = kernel.packed(*tf.split(tf.sigmoid(gates), 2, 1))
        c = kernel.activation(self._product(1, pre, r * h))
        return (u * h + (1 - u) * c,), (r, u, c)

    def _product(self, which: int, x: Any, h: Any) -> Any:
        return tf.matmul(tf.concat([x, h], 1), self._weights[which]) + self._biases[which]


_JOINT: dict[type, Any] = {LSTM: _JointLSTM, GRU: _JointGRU}
