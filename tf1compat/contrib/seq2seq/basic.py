"""``BasicDecoder``: a cell, a helper that says what is fed next, and perhaps an output layer."""

from __future__ import annotations

import collections
from typing import Any

import tensorflow as tf

from tf1compat.contrib.rnn_helpers import assert_like_rnncell
from tf1compat.contrib.seq2seq.decoder import Decoder
from tf1compat.contrib.seq2seq.helpers import Helper
from tf1compat.contrib.seq2seq.layers import check_layer, size_after
from tf1compat.errors import ArgumentTypeError

_v1 = tf.compat.v1


class BasicDecoderOutput(
    collections.namedtuple("BasicDecoderOutput", ("rnn_output", "sample_id"))
):
    """A step's output ``[B, U]``, after the output layer, and what the helper sampled."""

    __slots__ = ()


class BasicDecoder(Decoder):
    """y, s' = cell(x, s);  sample = helper.sample(layer(y));  x' = helper.next_inputs(sample)

    Args:
      cell: the cell.
      helper: a ``Helper``.
      initial_state: in the structure of the cell's state.
      output_layer: a layer applied to the cell's output before sampling; it must be able to
        say its output's shape.

    Raises:
      ArgumentTypeError: ``cell`` is no cell, ``helper`` no helper, ``output_layer`` no layer.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.seq2seq.decoder import dynamic_decode
      >>> from tf1compat.contrib.seq2seq.helpers import TrainingHelper
      >>> cell = tf1compat.GRUCell(4)
      >>> helper = TrainingHelper(tf.ones([2, 3, 5]), [3, 1])
      >>> decoder = BasicDecoder(cell, helper, cell.zero_state(2, tf.float32))
      >>> with tf1compat.VariableStore():
      ...     outputs, state, lengths = dynamic_decode(decoder)
      >>> outputs.rnn_output.shape.as_list(), lengths.numpy().tolist()
      ([2, 3, 4], [3, 1])
    """

    def __init__(
        self, cell: Any, helper: Any, initial_state: Any, output_layer: Any = None
    ) -> None:
        assert_like_rnncell("cell", cell)
        if not isinstance(helper, Helper):
            raise ArgumentTypeError(
                "BasicDecoder", "helper", expected="a tf.contrib.seq2seq.Helper",
                received=type(helper).__name__, remedy="take TrainingHelper, or subclass Helper",
            )
        check_layer("BasicDecoder", "output_layer", output_layer)
        self._cell, self._output_layer = cell, output_layer
        self._helper, self._initial_state = helper, initial_state

    @property
    def batch_size(self) -> Any:
        return self._helper.batch_size

    def _rnn_output_size(self) -> Any:
        return size_after(self._output_layer, self._cell.output_size)

    @property
    def output_size(self) -> Any:
        return BasicDecoderOutput(self._rnn_output_size(), self._helper.sample_ids_shape)

    @property
    def output_dtype(self) -> Any:
        dtype = tf.nest.flatten(self._initial_state)[0].dtype
        of_output = tf.nest.map_structure(lambda _: dtype, self._rnn_output_size())
        return BasicDecoderOutput(of_output, self._helper.sample_ids_dtype)

    def initialize(self, name: str | None = None) -> Any:
        return (*self._helper.initialize(), self._initial_state)

    def step(self, time: Any, inputs: Any, state: Any, name: str | None = None) -> Any:
        with _v1.name_scope(name, "BasicDecoderStep", (time, inputs, state)):
            output, cell_state = self._cell(inputs, state)
            if self._output_layer is not None:
                output = self._output_layer(output)
            ids = self._helper.sample(time=time, outputs=output, state=cell_state)
            finished, next_inputs, next_state = self._helper.next_inputs(
                time=time, outputs=output, state=cell_state, sample_ids=ids
            )
        return BasicDecoderOutput(output, ids), next_state, next_inputs, finished
