"""The LSTM kernel: peepholes, clips and projection included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from tf1compat.kernels.activations import DERIVATIVES, Function
from tf1compat.kernels.loop import Hold, Tensors, newest
from tf1compat.kernels.products import plus, product, size, times


@dataclass(frozen=True)
class LSTM:
    """i, j, f, o = split(pre + h @ w_h)

    c' = clip(σ(f + w_f ∘ c) ∘ c + σ(i + w_i ∘ c) ∘ act(j));  m = σ(o + w_o ∘ c') ∘ act(c')
    h' = clip(m @ w_p), or m;  forget_bias is part of pre

    weights: kernel [D + P, 4U], bias [4U], with peepholes w_f, w_i, w_o [U], with projection
    w_p [U, P].  state: c [B, U], h [B, P].  ``keras`` has gates packed i, f, j, o, and two
    kernels, [D, 4U] and [P, 4U], in place of one.

    Back: everything but dc and dh is known before the walk, so that a step multiplies by it,
    dh = dm @ w_pᵀ where projected, dz = [dc ∘ K_i, dc ∘ K_j, dc ∘ K_f, dm ∘ K_o], and one product
    dz @ w_hᵀ.
    """

    forget_bias: float = 1.0
    activation: Function = tf.tanh
    peepholes: bool = False
    projected: bool = False
    cell_clip: float | None = None
    proj_clip: float | None = None
    keras: bool = False
    output: int = 1

    def packed(self, i: Any, j: Any, f: Any) -> list[Any]:
        """The gates before o in the order of the weights."""
        return [i, f, j] if self.keras else [i, j, f]

    def unpacked(self, i: Any, second: Any, third: Any) -> list[Any]:
        """i, j, f of what stands in the order of the weights."""
        return self.packed(i, second, third)  # a swap is its own inverse

    def split(self, weights: Tensors, depth: int) -> tuple[Any, Any, Tensors]:
        if self.keras:
            w_in, w_h, bias, *rest = weights
        else:
            kernel, bias, *rest = weights
            w_in, w_h = tf.split(kernel, [depth, size(kernel, 0) - depth], 0)
        if self.forget_bias:
            none = tf.zeros([size(w_in, 1) // 4], bias.dtype)
            forget = none + tf.constant(self.forget_bias, bias.dtype)
            bias = bias + tf.concat([*self.packed(none, none, forget), none], 0)
        return w_in, bias, (w_h, *rest)

    def join(self, d_inputs: Any, d_bias: Any, d_recurrent: Tensors) -> Tensors:
        d_h, *rest = d_recurrent
        if self.keras:
            return (d_inputs, d_h, d_bias, *rest)
        return (tf.concat([d_inputs, d_h], 0), d_bias, *rest)

    def kept(self, recurrent: Tensors) -> Tensors:
        units = size(recurrent[0], 1) // 4
        return (units,) * 5

    def step(
        self, pre: Any, state: Tensors, recurrent: Tensors, hold: Hold = newest
    ) -> tuple[Tensors, Tensors]:
        return self.advance(plus(pre, state[1], recurrent[0]), state, recurrent, hold)

    def advance(
        self, z: Any, state: Tensors, recurrent: Tensors, hold: Hold
    ) -> tuple[Tensors, Tensors]:
        """A step from the sum z [B, 4U] of both products and the bias."""
        old_c, old_h = state
        *ijf, o = tf.split(z, 4, 1)
        i, j, f = self.unpacked(*ijf)
        if self.peepholes:
            w_f, w_i, w_o = recurrent[1:4]
            f, i = f + w_f * old_c, i + w_i * old_c
        i, j, f = tf.sigmoid(i), self.activation(j), tf.sigmoid(f)
        c = f * old_c + i * j
        if self.cell_clip is not None:
            c = tf.clip_by_value(c, -self.cell_clip, self.cell_clip)
        c = hold(old_c, c)
        o = tf.sigmoid(o + w_o * c if self.peepholes else o)
        seen = self.activation(c)
        h = o * seen
        if self.projected:
            h = times(h, recurrent[-1])
            if self.proj_clip is not None:
                h = tf.clip_by_value(h, -self.proj_clip, self.proj_clip)
        return (c, hold(old_h, h)), (i, j, f, o, seen)

    def factors(self, kept: Tensors, old: Tensors, new: Tensors) -> Tensors:
        i, j, f, o, seen = kept
        slope = DERIVATIVES[self.activation]
        ijf = self.packed(j * i * (1 - i), i * slope(j), old[0] * f * (1 - f))
        of_pre = tf.concat([*ijf, seen * o * (1 - o)], 2)
        given: Tensors = (of_pre, o * slope(seen), f)
        if self.cell_clip is not None:
            given += (_inside(new[0], self.cell_clip),)
        if self.projected and self.proj_clip is not None:
            given += (_inside(new[1], self.proj_clip),)
        return given

    def transposed(self, recurrent: Tensors) -> Tensors:
        w_h, *rest = recurrent
        if self.projected:
            rest[-1] = tf.transpose(rest[-1])
        return (tf.transpose(w_h), *rest)

    def back(
        self, factors: Tensors, d_state: list[Any], transposed: Tensors
    ) -> tuple[Any, list[Any], Tensors]:
        of_pre, of_seen, f, *inside = factors
        dc, dm = d_state
        extras: Tensors = ()
        if self.projected:
            dm = dm * inside[-1] if self.proj_clip is not None else dm
            extras, dm = (dm,), times(dm, transposed[-1])
        dc = dc + dm * of_seen
        if self.peepholes:
            w_f, w_i, w_o = transposed[1:4]
            dc = dc + dm * tf.split(of_pre, 4, 1)[-1] * w_o
        if self.cell_clip is not None:
            dc = dc * inside[0]
        d_pre = tf.concat([dc, dc, dc, dm], 1) * of_pre
        dc = dc * f
        if self.peepholes:
            *ijf, _ = tf.split(d_pre, 4, 1)
            di, _, df = self.unpacked(*ijf)
            dc = dc + di * w_i + df * w_f
        return d_pre, [dc, times(d_pre, transposed[0])], extras

    def extras(self, recurrent: Tensors) -> Tensors:
        return (size(recurrent[-1], 1),) if self.projected else ()

    def weight_gradients(
        self, kept: Tensors, old: Tensors, new: Tensors, d_pre: Any, extras: Tensors
    ) -> Tensors:
        given: Tensors = (product(old[1], d_pre),)
        if self.peepholes:
            *d_ijf, do = tf.split(d_pre, 4, 2)
            di, _, df = self.unpacked(*d_ijf)
            pairs = ((df, old[0]), (di, old[0]), (do, new[0]))
            given += tuple(tf.reduce_sum(d * c, [0, 1]) for d, c in pairs)
        if self.projected:
            given += (product(kept[3] * kept[4], extras[0]),)
        return given


def _inside(clipped: Any, bound: float) -> Any:
    """1 where the clip let the value pass, else 0; at the bound itself it was clipped."""
    return tf.cast(tf.abs(clipped) < bound, clipped.dtype)
