"""``dynamic_rnn``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.structure import check_cell
from tf1compat.rnn import op_counts
from tf1compat.rnn.arguments import batch_of, checked_lengths, starting_state, transposed
from tf1compat.rnn.layer import TF1RNN, flat_sizes, over_time
from tf1compat.rnn.symbolic import serves_keras_tensors
from tf1compat.scopes.context import in_v1_graph
from tf1compat.scopes.scope import variable_scope


@tf.autograph.experimental.do_not_convert
@serves_keras_tensors
def dynamic_rnn(
    cell: Any,
    inputs: Any,
    sequence_length: Any = None,
    initial_state: Any = None,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
) -> Any:
    """Runs a cell over time, up to each row's length.

    output_t, state_t = cell(input_t, state_{t-1}) for t < length; afterwards the output is zero
    and the state stays.

    Args:
      cell: the cell.
      inputs: ``[B, T, …]``, or ``[T, B, …]`` with ``time_major``; may be nested.
      sequence_length: int32 or int64 ``[B]``; 0 is legal and gives the initial state back.
      initial_state: structure of ``cell.state_size``; zeros by default.
      dtype: of zero state and outputs; needed without ``initial_state``.
      parallel_iterations: of the ``tf.while_loop``, 32 by default; no effect on numbers.
      swap_memory: of the ``tf.while_loop``; no effect on numbers.
      time_major: whether inputs and outputs have time first.
      scope: name or scope of the variables; ``rnn`` by default.

    Returns:
      ``(outputs, state)``: outputs ``[B, T, …]`` (time-major: ``[T, B, …]``) with the structure of
      ``cell.output_size``; the state with that of ``cell.state_size``.

    Raises:
      TypeError: ``cell`` is no cell.
      ValueError: neither ``dtype`` nor ``initial_state``; inputs of unknown depth or rank below 3;
        lengths that are no vector.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> outputs, state = tf1compat.dynamic_rnn(
      ...     tf1compat.LSTMCell(4), tf.ones([2, 5, 3]), sequence_length=[5, 2], dtype=tf.float32)
      >>> outputs.shape.as_list(), float(tf.reduce_sum(tf.abs(outputs[1, 2:])))
      ([2, 5, 4], 0.0)
    """
    check_cell("dynamic_rnn", "cell", cell)
    with variable_scope(scope or "rnn"):
        if not time_major:
            inputs = tf.nest.map_structure(transposed, inputs)
        else:
            inputs = tf.nest.map_structure(tf.convert_to_tensor, inputs)
        batch = batch_of(tf.nest.flatten(inputs), axis=1)
        lengths = checked_lengths("dynamic_rnn", sequence_length, batch)
        state = starting_state("dynamic_rnn", cell, batch, dtype, initial_state)
        parallel = parallel_iterations or 32
        parts = (tf.nest.flatten(inputs), flat_sizes(cell.output_size), tf.nest.flatten(state))
        with op_counts.around_cell(parts, masked=lengths is not None, batch=batch):
            served = over_time(cell, inputs, state, lengths, dtype, parallel)
            if served is None:
                layer = TF1RNN(cell, parallel, swap_memory)
                served = layer.call(inputs, initial_state=state, lengths=lengths, dtype=dtype)
            elif in_v1_graph():
                served = _named_as_a_loop(*served)
        outputs, state = served
        if not time_major:
            outputs = tf.nest.map_structure(transposed, outputs)
    return outputs, state


def _named_as_a_loop(outputs: Any, state: Any) -> tuple[Any, Any]:
    """What a kernel returned, under the names of TF1's loop, by which programs fetch and freeze."""
    stacked = tf.identity(outputs, "TensorArrayStack/TensorArrayGatherV3")
    first = 3  # after the loop's counter, the time and the array of outputs
    parts = [
        tf.identity(part, f"while/Exit_{number}")
        for number, part in enumerate(tf.nest.flatten(state), first)
    ]
    return stacked, tf.nest.pack_sequence_as(state, parts)
