"""The LSTM of one step and of a whole sequence as TensorFlow's ops compute it.

TensorFlow 1 kept both functions private in ``contrib.rnn.python.ops.lstm_ops``; programs that
wanted the gates called them all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import tensorflow as tf

from tf1compat.errors import ArgumentValueError

# What ``None`` means; the ops themselves would clip at 3.
_FORGET_BIAS = 1.0
_NO_CLIP = -1.0


class Step(NamedTuple):
    """What a step computes, each ``[B, U]``."""

    i: Any
    cs: Any
    f: Any
    o: Any
    ci: Any
    co: Any
    h: Any


def lstm_block_cell(
    x: Any,
    cs_prev: Any,
    h_prev: Any,
    w: Any,
    b: Any,
    wci: Any = None,
    wcf: Any = None,
    wco: Any = None,
    forget_bias: float | None = None,
    cell_clip: float | None = None,
    use_peephole: bool | None = None,
    name: str | None = None,
) -> Any:
    """One step with all it computes: i, j, f, o = split([x, h] w + b), see ``LSTMBlockCell``.

    Args:
      x: ``[B, D]``.
      cs_prev: c, ``[B, U]``.
      h_prev: h, ``[B, U]``.
      w: ``[D + U, 4U]``, packed i, j, f, o.
      b: ``[4U]``.
      wci: peephole of i, ``[U]``; zeros of float32 where it is None, with ``wcf`` and ``wco``.
      wcf: peephole of f.
      wco: peephole of o.
      forget_bias: added to f; 1 by default.
      cell_clip: bound of c; none by default.
      use_peephole: whether the peepholes count; not by default.
      name: of the op.

    Returns:
      ``(i, cs, f, o, ci, co, h)``, each ``[B, U]``: c is ``cs``, tanh(j) ``ci``, tanh(c) ``co``.

    Raises:
      ArgumentValueError: the peepholes are left out and U is not known from ``cs_prev``.

    Source: behaviour of TensorFlow 1.15.5's ``contrib.rnn.python.ops.lstm_ops``.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.block_ops import lstm_block_cell
      >>> zero = tf.zeros([2, 4])
      >>> step = lstm_block_cell(tf.ones([2, 3]), zero, zero, tf.ones([7, 16]), tf.zeros([16]))
      >>> step.h.shape.as_list()
      [2, 4]
    """
    if wci is None:
        units = cs_prev.shape.with_rank(2).as_list()[1]
        if units is None:
            raise _unknown("_lstm_block_cell", "cs_prev", "a known last dimension", cs_prev)
        wci = wcf = wco = tf.zeros([units])
    options = _options(forget_bias, cell_clip, use_peephole)
    with tf.name_scope(name or "LSTMBlockCell"):
        return Step(*_differentiable(options)(x, cs_prev, h_prev, w, wci, wcf, wco, b))


def _differentiable(options: dict[str, Any]) -> Any:
    """The op with TF1's gradient, of c and h alone: TensorFlow registers none for it any more."""

    @tf.custom_gradient
    def step(
        x: Any, cs_prev: Any, h_prev: Any, w: Any, wci: Any, wcf: Any, wco: Any, b: Any
    ) -> Any:
        given = {
            "x": x, "cs_prev": cs_prev, "h_prev": h_prev, "w": w, "wci": wci, "wcf": wcf,
            "wco": wco, "b": b,
        }  # fmt: skip
        ran = tf.raw_ops.LSTMBlockCell(**given, **options)

        def gradient(*upstream: Any) -> tuple[Any, ...]:
            back = tf.raw_ops.LSTMBlockCellGrad(
                **given, i=ran.i, cs=ran.cs, f=ran.f, o=ran.o, ci=ran.ci, co=ran.co,
                cs_grad=upstream[1], h_grad=upstream[6], use_peephole=options["use_peephole"],
            )  # fmt: skip
            d_inputs = tf.matmul(back.dicfo, w, transpose_b=True)
            depth = tf.shape(x)[1]
            d_w = tf.matmul(tf.concat([x, h_prev], 1), back.dicfo, transpose_a=True)
            diagonals = (back.wci_grad, back.wcf_grad, back.wco_grad)
            d_b = tf.reduce_sum(back.dicfo, 0)
            d_x, d_h = d_inputs[:, :depth], d_inputs[:, depth:]
            return (d_x, back.cs_prev_grad, d_h, d_w, *diagonals, d_b)

        return tuple(ran), gradient

    return step


def block_lstm(
    seq_len_max: Any,
    x: Sequence[Any],
    w: Any,
    b: Any,
    cs_prev: Any = None,
    h_prev: Any = None,
    wci: Any = None,
    wcf: Any = None,
    wco: Any = None,
    forget_bias: float | None = None,
    cell_clip: float | None = None,
    use_peephole: bool | None = None,
    name: str | None = None,
) -> tuple[list[Any], ...]:
    """``lstm_block_cell`` over a list of steps, in one op.

    Args:
      seq_len_max: int64 scalar, how many of the steps are computed.
      x: T steps ``[B, D]``, B known unless both states are given.
      w: as in ``lstm_block_cell``.
      b: ``[4U]``, U known.
      cs_prev: c before the first step, ``[B, U]``; zeros by default.
      h_prev: h before it.
      wci: peephole of i, ``[U]``; zeros where it is None, with ``wcf`` and ``wco``.
      wcf: peephole of f.
      wco: peephole of o.
      forget_bias: added to f; 1 by default.
      cell_clip: bound of c; none by default.
      use_peephole: whether the peepholes count; not by default.
      name: of the op.

    Returns:
      ``(i, cs, f, o, ci, co, h)``, each a list of T tensors ``[B, U]``.

    Raises:
      ArgumentValueError: the shape of ``b`` is not known.

    Source: behaviour of TensorFlow 1.15.5's ``contrib.rnn.python.ops.lstm_ops``.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.block_ops import block_lstm
      >>> steps = [tf.ones([2, 3])] * 5
      >>> *_, h = block_lstm(5, steps, tf.ones([7, 16]), tf.zeros([16]))
      >>> len(h), h[0].shape.as_list()
      (5, [2, 4])
    """
    packed = b.shape.with_rank(1).as_list()[0]
    if packed is None:
        raise _unknown("_block_lstm", "b", "a known shape [4U]", b)
    zeros = tf.zeros([packed // 4], x[0].dtype)
    if cs_prev is None or h_prev is None:
        state = tf.zeros([x[0].shape.with_rank(2).as_list()[0], packed // 4], x[0].dtype)
        cs_prev = state if cs_prev is None else cs_prev
        h_prev = state if h_prev is None else h_prev
    if wci is None:
        wci = wcf = wco = zeros
    every = tf.raw_ops.BlockLSTM(
        seq_len_max=tf.cast(seq_len_max, tf.int64), x=tf.stack(x), cs_prev=cs_prev,
        h_prev=h_prev, w=w, wci=wci, wcf=wcf, wco=wco, b=b, name=name,
        **_options(forget_bias, cell_clip, use_peephole),
    )  # fmt: skip
    return tuple(tf.unstack(one, num=len(x)) for one in every)


def _options(
    forget_bias: float | None, cell_clip: float | None, use_peephole: bool | None
) -> dict[str, Any]:
    return {
        "forget_bias": _FORGET_BIAS if forget_bias is None else forget_bias,
        "cell_clip": _NO_CLIP if cell_clip is None else cell_clip,
        "use_peephole": bool(use_peephole),
    }


def _unknown(symbol: str, argument: str, expected: str, received: Any) -> ArgumentValueError:
    return ArgumentValueError(
        symbol, argument, expected=expected, received=received.shape,
        remedy="set the shape, by set_shape or where the tensor is made",
    )  # fmt: skip
