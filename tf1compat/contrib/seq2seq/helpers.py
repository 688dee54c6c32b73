"""Helpers: what a decoder samples from its outputs, and what it is fed next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.rnn_helpers import transpose_batch_time
from tf1compat.contrib.seq2seq.sampling import categorical_sample
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.scopes import op_ids

_v1 = tf.compat.v1


class Helper:
    """What ``BasicDecoder`` asks; people subclass it.

    Subclasses say ``batch_size``, ``sample_ids_shape`` (without the batch), ``sample_ids_dtype``,
    ``initialize(name=None)`` → (finished, first inputs),
    ``sample(time, outputs, state, name=None)`` → ids, and
    ``next_inputs(time, outputs, state, sample_ids, name=None)`` → (finished, next inputs, next
    state).

    Source: protocol of TensorFlow 1.15.5's ``tf.contrib.seq2seq.Helper``.
    """

    @property
    def batch_size(self) -> Any:
        """How many sequences."""
        raise NotImplementedError(f"{type(self).__name__} must define batch_size")

    @property
    def sample_ids_shape(self) -> Any:
        """Shape of what is sampled, without the batch."""
        raise NotImplementedError(f"{type(self).__name__} must define sample_ids_shape")

    @property
    def sample_ids_dtype(self) -> Any:
        """Type of what is sampled."""
        raise NotImplementedError(f"{type(self).__name__} must define sample_ids_dtype")

    def initialize(self, name: str | None = None) -> Any:
        """(finished, inputs) before the first step."""
        raise NotImplementedError(f"{type(self).__name__} must define initialize")

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        """What is sampled from a step's outputs."""
        raise NotImplementedError(f"{type(self).__name__} must define sample")

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: str | None = None
    ) -> Any:
        """(finished, inputs, state) of the next step."""
        raise NotImplementedError(f"{type(self).__name__} must define next_inputs")


class CustomHelper(Helper):
    """A helper of three functions.

    Args:
      initialize_fn: () → (finished ``[B]``, first inputs).
      sample_fn: (time, outputs, state), by name → ids.
      next_inputs_fn: (time, outputs, state, sample_ids), by name → (finished, inputs, state).
      sample_ids_shape: of one sequence's sample; a scalar by default.
      sample_ids_dtype: int32 by default.

    Source: behaviour of TensorFlow 1.15.5.
    """

    def __init__(
        self,
        initialize_fn: Callable[..., Any],
        sample_fn: Callable[..., Any],
        next_inputs_fn: Callable[..., Any],
        sample_ids_shape: Any = None,
        sample_ids_dtype: Any = None,
    ) -> None:
        self._initialize_fn = initialize_fn
        self._sample_fn = sample_fn
        self._next_inputs_fn = next_inputs_fn
        self._batch_size: Any = None
        self._sample_ids_shape = tf.TensorShape(sample_ids_shape or [])
        self._sample_ids_dtype = sample_ids_dtype or tf.int32

    @property
    def batch_size(self) -> Any:
        if self._batch_size is None:
            raise ArgumentValueError(
                "CustomHelper.batch_size", expected="a helper that was initialized",
                received="one that was not", remedy="call initialize first",
                known_as="batch_size accessed before initialize was called",
            )
        return self._batch_size

    @property
    def sample_ids_shape(self) -> Any:
        return self._sample_ids_shape

    @property
    def sample_ids_dtype(self) -> Any:
        return self._sample_ids_dtype

    def initialize(self, name: str | None = None) -> Any:
        with _v1.name_scope(name, "CustomHelperInitialize"):
            finished, inputs = self._initialize_fn()
            if self._batch_size is None:
                self._batch_size = tf.size(finished)
        return finished, inputs

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        with _v1.name_scope(name, "CustomHelperSample", (time, outputs, state)):
            return self._sample_fn(time=time, outputs=outputs, state=state)

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: str | None = None
    ) -> Any:
        with _v1.name_scope(name, "CustomHelperNextInputs", (time, outputs, state)):
            return self._next_inputs_fn(
                time=time, outputs=outputs, state=state, sample_ids=sample_ids
            )


class _IdHelper(Helper):
    """One that samples a number for each sequence."""

    _batch_size: Any

    @property
    def batch_size(self) -> Any:
        return self._batch_size

    @property
    def sample_ids_shape(self) -> Any:
        return tf.TensorShape([])

    @property
    def sample_ids_dtype(self) -> Any:
        return tf.int32


class TrainingHelper(_IdHelper):
    """Feeds given inputs, whatever was sampled; a sequence ends at its length.

    Args:
      inputs: ``[B, T, …]``, or a structure of such.
      sequence_length: ``[B]``.
      time_major: whether inputs are ``[T, B, …]``.
      name: of the operations.

    Raises:
      ArgumentValueError: ``sequence_length`` is no vector.

    Source: behaviour of TensorFlow 1.15.5.
    """

    def __init__(
        self, inputs: Any, sequence_length: Any, time_major: bool = False, name: str | None = None
    ) -> None:
        with _v1.name_scope(name, "TrainingHelper", [inputs, sequence_length]):
            inputs = tf.nest.map_structure(tf.convert_to_tensor, inputs)
            self._inputs = inputs
            if not time_major:
                inputs = tf.nest.map_structure(transpose_batch_time, inputs)
            self._input_tas = tf.nest.map_structure(as_array, inputs)
            self._sequence_length = tf.convert_to_tensor(sequence_length)
            if self._sequence_length.shape.rank != 1:
                raise ArgumentValueError(
                    "TrainingHelper", "sequence_length", expected="a vector",
                    received=f"shape {self._sequence_length.shape}",
                    remedy="pass one length for each sequence",
                )
            self._zero_inputs = tf.nest.map_structure(lambda x: tf.zeros_like(x[0]), inputs)
            self._batch_size = tf.size(self._sequence_length)
            op_ids.skip(int(not tf.is_tensor(sequence_length)))  # which TF1 converted once more

    @property
    def inputs(self) -> Any:
        """As they were given."""
        return self._inputs

    @property
    def sequence_length(self) -> Any:
        """The lengths, ``[B]``."""
        return self._sequence_length

    def _at(self, time: Any, finished: Any) -> Any:
        return _v1.cond(
            tf.reduce_all(finished),
            lambda: self._zero_inputs,
            lambda: tf.nest.map_structure(lambda array: array.read(time), self._input_tas),
        )

    def initialize(self, name: str | None = None) -> Any:
        with _v1.name_scope(name, "TrainingHelperInitialize"):
            finished = tf.equal(0, self._sequence_length)
            return finished, self._at(0, finished)

    def sample(  # type: ignore[override]  # TF1's arguments
        self, time: Any, outputs: Any, name: str | None = None, **unused_kwargs: Any
    ) -> Any:
        with _v1.name_scope(name, "TrainingHelperSample", [time, outputs]):
            return tf.cast(tf.argmax(outputs, axis=-1), tf.int32)

    def next_inputs(  # type: ignore[override]  # TF1's arguments
        self, time: Any, outputs: Any, state: Any, name: str | None = None, **unused_kwargs: Any
    ) -> Any:
        with _v1.name_scope(name, "TrainingHelperNextInputs", [time, outputs]):
            finished = tf.cast(time + 1, self._sequence_length.dtype) >= self._sequence_length
            following = self._at(time + 1, finished)
            op_ids.skip(-2)
            return finished, following, state


def as_array(inputs: Any) -> Any:
    """A ``TensorArray`` of the slices along the first axis."""
    array = tf.TensorArray(inputs.dtype, size=tf.shape(inputs)[0], element_shape=inputs.shape[1:])
    return array.unstack(inputs)


class GreedyEmbeddingHelper(_IdHelper):
    """Feeds the vector of the id with the greatest output; a sequence ends with ``end_token``.

    Args:
      embedding: ``[C, D]`` (or shards of it), or a function from ids to vectors.
      start_tokens: int32 ``[B]``.
      end_token: int32 scalar.

    Raises:
      ArgumentValueError: ``start_tokens`` is no vector, ``end_token`` no scalar.

    Source: behaviour of TensorFlow 1.15.5.
    """

    def __init__(self, embedding: Any, start_tokens: Any, end_token: Any) -> None:
        self._embedding_fn = embedding if callable(embedding) else looking_up(embedding)
        self._start_tokens = tf.convert_to_tensor(start_tokens, tf.int32, name="start_tokens")
        self._end_token = tf.convert_to_tensor(end_token, tf.int32, name="end_token")
        ranks = {"start_tokens": (self._start_tokens, 1), "end_token": (self._end_token, 0)}
        for argument, (tensor, rank) in ranks.items():
            if tensor.shape.rank != rank:
                raise ArgumentValueError(
                    type(self).__name__, argument, expected=("a scalar", "a vector")[rank],
                    received=f"shape {tensor.shape}",
                    remedy="pass one start token for each sequence, and one end token",
                )
        self._batch_size = tf.size(self._start_tokens)
        op_ids.skip(int(not tf.is_tensor(start_tokens)))
        self._start_inputs = self._embedding_fn(self._start_tokens)

    def initialize(self, name: str | None = None) -> Any:
        return tf.tile([False], [self._batch_size]), self._start_inputs

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        _check_tensor(type(self).__name__, outputs)
        return tf.argmax(outputs, axis=-1, output_type=tf.int32)

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: str | None = None
    ) -> Any:
        finished = tf.equal(sample_ids, self._end_token)
        inputs = _v1.cond(
            tf.reduce_all(finished),
            lambda: self._start_inputs,  # of no consequence
            lambda: self._embedding_fn(sample_ids),
        )
        return finished, inputs, state


class SampleEmbeddingHelper(GreedyEmbeddingHelper):
    """As ``GreedyEmbeddingHelper``, but the id is drawn from softmax(outputs / temperature).

    Args:
      embedding: ``[C, D]`` (or shards of it), or a function from ids to vectors.
      start_tokens: int32 ``[B]``.
      end_token: int32 scalar.
      softmax_temperature: the outputs are divided by it; none by default.
      seed: of the draw.

    Source: behaviour of TensorFlow 1.15.5.
    """

    def __init__(
        self,
        embedding: Any,
        start_tokens: Any,
        end_token: Any,
        softmax_temperature: Any = None,
        seed: int | None = None,
    ) -> None:
        super().__init__(embedding, start_tokens, end_token)
        self._softmax_temperature = softmax_temperature
        self._seed = seed

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        _check_tensor(type(self).__name__, outputs)
        warmth = self._softmax_temperature
        logits = outputs if warmth is None else outputs / warmth
        return categorical_sample(logits, seed=self._seed)


class InferenceHelper(Helper):
    """Feeds what was sampled.

    Args:
      sample_fn: outputs → sample.
      sample_shape: of one sequence's sample.
      sample_dtype: of the sample.
      start_inputs: the first inputs ``[B, …]``.
      end_fn: sample → bool ``[B]``: which sequences are finished.
      next_inputs_fn: sample → next inputs; the sample itself by default.

    Source: behaviour of TensorFlow 1.15.5.
    """

    def __init__(
        self,
        sample_fn: Callable[[Any], Any],
        sample_shape: Any,
        sample_dtype: Any,
        start_inputs: Any,
        end_fn: Callable[[Any], Any],
        next_inputs_fn: Callable[[Any], Any] | None = None,
    ) -> None:
        self._sample_fn = sample_fn
        self._sample_shape = tf.TensorShape(sample_shape)
        self._sample_dtype = sample_dtype
        self._start_inputs = tf.convert_to_tensor(start_inputs, name="start_inputs")
        self._batch_size = tf.shape(self._start_inputs)[0]
        self._end_fn = end_fn
        self._next_inputs_fn = next_inputs_fn

    @property
    def batch_size(self) -> Any:
        return self._batch_size

    @property
    def sample_ids_shape(self) -> Any:
        return self._sample_shape

    @property
    def sample_ids_dtype(self) -> Any:
        return self._sample_dtype

    def initialize(self, name: str | None = None) -> Any:
        return tf.tile([False], [self._batch_size]), self._start_inputs

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        return self._sample_fn(outputs)

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: str | None = None
    ) -> Any:
        inputs = sample_ids if self._next_inputs_fn is None else self._next_inputs_fn(sample_ids)
        return self._end_fn(sample_ids), inputs, state


def looking_up(embedding: Any) -> Callable[[Any], Any]:
    """The function from ids to the vectors of an embedding."""
    return lambda ids: _v1.nn.embedding_lookup(embedding, ids)


def _check_tensor(symbol: str, outputs: Any) -> None:
    if not tf.is_tensor(outputs):
        raise ArgumentTypeError(
            f"{symbol}.sample", "outputs", expected="a single Tensor",
            received=type(outputs).__name__, remedy="let the cell or output layer return one",
        )
