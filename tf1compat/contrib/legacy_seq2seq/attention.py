"""Decoders that look at the encoder's outputs: additive attention over lists of steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.legacy_seq2seq.decoders import check_projection, embedded, fed_back
from tf1compat.contrib.linear import linear
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.scope import get_variable, get_variable_scope, variable_scope

_v1 = tf.compat.v1
_SYMBOL = "tf.contrib.legacy_seq2seq.attention_decoder"


class _Heads:
    """Reads of the memory m ``[B, L, A]``, by one or more heads with variables of their own.

    context = Σ_i softmax_i(Σ v ⊙ tanh(m_i W + query K + k)) m_i
    """

    def __init__(self, memory: Any, count: int, dtype: Any) -> None:
        length = memory.shape.as_list()[1]
        self._width = memory.shape.as_list()[2]
        self._length = tf.shape(memory)[1] if length is None else length
        self._memory = tf.reshape(memory, [-1, self._length, 1, self._width])
        self._dtype = dtype
        self._keys, self._scales = [], []
        for head in range(count):
            kernel = get_variable(f"AttnW_{head}", [1, 1, self._width, self._width], dtype=dtype)
            self._keys.append(tf.nn.conv2d(self._memory, kernel, [1, 1, 1, 1], "SAME"))
            self._scales.append(get_variable(f"AttnV_{head}", [self._width], dtype=dtype))

    def nothing(self, batch: Any) -> list[Any]:
        """Zeros in place of each head's context."""
        zeros = [tf.zeros(tf.stack([batch, self._width]), self._dtype) for _ in self._keys]
        for context in zeros:
            if not tf.executing_eagerly():
                context.set_shape([None, self._width])
        return zeros

    def read(self, query: Any) -> list[Any]:
        """Each head's context ``[B, A]`` for a query, the parts of a state side by side."""
        parts = tf.nest.flatten(query)
        joined = tf.concat(parts, 1) if tf.nest.is_nested(query) else query
        return [self._read_by(head, joined) for head in range(len(self._keys))]

    def _read_by(self, head: int, query: Any) -> Any:
        with variable_scope(f"Attention_{head}"):
            asked = linear(query, self._width, True)
            asked = tf.cast(tf.reshape(asked, [-1, 1, 1, self._width]), self._dtype)
            match = self._scales[head] * tf.tanh(self._keys[head] + asked)
            scores = tf.cast(tf.reduce_sum(match, [2, 3]), tf.float32)
            weights = tf.cast(tf.nn.softmax(scores), self._dtype)
            weights = tf.reshape(weights, [-1, self._length, 1, 1])
            context = tf.reduce_sum(weights * self._memory, [1, 2])
            return tf.reshape(context, [-1, self._width])


def attention_decoder(
    decoder_inputs: list[Any],
    initial_state: Any,
    attention_states: Any,
    cell: Any,
    output_size: int | None = None,
    num_heads: int = 1,
    loop_function: Callable[[Any, int], Any] | None = None,
    dtype: Any = None,
    scope: Any = None,
    initial_state_attention: bool = False,
) -> tuple[list[Any], Any]:
    """y_t, s_t = cell([x_t, c_{t-1}] K + k, s_{t-1});  output_t = [y_t, c_t] P + p

    c_t is what each head reads of the memory m for the query s_t, side by side:
    Σ_i softmax_i(Σ v ⊙ tanh(m_i W + s_t Q + q)) m_i.  The softmax is taken in float32.

    Variables: for each head h ``AttnW_h`` ``[1, 1, A, A]`` and ``AttnV_h`` ``[A]``; then
    ``kernel``, ``bias``, the cell's, those of ``Attention_h``, and of ``AttnOutputProjection``.

    Args:
      decoder_inputs: T steps ``[B, D]``; with a loop function only the first one is read.
      initial_state: s_{-1}, with the structure of ``cell.state_size``.
      attention_states: the memory m, ``[B, L, A]``.
      cell: the cell; its input has D columns.
      output_size: the width of the outputs; ``cell.output_size`` by default.
      num_heads: how many reads of the memory there are in each step.
      loop_function: from the output before and the number of the step, the step's input.
      dtype: of the attention; the scope's by default.
      scope: name or scope of the variables; ``attention_decoder`` by default.
      initial_state_attention: whether c_{-1} is read for s_{-1}; zeros otherwise.

    Returns:
      ``(outputs, state)``: the T outputs ``[B, output_size]``, and the state after the last.

    Raises:
      ArgumentValueError: no input, no head, a memory or an input of unknown width.

    Source: behaviour of TensorFlow 1.15.5; Vinyals et al., 2014 (arXiv:1412.7449).

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.legacy_seq2seq.attention import attention_decoder
      >>> steps, start, memory = [tf.ones([2, 3])] * 4, tf.zeros([2, 5]), tf.ones([2, 7, 6])
      >>> outputs, _ = attention_decoder(steps, start, memory, tf1compat.GRUCell(5), num_heads=2)
      >>> len(outputs), outputs[0].shape.as_list()
      (4, [2, 5])
    """
    _check(decoder_inputs, attention_states, num_heads)
    width = cell.output_size if output_size is None else output_size
    with variable_scope(scope or "attention_decoder", dtype=dtype) as opened:
        heads = _Heads(attention_states, num_heads, opened.dtype)
        contexts = (
            heads.read(initial_state)
            if initial_state_attention
            else heads.nothing(tf.shape(decoder_inputs[0])[0])
        )
        state = initial_state
        outputs: list[Any] = []
        for step, given in enumerate(decoder_inputs):
            if step > 0:
                get_variable_scope().reuse_variables()
            inputs = fed_back(loop_function, outputs, step, given)
            y, state = cell(_mixed([inputs, *contexts], _width(inputs), opened.dtype), state)
            known = step > 0 or initial_state_attention
            with variable_scope(get_variable_scope(), reuse=True if known else None):
                contexts = heads.read(state)
            with variable_scope("AttnOutputProjection"):
                outputs.append(_mixed([y, *contexts], width, opened.dtype))
        return outputs, state


def _mixed(parts: list[Any], width: int, dtype: Any) -> Any:
    return linear([tf.cast(part, dtype) for part in parts], width, True)


def _check(decoder_inputs: Any, attention_states: Any, num_heads: int) -> None:
    shape = attention_states.shape
    wrong = [
        ("decoder_inputs", not decoder_inputs, "at least one step", "none", "pass the steps"),
        ("num_heads", num_heads < 1, "at least 1", num_heads, "pass 1 for one read in each step"),
        (
            "attention_states",
            shape.rank != 3 or shape.as_list()[2] is None,
            "[B, L, A] with a static A",
            f"shape {shape}",
            "set the shape before the call",
        ),
    ]
    for argument, is_wrong, expected, received, remedy in wrong:
        if is_wrong:
            raise ArgumentValueError(
                _SYMBOL, argument, expected=expected, received=received, remedy=remedy
            )


def _width(inputs: Any) -> int:
    shape = inputs.shape
    if shape.rank != 2 or shape.as_list()[1] is None:
        raise ArgumentValueError(
            _SYMBOL,
            "decoder_inputs",
            expected="steps [B, D] with a static D",
            received=f"shape {shape}",
            remedy="set the shape before the call",
        )
    width: int = shape.as_list()[1]
    return width


def embedding_attention_decoder(
    decoder_inputs: list[Any],
    initial_state: Any,
    attention_states: Any,
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    num_heads: int = 1,
    output_size: int | None = None,
    output_projection: Any = None,
    feed_previous: bool = False,
    update_embedding_for_previous: bool = True,
    dtype: Any = None,
    scope: Any = None,
    initial_state_attention: bool = False,
) -> tuple[list[Any], Any]:
    """:func:`attention_decoder` over x_t = embedding[id_t]

    Variables: ``embedding`` ``[num_symbols, embedding_size]``, and the decoder's under
    ``attention_decoder``.

    Args:
      decoder_inputs: T steps of ids, int32 or int64 ``[B]``.
      initial_state: as :func:`attention_decoder`.
      attention_states: as :func:`attention_decoder`.
      cell: as :func:`attention_decoder`.
      num_heads: as :func:`attention_decoder`.
      initial_state_attention: as :func:`attention_decoder`.
      num_symbols: how many ids there are.
      embedding_size: D.
      output_size: the width of the outputs; ``cell.output_size`` by default.
      output_projection: ``(W, b)``, to one score for each symbol, for ``feed_previous``.
      feed_previous: whether the best symbol of each step is the input of the next.
      update_embedding_for_previous: whether gradients reach the embedding of ids fed back.
      dtype: of embedding and attention; the scope's by default.
      scope: name or scope of the variables; ``embedding_attention_decoder`` by default.

    Returns:
      ``(outputs, state)``; the outputs are not projected.

    Raises:
      ArgumentValueError: as :func:`attention_decoder`; a projection of another shape.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.legacy_seq2seq.attention import embedding_attention_decoder
      >>> ids, memory = [tf.constant([1, 0])] * 3, tf.ones([2, 7, 6])
      >>> outputs, _ = embedding_attention_decoder(
      ...     ids, tf.zeros([2, 5]), memory, tf1compat.GRUCell(5), 8, 4, output_size=8)
      >>> outputs[0].shape.as_list()
      [2, 8]
    """
    with variable_scope(scope or "embedding_attention_decoder", dtype=dtype) as opened:
        columns = num_symbols if feed_previous else None  # TF1 looks at W where it is used
        check_projection(
            "embedding_attention_decoder", output_projection, columns, num_symbols, opened.dtype
        )
        steps, loop_function = embedded(
            decoder_inputs, num_symbols, embedding_size, output_projection, feed_previous,
            update_embedding_for_previous,
        )
        return attention_decoder(
            steps, initial_state, attention_states, cell, output_size, num_heads, loop_function,
            initial_state_attention=initial_state_attention,
        )
