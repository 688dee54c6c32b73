"""``tf.contrib.seq2seq`` of TensorFlow 1.1, which 1.2 gave other names and results."""

from __future__ import annotations

import collections
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.cells.base import RNNCell
from tf1compat.contrib.rnn_helpers import zero_state_tensors
from tf1compat.contrib.seq2seq import decoder as today
from tf1compat.contrib.seq2seq.wrapper import AttentionWrapper, AttentionWrapperState
from tf1compat.errors import ArgumentValueError


def dynamic_decode(decoder: Any, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
    """``tf.contrib.seq2seq.dynamic_decode``: (outputs, state), without the lengths."""
    outputs, state, _ = today.dynamic_decode(decoder, *args, **kwargs)
    return outputs, state


class DynamicAttentionWrapperState(
    collections.namedtuple("DynamicAttentionWrapperState", ("cell_state", "attention"))
):
    """The cell's state and the last attention."""


class DynamicAttentionWrapper(RNNCell):
    """``AttentionWrapper`` as it was: always with a layer, and a state of two parts.

    Args:
      cell: the cell.
      attention_mechanism: Bahdanau's or Luong's.
      attention_size: width of the attention's layer.
      cell_input_fn: (inputs, attention) → the cell's input; side by side by default.
      probability_fn: must be ``None``: it is the mechanism's since 1.2.
      output_attention: whether the attention is the output, instead of the cell's.
      name: its scope.

    Raises:
      ArgumentValueError: a ``probability_fn``.
    """

    def __init__(
        self,
        cell: Any,
        attention_mechanism: Any,
        attention_size: int,
        cell_input_fn: Callable[[Any, Any], Any] | None = None,
        probability_fn: Callable[[Any], Any] | None = None,
        output_attention: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        if probability_fn is not None:
            raise ArgumentValueError(
                "DynamicAttentionWrapper", "probability_fn", expected="None",
                received=repr(probability_fn), remedy="pass it to the attention mechanism",
            )
        self._mechanism = attention_mechanism
        self._wrapper = AttentionWrapper(
            cell, attention_mechanism, attention_size, cell_input_fn=cell_input_fn,
            output_attention=output_attention,
        )

    @property
    def output_size(self) -> Any:
        return self._wrapper.output_size

    @property
    def state_size(self) -> Any:
        size = self._wrapper.state_size
        return DynamicAttentionWrapperState(size.cell_state, size.attention)

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """Zeros, for the cell and for the attention."""
        return DynamicAttentionWrapperState(
            self._wrapper.zero_state(batch_size, dtype).cell_state,
            zero_state_tensors(self._wrapper.state_size.attention, batch_size, dtype),
        )

    def call(self, inputs: Any, state: Any) -> Any:
        """(attention or output, new state) of one step."""
        batch_size, dtype = self._mechanism.batch_size, state.attention.dtype
        before = AttentionWrapperState(
            cell_state=state.cell_state,
            attention=state.attention,
            time=tf.zeros([], tf.int32),
            alignments=self._mechanism.initial_alignments(batch_size, dtype),
            alignment_history=(),
            attention_state=self._mechanism.initial_state(batch_size, dtype),
        )
        output, after = self._wrapper.call(inputs, before)
        return output, DynamicAttentionWrapperState(after.cell_state, after.attention)
