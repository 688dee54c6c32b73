"""``stack_bidirectional_dynamic_rnn`` and ``stack_bidirectional_rnn`` of ``tf.contrib.rnn``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.rnn.bidirectional import bidirectional_dynamic_rnn
from tf1compat.rnn.static import static_bidirectional_rnn
from tf1compat.rnn.symbolic import serves_keras_tensors
from tf1compat.scopes.scope import get_variable_scope, variable_scope

__all__ = ("stack_bidirectional_dynamic_rnn", "stack_bidirectional_rnn")

_SCOPE = "stack_bidirectional_rnn"


@tf.autograph.experimental.do_not_convert
@serves_keras_tensors
def stack_bidirectional_dynamic_rnn(
    cells_fw: Any,
    cells_bw: Any,
    inputs: Any,
    initial_states_fw: Any = None,
    initial_states_bw: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    parallel_iterations: int | None = None,
    time_major: bool = False,
    scope: Any = None,
    swap_memory: bool = False,
) -> Any:
    """Bidirectional layers on top of each other, each reading both directions of the one below.

    x_{k+1} = concat(bidirectional_dynamic_rnn(cells_fw[k], cells_bw[k], x_k), 2)

    Args:
      cells_fw: the forward cells, first the one that sees the inputs.
      cells_bw: as many backward cells.
      inputs: ``[B, T, D]``, or ``[T, B, D]`` with ``time_major``.
      initial_states_fw: one per layer; zeros by default.
      initial_states_bw: likewise.
      dtype: of zero states and outputs.
      sequence_length: int32 or int64 ``[B]``.
      parallel_iterations: of the loops.
      time_major: whether inputs and outputs have time first.
      scope: name or scope of the variables, which get ``cell_<k>/bidirectional_rnn/{fw,bw}/``;
        ``stack_bidirectional_rnn`` by default.
      swap_memory: of the loops.

    Returns:
      The top layer's outputs side by side, and tuples of each direction's final states by layer.

    Raises:
      ValueError: the cells, or the initial states, are no lists of one length.

    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.rnn``.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat import GRUCell
      >>> outputs, states_fw, states_bw = stack_bidirectional_dynamic_rnn(
      ...     [GRUCell(4), GRUCell(2)], [GRUCell(4), GRUCell(2)], tf.ones([3, 5, 7]),
      ...     dtype=tf.float32)
      >>> outputs.shape.as_list(), [state.shape.as_list() for state in states_fw]
      ([3, 5, 4], [[3, 4], [3, 2]])
    """

    def layer(fw: Any, bw: Any, below: Any, start: tuple[Any, Any]) -> Any:
        outputs, states = bidirectional_dynamic_rnn(
            fw, bw, below, sequence_length, *start, dtype, parallel_iterations, swap_memory,
            time_major,
        )
        return tf.concat(outputs, 2), states

    starts = (initial_states_fw, initial_states_bw)
    return _stacked("stack_bidirectional_dynamic_rnn", layer, cells_fw, cells_bw, inputs, starts,
                    scope)


@tf.autograph.experimental.do_not_convert
@serves_keras_tensors
def stack_bidirectional_rnn(
    cells_fw: Any,
    cells_bw: Any,
    inputs: Any,
    initial_states_fw: Any = None,
    initial_states_bw: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> Any:
    """The unrolled form of :func:`stack_bidirectional_dynamic_rnn`.

    Args:
      cells_fw: the forward cells, first the one that sees the inputs.
      cells_bw: as many backward cells.
      inputs: list of T tensors ``[B, D]``.
      initial_states_fw: one per layer; zeros by default.
      initial_states_bw: likewise.
      dtype: of zero states.
      sequence_length: int32 or int64 ``[B]``.
      scope: as there; the variables get ``cell_<k>/{fw,bw}/``, without ``bidirectional_rnn``.

    Returns:
      List of T outputs ``[B, U_fw + U_bw]``, and tuples of each direction's final states by layer.

    Raises:
      ValueError: the cells, or the initial states, are no lists of one length.

    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.rnn``.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat import GRUCell
      >>> outputs, _, _ = stack_bidirectional_rnn(
      ...     [GRUCell(4)], [GRUCell(4)], [tf.ones([3, 7])] * 5, dtype=tf.float32)
      >>> len(outputs), outputs[0].shape.as_list()
      (5, [3, 8])
    """

    def layer(fw: Any, bw: Any, below: Any, start: tuple[Any, Any]) -> Any:
        outputs, state_fw, state_bw = static_bidirectional_rnn(
            fw, bw, below, *start, dtype, sequence_length, get_variable_scope()
        )
        return outputs, (state_fw, state_bw)

    starts = (initial_states_fw, initial_states_bw)
    return _stacked("stack_bidirectional_rnn", layer, cells_fw, cells_bw, inputs, starts, scope)


def _stacked(
    symbol: str,
    layer: Callable[[Any, Any, Any, tuple[Any, Any]], Any],
    cells_fw: Any,
    cells_bw: Any,
    inputs: Any,
    starts: tuple[Any, Any],
    scope: Any,
) -> Any:
    _check_list(symbol, "cells_fw", cells_fw)
    depth = len(cells_fw)
    _check_list(symbol, "cells_bw", cells_bw, depth)
    for argument, given in zip(("initial_states_fw", "initial_states_bw"), starts, strict=True):
        if given is not None:
            _check_list(symbol, argument, given, depth)
    outputs, states = inputs, []
    with variable_scope(scope or _SCOPE):
        for number in range(depth):
            start_fw, start_bw = (None if given is None else given[number] for given in starts)
            with variable_scope(f"cell_{number}"):
                outputs, state = layer(
                    cells_fw[number], cells_bw[number], outputs, (start_fw, start_bw)
                )
            states.append(state)
    return outputs, tuple(fw for fw, _ in states), tuple(bw for _, bw in states)


def _check_list(symbol: str, argument: str, value: Any, length: int | None = None) -> None:
    is_list = isinstance(value, Sequence) and not isinstance(value, str) and bool(value)
    if not is_list or (length is not None and len(value) != length):
        raise ArgumentValueError(
            symbol, argument,
            expected="a list, one per layer" if length is None else f"a list of {length}",
            received=repr(value), remedy="give each layer its own",
        )
