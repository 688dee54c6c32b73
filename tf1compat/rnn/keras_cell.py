"""``KerasCell``: any TF1 cell as a cell of ``keras.layers.RNN``."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from tf1compat.cells.structure import check_cell
from tf1compat.scopes.keras_layer import TF1Variables


class KerasCell(TF1Variables, keras.layers.Layer):
    """Makes a TF1 cell, the user's own included, a Keras cell whose variables are tracked weights.

    The state is the flat list of the cell's state parts: ``[c, h]`` for an LSTM, where Keras's own
    LSTM has ``[h, c]``.

    Args:
      cell: an object with TF1's cell protocol.
      **kwargs: as ``keras.layers.Layer``.

    Raises:
      TypeError: ``cell`` is no cell.

    Example:
      >>> import keras, tf1compat
      >>> rnn = keras.layers.RNN(tf1compat.as_keras_cell(tf1compat.LSTMCell(4, num_proj=2)))
      >>> y = rnn(keras.Input([7, 3]))
      >>> y.shape, list(rnn.cell.tf1_weights)[0]
      ((None, 2), 'lstm_cell/kernel')
    """

    def __init__(self, cell: Any, **kwargs: Any) -> None:
        super().__init__(autocast=False, **kwargs)
        check_cell("as_keras_cell", "cell", cell)
        self._tf1_cell = cell
        self.tf1_weights = {}

    @property
    def state_size(self) -> list[Any]:
        return [_plain(size) for size in _flat(self._tf1_cell.state_size)]

    @property
    def output_size(self) -> Any:
        return _plain(self._tf1_cell.output_size)

    def get_initial_state(self, batch_size: Any = None) -> list[Any]:
        dtype = self._tf1_cell.dtype or self.compute_dtype
        return list(tf.nest.flatten(self._tf1_cell.zero_state(batch_size, tf.as_dtype(dtype))))

    def build(self, input_shape: Any) -> None:
        def probe(inputs: Any) -> None:
            batch = inputs.shape[0] or tf.shape(inputs)[0]
            self._tf1_cell(inputs, self._tf1_cell.zero_state(batch, inputs.dtype))

        dtype = self._tf1_cell.dtype or self.compute_dtype
        self.record(probe, (keras.KerasTensor(tuple(input_shape), dtype),), {})
        self.built = True

    def call(self, inputs: Any, states: Any, training: bool = False) -> Any:
        del training  # TF1 cells know nothing of it
        state = tf.nest.pack_sequence_as(self._tf1_cell.state_size, list(tf.nest.flatten(states)))
        with self.bound():
            output, new_state = self._tf1_cell(inputs, state)
        return output, list(tf.nest.flatten(new_state))


def _flat(sizes: Any) -> list[Any]:
    if isinstance(sizes, tf.TensorShape) or not isinstance(sizes, list | tuple):
        return [sizes]
    return [leaf for part in sizes for leaf in _flat(part)]


def _plain(size: Any) -> Any:
    """An int for Keras where the size is one-dimensional."""
    if isinstance(size, tf.TensorShape):
        known = size.as_list()
        return known[0] if len(known) == 1 else tuple(known)
    return size


def as_keras_cell(cell: Any) -> KerasCell:
    """The TF1 cell for ``keras.layers.RNN``; see :class:`KerasCell`.

    Raises:
      TypeError: ``cell`` is no cell.

    Example:
      >>> import keras, tf1compat
      >>> rnn = keras.layers.RNN(tf1compat.as_keras_cell(tf1compat.GRUCell(4)))
      >>> rnn(keras.Input([7, 3])).shape
      (None, 4)
    """
    return KerasCell(cell)
