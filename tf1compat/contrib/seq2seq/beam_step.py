"""One step of a beam search: how continuations are scored, and which of them go on."""

from __future__ import annotations

import collections
from typing import Any

import tensorflow as tf

from tf1compat.contrib.seq2seq.wrapper import AttentionWrapperState
from tf1compat.errors import ArgumentValueError


class BeamSearchDecoderState(
    collections.namedtuple(
        "BeamSearchDecoderState",
        ("cell_state", "log_probs", "finished", "lengths", "accumulated_attention_probs"),
    )
):
    """The cell's state and what is known of each beam, ``[B, K, …]``."""


class BeamSearchDecoderOutput(
    collections.namedtuple("BeamSearchDecoderOutput", ("scores", "predicted_ids", "parent_ids"))
):
    """A step's scores, ids and parents, ``[B, K]``."""


def mask_probs(probs: Any, eos_token: Any, finished: Any) -> Any:
    """Log-probabilities ``[B, K, C]`` in which a finished sequence can only end again, for free.

    Example:
      >>> import tensorflow as tf
      >>> masked = mask_probs(tf.constant([[[-1.0, -2.0]]]), 1, tf.constant([[True]]))
      >>> masked.numpy()[0, 0].tolist()[1]
      0.0
    """
    only_end = tf.one_hot(
        eos_token, tf.shape(probs)[2], dtype=probs.dtype,
        on_value=tf.constant(0.0, probs.dtype),
        off_value=tf.constant(probs.dtype.min, probs.dtype),
    )  # fmt: skip
    return tf.where(tf.expand_dims(finished, 2), only_end, probs)


def length_penalty(sequence_lengths: Any, penalty_factor: Any) -> Any:
    """((5 + length) / 6) ^ penalty_factor   (Wu et al., 2016)

    1.0 where the factor is known to be 0.

    Example:
      >>> length_penalty([1, 7], 1.0).numpy().tolist()
      [1.0, 2.0]
    """
    penalty_factor = tf.convert_to_tensor(penalty_factor, name="penalty_factor")
    penalty_factor.set_shape([])
    if tf.get_static_value(penalty_factor) == 0.0:
        return 1.0
    return ((5.0 + tf.cast(sequence_lengths, tf.float32)) / 6.0) ** penalty_factor


def get_scores(
    log_probs: Any,
    sequence_lengths: Any,
    length_penalty_weight: Any,
    coverage_penalty_weight: Any,
    finished: Any,
    accumulated_attention_probs: Any,
) -> Any:
    """Log p / length penalty + weight · Σ_t log(min(seen[t], 1))

    The coverage counts for finished sequences only, and steps of the memory that got no attention
    at all, being padding, do not.

    Args:
      log_probs: ``[B, K, C]``.
      sequence_lengths: ``[B, K, C]``.
      length_penalty_weight: scalar.
      coverage_penalty_weight: scalar.
      finished: ``[B, K]``.
      accumulated_attention_probs: ``[B, K, T]``; may be ``None`` if coverage costs nothing.

    Raises:
      ArgumentValueError: there is no attention that could be covered.
    """
    scores = log_probs / length_penalty(sequence_lengths, length_penalty_weight)
    weight = tf.convert_to_tensor(coverage_penalty_weight, name="coverage_penalty_weight")
    if weight.shape.rank not in (None, 0):
        raise ArgumentValueError(
            "BeamSearchDecoder", "coverage_penalty_weight", expected="a scalar",
            received=f"shape {weight.shape}", remedy="pass one number",
        )
    if tf.get_static_value(weight) == 0.0:
        return scores
    if accumulated_attention_probs is None:
        raise ArgumentValueError(
            "BeamSearchDecoder", "coverage_penalty_weight", expected="an AttentionWrapper as the "
            "cell, whose attention can cover a memory", received="a cell without alignments",
            remedy="leave the weight at 0.0",
            known_as="accumulated_attention_probs can be None only if coverage penalty is disabled",
        )
    seen = accumulated_attention_probs
    seen = tf.where(tf.equal(seen, 0.0), tf.ones_like(seen), seen)
    costs = tf.reduce_sum(tf.math.log(tf.minimum(seen, 1.0)), axis=2)
    costs = tf.where(finished, costs, tf.zeros_like(costs))
    return scores + tf.expand_dims(costs * weight, 2)


def get_attention_probs(next_cell_state: Any, coverage_penalty_weight: Any) -> Any:
    """The alignments ``[B, K, T]`` that count for coverage; the mean where there are several.

    ``None`` where coverage costs nothing, or nothing attends.
    """
    if not tf.is_tensor(coverage_penalty_weight) and coverage_penalty_weight == 0.0:
        return None
    is_one = isinstance(next_cell_state, AttentionWrapperState)
    parts = [next_cell_state] if is_one or not isinstance(next_cell_state, tuple) else [
        *next_cell_state
    ]
    looks = [_mean(s.alignments) for s in parts if isinstance(s, AttentionWrapperState)]
    return _mean(tuple(looks)) if looks else None


def _mean(looks: Any) -> Any:
    if not isinstance(looks, tuple):
        return looks
    return looks[0] if len(looks) == 1 else tf.reduce_mean(tf.stack(looks, -1), axis=-1)


def beam_search_step(
    time: Any,
    logits: Any,
    next_cell_state: Any,
    beam_state: BeamSearchDecoderState,
    batch_size: Any,
    beam_width: int,
    end_token: Any,
    length_penalty_weight: Any,
    coverage_penalty_weight: Any,
) -> tuple[BeamSearchDecoderOutput, BeamSearchDecoderState]:
    """The best K of all K·C continuations, and the state that each of them goes on with.

    Args:
      time: of no consequence.
      logits: ``[B, K, C]``.
      next_cell_state: of the cell, ``[B, K, …]``.
      beam_state: before the step.
      batch_size: B.
      beam_width: K.
      end_token: what ends a sequence.
      length_penalty_weight: scalar.
      coverage_penalty_weight: scalar.

    Source: behaviour of TensorFlow 1.15.5.
    """
    del time
    finished, seen = beam_state.finished, beam_state.accumulated_attention_probs
    goes_on = tf.logical_not(finished)
    steps = mask_probs(tf.nn.log_softmax(logits), end_token, finished)
    total = tf.expand_dims(beam_state.log_probs, 2) + steps
    classes = logits.shape.as_list()[-1]
    classes = tf.shape(logits)[-1] if classes is None else classes
    is_word = tf.cast(tf.not_equal(tf.range(classes), end_token), tf.int64)  # [C]
    growth = tf.expand_dims(tf.cast(goes_on, tf.int64), 2) * is_word
    lengths = tf.expand_dims(beam_state.lengths, 2) + growth
    looks = get_attention_probs(next_cell_state, coverage_penalty_weight)
    if looks is not None:
        looks *= tf.expand_dims(tf.cast(goes_on, looks.dtype), 2)
        seen = seen + looks
    scores = get_scores(
        total, lengths, length_penalty_weight, coverage_penalty_weight, finished,
        None if looks is None else seen,
    )  # fmt: skip
    best, places = tf.nn.top_k(tf.reshape(scores, [batch_size, -1]), beam_width)
    known = [tf.get_static_value(batch_size), beam_width]
    words, parents = _placed(places, classes, known)
    best.set_shape(known)
    chosen = tf.gather(tf.reshape(total, [batch_size, -1]), places, batch_dims=1)
    chosen.set_shape(known)
    was_finished = of_beams(finished, parents)
    state = BeamSearchDecoderState(
        cell_state=tf.nest.map_structure(lambda part: of_beams(part, parents), next_cell_state),
        log_probs=chosen,
        finished=tf.logical_or(was_finished, tf.equal(words, end_token)),
        lengths=of_beams(beam_state.lengths, parents)
        + tf.cast(tf.logical_not(was_finished), tf.int64),
        accumulated_attention_probs=() if looks is None else of_beams(seen, parents),
    )
    return BeamSearchDecoderOutput(best, words, parents), state


def _placed(places: Any, classes: Any, known: Any) -> tuple[Any, Any]:
    """The word and the parent of each place among K·C."""
    words, parents = places % classes, places // classes
    words.set_shape(known)
    parents.set_shape(known)
    return words, parents


def of_beams(part: Any, parents: Any) -> Any:
    """The rows ``[B, K, …]`` of the beams that are gone on from.

    What has no beams, and arrays, are everyone's.
    """
    if isinstance(part, tf.TensorArray) or check_rank(part) < 2:
        return part
    picked = tf.gather(part, parents, axis=1, batch_dims=1)
    picked.set_shape(part.shape)
    return picked


def check_rank(part: Any) -> int:
    """The rank of a part of the state.

    Raises:
      ArgumentValueError: it is not known.
    """
    rank = part.shape.rank
    if rank is None:
        raise ArgumentValueError(
            "BeamSearchDecoder", "initial_state", expected="tensors of a rank that is known",
            received=f"{part!r} of unknown shape", remedy="set its shape",
            known_as="Expected tensor to have known rank",
        )
    return int(rank)
