"""``tf.contrib.rnn``'s fused cells: what runs over all steps ``[T, B, D]`` at once."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.rnn.dynamic import dynamic_rnn
from tf1compat.rnn.static import static_rnn


class FusedRNNCell:
    """What maps a whole sequence to outputs and a last state; people subclass it.

    ``(inputs [T, B, D], initial_state, dtype, sequence_length, scope)`` → ``(outputs, state)``

    Source: protocol of TensorFlow 1.15.5's ``tf.contrib.rnn.FusedRNNCell``.
    """

    def __call__(
        self,
        inputs: Any,
        initial_state: Any = None,
        dtype: Any = None,
        sequence_length: Any = None,
        scope: Any = None,
    ) -> Any:
        """(outputs, state); subclasses say."""
        raise NotImplementedError(f"{type(self).__name__} must define __call__")


class FusedRNNCellAdaptor(FusedRNNCell):
    """A cell, run over all steps by ``dynamic_rnn`` or ``static_rnn``.

    Args:
      cell: the cell.
      use_dynamic_rnn: whether by ``dynamic_rnn``; ``static_rnn`` needs a known T.

    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.rnn.FusedRNNCellAdaptor``.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.fused_rnn import FusedRNNCellAdaptor
      >>> fused = FusedRNNCellAdaptor(tf1compat.GRUCell(4))
      >>> fused(tf.ones([5, 2, 3]), dtype=tf.float32)[0].shape.as_list()
      [5, 2, 4]
    """

    def __init__(self, cell: Any, use_dynamic_rnn: bool = False) -> None:
        self._cell = cell
        self._use_dynamic_rnn = use_dynamic_rnn

    def __call__(
        self,
        inputs: Any,
        initial_state: Any = None,
        dtype: Any = None,
        sequence_length: Any = None,
        scope: Any = None,
    ) -> Any:
        """(outputs, state); a list of steps gives a list of outputs."""
        is_list = isinstance(inputs, list)
        options = {
            "sequence_length": sequence_length, "initial_state": initial_state, "dtype": dtype,
            "scope": scope,
        }
        if self._use_dynamic_rnn:
            steps = tf.stack(inputs) if is_list else inputs
            outputs, state = dynamic_rnn(self._cell, steps, time_major=True, **options)
            return (tf.unstack(outputs) if is_list else outputs), state
        steps = inputs if is_list else tf.unstack(inputs)
        outputs, state = static_rnn(self._cell, steps, **options)
        return (outputs if is_list else tf.stack(outputs)), state


class TimeReversedFusedRNN(FusedRNNCell):
    """A fused cell that runs backwards; the outputs are in the order of the inputs.

    Args:
      cell: the fused cell.

    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.rnn.TimeReversedFusedRNN``.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.fused_rnn import FusedRNNCellAdaptor, TimeReversedFusedRNN
      >>> backwards = TimeReversedFusedRNN(FusedRNNCellAdaptor(tf1compat.GRUCell(4)))
      >>> outputs, state = backwards(tf.ones([5, 2, 3]), dtype=tf.float32)
      >>> bool(tf.reduce_all(outputs[0] == state))
      True
    """

    def __init__(self, cell: Any) -> None:
        self._cell = cell

    def __call__(
        self,
        inputs: Any,
        initial_state: Any = None,
        dtype: Any = None,
        sequence_length: Any = None,
        scope: Any = None,
    ) -> Any:
        """(outputs, state), the state that after the first step.

        The rows of ``[T, B, D]`` turn within their lengths; a list of steps turns whole.
        """
        outputs, state = self._cell(
            _reversed(inputs, sequence_length), initial_state=initial_state, dtype=dtype,
            sequence_length=sequence_length, scope=scope,
        )
        return _reversed(outputs, sequence_length), state


def _reversed(steps: Any, lengths: Any) -> Any:
    if isinstance(steps, list):
        return list(reversed(steps))  # TF1 turns a list whole, whatever the lengths
    if lengths is None:
        return tf.reverse(steps, [0])
    return tf.reverse_sequence(steps, lengths, seq_axis=0, batch_axis=1)
