"""``BeamSearchDecoder``: the K likeliest sequences instead of the greedy one."""

from __future__ import annotations

import collections
from typing import Any

import numpy as np
import tensorflow as tf

from tf1compat.contrib.rnn_helpers import assert_like_rnncell
from tf1compat.contrib.seq2seq.beam_step import (
    BeamSearchDecoderOutput,
    BeamSearchDecoderState,
    beam_search_step,
    check_rank,
    get_attention_probs,
)
from tf1compat.contrib.seq2seq.beam_tree import gather_tree, gather_tree_from_array
from tf1compat.contrib.seq2seq.decoder import Decoder
from tf1compat.contrib.seq2seq.helpers import looking_up
from tf1compat.contrib.seq2seq.layers import check_layer, size_after
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes import op_ids

_v1 = tf.compat.v1


class FinalBeamSearchDecoderOutput(
    collections.namedtuple(
        "FinalBeamSearchDecoderOutput", ("predicted_ids", "beam_search_decoder_output")
    )
):
    """All sequences ``[B, T, K]``, best first, and the steps that they were read from."""


class BeamSearchDecoder(Decoder):
    """Keeps the K best of K·C continuations of K sequences in each step.

    log p(y_1 … y_t) = Σ log softmax(layer(cell(…)));  score = log p / ((5 + t) / 6)^w + coverage

    Args:
      cell: the cell, or an attention wrapper over a memory that ``tile_batch`` repeated.
      embedding: ``[C, D]`` (or shards of it), or a function from ids to vectors.
      start_tokens: int32 ``[B]``.
      end_token: int32 scalar; a sequence that has it goes no further, at no cost.
      initial_state: the cell's, for B·K rows: what ``tile_batch`` gives.
      beam_width: K.
      output_layer: a layer on the cell's output; it must be able to say its output's shape.
      length_penalty_weight: w, 0 for none (Wu et al., 2016).
      coverage_penalty_weight: how much steps of the memory that nothing attended to cost; it
        needs an attention wrapper.
      reorder_tensor_arrays: whether arrays in the cell's state, such as the history of
        alignments, are put in the order of the final sequences.

    Raises:
      ArgumentTypeError: ``cell`` is no cell, ``output_layer`` no layer.
      ArgumentValueError: ``start_tokens`` is no vector, ``end_token`` no scalar; a state whose
        parts have no batch.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.seq2seq.decoder import dynamic_decode
      >>> cell = tf1compat.GRUCell(5)
      >>> decoder = BeamSearchDecoder(
      ...     cell, tf.ones([5, 3]), [1, 2], 0, cell.zero_state(2 * 3, tf.float32), beam_width=3)
      >>> with tf1compat.VariableStore():
      ...     outputs, _, _ = dynamic_decode(decoder, maximum_iterations=4)
      >>> outputs.predicted_ids.shape.as_list()[::2]  # B and K; T ends with the last sequence
      [2, 3]
    """

    def __init__(
        self,
        cell: Any,
        embedding: Any,
        start_tokens: Any,
        end_token: Any,
        initial_state: Any,
        beam_width: int,
        output_layer: Any = None,
        length_penalty_weight: Any = 0.0,
        coverage_penalty_weight: Any = 0.0,
        reorder_tensor_arrays: bool = True,
    ) -> None:
        assert_like_rnncell("cell", cell)
        check_layer("BeamSearchDecoder", "output_layer", output_layer)
        self._cell, self._output_layer = cell, output_layer
        self._embedding_fn = embedding if callable(embedding) else looking_up(embedding)
        self._start_tokens = tf.convert_to_tensor(start_tokens, tf.int32, name="start_tokens")
        self._end_token = tf.convert_to_tensor(end_token, tf.int32, name="end_token")
        for argument, tensor, rank in (
            ("start_tokens", self._start_tokens, 1), ("end_token", self._end_token, 0),
        ):  # fmt: skip
            if tensor.shape.rank != rank:
                raise ArgumentValueError(
                    "BeamSearchDecoder", argument, expected=("a scalar", "a vector")[rank],
                    received=f"shape {tensor.shape}",
                    remedy="pass one start token for each sequence, and one end token",
                )
        self._batch_size = tf.size(self._start_tokens)
        self._beam_width = beam_width
        self._length_penalty_weight = length_penalty_weight
        self._coverage_penalty_weight = coverage_penalty_weight
        self._reorder_tensor_arrays = reorder_tensor_arrays
        self._initial_cell_state = tf.nest.map_structure(
            self._split, initial_state, self._cell.state_size
        )
        tiled = tf.tile(tf.expand_dims(self._start_tokens, 1), [1, beam_width])
        self._start_tokens = tiled
        self._start_inputs = self._embedding_fn(tiled)
        self._finished = tf.one_hot(
            tf.zeros([self._batch_size], tf.int32), beam_width,
            on_value=False, off_value=True, dtype=tf.bool,
        )  # fmt: skip
        op_ids.skip(4)  # the two values, and whether the zeros are few

    # -- what a decoder says of itself -------------------------------------------------------
    @property
    def batch_size(self) -> Any:
        return self._batch_size

    @property
    def tracks_own_finished(self) -> bool:
        return True

    @property
    def output_size(self) -> Any:
        shape = tf.TensorShape([self._beam_width])
        return BeamSearchDecoderOutput(shape, shape, shape)

    @property
    def output_dtype(self) -> Any:
        dtype = tf.nest.flatten(self._initial_cell_state)[0].dtype
        return BeamSearchDecoderOutput(
            tf.nest.map_structure(lambda _: dtype, self._rnn_output_size()), tf.int32, tf.int32
        )

    def _rnn_output_size(self) -> Any:
        return size_after(self._output_layer, self._cell.output_size)

    # -- B·K rows and [B, K] ---------------------------------------------------------------
    def _split(self, part: Any, size: Any) -> Any:
        """``[B·K, …]`` → ``[B, K, …]``; what has no batch, and arrays, stay as they are."""
        if isinstance(part, tf.TensorArray):
            return part
        if check_rank(part) == 0:
            return part
        shape = _static(size)
        front = tf.stack([self._batch_size, tf.constant(self._beam_width)])
        split = tf.reshape(part, tf.concat([front, tf.shape(part)[1:]], 0))
        batch = tf.get_static_value(self._batch_size)
        known = tf.TensorShape([batch, self._beam_width]).concatenate(shape)
        if not split.shape.is_compatible_with(known):
            raise ArgumentValueError(
                "BeamSearchDecoder", "initial_state", expected=f"parts that split to {known}",
                received=f"shape {split.shape}",
                remedy="repeat the encoder's state by tf.contrib.seq2seq.tile_batch",
            )
        split.set_shape(known)
        return split

    def _merge(self, part: Any, size: Any) -> Any:
        """``[B, K, …]`` → ``[B·K, …]``."""
        if isinstance(part, tf.TensorArray) or part.shape.rank == 0:
            return part
        shape = tf.shape(part)
        rows = self._batch_size * self._beam_width
        merged = tf.reshape(part, tf.concat([[rows], shape[2:]], 0))
        batch = tf.get_static_value(self._batch_size)
        known = None if batch is None else batch * self._beam_width
        merged.set_shape(tf.TensorShape([known]).concatenate(_static(size)))
        return merged

    # -- decoding ----------------------------------------------------------------------------
    def initialize(self, name: str | None = None) -> Any:
        """(finished, first inputs, first state): all beams but the first are out of the race."""
        dtype = tf.nest.flatten(self._initial_cell_state)[0].dtype
        log_probs = tf.one_hot(
            tf.zeros([self._batch_size], tf.int32), self._beam_width,
            on_value=tf.constant(0.0, dtype), off_value=tf.constant(-np.inf, dtype), dtype=dtype,
        )  # fmt: skip
        state = BeamSearchDecoderState(
            cell_state=self._initial_cell_state,
            log_probs=log_probs,
            finished=self._finished,
            lengths=tf.zeros([self._batch_size, self._beam_width], tf.int64),
            accumulated_attention_probs=self._no_attention_yet(),
        )
        op_ids.skip(6)  # whether the zeros are few
        return self._finished, self._start_inputs, state

    def _no_attention_yet(self) -> Any:
        looks = get_attention_probs(self._initial_cell_state, self._coverage_penalty_weight)
        return () if looks is None else tf.zeros_like(looks)

    def step(self, time: Any, inputs: Any, state: Any, name: str | None = None) -> Any:
        sizes = self._cell.state_size
        with _v1.name_scope(name, "BeamSearchDecoderStep", (time, inputs, state)):
            inputs = tf.nest.map_structure(lambda x: self._merge(x, x.shape[2:]), inputs)
            cell_state = tf.nest.map_structure(self._merge, state.cell_state, sizes)
            outputs, cell_state = self._cell(inputs, cell_state)
            outputs = tf.nest.map_structure(lambda y: self._split(y, y.shape[1:]), outputs)
            cell_state = tf.nest.map_structure(self._split, cell_state, sizes)
            if self._output_layer is not None:
                outputs = self._output_layer(outputs)
            output, next_state = beam_search_step(
                time, outputs, cell_state, state, self._batch_size, self._beam_width,
                self._end_token, self._length_penalty_weight, self._coverage_penalty_weight,
            )  # fmt: skip
            next_inputs = _v1.cond(
                tf.reduce_all(next_state.finished),
                lambda: self._start_inputs,  # of no consequence
                lambda: self._embedding_fn(output.predicted_ids),
            )
        return output, next_state, next_inputs, next_state.finished

    def finalize(self, outputs: Any, final_state: Any, sequence_lengths: Any) -> Any:
        """(``FinalBeamSearchDecoderOutput``, state): the sequences along their parents."""
        del sequence_lengths  # those of places, while beams change places
        longest = tf.cast(tf.reduce_max(final_state.lengths, axis=1), tf.int32)
        ids = gather_tree(outputs.predicted_ids, outputs.parent_ids, longest, self._end_token)
        if self._reorder_tensor_arrays:
            ordered = tf.nest.map_structure(
                lambda part: self._sorted(part, outputs.parent_ids, final_state.lengths),
                final_state.cell_state,
            )
            final_state = final_state._replace(cell_state=ordered)
        return FinalBeamSearchDecoderOutput(ids, outputs), final_state

    def _sorted(self, part: Any, parents: Any, lengths: Any) -> Any:
        """An array of the state, stacked, in the sequences' order; one without beams as it is."""
        if not isinstance(part, tf.TensorArray):
            return part
        batch = tf.get_static_value(self._batch_size)
        if not _has_beams(part.element_shape, batch, self._beam_width):
            _v1.logging.warn(
                f"BeamSearchDecoder leaves the TensorArray of elements {part.element_shape} "
                f"unsorted: that is neither [{batch} * {self._beam_width}, ...] nor "
                f"[{batch}, {self._beam_width}, ...]; set its shape, or pass "
                "reorder_tensor_arrays=False"
            )
            return part
        stacked = part.stack()
        sound = check_batch_beam(stacked, self._batch_size, self._beam_width)
        with tf.control_dependencies([] if sound is None else [sound]):
            return gather_tree_from_array(stacked, parents, lengths)


def _static(size: Any) -> Any:
    """What is known of a size, which may be a tensor, such as the length of a memory."""
    if not tf.is_tensor(size):
        return tf.TensorShape(size)
    value = tf.get_static_value(size)
    return tf.TensorShape([None] * (size.shape.rank or 1) if value is None else value)


def _has_beams(shape: Any, batch: int | None, width: int) -> bool:
    """Whether TF1 put an array of such elements in order, which was when little was known of them.

    Elements ``[B·K, T]`` of a known T were taken for ``[B, K]`` of another K and left as they were.
    """
    if shape.rank is None or shape.rank < 1:
        return False
    rows, *inner = shape.as_list()
    if batch is None or rows is None:
        return True
    if rows != batch * width:
        return False
    return not inner or inner[0] is None or [rows, inner[0]] == [batch, width]


def check_batch_beam(t: Any, batch_size: Any, beam_width: int) -> Any:
    """Fails when it runs, unless t is ``[T, B·K, …]`` or ``[T, B, K, …]``."""
    size = tf.shape(t)
    sound = tf.equal(size[1], batch_size * beam_width)
    if t.shape.rank > 2:
        sound = tf.logical_or(
            sound, tf.logical_and(tf.equal(size[1], batch_size), tf.equal(size[2], beam_width))
        )
    return tf.debugging.Assert(
        sound,
        [
            "a TensorArray of the cell's state has elements of another batch than batch_size * "
            "beam_width; pass reorder_tensor_arrays=False to leave it as it is"
        ],
    )
