"""Scheduled sampling (Bengio et al., 2015): a training helper that sometimes feeds a sample."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.contrib.rnn_helpers import transpose_batch_time
from tf1compat.contrib.seq2seq.helpers import TrainingHelper, as_array, looking_up
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes import op_ids

_v1 = tf.compat.v1


class ScheduledEmbeddingTrainingHelper(TrainingHelper):
    """Feeds, with some probability, the vector of an id drawn from softmax(outputs).

    A sequence that is fed its own input has -1 for a sample.

    Args:
      inputs: ``[B, T, D]``.
      sequence_length: ``[B]``.
      embedding: ``[C, D]`` (or shards of it), or a function from ids to vectors.
      sampling_probability: scalar or ``[B]``.
      time_major: whether inputs are ``[T, B, D]``.
      seed: of the ids.
      scheduling_seed: of the choice between input and sample.
      name: of the operations.

    Raises:
      ArgumentValueError: a probability that is no scalar or vector.

    Source: behaviour of TensorFlow 1.15.5.
    """

    def __init__(
        self,
        inputs: Any,
        sequence_length: Any,
        embedding: Any,
        sampling_probability: Any,
        time_major: bool = False,
        seed: int | None = None,
        scheduling_seed: int | None = None,
        name: str | None = None,
    ) -> None:
        with _v1.name_scope(
            name, "ScheduledEmbeddingSamplingWrapper", [embedding, sampling_probability]
        ):
            self._embedding_fn = embedding if callable(embedding) else looking_up(embedding)
            self._sampling_probability = _probability(
                type(self).__name__, sampling_probability, ranks=(0, 1)
            )
            self._seed, self._scheduling_seed = seed, scheduling_seed
            super().__init__(inputs, sequence_length, time_major, name)

    def sample(  # type: ignore[override]  # TF1's arguments
        self, time: Any, outputs: Any, state: Any, name: str | None = None
    ) -> Any:
        with _v1.name_scope(name, "ScheduledEmbeddingTrainingHelperSample", [time, outputs]):
            chosen = _chosen(
                self._sampling_probability, self.batch_size, self._scheduling_seed, outputs
            )
            with op_ids.drawing(self._seed, 26, 14):
                drawn = tf.random.categorical(outputs, 1, dtype=tf.int32, seed=self._seed)
            places = tf.fill([self.batch_size], -1)
            return _v1.where(chosen, tf.reshape(drawn, [-1]), places)

    def next_inputs(  # type: ignore[override]  # TF1's arguments
        self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: str | None = None
    ) -> Any:
        with _v1.name_scope(name, "ScheduledEmbeddingTrainingHelperNextInputs", [time, outputs]):
            finished, given, state = super().next_inputs(time, outputs, state)
            inputs = _v1.cond(
                tf.reduce_all(finished),
                lambda: given,
                lambda: _mixed(sample_ids > -1, given, sample_ids, self._embedding_fn),
            )
            return finished, inputs, state


class ScheduledOutputTrainingHelper(TrainingHelper):
    """Feeds, with some probability, the output of the step before, or a function of it.

    Args:
      inputs: ``[B, T, D]``.
      sequence_length: ``[B]``.
      sampling_probability: scalar.
      time_major: whether inputs are ``[T, B, D]``.
      seed: of the choice between input and output.
      next_inputs_fn: outputs → inputs; none by default.
      auxiliary_inputs: ``[B, T, A]``, joined to whatever is fed.
      name: of the operations.

    Raises:
      ArgumentValueError: a probability that is no scalar.

    Source: behaviour of TensorFlow 1.15.5.
    """

    def __init__(
        self,
        inputs: Any,
        sequence_length: Any,
        sampling_probability: Any,
        time_major: bool = False,
        seed: int | None = None,
        next_inputs_fn: Callable[[Any], Any] | None = None,
        auxiliary_inputs: Any = None,
        name: str | None = None,
    ) -> None:
        with _v1.name_scope(
            name, "ScheduledOutputTrainingHelper", [inputs, auxiliary_inputs, sampling_probability]
        ):
            self._sampling_probability = _probability(
                type(self).__name__, sampling_probability, ranks=(0,)
            )
            inputs = tf.nest.map_structure(tf.convert_to_tensor, inputs)
            self._auxiliary: Any = None
            if auxiliary_inputs is not None:
                auxiliary = tf.convert_to_tensor(auxiliary_inputs)
                inputs = tf.nest.map_structure(lambda x: tf.concat([x, auxiliary], -1), inputs)
                if not time_major:
                    auxiliary = transpose_batch_time(auxiliary)
                self._auxiliary = as_array(auxiliary)
            self._seed, self._next_inputs_fn = seed, next_inputs_fn
            super().__init__(inputs, sequence_length, time_major, name)

    def initialize(self, name: str | None = None) -> Any:
        return super().initialize(name)

    def sample(  # type: ignore[override]  # TF1's arguments
        self, time: Any, outputs: Any, state: Any, name: str | None = None
    ) -> Any:
        with _v1.name_scope(name, "ScheduledOutputTrainingHelperSample", [time, outputs]):
            chosen = _chosen(self._sampling_probability, self.batch_size, self._seed, outputs)
            op_ids.skip(2)
            return tf.cast(chosen, tf.int32)

    def next_inputs(  # type: ignore[override]  # TF1's arguments
        self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: str | None = None
    ) -> Any:
        with _v1.name_scope(name, "ScheduledOutputTrainingHelperNextInputs", [time, outputs]):
            finished, given, state = super().next_inputs(time, outputs, state)
            chosen = tf.cast(sample_ids, tf.bool)

            def fed() -> Any:
                if self._next_inputs_fn is None:
                    own = self._with_auxiliary(outputs, time)
                    return tf.nest.map_structure(
                        lambda own, x: _v1.where(chosen, own, x), own, given
                    )
                return _mixed(chosen, given, outputs, self._next_inputs_fn, self._rows(time))

            none = tf.logical_or(tf.logical_not(tf.reduce_any(chosen)), tf.reduce_all(finished))
            return finished, _v1.cond(none, lambda: given, fed), state

    def _rows(self, time: Any) -> Callable[[Any, Any], Any] | None:
        if self._auxiliary is None:
            return None
        return lambda inputs, places: self._with_auxiliary(inputs, time, places)

    def _with_auxiliary(self, outputs: Any, time: Any, places: Any = None) -> Any:
        """The outputs, or those at some places of the batch, beside the next auxiliary inputs."""
        if self._auxiliary is None:
            return outputs
        following = self._auxiliary.read(time + 1)
        if places is not None:
            following = tf.gather_nd(following, places)
        return tf.nest.map_structure(lambda y: tf.concat([y, following], -1), outputs)


def _probability(symbol: str, probability: Any, ranks: tuple[int, ...]) -> Any:
    probability = tf.convert_to_tensor(probability, name="sampling_probability")
    if probability.shape.rank not in ranks:
        raise ArgumentValueError(
            symbol, "sampling_probability",
            expected="a scalar" if ranks == (0,) else "a scalar or a vector",
            received=f"shape {probability.shape}", remedy="pass one number",
            known_as="sampling_probability must be either a scalar or a vector",
        )
    return probability


def _chosen(probability: Any, batch_size: Any, seed: Any, outputs: Any) -> Any:
    """Which sequences are fed a sample: uniform draws below the probability.

    Steps draw in their order, which a loop would not keep for what needs nothing of a step.
    """
    with tf.control_dependencies(tf.nest.flatten(outputs)), op_ids.drawing(seed, 20, 12):
        return tf.random.uniform([batch_size], dtype=probability.dtype, seed=seed) < probability


def _mixed(
    chosen: Any, given: Any, samples: Any, to_inputs: Callable[[Any], Any],
    finish: Callable[[Any, Any], Any] | None = None,
) -> Any:  # fmt: skip
    """Each sequence's given inputs, or what its sample becomes; only those are computed."""
    own = tf.cast(_v1.where(chosen), tf.int32)
    others = tf.cast(_v1.where(tf.logical_not(chosen)), tf.int32)
    made = to_inputs(tf.nest.map_structure(lambda part: tf.gather_nd(part, own), samples))
    if finish is not None:
        made = finish(made, own)

    def mix(made: Any, given: Any) -> Any:
        size = tf.shape(given)
        return tf.scatter_nd(own, made, size) + tf.scatter_nd(
            others, tf.gather_nd(given, others), size
        )

    return tf.nest.map_structure(mix, made, given)
