"""Monotonic attention: steps of a memory are gone through in order, never back."""

from __future__ import annotations

import functools
from typing import Any

import tensorflow as tf

from tf1compat.contrib.attention import safe_cumprod
from tf1compat.contrib.seq2seq.mechanisms import (
    BahdanauScoring,
    BaseAttentionMechanism,
    LuongScoring,
    Scoring,
    dense,
)
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.scope import get_variable

_v1 = tf.compat.v1


def monotonic_attention(p_choose_i: Any, previous_attention: Any, mode: str) -> Any:
    """Where attention stands after a step   (Raffel et al., 2017)

    attention[t] = p[t] · Σ_{s ≤ t} previous[s] · Π_{s ≤ u < t} (1 - p[u])

    Args:
      p_choose_i: ``[B, T]``, the probability to stop at a step once it is reached.
      previous_attention: ``[B, T]``, the attention of the step before.
      mode: "recursive", exact and T products one after the other; "parallel", by cumulative
        products, inexact where p is close to 1; "hard", for p and attention of zeros and ones.

    Returns:
      ``[B, T]``.

    Raises:
      ArgumentValueError: another mode.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> monotonic_attention([[0.5, 0.5]], [[1.0, 0.0]], "recursive").numpy().tolist()
      [[0.5, 0.25]]
    """
    ways = {"recursive": _recursive, "parallel": _parallel, "hard": _hard}
    if mode not in ways:
        raise ArgumentValueError(
            "monotonic_attention", "mode", expected=f"one of {', '.join(sorted(ways))}",
            received=repr(mode), remedy="choose one of them",
            known_as="mode must be 'recursive', 'parallel', or 'hard'.",
        )
    p = tf.convert_to_tensor(p_choose_i, name="p_choose_i")
    previous = tf.convert_to_tensor(previous_attention, name="previous_attention")
    return ways[mode](p, previous)


def _recursive(p: Any, previous: Any) -> Any:
    known = p.shape.as_list()[0]
    batch = tf.shape(p)[0] if known is None else known
    # What passes on the step before reaches this one, together with what stood here already.
    passes = tf.concat([tf.ones([batch, 1], p.dtype), 1 - p[:, :-1]], 1)
    start = tf.zeros([batch], p.dtype)
    reached = tf.scan(
        lambda before, now: tf.reshape(now[0] * before + now[1], [batch]),
        [tf.transpose(passes), tf.transpose(previous)], start,
    )  # fmt: skip
    result = p * tf.transpose(reached)
    result.set_shape(p.shape)
    return result


def _parallel(p: Any, previous: Any) -> Any:
    passed = safe_cumprod(1 - p, axis=1, exclusive=True)
    return p * passed * tf.cumsum(previous / tf.clip_by_value(passed, 1e-10, 1.0), axis=1)


def _hard(p: Any, previous: Any) -> Any:
    p = p * tf.cumsum(previous, axis=1)  # nothing is chosen before where attention stood
    return p * tf.math.cumprod(1 - p, axis=1, exclusive=True)


def monotonic_probability_fn(
    score: Any,
    previous_alignments: Any,
    sigmoid_noise: float,
    mode: str,
    seed: int | None = None,
) -> Any:
    """``monotonic_attention`` for p = sigmoid(score + sigmoid_noise · N(0, 1)); hard: score > 0.

    Args:
      score: ``[B, T]``.
      previous_alignments: ``[B, T]``.
      sigmoid_noise: which pushes scores away from 0 while training.
      mode: as for ``monotonic_attention``.
      seed: of the noise.
    """
    if sigmoid_noise > 0:
        noise = tf.random.normal(tf.shape(score), dtype=score.dtype, seed=seed)
        score += sigmoid_noise * noise
    p = tf.cast(score > 0, score.dtype) if mode == "hard" else tf.sigmoid(score)
    return monotonic_attention(p, previous_alignments, mode)


class BaseMonotonicAttentionMechanism(BaseAttentionMechanism):
    """A mechanism whose first alignments stand at the first step of the memory.

    Source: behaviour of TensorFlow 1.15.5's ``_BaseMonotonicAttentionMechanism``.
    """

    def initial_alignments(self, batch_size: Any, dtype: Any) -> Any:
        """One-hot at step 0, ``[B, T]``."""
        first = tf.zeros([batch_size], tf.int32)
        return tf.one_hot(first, self._alignments_size, dtype=dtype)


class _Biased(BaseMonotonicAttentionMechanism, Scoring):
    """One whose score has a trained bias r, which says how soon attention moves on."""

    def __init__(
        self, num_units: int, query_layer: Any, memory: Any, memory_sequence_length: Any,
        score_mask_value: Any, noise: tuple[float, int | None], score_bias_init: float, mode: str,
        dtype: Any, name: str,
    ) -> None:  # fmt: skip
        probabilities = functools.partial(
            monotonic_probability_fn, sigmoid_noise=noise[0], seed=noise[1], mode=mode
        )
        super().__init__(
            query_layer, memory, probabilities, memory_sequence_length,
            dense(num_units, "memory_layer", dtype), score_mask_value=score_mask_value, name=name,
        )  # fmt: skip
        self._num_units, self._name, self._score_bias_init = num_units, name, score_bias_init

    def _shifted(self, score: Any) -> Any:
        start = _v1.constant_initializer(self._score_bias_init, dtype=score.dtype)
        return score + get_variable(
            "attention_score_bias", (), dtype=score.dtype, initializer=start
        )


class BahdanauMonotonicAttention(_Biased, BahdanauScoring):
    """Monotonic attention by score[t] = v · tanh(W memory[t] + Q query) + r

    Variables: ``memory_layer/kernel`` ``[D, num_units]`` where it is made; ``query_layer/kernel``,
    ``attention_v`` ``[num_units]`` and ``attention_score_bias`` in ``bahdanau_monotonic_attention``
    where it is called, with ``normalize`` also ``attention_g`` and ``attention_b``.

    Args:
      num_units: of keys and query.
      memory: ``[B, T, D]``.
      memory_sequence_length: ``[B]``; steps past it get ``score_mask_value``.
      normalize: whether v is normalised.
      score_mask_value: minus infinity by default.
      sigmoid_noise: as for ``monotonic_probability_fn``.
      sigmoid_noise_seed: of the noise.
      score_bias_init: what r starts at.
      mode: as for ``monotonic_attention``.
      dtype: of the layers, float32 by default.
      name: of the operations.

    Source: behaviour of TensorFlow 1.15.5.
    """

    _scope = "bahdanau_monotonic_attention"

    def __init__(
        self,
        num_units: int,
        memory: Any,
        memory_sequence_length: Any = None,
        normalize: bool = False,
        score_mask_value: Any = None,
        sigmoid_noise: float = 0.0,
        sigmoid_noise_seed: int | None = None,
        score_bias_init: float = 0.0,
        mode: str = "parallel",
        dtype: Any = None,
        name: str = "BahdanauMonotonicAttention",
    ) -> None:
        super().__init__(
            num_units, dense(num_units, "query_layer", dtype), memory, memory_sequence_length,
            score_mask_value, (sigmoid_noise, sigmoid_noise_seed), score_bias_init, mode, dtype,
            name,
        )  # fmt: skip
        self._normalize = normalize


class LuongMonotonicAttention(_Biased, LuongScoring):
    """Monotonic attention by score[t] = query · W memory[t] + r, times g with ``scale``

    Variables: ``memory_layer/kernel`` ``[D, num_units]`` where it is made; with ``scale``
    ``attention_g``, and ``attention_score_bias``, in ``luong_monotonic_attention`` where it is
    called.

    Args:
      num_units: of the keys, which must be the query's width.
      memory: ``[B, T, D]``.
      memory_sequence_length: ``[B]``; steps past it get ``score_mask_value``.
      scale: whether the score is multiplied by a variable.
      score_mask_value: minus infinity by default.
      sigmoid_noise: as for ``monotonic_probability_fn``.
      sigmoid_noise_seed: of the noise.
      score_bias_init: what r starts at.
      mode: as for ``monotonic_attention``.
      dtype: of the layer, float32 by default.
      name: of the operations.

    Source: behaviour of TensorFlow 1.15.5.
    """

    _scope = "luong_monotonic_attention"

    def __init__(
        self,
        num_units: int,
        memory: Any,
        memory_sequence_length: Any = None,
        scale: bool = False,
        score_mask_value: Any = None,
        sigmoid_noise: float = 0.0,
        sigmoid_noise_seed: int | None = None,
        score_bias_init: float = 0.0,
        mode: str = "parallel",
        dtype: Any = None,
        name: str = "LuongMonotonicAttention",
    ) -> None:
        super().__init__(
            num_units, None, memory, memory_sequence_length, score_mask_value,
            (sigmoid_noise, sigmoid_noise_seed), score_bias_init, mode, dtype, name,
        )  # fmt: skip
        self._scale = scale
