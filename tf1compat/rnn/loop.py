"""One step under TF1's length rule, and the loop over time: pure functions on tensors."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.scopes.scope import get_variable_scope, variable_scope

Step = Callable[[Any, Any], Any]


def infer_dtype(explicit: Any, state: Any) -> Any:
    """The dtype of zero outputs: the explicit one, else the one that all of the state has.

    Raises:
      ArgumentValueError: the state is empty, or of several dtypes.
    """
    if explicit is not None:
        return tf.as_dtype(explicit)
    found = {leaf.dtype.base_dtype for leaf in tf.nest.flatten(state)}
    if len(found) != 1:
        raise ArgumentValueError(
            "dynamic_rnn",
            "dtype",
            expected="one dtype in initial_state, or an explicit dtype",
            received=sorted(dtype.name for dtype in found),
            remedy="pass dtype=…",
        )
    return found.pop()


def copied_through(done: Any, old: Any, new: Any) -> Any:
    """``old`` in rows that are done, ``new`` in the others; scalars and TensorArrays pass."""
    if isinstance(old, tf.TensorArray) or old.shape.rank == 0:
        return new
    return tf.compat.v1.where(done, old, new)


def past_length_zero(outputs: Any, lengths: Any) -> Any:
    """Outputs [T, B, …] of all steps, zero past each row's length."""
    if lengths is None:
        return outputs
    valid = tf.range(tf.shape(outputs)[0])[:, None] < lengths[None, :]
    return tf.where(valid[:, :, None], outputs, tf.zeros_like(outputs))


def masked_step(step: Step, lengths: Any, zero_output: Any) -> Callable[[Any, Any, Any], Any]:
    """The step with the length rule: past its length a row gives zeros and keeps its state."""

    def call(time: Any, inputs: Any, state: Any) -> Any:
        output, new_state = step(inputs, state)
        check_same_structure("state", state, new_state)
        if lengths is None:
            return output, new_state
        check_same_structure("output", zero_output, output)
        done = time >= lengths
        return (
            map_same(lambda old, new: copied_through(done, old, new), zero_output, output),
            map_same(lambda old, new: copied_through(done, old, new), state, new_state),
        )

    return call


def untimed_step(step: Step) -> Callable[[Any, Any, Any], Any]:
    """The step as it is, of all rows at any time."""

    def call(time: Any, inputs: Any, state: Any) -> Any:
        del time
        return step(inputs, state)

    return call


def check_same_structure(what: str, expected: Any, received: Any) -> None:
    """Compares what a cell gave with what it promised.

    Raises:
      ArgumentValueError or ArgumentTypeError: as ``tf.nest`` finds a difference in structure
        (``ValueError``) or in sequence type (``TypeError``).
    """
    try:
        tf.nest.assert_same_structure(expected, received)
    except (ValueError, TypeError) as error:
        kind = ArgumentTypeError if isinstance(error, TypeError) else ArgumentValueError
        raise kind(
            f"the cell's {what}",
            expected=f"the structure {_outline(expected)}",
            received=_outline(received),
            remedy=f"let the cell's {what}_size and what it returns agree",
        ) from error


def _outline(structure: Any) -> Any:
    return tf.nest.map_structure(lambda leaf: getattr(leaf, "shape", leaf), structure)


def map_same(function: Callable[..., Any], first: Any, second: Any) -> Any:
    """Maps leaf by leaf and gives the structure of ``first``."""
    leaves = zip(tf.nest.flatten(first), tf.nest.flatten(second), strict=True)
    results = []
    for old, new in leaves:
        result = function(old, new)
        if not isinstance(result, tf.TensorArray):
            result.set_shape(old.shape)
        results.append(result)
    return tf.nest.pack_sequence_as(first, results)


@contextlib.contextmanager
def step_scope(scope: Any, time: Any) -> Iterator[None]:
    """The variable scope of one step in Python: as it was, but from the second on it reuses.

    In a graph there is one step, traced once.
    """
    again = tf.executing_eagerly() and int(time) > 0
    with variable_scope(scope, reuse=True if again else None, auxiliary_name_scope=False):
        yield


def run_graph(
    step: Callable[[Any, Any, Any], Any],
    inputs: Any,
    state: Any,
    bound: Any,
    outputs_like: list[tuple[tf.TensorShape, Any]],
    **options: Any,
) -> Any:
    """The loop as ``tf.while_loop`` over TensorArrays.

    Args:
      step: ``(time, inputs_t, state) -> (output, state)``.
      inputs: structure of ``[T, B, …]``.
      state: structure of the initial state.
      bound: number of steps to run, at most T.
      outputs_like: static shape ``[B, …]`` and dtype of each leaf of the output.
      **options: of ``tf.while_loop``.

    Returns:
      Flat outputs ``[T, B, …]`` and the final state.
    """
    flat_inputs = tf.nest.flatten(inputs)
    time_steps = tf.shape(flat_inputs[0])[0]
    readers = [
        tf.TensorArray(x.dtype, time_steps, element_shape=x.shape[1:]).unstack(x)
        for x in flat_inputs
    ]
    writers = tuple(
        tf.TensorArray(dtype, time_steps, element_shape=shape) for shape, dtype in outputs_like
    )

    def body(time: Any, arrays: Any, state: Any) -> Any:
        now = [reader.read(time) for reader in readers]
        for x, whole in zip(now, flat_inputs, strict=True):
            x.set_shape(whole.shape[1:])
        output, new_state = step(time, tf.nest.pack_sequence_as(inputs, now), state)
        pairs = zip(arrays, tf.nest.flatten(output), strict=True)
        return time + 1, tuple(array.write(time, y) for array, y in pairs), new_state

    _, arrays, final_state = tf.compat.v1.while_loop(
        cond=lambda time, *_: time < bound,
        body=body,
        loop_vars=(tf.constant(0, tf.int32, name="time"), writers, state),
        maximum_iterations=time_steps,
        **options,
    )
    return [array.stack() for array in arrays], final_state


def run_eagerly(
    step: Callable[[Any, Any, Any], Any],
    inputs: Any,
    state: Any,
    bound: int,
    outputs_like: list[tuple[tf.TensorShape, Any]],
) -> Any:
    """The same loop in Python; each step sees the variable scope as the first one did."""
    flat_inputs = tf.nest.flatten(inputs)
    time_steps = int(flat_inputs[0].shape[0])
    rows: list[list[Any]] = []
    scope = get_variable_scope()
    for time in range(bound):
        now = tf.nest.pack_sequence_as(inputs, [x[time] for x in flat_inputs])
        with step_scope(scope, time):
            output, state = step(tf.constant(time), now, state)
        rows.append(tf.nest.flatten(output))
    outputs = []
    for position, (shape, dtype) in enumerate(outputs_like):
        known = tf.TensorShape(rows[0][position].shape if rows else shape).as_list()
        padding = tf.zeros([time_steps - bound, *known], dtype)
        steps = [row[position] for row in rows]
        outputs.append(tf.concat([tf.stack(steps), padding], 0) if steps else padding)
    return outputs, state


def run_unrolled(
    step: Callable[[Any, Any, Any], Any],
    steps: list[Any],
    state: Any,
    lengths: Any,
    zero_output: Any,
) -> Any:
    """The loop as one stretch of operations per step.

    From the longest length on the step does not run, in a graph by ``tf.cond``.  The first step
    always does outside of graphs, where the variables would otherwise not be made.

    Args:
      step: ``(time, inputs_t, state) -> (output, state)``.
      steps: the inputs, step by step.
      state: structure of the initial state.
      lengths: int32 ``[B]``, or None.
      zero_output: what a row gives past its length.

    Returns:
      The list of outputs, and the final state.
    """
    outputs = []
    longest = None if lengths is None else tf.reduce_max(lengths)
    for time, inputs in enumerate(steps):
        if time == 1:  # whatever the cell gets by get_variable exists by now
            get_variable_scope().reuse_variables()
        run = functools.partial(step, time, inputs, state)
        rest = functools.partial(_as_it_is, zero_output, state)
        if longest is None:
            output, state = run()
        elif tf.executing_eagerly():
            output, state = run() if time == 0 or time < int(longest) else rest()
        else:
            # TF1's way round: the other folds wrongly in TensorFlow where the lengths are constants
            output, state = tf.cond(time >= longest, rest, run)
        outputs.append(output)
    return outputs, state


def _as_it_is(*values: Any) -> Any:
    return values
