"""Decoders without attention: ``rnn_decoder`` and ``embedding_rnn_decoder``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.scope import get_variable, get_variable_scope, variable_scope

_v1 = tf.compat.v1


def rnn_decoder(
    decoder_inputs: Iterable[Any],
    initial_state: Any,
    cell: Any,
    loop_function: Callable[[Any, int], Any] | None = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """output_t, state_t = cell(x_t, state_{t-1});  x_t = input_t, or loop_function(output_{t-1}, t)

    Args:
      decoder_inputs: T steps ``[B, D]``; with a loop function only the first one is read.
      initial_state: state_{-1}, with the structure of ``cell.state_size``.
      cell: the cell.
      loop_function: from the output before and the number of the step, the step's input.
      scope: name or scope of the variables; ``rnn_decoder`` by default.

    Returns:
      ``(outputs, state)``: the T outputs, and the state after the last.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.legacy_seq2seq.decoders import rnn_decoder
      >>> cell, steps = tf1compat.GRUCell(3), [tf.ones([2, 3])] * 4
      >>> outputs, state = rnn_decoder(steps, tf.zeros([2, 3]), cell, lambda output, t: output)
      >>> len(outputs), state.shape.as_list()
      (4, [2, 3])
    """
    with variable_scope(scope or "rnn_decoder"):
        state = initial_state
        outputs: list[Any] = []
        for step, given in enumerate(decoder_inputs):
            inputs = fed_back(loop_function, outputs, step, given)
            if step > 0:
                get_variable_scope().reuse_variables()
            output, state = cell(inputs, state)
            outputs.append(output)
        return outputs, state


def fed_back(loop_function: Any, outputs: list[Any], step: int, given: Any) -> Any:
    """The input of a step: the given one, or what the loop function makes of the output before."""
    if loop_function is None or not outputs:
        return given
    with variable_scope("loop_function", reuse=True):
        return loop_function(outputs[-1], step)


def embedding_rnn_decoder(
    decoder_inputs: Iterable[Any],
    initial_state: Any,
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    output_projection: Any = None,
    feed_previous: bool = False,
    update_embedding_for_previous: bool = True,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """x_t = embedding[id_t];  with ``feed_previous``, id_t = argmax(output_{t-1} · W + b) for t > 0

    Variables: ``embedding`` ``[num_symbols, embedding_size]``, and the cell's under
    ``rnn_decoder``.

    Args:
      decoder_inputs: T steps of ids, int32 or int64 ``[B]``.
      initial_state: as :func:`rnn_decoder`.
      cell: the cell.
      num_symbols: how many ids there are.
      embedding_size: the width of the cell's input.
      output_projection: ``(W, b)``, ``[U, num_symbols]`` and ``[num_symbols]``; without it the
        outputs are themselves a score for each symbol.
      feed_previous: whether the best symbol of each step is the input of the next.
      update_embedding_for_previous: whether gradients reach the embedding of ids fed back.
      scope: name or scope of the variables; ``embedding_rnn_decoder`` by default.

    Returns:
      ``(outputs, state)`` as :func:`rnn_decoder`; the outputs are not projected.

    Raises:
      ArgumentValueError: a projection of another shape.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.legacy_seq2seq.decoders import embedding_rnn_decoder
      >>> ids, start = [tf.constant([1, 0])] * 3, tf.zeros([2, 4])
      >>> outputs, _ = embedding_rnn_decoder(ids, start, tf1compat.GRUCell(4), 4, 2)
      >>> outputs[2].shape.as_list()
      [2, 4]
    """
    with variable_scope(scope or "embedding_rnn_decoder") as opened:
        check_projection(
            "embedding_rnn_decoder", output_projection, num_symbols, num_symbols, opened.dtype
        )
        steps, loop_function = embedded(
            decoder_inputs, num_symbols, embedding_size, output_projection, feed_previous,
            update_embedding_for_previous,
        )
        return rnn_decoder(steps, initial_state, cell, loop_function)


def embedded(
    decoder_inputs: Iterable[Any],
    num_symbols: int,
    embedding_size: int,
    output_projection: Any,
    feed_previous: bool,
    update_embedding: bool,
) -> tuple[list[Any], Callable[[Any, int], Any] | None]:
    """The vectors of ids, of a new embedding, and the loop function of ``feed_previous``."""
    embedding = get_variable("embedding", [num_symbols, embedding_size])
    steps = [tf.nn.embedding_lookup(embedding, ids) for ids in decoder_inputs]
    loop_function = best_symbol(embedding, output_projection, update_embedding)
    return steps, loop_function if feed_previous else None


def best_symbol(
    embedding: Any, output_projection: Any = None, update_embedding: bool = True
) -> Callable[[Any, int], Any]:
    """The loop function embedding[argmax(output · W + b)], its gradient stopped unless wanted."""

    def loop_function(output: Any, _: int) -> Any:
        if output_projection is not None:
            output = tf.matmul(output, output_projection[0]) + output_projection[1]
        chosen = tf.nn.embedding_lookup(embedding, tf.argmax(output, 1))
        return chosen if update_embedding else tf.stop_gradient(chosen)

    return loop_function


def check_projection(
    symbol: str, output_projection: Any, columns: int | None, num_symbols: int, dtype: Any
) -> None:
    """Compares ``(W, b)`` with the columns of W and the number of symbols; None is no projection.

    Raises:
      ArgumentValueError: another shape.
    """
    if output_projection is None:
        return
    expected = {"W": [None, columns], "b": [num_symbols]}
    for (name, shape), part in zip(expected.items(), output_projection, strict=True):
        found = tf.convert_to_tensor(part, dtype=dtype).shape
        if not found.is_compatible_with(shape):
            raise ArgumentValueError(
                f"tf.contrib.legacy_seq2seq.{symbol}",
                "output_projection",
                expected=f"{name} of shape {shape}",
                received=f"shape {found}",
                remedy="project to one score for each symbol",
            )
