"""Encoder and decoder together: the models that ``tf.contrib.legacy_seq2seq`` names seq2seq."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Mapping
from typing import Any

import tensorflow as tf

from tf1compat.contrib.cell_wrappers import EmbeddingWrapper, OutputProjectionWrapper
from tf1compat.contrib.legacy_seq2seq.attention import embedding_attention_decoder
from tf1compat.contrib.legacy_seq2seq.choosing import Decoded, decoded
from tf1compat.contrib.legacy_seq2seq.decoders import (
    best_symbol,
    check_projection,
    embedding_rnn_decoder,
    rnn_decoder,
)
from tf1compat.rnn.arguments import batch_of
from tf1compat.rnn.static import static_rnn
from tf1compat.scopes.scope import get_variable, get_variable_scope, variable_scope


def basic_rnn_seq2seq(
    encoder_inputs: list[Any],
    decoder_inputs: list[Any],
    cell: Any,
    dtype: Any = tf.float32,
    scope: Any = None,
) -> Decoded:
    """The decoder goes on from the encoder's last state; each has a copy of the cell.

    Variables: the encoder's under ``rnn``, the decoder's under ``rnn_decoder``.

    Args:
      encoder_inputs: steps ``[B, D]``.
      decoder_inputs: T steps ``[B, D]``.
      cell: the cell.
      dtype: of the encoder's zero state.
      scope: name or scope of the variables; ``basic_rnn_seq2seq`` by default.

    Returns:
      ``(outputs, state)``: the decoder's T outputs and its last state.

    Source: behaviour of TensorFlow 1.15.5; Sutskever et al., 2014 (arXiv:1409.3215).

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.legacy_seq2seq.models import basic_rnn_seq2seq
      >>> steps = [tf.ones([2, 3])] * 4
      >>> outputs, state = basic_rnn_seq2seq(steps, steps[:2], tf1compat.GRUCell(5))
      >>> len(outputs), state.shape.as_list()
      (2, [2, 5])
    """
    with variable_scope(scope or "basic_rnn_seq2seq"):
        _, state = static_rnn(copy.deepcopy(cell), encoder_inputs, dtype=dtype)
        return rnn_decoder(decoder_inputs, state, cell)


def tied_rnn_seq2seq(
    encoder_inputs: list[Any],
    decoder_inputs: list[Any],
    cell: Any,
    loop_function: Callable[[Any, int], Any] | None = None,
    dtype: Any = tf.float32,
    scope: Any = None,
) -> Decoded:
    """As :func:`basic_rnn_seq2seq`, with one cell, and one set of variables, for both.

    Variables: the cell's under ``combined_tied_rnn_seq2seq/tied_rnn_seq2seq``.

    Args:
      encoder_inputs: as :func:`basic_rnn_seq2seq`.
      decoder_inputs: as :func:`basic_rnn_seq2seq`.
      cell: as :func:`basic_rnn_seq2seq`.
      dtype: as :func:`basic_rnn_seq2seq`.
      loop_function: of the decoder, see :func:`rnn_decoder`.
      scope: name or scope of the variables; ``tied_rnn_seq2seq`` by default.

    Returns:
      ``(outputs, state)`` of the decoder.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.legacy_seq2seq.models import tied_rnn_seq2seq
      >>> cell, steps = tf1compat.GRUCell(5), [tf.ones([2, 3])] * 4
      >>> with tf1compat.VariableStore():
      ...     outputs, _ = tied_rnn_seq2seq(steps, steps[:2], cell)
      >>> len(outputs), len(cell.variables)
      (2, 4)
    """
    with variable_scope("combined_tied_rnn_seq2seq"):
        scope = scope or "tied_rnn_seq2seq"
        _, state = static_rnn(cell, encoder_inputs, dtype=dtype, scope=scope)
        get_variable_scope().reuse_variables()
        return rnn_decoder(decoder_inputs, state, cell, loop_function, scope)


def embedding_rnn_seq2seq(
    encoder_inputs: list[Any],
    decoder_inputs: list[Any],
    cell: Any,
    num_encoder_symbols: int,
    num_decoder_symbols: int,
    embedding_size: int,
    output_projection: Any = None,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
) -> Decoded:
    """From ids to a score for each symbol: embedding, encoder, decoder, projection.

    Variables: ``rnn/embedding_wrapper/embedding`` and the encoder's beside it; the decoder's
    under ``embedding_rnn_decoder``, where without ``output_projection`` an
    ``output_projection_wrapper`` is around the cell.

    Args:
      encoder_inputs: steps of ids, int32 or int64 ``[B]``.
      decoder_inputs: T steps of ids.
      cell: the cell; the encoder has a copy.
      num_encoder_symbols: how many ids the encoder has.
      num_decoder_symbols: how many the decoder has.
      embedding_size: the width of both embeddings.
      output_projection: ``(W, b)``, ``[U, num_decoder_symbols]`` and ``[num_decoder_symbols]``:
        the outputs are then the cell's, and these variables the caller's.
      feed_previous: whether the best symbol of each step is the input of the next; a bool, or a
        boolean tensor.
      dtype: of the state and the variables; the scope's by default.
      scope: name or scope of the variables; ``embedding_rnn_seq2seq`` by default.

    Returns:
      ``(outputs, state)`` of the decoder.

    Raises:
      ArgumentValueError: a projection of another shape.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.legacy_seq2seq.models import embedding_rnn_seq2seq
      >>> ids = [tf.constant([1, 0])] * 3
      >>> outputs, _ = embedding_rnn_seq2seq(ids, ids[:2], tf1compat.GRUCell(5), 6, 7, 4)
      >>> outputs[0].shape.as_list()
      [2, 7]
    """
    with variable_scope(scope or "embedding_rnn_seq2seq", dtype=dtype) as opened:
        encoder = EmbeddingWrapper(copy.deepcopy(cell), num_encoder_symbols, embedding_size)
        _, start = static_rnn(encoder, encoder_inputs, dtype=opened.dtype)
        if output_projection is None:
            cell = OutputProjectionWrapper(cell, num_decoder_symbols)

        def decode(feed_previous: bool, update: bool) -> Decoded:
            return embedding_rnn_decoder(
                decoder_inputs, start, cell, num_decoder_symbols, embedding_size,
                output_projection, feed_previous, update,
            )

        return decoded(feed_previous, decode, lambda: start)


def embedding_tied_rnn_seq2seq(
    encoder_inputs: list[Any],
    decoder_inputs: list[Any],
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    num_decoder_symbols: int | None = None,
    output_projection: Any = None,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
) -> Decoded:
    """As :func:`embedding_rnn_seq2seq`, with one embedding and one cell for both sides.

    Variables: ``embedding`` ``[num_symbols, embedding_size]``, and those of
    :func:`tied_rnn_seq2seq`.

    Args:
      encoder_inputs: as :func:`embedding_rnn_seq2seq`.
      decoder_inputs: as :func:`embedding_rnn_seq2seq`.
      cell: as :func:`embedding_rnn_seq2seq`.
      embedding_size: as :func:`embedding_rnn_seq2seq`.
      output_projection: as :func:`embedding_rnn_seq2seq`.
      feed_previous: as :func:`embedding_rnn_seq2seq`.
      dtype: as :func:`embedding_rnn_seq2seq`.
      num_symbols: how many ids there are on both sides.
      num_decoder_symbols: how many of them the outputs score; all by default, and with an
        ``output_projection``, which has a column for each of all.
      scope: name or scope of the variables; ``embedding_tied_rnn_seq2seq`` by default.

    Returns:
      ``(outputs, state)`` of the decoder.

    Raises:
      ArgumentValueError: a projection of another shape.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.legacy_seq2seq.models import embedding_tied_rnn_seq2seq
      >>> ids = [tf.constant([1, 0])] * 3
      >>> with tf1compat.VariableStore():
      ...     outputs, _ = embedding_tied_rnn_seq2seq(ids, ids[:2], tf1compat.GRUCell(5), 7, 4)
      >>> outputs[0].shape.as_list()
      [2, 7]
    """
    symbols = num_symbols if num_decoder_symbols is None else num_decoder_symbols
    with variable_scope(scope or "embedding_tied_rnn_seq2seq", dtype=dtype) as opened:
        dtype = opened.dtype
        check_projection(
            "embedding_tied_rnn_seq2seq", output_projection, num_symbols, num_symbols, dtype
        )
        embedding = get_variable("embedding", [num_symbols, embedding_size], dtype=dtype)
        encoded = [tf.nn.embedding_lookup(embedding, ids) for ids in encoder_inputs]
        given = [tf.nn.embedding_lookup(embedding, ids) for ids in decoder_inputs]
        if output_projection is None:
            cell = OutputProjectionWrapper(cell, symbols)

        def decode(feed_previous: bool, update: bool) -> Decoded:
            loop = best_symbol(embedding, output_projection, update) if feed_previous else None
            return tied_rnn_seq2seq(encoded, given, cell, loop, dtype)

        return decoded(
            feed_previous, decode, lambda: cell.zero_state(batch_of(encoded, axis=0), dtype)
        )


def embedding_attention_seq2seq(
    encoder_inputs: list[Any],
    decoder_inputs: list[Any],
    cell: Any,
    num_encoder_symbols: int,
    num_decoder_symbols: int,
    embedding_size: int,
    num_heads: int = 1,
    output_projection: Any = None,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
    initial_state_attention: bool = False,
) -> Decoded:
    """As :func:`embedding_rnn_seq2seq`, with a decoder that reads the encoder's outputs.

    Variables: ``rnn/embedding_wrapper/embedding`` and the encoder's beside it; the decoder's
    under ``embedding_attention_decoder``.

    Args:
      encoder_inputs: as :func:`embedding_rnn_seq2seq`.
      decoder_inputs: as :func:`embedding_rnn_seq2seq`.
      cell: as :func:`embedding_rnn_seq2seq`.
      num_encoder_symbols: as :func:`embedding_rnn_seq2seq`.
      num_decoder_symbols: as :func:`embedding_rnn_seq2seq`.
      embedding_size: as :func:`embedding_rnn_seq2seq`.
      output_projection: as :func:`embedding_rnn_seq2seq`.
      feed_previous: as :func:`embedding_rnn_seq2seq`.
      dtype: as :func:`embedding_rnn_seq2seq`.
      num_heads: as ``attention_decoder``.
      initial_state_attention: as ``attention_decoder``.
      scope: name or scope of the variables; ``embedding_attention_seq2seq`` by default.

    Returns:
      ``(outputs, state)`` of the decoder.

    Raises:
      ArgumentValueError: as ``attention_decoder``; a projection of another shape.

    Source: behaviour of TensorFlow 1.15.5; Bahdanau et al., 2014 (arXiv:1409.0473).

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.legacy_seq2seq.models import embedding_attention_seq2seq
      >>> ids = [tf.constant([1, 0])] * 3
      >>> outputs, _ = embedding_attention_seq2seq(ids, ids[:2], tf1compat.GRUCell(5), 6, 7, 4)
      >>> outputs[0].shape.as_list()
      [2, 7]
    """
    with variable_scope(scope or "embedding_attention_seq2seq", dtype=dtype) as opened:
        encoder = EmbeddingWrapper(copy.deepcopy(cell), num_encoder_symbols, embedding_size)
        encoded, start = static_rnn(encoder, encoder_inputs, dtype=opened.dtype)
        memory = tf.concat([tf.reshape(step, [-1, 1, cell.output_size]) for step in encoded], 1)
        output_size = None
        if output_projection is None:
            cell = OutputProjectionWrapper(cell, num_decoder_symbols)
            output_size = num_decoder_symbols

        def decode(feed_previous: bool, update: bool) -> Decoded:
            return embedding_attention_decoder(
                decoder_inputs, start, memory, cell, num_decoder_symbols, embedding_size,
                num_heads, output_size, output_projection, feed_previous, update,
                initial_state_attention=initial_state_attention,
            )

        return decoded(feed_previous, decode, lambda: start)


def one2many_rnn_seq2seq(
    encoder_inputs: list[Any],
    decoder_inputs_dict: Mapping[Any, list[Any]],
    enc_cell: Any,
    dec_cells_dict: Mapping[Any, Any],
    num_encoder_symbols: int,
    num_decoder_symbols_dict: Mapping[Any, int],
    embedding_size: int,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
) -> tuple[dict[Any, list[Any]], dict[Any, Any]]:
    """One encoder, and a decoder under each name, as :func:`embedding_rnn_seq2seq`.

    Variables: the encoder's as there; those of the decoder ``NAME`` under
    ``one2many_decoder_NAME/embedding_rnn_decoder``.

    Args:
      encoder_inputs: steps of ids, int32 or int64 ``[B]``.
      decoder_inputs_dict: the same for each decoder.
      enc_cell: the encoder's cell.
      dec_cells_dict: each decoder's, of the same state.
      num_encoder_symbols: how many ids the encoder has.
      num_decoder_symbols_dict: how many each decoder has.
      embedding_size: the width of all embeddings.
      feed_previous: as :func:`embedding_rnn_seq2seq`.
      dtype: as :func:`embedding_rnn_seq2seq`.
      scope: name or scope of the variables; ``one2many_rnn_seq2seq`` by default.

    Returns:
      ``(outputs, states)``: dictionaries of each decoder's outputs and last state.

    Source: behaviour of TensorFlow 1.15.5; Luong et al., 2015 (arXiv:1511.06114).

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.legacy_seq2seq.models import one2many_rnn_seq2seq
      >>> ids, cell = [tf.constant([1, 0])] * 3, tf1compat.GRUCell
      >>> outputs, _ = one2many_rnn_seq2seq(
      ...     ids, {"de": ids[:2]}, cell(5), {"de": cell(5)}, 6, {"de": 7}, 4)
      >>> len(outputs["de"]), outputs["de"][0].shape.as_list()
      (2, [2, 7])
    """
    outputs, states = {}, {}
    with variable_scope(scope or "one2many_rnn_seq2seq", dtype=dtype) as opened:
        encoder = EmbeddingWrapper(enc_cell, num_encoder_symbols, embedding_size)
        _, start = static_rnn(encoder, encoder_inputs, dtype=opened.dtype)
        for name, steps in decoder_inputs_dict.items():
            symbols = num_decoder_symbols_dict[name]
            with variable_scope(f"one2many_decoder_{name}"):
                cell = OutputProjectionWrapper(dec_cells_dict[name], symbols)

                # TF1 lets gradients through here, whatever decides.
                decode = functools.partial(
                    _decode_with_gradients, steps, start, cell, symbols, embedding_size
                )
                outputs[name], states[name] = decoded(feed_previous, decode, lambda: start)
    return outputs, states


def _decode_with_gradients(
    steps: Any, start: Any, cell: Any, symbols: int, width: int, feed_previous: bool, _: bool
) -> Decoded:
    return embedding_rnn_decoder(steps, start, cell, symbols, width, feed_previous=feed_previous)
