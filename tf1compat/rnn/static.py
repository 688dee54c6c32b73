"""``static_rnn``, ``static_bidirectional_rnn`` and ``static_state_saving_rnn``: unrolled."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.structure import check_cell
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.rnn import op_counts
from tf1compat.rnn.arguments import batch_of, check_one_batch, checked_lengths, starting_state
from tf1compat.rnn.bidirectional import reversed_in_time
from tf1compat.rnn.layer import TF1RNN, flat_sizes, pack_sizes
from tf1compat.rnn.symbolic import refuse_keras_tensors, serves_keras_tensors
from tf1compat.scopes import op_ids
from tf1compat.scopes.scope import variable_scope


@tf.autograph.experimental.do_not_convert
@serves_keras_tensors
def static_rnn(
    cell: Any,
    inputs: Any,
    initial_state: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> Any:
    """Runs a cell over a list of steps, unrolled, up to each row's length.

    output_t, state_t = cell(input_t, state_{t-1}) for t < length; afterwards the output is zero
    and the state stays.  From the longest length on the cell is not run at all.

    Args:
      cell: the cell.
      inputs: list of T steps ``[B, …]``, each of them perhaps nested.
      initial_state: structure of ``cell.state_size``; zeros by default.
      dtype: of the zero state; needed without ``initial_state``.
      sequence_length: int32 or int64 ``[B]``; 0 is legal and gives the initial state back.
      scope: name or scope of the variables; ``rnn`` by default.

    Returns:
      ``(outputs, state)``: the list of T outputs ``[B, …]``, each with the structure of
      ``cell.output_size``, and the state with that of ``cell.state_size``.

    Raises:
      TypeError: ``cell`` is no cell; ``inputs`` is no sequence.
      ValueError: no steps; neither ``dtype`` nor ``initial_state``; an unknown depth; steps of
        another batch size; lengths that are no vector.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> steps = tf.unstack(tf.ones([2, 5, 3]), axis=1)
      >>> outputs, state = tf1compat.static_rnn(
      ...     tf1compat.GRUCell(4), steps, dtype=tf.float32, sequence_length=[5, 2])
      >>> len(outputs), outputs[0].shape.as_list()
      (5, [2, 4])
    """
    check_cell("static_rnn", "cell", cell)
    check_steps("static_rnn", inputs)
    with variable_scope(scope or "rnn"):
        inputs = [tf.nest.map_structure(tf.convert_to_tensor, step) for step in inputs]
        batch = _batch_of_steps(inputs)
        state = starting_state("static_rnn", cell, batch, dtype, initial_state)
        start = op_ids.now()
        lengths = checked_lengths("static_rnn", sequence_length, batch)
        op_ids.reach(start)
        with op_counts.around_steps(sequence_length, len(tf.nest.flatten(state))):
            return TF1RNN(cell).call_unrolled(inputs, batch, state, lengths, dtype)


@tf.autograph.experimental.do_not_convert
@serves_keras_tensors
def static_bidirectional_rnn(
    cell_fw: Any,
    cell_bw: Any,
    inputs: Any,
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> Any:
    """Runs one cell forwards and one backwards over a list of steps, and joins their outputs.

    output_t = [fw_t, bw_t], side by side on axis 1, unlike :func:`bidirectional_dynamic_rnn`.

    Args:
      cell_fw: the cell that runs forwards.
      cell_bw: the cell that runs backwards.
      inputs: as :func:`static_rnn`.
      initial_state_fw: initial state of ``cell_fw``; zeros by default.
      initial_state_bw: initial state of ``cell_bw``; zeros by default.
      dtype: of the zero states; needed unless both initial states are given.
      sequence_length: int32 or int64 ``[B]``; rows are reversed within it.
      scope: name or scope of the variables, which get ``fw/`` and ``bw/``;
        ``bidirectional_rnn`` by default.

    Returns:
      ``(outputs, state_fw, state_bw)``: the list of T outputs ``[B, U_fw + U_bw]``, in the order
      of the inputs, and the two final states; the backward one is that after token 0.

    Raises:
      TypeError, ValueError: as :func:`static_rnn`.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> steps = tf.unstack(tf.ones([2, 5, 3]), axis=1)
      >>> outputs, fw, bw = tf1compat.static_bidirectional_rnn(
      ...     tf1compat.GRUCell(4), tf1compat.GRUCell(2), steps, dtype=tf.float32)
      >>> outputs[0].shape.as_list(), bw.shape.as_list()
      ([2, 6], [2, 2])
    """
    check_cell("static_bidirectional_rnn", "cell_fw", cell_fw)
    check_cell("static_bidirectional_rnn", "cell_bw", cell_bw)
    check_steps("static_bidirectional_rnn", inputs)
    options = {"dtype": dtype, "sequence_length": sequence_length}
    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as fw_scope:
            outputs_fw, state_fw = static_rnn(
                cell_fw, inputs, initial_state_fw, scope=fw_scope, **options
            )
        with variable_scope("bw") as bw_scope:
            flipped = _reversed_steps(inputs, sequence_length)
            outputs_bw, state_bw = static_rnn(
                cell_bw, flipped, initial_state_bw, scope=bw_scope, **options
            )
    outputs_bw = _reversed_steps(outputs_bw, sequence_length)
    outputs = [_side_by_side(*pair) for pair in zip(outputs_fw, outputs_bw, strict=True)]
    return outputs, state_fw, state_bw


@tf.autograph.experimental.do_not_convert
def static_state_saving_rnn(
    cell: Any,
    inputs: Any,
    state_saver: Any,
    state_name: Any,
    sequence_length: Any = None,
    scope: Any = None,
) -> Any:
    """Runs :func:`static_rnn` from a saved state, and saves the final one for the next batch.

    state_0 = state_saver.state(name);  state_saver.save_state(name, state_T)

    The last output and the final state wait for the save, so that whoever computes them saves.

    Args:
      cell: the cell.
      inputs: list of T steps, as :func:`static_rnn`.
      state_saver: an object with ``state(name)``, giving a tensor, and ``save_state(name, value)``,
        giving the operation that keeps it.
      state_name: a name, or a structure with one name for each part of ``cell.state_size``.
      sequence_length: int32 or int64 ``[B]``.
      scope: name or scope of the variables; ``rnn`` by default.

    Returns:
      ``(outputs, state)`` as :func:`static_rnn`.

    Raises:
      TypeError: ``cell`` is no cell; ``inputs`` is no sequence, or holds Keras tensors: a Keras
        model keeps no state saver (pass ``initial_state`` to :func:`static_rnn` there).
      ValueError: names that do not fit ``cell.state_size``; and as :func:`static_rnn`.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> class Saver:
      ...     kept = {"h": tf.zeros([2, 4])}
      ...     def state(self, name):
      ...         return self.kept[name]
      ...     def save_state(self, name, value):
      ...         self.kept[name] = value
      ...         return tf.no_op()
      >>> steps, saver = tf.unstack(tf.ones([2, 5, 3]), axis=1), Saver()
      >>> outputs, state = tf1compat.static_state_saving_rnn(
      ...     tf1compat.GRUCell(4), steps, saver, "h")
      >>> bool(tf.reduce_all(saver.kept["h"] == outputs[-1]))
      True
    """
    check_cell("static_state_saving_rnn", "cell", cell)
    refuse_keras_tensors(
        "static_state_saving_rnn",
        "inputs",
        inputs,
        "use static_rnn with initial_state, and give the state back as an output",
    )
    names = _checked_names(cell.state_size, state_name)
    saved = [state_saver.state(name) for name in names]
    outputs, state = static_rnn(
        cell,
        inputs,
        initial_state=pack_sizes(cell.state_size, saved),
        sequence_length=sequence_length,
        scope=scope,
    )
    parts = tf.nest.flatten(state)
    saves = [state_saver.save_state(name, part) for name, part in zip(names, parts, strict=True)]
    with tf.control_dependencies(saves):
        last, state = tf.nest.map_structure(tf.identity, (outputs[-1], state))
    return [*outputs[:-1], last], state


def _checked_names(state_size: Any, state_name: Any) -> list[Any]:
    sizes = flat_sizes(state_size)
    names: list[Any] = tf.nest.flatten(state_name)
    nested = not isinstance(state_size, tf.TensorShape) and tf.nest.is_nested(state_size)
    if nested != tf.nest.is_nested(state_name) or len(sizes) != len(names):
        raise ArgumentValueError(
            "static_state_saving_rnn",
            "state_name",
            expected=f"one name for each part of cell.state_size, {state_size}",
            received=repr(state_name),
            remedy="pass a tuple of names for a tuple of sizes",
        )
    return list(names)


def check_steps(symbol: str, inputs: Any) -> None:
    """Compares ``inputs`` with what the static drivers take.

    Raises:
      ArgumentTypeError: (a ``TypeError``) no list or tuple of steps.
      ArgumentValueError: (a ``ValueError``) an empty one.
    """
    if not isinstance(inputs, list | tuple):
        raise ArgumentTypeError(
            symbol,
            "inputs",
            expected="a list of steps",
            received=type(inputs).__name__,
            remedy="split the time axis, for instance tf.unstack(inputs, axis=1)",
        )
    if not inputs:
        raise ArgumentValueError(
            symbol,
            "inputs",
            expected="at least one step",
            received=repr(inputs),
            remedy="pass the steps",
        )


def _batch_of_steps(steps: list[Any]) -> Any:
    """B of all steps, static where the first one knows it.

    Raises:
      ArgumentValueError: rank below 2, an unknown depth, or steps that disagree on B.
    """
    leaves = tf.nest.flatten(steps)
    if leaves[0].shape.rank != 1:  # vectors are ids: whatever the cell makes of them
        for leaf in leaves:
            _check_depth(leaf)
        check_one_batch("static_rnn", "inputs", leaves)
    return batch_of(leaves, axis=0)


def _check_depth(leaf: Any) -> None:
    rank = leaf.shape.rank
    if rank is None or rank < 2 or None in leaf.shape.as_list()[1:]:
        kind = ArgumentTypeError if rank is None else ArgumentValueError  # as in TF1
        raise kind(
            "static_rnn",
            "inputs",
            expected="rank 2 at least and a static depth in each step",
            received=f"shape {leaf.shape}",
            remedy="set the shape before the call",
        )


def _side_by_side(fw: Any, bw: Any) -> Any:
    pairs = zip(tf.nest.flatten(fw), tf.nest.flatten(bw), strict=True)
    return tf.nest.pack_sequence_as(fw, [tf.concat(pair, 1) for pair in pairs])


def _reversed_steps(steps: Any, lengths: Any) -> list[Any]:
    """The steps backwards, each row within its length."""
    if lengths is None:
        return list(reversed(steps))
    columns = zip(*(tf.nest.flatten(step) for step in steps), strict=True)
    flipped = [tf.unstack(reversed_in_time(tf.stack(column), lengths, 0)) for column in columns]
    return [
        tf.nest.pack_sequence_as(step, list(leaves))
        for step, leaves in zip(steps, zip(*flipped, strict=True), strict=True)
    ]
