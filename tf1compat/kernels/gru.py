"""The GRU kernels: the reset gate before the product (TF1), or after it (cuDNN, Keras)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from tf1compat.kernels.activations import DERIVATIVES, Function
from tf1compat.kernels.loop import Hold, Tensors, newest
from tf1compat.kernels.products import plus, product, size, times


@dataclass(frozen=True)
class GRU:
    """r, u = split(σ(pre_ru + h @ w_g));  c = act(pre_c + (r ∘ h) @ w_c)

    h' = u ∘ h + (1 - u) ∘ c

    weights: gates kernel [D + U, 2U] packed r, u, gates bias [2U], candidate kernel [D + U, U],
    candidate bias [U].  state: h [B, U].  ``keras`` has them packed u, r, c in kernel [D, 3U],
    recurrent kernel [U, 3U] and bias [3U].
    """

    activation: Function = tf.tanh
    keras: bool = False
    output: int = 0

    def packed(self, r: Any, u: Any) -> list[Any]:
        """Two gates in the order of the weights, or of that order back as r, u."""
        return [u, r] if self.keras else [r, u]

    def split(self, weights: Tensors, depth: int) -> tuple[Any, Any, Tensors]:
        if self.keras:
            kernel, recurrent, bias = weights
            units = size(recurrent, 0)
            return kernel, bias, tuple(tf.split(recurrent, [2 * units, units], 1))
        gates, gates_bias, candidate, candidate_bias = weights
        sizes = [depth, size(gates, 0) - depth]
        x_gates, h_gates = tf.split(gates, sizes, 0)
        x_candidate, h_candidate = tf.split(candidate, sizes, 0)
        bias = tf.concat([gates_bias, candidate_bias], 0)
        return tf.concat([x_gates, x_candidate], 1), bias, (h_gates, h_candidate)

    def join(self, d_inputs: Any, d_bias: Any, d_recurrent: Tensors) -> Tensors:
        if self.keras:
            return d_inputs, tf.concat(d_recurrent, 1), d_bias
        units = size(d_bias, 0) // 3
        x_gates, x_candidate = tf.split(d_inputs, [2 * units, units], 1)
        d_gates_bias, d_candidate_bias = tf.split(d_bias, [2 * units, units])
        gates, candidate = d_recurrent
        return (
            tf.concat([x_gates, gates], 0), d_gates_bias,
            tf.concat([x_candidate, candidate], 0), d_candidate_bias,
        )

    def kept(self, recurrent: Tensors) -> Tensors:
        return (size(recurrent[1], 1),) * 3

    def step(
        self, pre: Any, state: Tensors, recurrent: Tensors, hold: Hold = newest
    ) -> tuple[Tensors, Tensors]:
        (h,), (w_g, w_c) = state, recurrent
        units = size(w_c, 1)
        pre_gates, pre_candidate = tf.split(pre, [2 * units, units], 1)
        gates = tf.sigmoid(plus(pre_gates, h, w_g))
        r, u = self.packed(*tf.split(gates, 2, 1))
        c = self.activation(plus(pre_candidate, r * h, w_c))
        return (hold(h, u * h + (1 - u) * c),), (r, u, c)

    def factors(self, kept: Tensors, old: Tensors, new: Tensors) -> Tensors:
        (r, u, c), (h,) = kept, old
        slope = DERIVATIVES[self.activation](c)
        return (h - c) * u * (1 - u), (1 - u) * slope, h * r * (1 - r), u, r

    def transposed(self, recurrent: Tensors) -> Tensors:
        return tuple(tf.transpose(weight) for weight in recurrent)

    def back(
        self, factors: Tensors, d_state: list[Any], transposed: Tensors
    ) -> tuple[Any, list[Any], Tensors]:
        of_u, of_c, of_r, u, r = factors
        (dh,), (w_g, w_c) = d_state, transposed
        dc = dh * of_c
        d_reset = times(dc, w_c)
        d_gates = tf.concat(self.packed(d_reset * of_r, dh * of_u), 1)
        d_old = dh * u + d_reset * r + times(d_gates, w_g)
        return tf.concat([d_gates, dc], 1), [d_old], ()

    def extras(self, recurrent: Tensors) -> Tensors:
        return ()

    def weight_gradients(
        self, kept: Tensors, old: Tensors, new: Tensors, d_pre: Any, extras: Tensors
    ) -> Tensors:
        units = size(old[0], 2)
        d_gates, d_candidate = tf.split(d_pre, [2 * units, units], 2)
        return product(old[0], d_gates), product(kept[0] * old[0], d_candidate)


@dataclass(frozen=True)
class ResetAfterGRU:
    """z, r = split(σ(pre_zr + h @ w_zr + b_zr));  c = act(pre_c + r ∘ (h @ w_c + b_c))

    h' = z ∘ h + (1 - z) ∘ c

    weights, packed z, r, c as Keras packs them: kernel [D, 3U], recurrent kernel [U, 3U],
    biases [2, 3U] of the two products.  state: h [B, U].
    """

    activation: Function = tf.tanh
    output: int = 0

    def split(self, weights: Tensors, depth: int) -> tuple[Any, Any, Tensors]:
        kernel, recurrent, biases = weights
        return kernel, biases[0], (recurrent, biases[1])

    def join(self, d_inputs: Any, d_bias: Any, d_recurrent: Tensors) -> Tensors:
        d_h, d_inner_bias = d_recurrent
        return d_inputs, d_h, tf.stack([d_bias, d_inner_bias])

    def kept(self, recurrent: Tensors) -> Tensors:
        return (size(recurrent[0], 0),) * 4

    def step(
        self, pre: Any, state: Tensors, recurrent: Tensors, hold: Hold = newest
    ) -> tuple[Tensors, Tensors]:
        (h,), (w_h, inner_bias) = state, recurrent
        units = size(w_h, 0)
        inner = tf.nn.bias_add(tf.matmul(h, w_h), inner_bias)
        pre_gates, pre_candidate = tf.split(pre, [2 * units, units], 1)
        inner_gates, inner_candidate = tf.split(inner, [2 * units, units], 1)
        z, r = tf.split(tf.sigmoid(pre_gates + inner_gates), 2, 1)
        c = self.activation(pre_candidate + r * inner_candidate)
        return (hold(h, z * h + (1 - z) * c),), (z, r, c, inner_candidate)

    def factors(self, kept: Tensors, old: Tensors, new: Tensors) -> Tensors:
        (z, r, c, inner), (h,) = kept, old
        of_c = (1 - z) * DERIVATIVES[self.activation](c)
        of_z, of_r = (h - c) * z * (1 - z), of_c * inner * r * (1 - r)
        return tf.concat([of_z, of_r, of_c], 2), r, z

    def transposed(self, recurrent: Tensors) -> Tensors:
        return (tf.transpose(recurrent[0]),)

    def back(
        self, factors: Tensors, d_state: list[Any], transposed: Tensors
    ) -> tuple[Any, list[Any], Tensors]:
        of_all, r, z = factors
        (dh,) = d_state
        d_pre = tf.concat([dh, dh, dh], 1) * of_all
        return d_pre, [dh * z + times(_inner(d_pre, r, 1), transposed[0])], ()

    def extras(self, recurrent: Tensors) -> Tensors:
        return ()

    def weight_gradients(
        self, kept: Tensors, old: Tensors, new: Tensors, d_pre: Any, extras: Tensors
    ) -> Tensors:
        d_inner = _inner(d_pre, kept[1], 2)
        return product(old[0], d_inner), tf.reduce_sum(d_inner, [0, 1])


def _inner(d_pre: Any, r: Any, axis: int) -> Any:
    """The gradient of h @ w_h + b: that of pre, but for the candidate's part times r."""
    dz, dr, dc = tf.split(d_pre, 3, axis)
    return tf.concat([dz, dr, dc * r], axis)
