"""``tf.contrib.crf``'s three cells: one step of a linear chain, forward, best path, and back."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.base import RNNCell


class _OverTags(RNNCell):
    """A cell whose state is a score per tag, ``[B, O]``, before a matrix of transitions."""

    def __init__(self, transition_params: Any) -> None:
        super().__init__()
        self._transitions = tf.convert_to_tensor(transition_params)

    @property
    def state_size(self) -> Any:
        """O, the number of tags."""
        return self._transitions.shape.as_list()[0]

    @property
    def output_size(self) -> Any:
        """O, the number of tags."""
        return self.state_size

    def _arriving(self, state: Any) -> Any:
        """``[B, from, to]``: the score of coming from each tag to each other one."""
        return state[:, :, tf.newaxis] + self._transitions


class CrfForwardRnnCell(_OverTags):
    """One step of the forward algorithm, in logarithms.

    a'_j = x_j + log Σ_i exp(a_i + W_ij)

    Shapes: inputs and state ``[B, O]``; output and new state are the same tensor.
    Args:
      transition_params: W ``[O, O]``, from the tag of the row to that of the column.
    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.crf.CrfForwardRnnCell``.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.crf_cells import CrfForwardRnnCell
      >>> alphas, _ = CrfForwardRnnCell(tf.zeros([2, 2]))(tf.ones([1, 2]), tf.zeros([1, 2]))
      >>> [round(float(alpha), 4) for alpha in alphas[0]]
      [1.6931, 1.6931]
    """

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """(alphas, alphas); ``scope`` is not used, since there are no variables."""
        alphas = inputs + tf.reduce_logsumexp(self._arriving(state), axis=1)
        return alphas, alphas


class CrfDecodeForwardRnnCell(_OverTags):
    """One step of Viterbi's algorithm.

    s'_j = x_j + max_i (s_i + W_ij), and the output is the i that gave the maximum.

    Shapes: inputs and state ``[B, O]``; output int32 ``[B, O]``, new state ``[B, O]``.
    Args:
      transition_params: W ``[O, O]``, from the tag of the row to that of the column.
    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.crf.CrfDecodeForwardRnnCell``.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.crf_cells import CrfDecodeForwardRnnCell
      >>> cell = CrfDecodeForwardRnnCell([[0.0, 3.0], [1.0, 0.0]])
      >>> came_from, scores = cell(tf.zeros([1, 2]), tf.constant([[2.0, 1.0]]))
      >>> came_from.numpy().tolist(), scores.numpy().tolist()
      ([[0, 0]], [[2.0, 5.0]])
    """

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """(where each tag was best reached from, scores); ``scope`` is not used."""
        arriving = self._arriving(state)
        came_from = tf.argmax(arriving, axis=1, output_type=tf.int32)
        return came_from, inputs + tf.reduce_max(arriving, axis=1)


class CrfDecodeBackwardRnnCell(RNNCell):
    """One step back along the best path: the tag that the present one was reached from.

    Shapes: inputs int32 ``[B, O]``, what ``CrfDecodeForwardRnnCell`` gave; state, output and new
      state int32 ``[B, 1]``.
    Args:
      num_tags: O.
    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.crf.CrfDecodeBackwardRnnCell``.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.contrib.crf_cells import CrfDecodeBackwardRnnCell
      >>> came_from = tf.constant([[2, 0, 1], [1, 1, 0]])
      >>> CrfDecodeBackwardRnnCell(3)(came_from, tf.constant([[0], [2]]))[0].numpy().tolist()
      [[2], [0]]
    """

    def __init__(self, num_tags: int) -> None:
        super().__init__()
        self._num_tags = num_tags

    @property
    def state_size(self) -> int:
        """1: the state is a tag."""
        return 1

    @property
    def output_size(self) -> int:
        """1: the output is a tag."""
        return 1

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """(tags before, the same); ``scope`` is not used."""
        chosen = tf.one_hot(state[:, 0], self._num_tags, on_value=True, off_value=False)
        before = tf.reduce_sum(tf.where(chosen, inputs, 0), axis=1, keepdims=True)
        return before, before
