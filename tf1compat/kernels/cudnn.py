"""cuDNN's recurrent layers: one operation over time, which runs on a GPU only."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.kernels.gradient import only_once
from tf1compat.kernels.gru import ResetAfterGRU
from tf1compat.kernels.loop import Kernel, Tensors
from tf1compat.kernels.lstm import LSTM
from tf1compat.kernels.products import size
from tf1compat.kernels.simple import Simple

_MODES: dict[type, str] = {LSTM: "lstm", ResetAfterGRU: "gru", Simple: "rnn_tanh"}


def lacks(kernel: Any, x: Any) -> str | None:
    """What cuDNN does not have of a kernel over x [T, B, D], None if it has all."""
    if size(x, 1) == 0:
        return "batches without rows"
    if x.dtype == tf.bfloat16:  # TensorFlow takes it, and gives wrong numbers
        return "bfloat16"
    if type(kernel) not in _MODES:
        return "a reset before the product"
    if isinstance(kernel, LSTM) and (
        kernel.peepholes or kernel.projected or kernel.cell_clip is not None
    ):
        return "peepholes, projection and clips"
    tanh = kernel.activation in (tf.tanh, tf.compat.v1.nn.tanh)
    return None if tanh else "other activations than tanh"


def over_time(
    kernel: Kernel, x: Any, state: Tensors, weights: Tensors, lengths: Any = None
) -> tuple[Any, Tensors]:
    """Outputs [T, B, U], zeros past a row's length, and the final state.

    Args:
      kernel: one of which cuDNN ``lacks`` nothing.
      x: [T, B, D].
      state: the initial state, parts [B, U].
      weights: the cell's, as ``kernel.split`` takes them.
      lengths: int32 [B], or None.
    """
    *c, h = state
    steps, batch = tf.unstack(tf.shape(x)[:2])
    # cuDNN refuses a row without a step: such a row runs one, which nothing reads.
    counts = tf.fill([batch], steps) if lengths is None else tf.clip_by_value(lengths, 1, steps)
    outputs, last_h, last_c = _layer(
        _MODES[type(kernel)], counts, x, h[None], c[0][None] if c else tf.zeros([], x.dtype),
        packed(kernel, weights, size(x, 2)),
    )
    final: Tensors = (last_c[0], last_h[0]) if c else (last_h[0],)
    if lengths is not None:
        empty = (lengths < 1)[:, None]
        outputs = tf.where(empty[None], tf.zeros_like(outputs), outputs)
        final = tuple(tf.where(empty, *pair) for pair in zip(state, final, strict=True))
    outputs.set_shape([size(x, 0), size(x, 1), size(h, 1)])
    for part, was in zip(final, state, strict=True):
        part.set_shape(was.shape)
    return outputs, final


def _layer(mode: str, counts: Any, *inputs: Any) -> Tensors:
    """The operation with its own way back, which refuses to be differentiated again."""
    options = {"sequence_lengths": counts, "rnn_mode": mode}
    names = ("input", "input_h", "input_c", "params")

    @tf.custom_gradient
    def run(*inputs: Any) -> Any:
        ran = tf.raw_ops.CudnnRNNV3(**dict(zip(names, inputs, strict=True)), **options)
        found = ran.output, ran.output_h, ran.output_c
        output, output_h, output_c, space = map(tf.stop_gradient, (*found, ran.reserve_space))

        def walk(x: Any, rest: Tensors, upstream: Tensors) -> Tensors:
            # cuDNN writes into the space, and another way back must not read that: each has a copy.
            # It hangs on what comes down, lest a jacobian take one copy for all.
            same = tf.where(tf.math.is_nan(upstream[0][0, 0, 0]), space, space)
            own_space = tf.raw_ops.DeepCopy(x=same)
            return tuple(tf.raw_ops.CudnnRNNBackpropV3(
                **dict(zip(names, (x, *rest), strict=True)), **options,
                output=output, output_h=output_h, output_c=output_c,
                output_backprop=upstream[0], output_h_backprop=upstream[1],
                output_c_backprop=upstream[2], reserve_space=own_space,
                host_reserved=ran.host_reserved,
            ))

        return found, lambda *upstream: only_once(walk, inputs[0], inputs[1:], upstream)

    return tuple(run(*inputs))


def packed(kernel: Kernel, weights: Tensors, depth: int) -> Any:
    """The weights in one row: each gate's [U, D], each gate's [U, U], then the two biases.

    cuDNN has an LSTM's gates as i, f, j, o and a GRU's as r, z, c, and a bias for each product.
    """
    w_in, bias, (w_h, *other) = kernel.split(weights, depth)
    biases = bias, other[0] if other else tf.zeros_like(bias)
    by_gate = (_ordered(kernel, part) for part in (w_in, w_h, *biases))
    return tf.concat([tf.reshape(tf.transpose(part), [-1]) for part in by_gate], 0)


def _ordered(kernel: Kernel, part: Any) -> Any:
    """Columns [·, G], or a bias [G], by gates in cuDNN's order."""
    if isinstance(kernel, LSTM):
        *ijf, o = tf.split(part, 4, -1)
        i, j, f = kernel.unpacked(*ijf)
        return tf.concat([i, f, j, o], -1)
    if isinstance(kernel, ResetAfterGRU):
        z, r, c = tf.split(part, 3, -1)
        return tf.concat([r, z, c], -1)
    return part
