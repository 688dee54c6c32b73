"""Attention mechanisms: how much each step of a memory matters to a query."""

from __future__ import annotations

import abc
import math
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import tensorflow as tf

from tf1compat.contrib.attention import (
    bahdanau_score,
    luong_score,
    maybe_mask_score,
    prepare_memory,
)
from tf1compat.contrib.rnn_helpers import zero_state_tensors
from tf1compat.contrib.seq2seq.layers import check_layer
from tf1compat.errors import ArgumentTypeError
from tf1compat.layers import Dense
from tf1compat.scopes.scope import get_variable, variable_scope

_v1 = tf.compat.v1


class AttentionMechanism:
    """What ``AttentionWrapper`` asks: ``(query, state)`` → (alignments ``[B, T]``, next state).

    Source: protocol of TensorFlow 1.15.5's ``tf.contrib.seq2seq.AttentionMechanism``.
    """

    @property
    def alignments_size(self) -> Any:
        """T, the steps of the memory."""
        raise NotImplementedError(f"{type(self).__name__} must define alignments_size")

    @property
    def state_size(self) -> Any:
        """Sizes of its state."""
        raise NotImplementedError(f"{type(self).__name__} must define state_size")


class BaseAttentionMechanism(AttentionMechanism):
    """Keys and values of a memory; its names are those that subclasses of TF1's used.

    Args:
      query_layer: applied to the query; or ``None``.
      memory: ``[B, T, …]``.
      probability_fn: (score ``[B, T]``, previous alignments) → alignments.
      memory_sequence_length: ``[B]``; steps of the memory past it do not count.
      memory_layer: applied to the memory, which makes the keys; or ``None``.
      check_inner_dims_defined: whether all sizes of the memory behind T must be known.
      score_mask_value: the score of a step that does not count; minus infinity by default.
      custom_key_value_fn: (keys, values) → the keys and values to use instead.
      name: of the operations.

    Raises:
      ArgumentTypeError: a layer that is none; ``probability_fn`` is no function.
      ArgumentValueError: a size of the memory that is not known.

    Source: behaviour of TensorFlow 1.15.5's ``_BaseAttentionMechanism``.
    """

    def __init__(
        self,
        query_layer: Any,
        memory: Any,
        probability_fn: Callable[..., Any],
        memory_sequence_length: Any = None,
        memory_layer: Any = None,
        check_inner_dims_defined: bool = True,
        score_mask_value: Any = None,
        custom_key_value_fn: Callable[[Any, Any], tuple[Any, Any]] | None = None,
        name: str | None = None,
    ) -> None:
        symbol = type(self).__name__
        check_layer(symbol, "query_layer", query_layer)
        check_layer(symbol, "memory_layer", memory_layer)
        if not callable(probability_fn):
            raise ArgumentTypeError(
                symbol, "probability_fn", expected="a function of the score",
                received=type(probability_fn).__name__, remedy="pass tf.nn.softmax, for instance",
            )
        self._query_layer, self._memory_layer = query_layer, memory_layer
        self.dtype = None if memory_layer is None else memory_layer.dtype
        if score_mask_value is None:
            score_mask_value = tf.as_dtype(self.dtype or tf.float32).as_numpy_dtype(-np.inf)

        def probability(score: Any, previous: Any) -> Any:
            masked = maybe_mask_score(
                score, memory_sequence_length=memory_sequence_length,
                score_mask_value=score_mask_value,
            )  # fmt: skip
            return probability_fn(masked, previous)

        self._probability_fn = probability
        with _v1.name_scope(name, "BaseAttentionMechanismInit", tf.nest.flatten(memory)):
            self._values = prepare_memory(
                memory, memory_sequence_length=memory_sequence_length,
                check_inner_dims_defined=check_inner_dims_defined,
            )  # fmt: skip
            self._keys = self._values if memory_layer is None else memory_layer(self._values)
            if custom_key_value_fn is not None:
                self._keys, self._values = custom_key_value_fn(self._keys, self._values)
            self._batch_size, self._alignments_size = _first_sizes(self._keys)

    @property
    def memory_layer(self) -> Any:
        """The layer of the keys."""
        return self._memory_layer

    @property
    def query_layer(self) -> Any:
        """The layer of the query."""
        return self._query_layer

    @property
    def values(self) -> Any:
        """What the alignments weigh, ``[B, T, …]``."""
        return self._values

    @property
    def keys(self) -> Any:
        """What the query is compared with, ``[B, T, U]``."""
        return self._keys

    @property
    def batch_size(self) -> Any:
        """B of the memory, an int where it is known."""
        return self._batch_size

    @property
    def alignments_size(self) -> Any:
        return self._alignments_size

    @property
    def state_size(self) -> Any:
        return self._alignments_size

    def initial_alignments(self, batch_size: Any, dtype: Any) -> Any:
        """Zeros ``[B, T]``."""
        return zero_state_tensors(self._alignments_size, batch_size, dtype)

    def initial_state(self, batch_size: Any, dtype: Any) -> Any:
        """The first alignments."""
        return self.initial_alignments(batch_size, dtype)


def _first_sizes(keys: Any) -> list[Any]:
    known = keys.shape.as_list()[:2]
    return [tf.shape(keys)[axis] if size is None else size for axis, size in enumerate(known)]


def dense(units: int, name: str, dtype: Any) -> Any:
    """The matrix that makes keys or a query."""
    return Dense(units, name=name, use_bias=False, dtype=dtype or tf.float32)


class Scoring(BaseAttentionMechanism, abc.ABC):
    """One that scores each step of the memory under a scope, and whose alignments are its state."""

    _scope: ClassVar[str]

    @abc.abstractmethod
    def _score(self, query: Any) -> Any:
        """``[B, T]`` of a query ``[B, U]``; its variables are made where it is called."""

    def _shifted(self, score: Any) -> Any:
        """The score with what is added to all of it."""
        return score

    def __call__(self, query: Any, state: Any) -> tuple[Any, Any]:
        """(alignments, next state) of a query ``[B, U]``."""
        with variable_scope(None, self._scope, [query]):
            score = self._shifted(self._score(query))
        alignments = self._probability_fn(score, state)
        return alignments, alignments


class LuongScoring(Scoring):
    """query · W memory[t], times g with ``scale``."""

    _scale: bool

    def _score(self, query: Any) -> Any:
        gain = None
        if self._scale:
            one = _v1.ones_initializer()
            gain = get_variable("attention_g", (), dtype=query.dtype, initializer=one)
        return luong_score(query, self._keys, gain)


class BahdanauScoring(Scoring):
    """v · tanh(W memory[t] + Q query), v normalised with ``normalize``."""

    _num_units: int
    _normalize: bool

    def _score(self, query: Any) -> Any:
        processed = query if self.query_layer is None else self.query_layer(query)
        weights = bahdanau_weights(self._num_units, self._normalize, query.dtype)
        return bahdanau_score(processed, self._keys, *weights)


class _OfUnits(Scoring):
    """One whose keys are the memory times a matrix, and whose alignments are its state."""

    def __init__(
        self, num_units: int, dtype: Any, query_layer: Any, memory: Any, probability_fn: Any,
        memory_sequence_length: Any, score_mask_value: Any, custom_key_value_fn: Any, name: str,
    ) -> None:  # fmt: skip
        function = tf.nn.softmax if probability_fn is None else probability_fn
        super().__init__(
            query_layer, memory, lambda score, _: function(score), memory_sequence_length,
            dense(num_units, "memory_layer", dtype), score_mask_value=score_mask_value,
            custom_key_value_fn=custom_key_value_fn, name=name,
        )  # fmt: skip
        self._num_units = num_units
        self._name = name


class LuongAttention(LuongScoring, _OfUnits):
    """score[t] = query · W memory[t], times a trained g with ``scale``   (Luong et al., 2015)

    Variables: ``memory_layer/kernel`` ``[D, num_units]`` where it is made; with ``scale``,
    ``luong_attention/attention_g`` where it is called.

    Args:
      num_units: of the keys, which must be the query's width.
      memory: ``[B, T, D]``.
      memory_sequence_length: ``[B]``; steps past it get ``score_mask_value``.
      scale: whether the score is multiplied by a variable.
      probability_fn: score → alignments; softmax by default.
      score_mask_value: minus infinity by default.
      dtype: of the layer, float32 by default.
      custom_key_value_fn: (keys, values) → the keys and values to use instead.
      name: of the operations.

    Source: behaviour of TensorFlow 1.15.5.
    """

    _scope = "luong_attention"

    def __init__(
        self,
        num_units: int,
        memory: Any,
        memory_sequence_length: Any = None,
        scale: bool = False,
        probability_fn: Callable[[Any], Any] | None = None,
        score_mask_value: Any = None,
        dtype: Any = None,
        custom_key_value_fn: Callable[[Any, Any], tuple[Any, Any]] | None = None,
        name: str = "LuongAttention",
    ) -> None:
        super().__init__(
            num_units, dtype, None, memory, probability_fn, memory_sequence_length,
            score_mask_value, custom_key_value_fn, name,
        )  # fmt: skip
        self._scale = scale


class BahdanauAttention(BahdanauScoring, _OfUnits):
    """score[t] = v · tanh(W memory[t] + Q query)   (Bahdanau et al., 2015)

    Variables: ``memory_layer/kernel`` ``[D, num_units]`` where it is made; ``query_layer/kernel``
    and ``attention_v`` ``[num_units]`` in ``bahdanau_attention`` where it is called, with
    ``normalize`` also ``attention_g`` and ``attention_b`` (Salimans and Kingma, 2016).

    Args:
      num_units: of keys and query.
      memory: ``[B, T, D]``.
      memory_sequence_length: ``[B]``; steps past it get ``score_mask_value``.
      normalize: whether v is normalised.
      probability_fn: score → alignments; softmax by default.
      score_mask_value: minus infinity by default.
      dtype: of the layers, float32 by default.
      custom_key_value_fn: (keys, values) → the keys and values to use instead.
      name: of the operations.

    Source: behaviour of TensorFlow 1.15.5.
    """

    _scope = "bahdanau_attention"

    def __init__(
        self,
        num_units: int,
        memory: Any,
        memory_sequence_length: Any = None,
        normalize: bool = False,
        probability_fn: Callable[[Any], Any] | None = None,
        score_mask_value: Any = None,
        dtype: Any = None,
        custom_key_value_fn: Callable[[Any, Any], tuple[Any, Any]] | None = None,
        name: str = "BahdanauAttention",
    ) -> None:
        super().__init__(
            num_units, dtype, dense(num_units, "query_layer", dtype), memory, probability_fn,
            memory_sequence_length, score_mask_value, custom_key_value_fn, name,
        )  # fmt: skip
        self._normalize = normalize


def bahdanau_weights(units: int, normalize: bool, dtype: Any) -> tuple[Any, Any, Any]:
    """The variables v, g and b of a score; g and b are ``None`` without ``normalize``."""
    v = get_variable("attention_v", [units], dtype=dtype)
    if not normalize:
        return v, None, None
    start = _v1.constant_initializer(math.sqrt(1.0 / units))
    gain = get_variable("attention_g", (), dtype=dtype, initializer=start)
    zeros = _v1.zeros_initializer()
    return v, gain, get_variable("attention_b", [units], dtype=dtype, initializer=zeros)
