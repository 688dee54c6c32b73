"""``bidirectional_dynamic_rnn``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.structure import check_cell
from tf1compat.errors import ArgumentValueError
from tf1compat.rnn.dynamic import dynamic_rnn
from tf1compat.rnn.symbolic import serves_keras_tensors
from tf1compat.scopes.scope import variable_scope


def reversed_in_time(structure: Any, lengths: Any, time_axis: int) -> Any:
    """Each row reversed within its length; without lengths, over the whole time axis.

    Raises:
      ArgumentValueError: in eager code, a length outside 0 … T.  In a graph the op finds it when
        it runs, as in TF1.
    """
    if lengths is not None and tf.executing_eagerly():
        _check_range(lengths, int(tf.nest.flatten(structure)[0].shape[time_axis]))

    def reverse(x: Any) -> Any:
        if lengths is None:
            return tf.reverse(x, [time_axis])
        return tf.reverse_sequence(x, lengths, seq_axis=time_axis, batch_axis=1 - time_axis)

    return tf.nest.map_structure(reverse, structure)


def _check_range(lengths: Any, steps: int) -> None:
    values = tf.convert_to_tensor(lengths).numpy()
    if values.size and not (values.min() >= 0 and values.max() <= steps):
        raise ArgumentValueError(
            "bidirectional_dynamic_rnn", "sequence_length",
            expected=f"lengths from 0 to the {steps} steps of the inputs",
            received=values.tolist(), remedy="cut the lengths as the inputs were cut",
        )


@tf.autograph.experimental.do_not_convert
@serves_keras_tensors
def bidirectional_dynamic_rnn(
    cell_fw: Any,
    cell_bw: Any,
    inputs: Any,
    sequence_length: Any = None,
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
) -> Any:
    """Runs one cell forwards and one backwards, each row reversed within its length.

    Args:
      cell_fw: the forward cell.
      cell_bw: the backward cell.
      inputs: as for :func:`~tf1compat.dynamic_rnn`, and so are the arguments not described here.
      sequence_length: int32 or int64 ``[B]``.
      initial_state_fw: of the forward cell; zeros by default.
      initial_state_bw: of the backward cell; zeros by default.
      dtype: of zero states and outputs.
      parallel_iterations: of the loops.
      swap_memory: of the loops.
      time_major: whether inputs and outputs have time first.
      scope: name or scope of the variables, which get ``fw/`` and ``bw/``;
        ``bidirectional_rnn`` by default.

    Returns:
      ``((outputs_fw, outputs_bw), (state_fw, state_bw))``, not concatenated.  The backward outputs
      are in the order of the inputs; the backward state is that after token 0.

    Raises:
      TypeError, ValueError: as :func:`~tf1compat.dynamic_rnn`.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> (fw, bw), _ = tf1compat.bidirectional_dynamic_rnn(
      ...     tf1compat.LSTMCell(4), tf1compat.LSTMCell(2), tf.ones([2, 5, 3]),
      ...     sequence_length=[5, 0], dtype=tf.float32)
      >>> tf.concat([fw, bw], -1).shape.as_list()
      [2, 5, 6]
    """
    check_cell("bidirectional_dynamic_rnn", "cell_fw", cell_fw)
    check_cell("bidirectional_dynamic_rnn", "cell_bw", cell_bw)
    options = {
        "sequence_length": sequence_length,
        "dtype": dtype,
        "swap_memory": swap_memory,
        "parallel_iterations": parallel_iterations,
        "time_major": time_major,
    }
    time_axis = 0 if time_major else 1
    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as fw_scope:
            outputs_fw, state_fw = dynamic_rnn(
                cell_fw, inputs, initial_state=initial_state_fw, scope=fw_scope, **options
            )
        with variable_scope("bw") as bw_scope:
            flipped = reversed_in_time(inputs, sequence_length, time_axis)
            outputs_bw, state_bw = dynamic_rnn(
                cell_bw, flipped, initial_state=initial_state_bw, scope=bw_scope, **options
            )
    outputs_bw = reversed_in_time(outputs_bw, sequence_length, time_axis)
    return (outputs_fw, outputs_bw), (state_fw, state_bw)
