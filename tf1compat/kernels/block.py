"""The forward pass of an LSTM as TensorFlow's one operation ``BlockLSTM``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.kernels.loop import Span, Tensors, size
from tf1compat.kernels.lstm import LSTM


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
