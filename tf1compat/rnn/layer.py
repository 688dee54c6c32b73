"""The one subclass of ``keras.layers.RNN``: owns the rules of TF1's drivers."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from tf1compat.cells import whole
from tf1compat.cells.structure import state_shape, zeros
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.kernels import choose
from tf1compat.rnn.keras_cell import KerasCell
from tf1compat.rnn.loop import (
    infer_dtype,
    masked_step,
    past_length_zero,
    run_eagerly,
    run_graph,
    run_unrolled,
    untimed_step,
)
from tf1compat.scopes import op_ids
from tf1compat.scopes.context import in_turn, plain_dimensions
from tf1compat.scopes.owner import home


class TF1RNN(keras.layers.RNN):
    """A TF1 cell over time-major input, by TF1's rules.

    Differs from its base in all that numerics depend on: outputs past a row's length are zero and
    its state is copied through; the loop stops at the longest length (at least one step runs), so
    that nothing behind it reaches values or gradients; the cell is called once per step and never
    to find out sizes; inputs, states and outputs may be nested.

    Args:
      cell: a TF1 cell.
      parallel_iterations, swap_memory: of the ``tf.while_loop``.
    """

    def __init__(self, cell: Any, parallel_iterations: int = 32, swap_memory: bool = False) -> None:
        super().__init__(KerasCell(cell), return_sequences=True, return_state=True, autocast=False)
        self._tf1_cell = cell
        self._loop_options = {
            "parallel_iterations": parallel_iterations,
            "swap_memory": swap_memory,
        }

    def call(
        self,
        sequences: Any,
        initial_state: Any = None,
        mask: Any = None,
        training: bool = False,
        lengths: Any = None,
        dtype: Any = None,
    ) -> Any:
        """Runs the cell.

        Args:
          sequences: structure of ``[T, B, …]``.
          initial_state: structure of ``cell.state_size``.
          mask: of Keras's protocol, not looked at; TF1 has lengths.
          training: of Keras's protocol, not looked at; TF1 cells know nothing of it.
          lengths: int32 ``[B]``, or None for full length.
          dtype: of the outputs; by default that of the state.

        Returns:
          Outputs ``[T, B, …]`` with the structure of ``cell.output_size``, and the final state.
        """
        flat = tf.nest.flatten(sequences)
        time, batch = check_inputs(flat)
        rows = batch if batch is not None else tf.shape(flat[0])[1]
        cell = self._tf1_cell
        dtype = infer_dtype(dtype, initial_state)
        zero_output = self._zero_output(rows, dtype) if lengths is not None else None
        step = masked_step(op_ids.in_its_place(step_of(cell)), lengths, zero_output)
        like = [(state_shape(batch, size), dtype) for size in flat_sizes(cell.output_size)]
        steps = time if time is not None else tf.shape(flat[0])[0]
        longest = steps if lengths is None else tf.maximum(1, tf.reduce_max(lengths))
        _built(cell, flat[0].shape)
        with home(cell):
            if tf.executing_eagerly():
                bound = min(int(steps), int(longest))
                outputs, state = run_eagerly(step, sequences, initial_state, bound, like)
            else:
                outputs, state = run_graph(
                    step,
                    sequences,
                    initial_state,
                    tf.minimum(steps, longest),
                    like,
                    **self._loop_options_for(batch),
                )
        for output, (shape, _) in zip(outputs, like, strict=True):
            output.set_shape(tf.TensorShape([time]).concatenate(shape))
        return pack_sizes(cell.output_size, outputs), state

    def _loop_options_for(self, batch: int | None) -> dict[str, Any]:
        """Masks of unknown size TF1 drew as today's executor does, the others in turn."""
        if batch is None:
            return self._loop_options
        parallel = in_turn(self._loop_options["parallel_iterations"])
        return {**self._loop_options, "parallel_iterations": parallel}

    def call_unrolled(
        self, steps: list[Any], rows: Any, initial_state: Any, lengths: Any, dtype: Any
    ) -> Any:
        """Runs the cell over a list of steps, each with operations of its own.

        Args:
          steps: of structure ``[B, …]``.
          rows: B, a number or a scalar tensor.
          initial_state: structure of ``cell.state_size``.
          lengths: int32 ``[B]``, or None for full length.
          dtype: of the outputs past a row's length; by default that of the state.

        Returns:
          The list of outputs ``[B, …]``, and the final state.
        """
        cell, zero_output = self._tf1_cell, None
        if lengths is None:  # nothing was compared here: a plain pair may be an LSTM's first state
            step = untimed_step(op_ids.in_its_place(step_of(cell)))
        else:
            zero_output = self._zero_output(rows, infer_dtype(dtype, initial_state))
            step = masked_step(op_ids.in_its_place(step_of(cell)), lengths, zero_output)
        with home(cell):
            return run_unrolled(step, steps, initial_state, lengths, zero_output)

    def _zero_output(self, rows: Any, dtype: Any) -> Any:
        """What rows give past their length."""
        sizes = self._tf1_cell.output_size
        return pack_sizes(sizes, [zeros(rows, size, dtype) for size in flat_sizes(sizes)])


def over_time(
    cell: Any, sequence: Any, state: Any, lengths: Any, dtype: Any, parallel_iterations: int = 32
) -> Any:
    """Outputs and final state by kernels, None where only steps will do; arguments as ``call``."""
    check_inputs(tf.nest.flatten(sequence))
    dtype, reason = infer_dtype(dtype, state), whole.refusal(cell, sequence, state)
    if reason is None and dtype != sequence.dtype:
        reason = f"outputs of {dtype.name} from inputs of {sequence.dtype.name}"
    if reason is not None:
        choose.note(choose.Choice("stepped", reason))
        return None
    run = op_ids.in_its_place(cell)
    outputs, final = run(whole.Whole(sequence, lengths, parallel_iterations), state)
    return past_length_zero(outputs.values, lengths), final


def flat_sizes(sizes: Any) -> list[Any]:
    """The leaves of ``state_size`` or ``output_size``: ints and shapes."""
    if isinstance(sizes, tf.TensorShape):
        return [sizes]
    if isinstance(sizes, list | tuple):
        return [leaf for part in sizes for leaf in flat_sizes(part)]
    return tf.nest.flatten(sizes) if isinstance(sizes, dict) else [sizes]


def pack_sizes(sizes: Any, leaves: list[Any]) -> Any:
    """The structure of ``sizes`` with other leaves."""
    if isinstance(sizes, tf.TensorShape):
        return leaves[0]
    return tf.nest.pack_sequence_as(sizes, leaves)


def step_of(cell: Any) -> Any:
    """``(inputs, state) -> (output, state)``; Keras cells take and give their state as a list."""
    if not isinstance(cell, keras.layers.Layer):
        return cell

    def step(inputs: Any, state: Any) -> Any:
        with plain_dimensions():
            output, new_state = cell(inputs, state if tf.nest.is_nested(state) else [state])
        if not tf.nest.is_nested(state):
            new_state = new_state[0]
        return output, new_state

    return step


def _built(cell: Any, sequence_shape: tf.TensorShape) -> None:
    """Keras cells make their variables here: older Keras cannot inside of a loop."""
    if isinstance(cell, keras.layers.Layer) and not cell.built:
        with plain_dimensions():
            batch, *rest = sequence_shape.as_list()[1:]
            cell.build((batch, *rest))


def check_inputs(flat: list[Any]) -> tuple[int | None, int | None]:
    """Static T and B of time-major inputs.

    Raises:
      ArgumentValueError: rank below 3, an unknown depth, or parts that disagree on T or B.
      ArgumentTypeError: an unknown rank.
    """
    found = []
    for x in flat:
        if x.shape.rank is not None and x.shape.rank < 3:
            raise ArgumentValueError(
                "dynamic_rnn",
                "inputs",
                expected="rank 3 at least: batch, time, depth",
                received=f"shape {x.shape} (time-major)",
                remedy="add the missing dimension",
            )
        if x.shape.rank is None or not x.shape[2:].is_fully_defined():
            kind = ArgumentTypeError if x.shape.rank is None else ArgumentValueError  # as in TF1
            raise kind(
                "dynamic_rnn",
                "inputs",
                expected="a static depth",
                received=f"shape {x.shape} (time-major)",
                remedy="set the shape before the call",
            )
        found.append(tuple(x.shape.as_list()[:2]))
    if len(set(found)) > 1:
        raise ArgumentValueError(
            "dynamic_rnn",
            "inputs",
            expected="all parts with the same time and batch",
            received=found,
            remedy="pad the shorter parts",
        )
    return found[0]
