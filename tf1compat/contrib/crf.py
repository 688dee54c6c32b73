"""``tf.contrib.crf``: linear-chain conditional random fields.

For scores x ``[B, T, O]`` of tags and W ``[O, O]`` of transitions, a path y of length L scores
s(y) = Σ_{t<L} x[t, y_t] + Σ_{0<t<L} W[y_{t-1}, y_t], and log p(y) = s(y) - log Σ_y' exp s(y').
A row of length 0 has score and norm 0.  TensorFlow 1.15.5 computed the norm in float32 only; here
it has the type of the scores.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from tf1compat.contrib.crf_cells import (
    CrfDecodeBackwardRnnCell,
    CrfDecodeForwardRnnCell,
    CrfForwardRnnCell,
)
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.rnn.dynamic import dynamic_rnn
from tf1compat.scopes import op_ids
from tf1compat.scopes.scope import get_variable

_v1 = tf.compat.v1


def crf_unary_score(tag_indices: Any, sequence_lengths: Any, inputs: Any) -> Any:
    """``[B]``: the sum of x[t, y_t] over each row's length.

    Args:
      tag_indices: y, int32 or int64 ``[B, T]``.
      sequence_lengths: ``[B]``.
      inputs: x ``[B, T, O]``.

    Raises:
      ArgumentTypeError: tags that are no integers.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.crf import crf_unary_score
      >>> float(crf_unary_score([[1, 0]], [1], [[[2.0, 3.0], [5.0, 7.0]]])[0])
      3.0
    """
    inputs = tf.convert_to_tensor(inputs)
    tags = _tags("crf_unary_score", tag_indices)
    rows, steps, width = (tf.cast(size, tags.dtype) for size in tf.unstack(tf.shape(inputs)))
    starts = width * tf.reshape(tf.range(rows * steps), [rows, steps])
    taken = tf.gather(tf.reshape(inputs, [-1]), starts + tags)
    return tf.reduce_sum(taken * _mask(sequence_lengths, tags, inputs.dtype), axis=1)


def crf_binary_score(tag_indices: Any, sequence_lengths: Any, transition_params: Any) -> Any:
    """``[B]``: the sum of W[y_{t-1}, y_t] over each row's length.

    Args:
      tag_indices: y, int32 or int64 ``[B, T]``.
      sequence_lengths: ``[B]``.
      transition_params: W ``[O, O]``.

    Raises:
      ArgumentTypeError: tags that are no integers.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.crf import crf_binary_score
      >>> float(crf_binary_score([[1, 0, 0]], [2], [[2.0, 3.0], [5.0, 7.0]])[0])
      5.0
    """
    transitions = tf.convert_to_tensor(transition_params)
    tags = _tags("crf_binary_score", tag_indices)
    width = tf.cast(tf.shape(transitions)[0], tags.dtype)
    taken = tf.gather(tf.reshape(transitions, [-1]), width * tags[:, :-1] + tags[:, 1:])
    mask = _mask(sequence_lengths, tags, transitions.dtype)
    return tf.reduce_sum(taken * mask[:, 1:], axis=1)


def crf_sequence_score(
    inputs: Any, tag_indices: Any, sequence_lengths: Any, transition_params: Any
) -> Any:
    """``[B]``: s(y), not normalized.

    Args:
      inputs: x ``[B, T, O]``.
      tag_indices: y, int32 or int64 ``[B, T]``.
      sequence_lengths: ``[B]``.
      transition_params: W ``[O, O]``.

    Raises:
      ArgumentTypeError: tags that are no integers, or W of another type than x.
      ArgumentValueError: sizes that do not fit.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.crf import crf_sequence_score
      >>> x, w = [[[2.0, 3.0], [5.0, 7.0]]], [[0.0, 1.0], [0.5, 0.0]]
      >>> float(crf_sequence_score(x, [[1, 0]], [2], w)[0])
      8.5
    """
    inputs = _potentials("crf_sequence_score", inputs)

    def more() -> Any:
        transitions = _transitions("crf_sequence_score", transition_params, inputs)
        binary = crf_binary_score(tag_indices, sequence_lengths, transitions)
        return crf_unary_score(tag_indices, sequence_lengths, inputs) + binary

    return _by_steps(
        inputs, lambda: crf_unary_score(tag_indices, sequence_lengths, inputs), more
    )


def crf_multitag_sequence_score(
    inputs: Any, tag_bitmap: Any, sequence_lengths: Any, transition_params: Any
) -> Any:
    """``[B]``: log Σ exp s(y) over all paths of the tags that a bitmap allows.

    With inputs of one step the lengths are not looked at, as in TensorFlow 1.15.5.

    Args:
      inputs: x ``[B, T, O]``.
      tag_bitmap: bool ``[B, T, O]``: which tags are allowed at each step.
      sequence_lengths: ``[B]``.
      transition_params: W ``[O, O]``.

    Raises:
      ArgumentTypeError: a bitmap that is not of bools, or W of another type than x.
      ArgumentValueError: sizes that do not fit.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.crf import crf_multitag_sequence_score
      >>> x, w = [[[2.0, 3.0], [5.0, 7.0]]], [[0.0, 1.0], [0.5, 0.0]]
      >>> only = [[[False, True], [True, False]]]
      >>> float(crf_multitag_sequence_score(x, only, [2], w)[0])
      8.5
    """
    inputs = _potentials("crf_multitag_sequence_score", inputs)
    allowed = tf.convert_to_tensor(tag_bitmap)
    if allowed.dtype != tf.bool:
        raise ArgumentTypeError(
            "crf_multitag_sequence_score", "tag_bitmap", expected="bools",
            received=allowed.dtype.name, remedy="cast it: tf.cast(tag_bitmap, tf.bool)",
        )
    left = tf.where(allowed, inputs, tf.constant(-np.inf, inputs.dtype))
    return _by_steps(
        inputs,
        lambda: tf.reduce_logsumexp(left, axis=[1, 2]),
        lambda: crf_log_norm(left, sequence_lengths, transition_params),
    )


def crf_log_norm(inputs: Any, sequence_lengths: Any, transition_params: Any) -> Any:
    """``[B]``: log Σ exp s(y) over all paths, by the forward algorithm.

    Args:
      inputs: x ``[B, T, O]``, O known.
      sequence_lengths: ``[B]``.
      transition_params: W ``[O, O]``.

    Raises:
      ArgumentTypeError: W of another type than x.
      ArgumentValueError: sizes that do not fit, or O unknown.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.crf import crf_log_norm
      >>> round(float(crf_log_norm(tf.zeros([1, 3, 2]), [3], tf.zeros([2, 2]))[0]), 4)
      2.0794
    """
    inputs = _potentials("crf_log_norm", inputs)
    lengths = _lengths(sequence_lengths)

    def one() -> Any:
        return tf.reduce_logsumexp(inputs[:, 0], axis=1)

    def more() -> Any:
        cell = CrfForwardRnnCell(_transitions("crf_log_norm", transition_params, inputs))
        _, alphas = dynamic_rnn(
            cell, inputs[:, 1:], _without_first(lengths), inputs[:, 0], inputs.dtype
        )
        return tf.reduce_logsumexp(alphas, axis=1)

    norm = _by_steps(inputs, one, more)
    return tf.where(lengths <= 0, tf.zeros_like(norm), norm)


def crf_log_likelihood(
    inputs: Any, tag_indices: Any, sequence_lengths: Any, transition_params: Any = None
) -> Any:
    """The logarithm of p(y), and the transitions.

    Args:
      inputs: x ``[B, T, O]``, O known.
      tag_indices: y, int32 or int64 ``[B, T]``.
      sequence_lengths: ``[B]``.
      transition_params: W ``[O, O]``; by default the variable ``transitions`` of the present
        scope, of the type and with the initializer of that scope.

    Returns:
      ``(log p [B], W)``, W as it was given, or the variable.

    Raises:
      ArgumentTypeError: tags that are no integers, or W of another type than x.
      ArgumentValueError: sizes that do not fit, or O unknown.
      ValueError: the variable is there already and the scope does not reuse.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.crf import crf_log_likelihood
      >>> log_p, _ = crf_log_likelihood(tf.zeros([1, 3, 2]), [[0, 1, 0]], [3], tf.zeros([2, 2]))
      >>> round(float(log_p[0]), 4)
      -2.0794
    """
    inputs = _potentials("crf_log_likelihood", inputs)
    if transition_params is None:
        tags = inputs.shape.as_list()[2]
        transition_params = get_variable("transitions", [tags, tags])
    score = crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params)
    log_p = score - crf_log_norm(inputs, sequence_lengths, transition_params)
    op_ids.skip(31 if inputs.shape.as_list()[1] is not None else 15)
    return log_p, transition_params


def crf_decode(potentials: Any, transition_params: Any, sequence_length: Any) -> Any:
    """The best path of each row, by Viterbi's algorithm.

    Args:
      potentials: x ``[B, T, O]``, O known.
      transition_params: W ``[O, O]``.
      sequence_length: ``[B]``.

    Returns:
      ``(tags, score)``: int32 ``[B, T]``, zeros after each row's length (a row of length 0 is
      decoded as one of length 1), and s(y) ``[B]``.

    Raises:
      ArgumentTypeError: W of another type than x.
      ArgumentValueError: sizes that do not fit, or O unknown.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> from tf1compat.contrib.crf import crf_decode
      >>> x, w = [[[2.0, 3.0], [5.0, 7.0]]], [[0.0, 9.0], [0.5, 0.0]]
      >>> tags, score = crf_decode(x, w, [2])
      >>> tags.numpy().tolist(), float(score[0])
      ([[0, 1]], 18.0)
    """
    potentials = _potentials("crf_decode", potentials)
    lengths = _lengths(sequence_length)

    def one() -> tuple[Any, Any]:
        return _best_tag(potentials[:, 0]), tf.reduce_max(potentials[:, 0], axis=1)

    def more() -> tuple[Any, Any]:
        cell = CrfDecodeForwardRnnCell(_transitions("crf_decode", transition_params, potentials))
        steps = _without_first(lengths)
        came_from, scores = dynamic_rnn(
            cell, potentials[:, 1:], steps, potentials[:, 0], tf.int32
        )
        last = _best_tag(scores)
        back = CrfDecodeBackwardRnnCell(cell.state_size)
        turned = tf.reverse_sequence(came_from, steps, seq_axis=1)
        before, _ = dynamic_rnn(back, turned, steps, last, tf.int32)
        tags = tf.concat([last, before[:, :, 0]], axis=1)
        return tf.reverse_sequence(tags, lengths, seq_axis=1), tf.reduce_max(scores, axis=1)

    tags, score = _by_steps(potentials, one, more)
    if potentials.shape.as_list()[1] is None:
        op_ids.skip(-11)  # TF1 measured the steps once
    return tags, score


def viterbi_decode(score: Any, transition_params: Any) -> tuple[list[Any], Any]:
    """The best path of one sequence, in numpy.

    Args:
      score: x ``[T, O]``; what is computed has its type.
      transition_params: W ``[O, O]``.

    Returns:
      ``(tags, score)``: a list of T numpy integers, and s(y).

    Raises:
      ArgumentValueError: no steps, or sizes that do not fit.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import numpy as np
      >>> from tf1compat.contrib.crf import viterbi_decode
      >>> tags, score = viterbi_decode(np.array([[2.0, 3.0], [5.0, 7.0]]), np.zeros([2, 2]))
      >>> [int(tag) for tag in tags], float(score)
      ([1, 1], 10.0)
    """
    scores, transitions = np.asarray(score), np.asarray(transition_params)
    square = scores.shape[-1:] * 2
    if scores.ndim != 2 or not len(scores) or transitions.shape != square:
        raise ArgumentValueError(
            "viterbi_decode", "score, transition_params", expected="[T, O] with T > 0, and [O, O]",
            received=f"{list(scores.shape)} and {list(transitions.shape)}",
            remedy="pass one sequence, cut to its length",
        )
    best, came_from = scores[0], []
    for step in scores[1:]:
        arriving = best[:, np.newaxis] + transitions
        came_from.append(arriving.argmax(axis=0).astype(np.int32))
        best = (step + arriving.max(axis=0)).astype(scores.dtype)
    tags = [best.argmax()]
    for column in reversed(came_from):
        tags.append(column[tags[-1]])
    return tags[::-1], best.max()


def _by_steps(inputs: Any, one: Callable[[], Any], more: Callable[[], Any]) -> Any:
    """``one()`` for inputs of a single step, which have no transitions, else ``more()``."""
    steps = inputs.shape.as_list()[1]
    if steps is None:
        return _v1.cond(tf.equal(tf.shape(inputs)[1], 1), one, more)
    return one() if steps == 1 else more()


def _best_tag(scores: Any) -> Any:
    return tf.argmax(scores, axis=1, output_type=tf.int32)[:, tf.newaxis]


def _lengths(lengths: Any) -> Any:
    lengths = tf.convert_to_tensor(lengths)
    return lengths if lengths.dtype == tf.int64 else tf.cast(lengths, tf.int32)


def _without_first(lengths: Any) -> Any:
    return tf.maximum(lengths - 1, 0)


def _mask(lengths: Any, tags: Any, dtype: Any) -> Any:
    """``[B, T]``: 1 within the length, 0 after it."""
    return tf.sequence_mask(_lengths(lengths), tf.shape(tags)[1], dtype)


def _tags(symbol: str, tags: Any) -> Any:
    tags = tf.convert_to_tensor(tags)
    if not tags.dtype.is_integer:
        raise ArgumentTypeError(
            symbol, "tag_indices", expected="integers", received=tags.dtype.name,
            remedy="cast them: tf.cast(tag_indices, tf.int32)",
        )
    return tags


def _potentials(symbol: str, inputs: Any) -> Any:
    inputs = tf.convert_to_tensor(inputs)
    if inputs.shape.rank != 3 or inputs.shape.as_list()[2] is None:
        raise ArgumentValueError(
            symbol, "inputs", expected="a tensor [B, T, O] whose number of tags O is known",
            received=f"shape {inputs.shape}", remedy="reshape it to [-1, T, num_tags]",
        )
    return inputs


def _transitions(symbol: str, transition_params: Any, inputs: Any) -> Any:
    transitions = tf.convert_to_tensor(transition_params)
    if transitions.dtype != inputs.dtype:
        raise ArgumentTypeError(
            symbol, "transition_params", expected=f"the type of the inputs, {inputs.dtype.name}",
            received=transitions.dtype.name, remedy="cast one of them, or open a variable_scope "
            "of that dtype where the transitions are made",
        )
    tags = inputs.shape.as_list()[2]
    if not transitions.shape.is_compatible_with([tags, tags]):
        raise ArgumentValueError(
            symbol, "transition_params", expected=f"[{tags}, {tags}], a row and a column per tag",
            received=f"shape {transitions.shape}", remedy="give it the inputs' number of tags",
        )
    transitions.set_shape([tags, tags])
    return transitions
