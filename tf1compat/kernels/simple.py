"""The kernel of the plain recurrent cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from tf1compat.kernels.activations import DERIVATIVES, Function
from tf1compat.kernels.loop import Hold, Tensors, newest
from tf1compat.kernels.products import plus, product, size, times


@dataclass(frozen=True)
class Simple:
    """h' = act(pre + h @ w_h)

    weights: kernel [D + U, U], bias [U].  state: h [B, U].  ``keras`` has kernel [D, U],
    recurrent kernel [U, U], bias [U].
    """

    activation: Function = tf.tanh
    keras: bool = False
    output: int = 0

    def split(self, weights: Tensors, depth: int) -> tuple[Any, Any, Tensors]:
        if self.keras:
            w_in, w_h, bias = weights
            return w_in, bias, (w_h,)
        kernel, bias = weights
        w_in, w_h = tf.split(kernel, [depth, size(kernel, 0) - depth], 0)
        return w_in, bias, (w_h,)

    def join(self, d_inputs: Any, d_bias: Any, d_recurrent: Tensors) -> Tensors:
        if self.keras:
            return d_inputs, d_recurrent[0], d_bias
        return tf.concat([d_inputs, d_recurrent[0]], 0), d_bias

    def kept(self, recurrent: Tensors) -> Tensors:
        return ()

    def step(
        self, pre: Any, state: Tensors, recurrent: Tensors, hold: Hold = newest
    ) -> tuple[Tensors, Tensors]:
        h = self.activation(plus(pre, state[0], recurrent[0]))
        return (hold(state[0], h),), ()

    def factors(self, kept: Tensors, old: Tensors, new: Tensors) -> Tensors:
        return (DERIVATIVES[self.activation](new[0]),)

    def transposed(self, recurrent: Tensors) -> Tensors:
        return (tf.transpose(recurrent[0]),)

    def back(
        self, factors: Tensors, d_state: list[Any], transposed: Tensors
    ) -> tuple[Any, list[Any], Tensors]:
        d_pre = d_state[0] * factors[0]
        return d_pre, [times(d_pre, transposed[0])], ()

    def extras(self, recurrent: Tensors) -> Tensors:
        return ()

    def weight_gradients(
        self, kept: Tensors, old: Tensors, new: Tensors, d_pre: Any, extras: Tensors
    ) -> Tensors:
        return (product(old[0], d_pre),)
