"""TensorFlow's fused operations: ``BlockLSTM`` over time, and single steps."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.kernels.gru import GRU
from tf1compat.kernels.loop import Hold, Span, Tensors, forwards, newest
from tf1compat.kernels.lstm import LSTM
from tf1compat.kernels.products import size, times


def block_forward(kernel: LSTM, span: Span) -> Any:
    """What ``affine`` and ``forwards`` do, for tanh without clips and projection in float32.

    The operation runs every row to the bound; its final state is looked up at the row's length.
    Its own clip of c is 3 unless it is told otherwise, -1 is none; its gates are i, j, f, o, those
    of its second version Keras's i, f, j, o.
    """

    def forward(
        x: Any, initial: Tensors, weights: Tensors
    ) -> tuple[Tensors, Tensors, Tensors]:
        c, h = initial
        w_in, bias, (w_h, *peepholes) = kernel.split(weights, size(x, 2))
        none = tf.zeros([size(w_in, 1) // 4], x.dtype)
        w_f, w_i, w_o = peepholes or (none, none, none)
        given = {
            "seq_len_max": tf.cast(span.bound, tf.int64), "x": x, "cs_prev": c, "h_prev": h,
            "w": tf.concat([w_in, w_h], 0), "wci": w_i, "wcf": w_f, "wco": w_o, "b": bias,
            "cell_clip": -1.0, "use_peephole": kernel.peepholes,
        }
        if kernel.keras:
            ran = tf.raw_ops.BlockLSTMV2(**given)
        else:
            ran = tf.raw_ops.BlockLSTM(**given, forget_bias=0.0)  # it is part of the bias
        new = (ran.cs, ran.h)
        kept = (ran.i, ran.ci, ran.f, ran.o, ran.co)
        final = tuple(_at_end(span, *pair) for pair in zip(initial, new, strict=True))
        return final, new, kept

    return forward


def _at_end(span: Span, initial: Any, stack: Any) -> Any:
    if span.lengths is None:
        return stack[-1]
    last = tf.minimum(span.lengths, span.bound)
    places = tf.stack([tf.maximum(last - 1, 0), tf.range(tf.shape(initial)[0])], 1)
    return tf.where((last > 0)[:, None], tf.gather_nd(stack, places), initial)


class BlockBackLSTM(LSTM):
    """The kernel with a step back as one operation and one product."""

    def factors(self, kept: Tensors, old: Tensors, new: Tensors) -> Tensors:
        i, j, f, o, seen = kept
        return old[0], i, new[0], f, o, j, seen

    def transposed(self, recurrent: Tensors) -> Tensors:
        back, *peepholes = super().transposed(recurrent)
        units = size(back, 1)
        none = [tf.zeros([units], back.dtype)] * 3
        # The operation asks for the kernel's and the bias's shapes, and reads neither.
        unread = tf.reshape(back, [units, 4 * units]), tf.zeros([4 * units], back.dtype)
        return (back, *(peepholes or none), *unread)

    def back(
        self, factors: Tensors, d_state: list[Any], transposed: Tensors
    ) -> tuple[Any, list[Any], Tensors]:
        old, i, new, f, o, j, seen = factors
        back, w_f, w_i, w_o, kernel, bias = transposed
        ran = tf.raw_ops.LSTMBlockCellGrad(
            x=old[:, :0], cs_prev=old, h_prev=old, w=kernel, wci=w_i, wcf=w_f, wco=w_o, b=bias,
            i=i, cs=new, f=f, o=o, ci=j, co=seen, cs_grad=d_state[0], h_grad=d_state[1],
            use_peephole=self.peepholes,
        )
        return ran.dicfo, [ran.cs_prev_grad, times(ran.dicfo, back)], ()


def cells_forward(kernel: GRU, span: Span) -> Any:
    """What ``affine`` and ``forwards`` do, by a ``GRUBlockCell`` in each step."""

    def forward(
        x: Any, initial: Tensors, weights: Tensors
    ) -> tuple[Tensors, Tensors, Tensors]:
        recurrent = kernel.split(weights, size(x, 2))[2]
        return forwards(_BlockGRU(kernel, weights), span, x, initial, recurrent)

    return forward


class _BlockGRU:
    """The kernel as ``forwards`` needs it, from a step's input in place of its product."""

    def __init__(self, kernel: GRU, weights: Tensors) -> None:
        self.kept = kernel.kept
        names = ("w_ru", "b_ru", "w_c", "b_c")
        self._weights = dict(zip(names, weights, strict=True))

    def step(
        self, pre: Any, state: Tensors, recurrent: Tensors, hold: Hold = newest
    ) -> tuple[Tensors, Tensors]:
        ran = tf.raw_ops.GRUBlockCell(x=pre, h_prev=state[0], **self._weights)
        return (hold(state[0], ran.h),), (ran.r, ran.u, ran.c)
