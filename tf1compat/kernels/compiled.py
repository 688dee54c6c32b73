"""Forward passes as XLA compiles them best."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.kernels.gru import GRU
from tf1compat.kernels.loop import Span, Tensors, forwards
from tf1compat.kernels.lstm import LSTM
from tf1compat.kernels.products import size


def joint_forward(kernel: LSTM | GRU, span: Span) -> Any:
    """What ``affine`` and ``forwards`` do, by products [x, h] @ W in each step.

    Compiled code pays nothing for a step's dispatch, so that the products of all inputs in one
    save nothing, and their result, three or four times as wide as the state, would leave the
    caches.
    """
    joint = _JointLSTM if isinstance(kernel, LSTM) else _JointGRU

    def forward(
        x: Any, initial: Tensors, weights: Tensors
    ) -> tuple[Tensors, Tensors, Tensors]:
        w_in, bias, recurrent = kernel.split(weights, size(x, 2))
        return forwards(joint(kernel, w_in, bias, recurrent), span, x, initial, recurrent)

    return forward


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
