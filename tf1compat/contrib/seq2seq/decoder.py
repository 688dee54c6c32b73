"""``Decoder`` and ``dynamic_decode``: steps until every sequence is finished."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow as tf

from tf1compat.contrib.rnn_helpers import transpose_batch_time, zero_state_tensors
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.scopes import op_ids
from tf1compat.scopes.context import in_turn
from tf1compat.scopes.scope import variable_scope

_v1 = tf.compat.v1


class Decoder:
    """What ``dynamic_decode`` steps; people subclass it.

    Subclasses say ``batch_size``, ``output_size`` and ``output_dtype`` (structures alike),
    ``initialize(name=None)`` → (finished ``[B]``, first inputs, first state), and
    ``step(time, inputs, state, name=None)`` → (outputs, next state, next inputs, finished).

    Source: protocol of TensorFlow 1.15.5's ``tf.contrib.seq2seq.Decoder``.
    """

    @property
    def batch_size(self) -> Any:
        """How many sequences."""
        raise NotImplementedError(f"{type(self).__name__} must define batch_size")

    @property
    def output_size(self) -> Any:
        """Sizes of a step's outputs without the batch."""
        raise NotImplementedError(f"{type(self).__name__} must define output_size")

    @property
    def output_dtype(self) -> Any:
        """Types of a step's outputs."""
        raise NotImplementedError(f"{type(self).__name__} must define output_dtype")

    def initialize(self, name: str | None = None) -> Any:
        """(finished, inputs, state) before the first step."""
        raise NotImplementedError(f"{type(self).__name__} must define initialize")

    def step(self, time: Any, inputs: Any, state: Any, name: str | None = None) -> Any:
        """(outputs, next state, next inputs, finished) of a step."""
        raise NotImplementedError(f"{type(self).__name__} must define step")

    def finalize(self, outputs: Any, final_state: Any, sequence_lengths: Any) -> Any:
        """(outputs, state) once all is decoded; not defined, they stay as they are."""
        raise NotImplementedError(f"{type(self).__name__} may define finalize")

    @property
    def tracks_own_finished(self) -> bool:
        """Whether ``finished`` of a step is the whole truth, since sequences change places."""
        return False


def dynamic_decode(
    decoder: Decoder,
    output_time_major: bool = False,
    impute_finished: bool = False,
    maximum_iterations: Any = None,
    parallel_iterations: int = 32,
    swap_memory: bool = False,
    scope: Any = None,
    **kwargs: Any,
) -> tuple[Any, Any, Any]:
    """Steps the decoder until all sequences are finished.

    Args:
      decoder: a ``Decoder``.
      output_time_major: whether outputs are ``[T, B, …]`` instead of ``[B, T, …]``.
      impute_finished: whether a finished sequence's outputs are zeros and its state is kept.
      maximum_iterations: scalar; no more steps than that.
      parallel_iterations: of the loop.
      swap_memory: of the loop.
      scope: of the variables; ``decoder`` by default.
      **kwargs: none is known for a ``Decoder``; TF1 passed over them, and so do we only if empty.

    Returns:
      (outputs, final state, lengths ``[B]``): the outputs of all steps in the decoder's structure.

    Raises:
      ArgumentTypeError: ``decoder`` is no ``Decoder``; unknown arguments.
      ArgumentValueError: ``maximum_iterations`` is no scalar.

    Source: behaviour of TensorFlow 1.15.5.
    """
    _check(decoder, kwargs)
    with variable_scope(scope, "decoder"):
        limit = _limit(maximum_iterations)
        finished, inputs, state = decoder.initialize()
        zeros = zero_outputs(decoder.output_size, decoder.output_dtype, decoder.batch_size)
        if limit is not None:
            finished = tf.logical_or(finished, limit <= 0)
        start = _Loop(
            tf.constant(0), _arrays(decoder), state, inputs, finished,
            tf.zeros_like(finished, dtype=tf.int32),
        )  # fmt: skip
        with op_ids.in_loop():
            values = _v1.while_loop(
                lambda *values: tf.logical_not(tf.reduce_all(_Loop(*values).finished)),
                _stepper(decoder, zeros if impute_finished else None),
                loop_vars=tuple(start),
                parallel_iterations=in_turn(parallel_iterations),
                maximum_iterations=limit,
                swap_memory=swap_memory,
            )
        last = _Loop(*values)
        outputs = tf.nest.map_structure(lambda array: array.stack(), last.arrays)
        state = last.state
        with contextlib.suppress(NotImplementedError):  # there is none
            outputs, state = decoder.finalize(outputs, state, last.lengths)
        if not output_time_major:
            outputs = tf.nest.map_structure(transpose_batch_time, outputs)
    return outputs, state, last.lengths


class _Loop(NamedTuple):
    """What goes round."""

    time: Any
    arrays: Any
    state: Any
    inputs: Any
    finished: Any
    lengths: Any


def zero_outputs(size: Any, dtype: Any, batch_size: Any) -> Any:
    """Zeros ``[batch_size, *size]`` for each size and dtype of the two structures."""
    return tf.nest.map_structure(
        lambda one, its: zero_state_tensors(one, batch_size, its), size, dtype
    )


def _check(decoder: Any, unknown: dict[str, Any]) -> None:
    if not isinstance(decoder, Decoder):
        raise ArgumentTypeError(
            "dynamic_decode", "decoder", expected="a tf.contrib.seq2seq.Decoder",
            received=type(decoder).__name__, remedy="subclass Decoder, or take BasicDecoder",
        )
    if unknown:
        raise ArgumentTypeError(
            "dynamic_decode", next(iter(unknown)), expected="an argument of dynamic_decode",
            received=f"{sorted(unknown)}, which a Decoder's initialize cannot take",
            remedy="give it to the decoder",
        )


def _limit(maximum_iterations: Any) -> Any:
    if maximum_iterations is None:
        return None
    limit = tf.convert_to_tensor(maximum_iterations, tf.int32, name="maximum_iterations")
    if limit.shape.rank != 0:
        raise ArgumentValueError(
            "dynamic_decode", "maximum_iterations", expected="a scalar",
            received=f"shape {limit.shape}", remedy="pass one number",
            known_as="maximum_iterations must be a scalar",
        )
    return limit


def _arrays(decoder: Decoder) -> Any:
    """The arrays that the outputs are written to."""

    def array(size: Any, dtype: Any) -> Any:
        batch, shape = decoder.batch_size, None  # asked each time: it may build operations
        if isinstance(size, tf.TensorShape) and size.rank != 0:
            known = tf.get_static_value(tf.convert_to_tensor(batch))
            shape = tf.TensorShape([known]).concatenate(size)
        return tf.TensorArray(dtype, size=0, dynamic_size=True, element_shape=shape)

    return tf.nest.map_structure(array, decoder.output_size, decoder.output_dtype)


def _stepper(decoder: Decoder, zeros: Any) -> Callable[..., tuple[Any, ...]]:
    """The loop's body; with ``zeros``, what finished emits those and keeps its state."""

    def step(*values: Any) -> tuple[Any, ...]:
        now = _Loop(*values)
        outputs, state, inputs, finished = decoder.step(now.time, now.inputs, now.state)
        if not decoder.tracks_own_finished:
            finished = tf.logical_or(finished, now.finished)
        after = tf.fill(tf.shape(now.lengths), now.time + 1)
        lengths = _v1.where(tf.logical_not(now.finished), after, now.lengths)
        tf.nest.assert_same_structure(now.state, state)
        tf.nest.assert_same_structure(now.arrays, outputs)
        tf.nest.assert_same_structure(now.inputs, inputs)
        if zeros is not None:
            outputs = tf.nest.map_structure(
                lambda new, zero: _v1.where(now.finished, zero, new), outputs, zeros
            )
            state = tf.nest.map_structure(
                lambda new, old: _kept(now.finished, new, old), state, now.state
            )
        arrays = tf.nest.map_structure(
            lambda array, output: array.write(now.time, output), now.arrays, outputs
        )
        return tuple(_Loop(now.time + 1, arrays, state, inputs, finished, lengths))

    return step


def _kept(finished: Any, new: Any, old: Any) -> Any:
    """The old state of what is finished; arrays and scalars are everyone's."""
    if isinstance(old, tf.TensorArray):
        return new
    new.set_shape(old.shape)
    return new if new.shape.rank == 0 else _v1.where(finished, old, new)
