"""``raw_rnn``: a loop that the caller's own function steers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.cells.structure import check_cell, map_sizes, state_shape, zeros
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.rnn.arguments import batch_of, check_one_batch
from tf1compat.rnn.layer import flat_sizes, pack_sizes, step_of
from tf1compat.rnn.loop import check_same_structure, copied_through, step_scope
from tf1compat.rnn.symbolic import refuse_keras_tensors
from tf1compat.scopes import op_ids
from tf1compat.scopes.context import in_turn
from tf1compat.scopes.owner import home
from tf1compat.scopes.scope import get_variable_scope, variable_scope


@tf.autograph.experimental.do_not_convert
def raw_rnn(
    cell: Any,
    loop_fn: Callable[..., Any],
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    scope: Any = None,
) -> Any:
    """Runs a cell in a loop whose inputs, states, outputs and end ``loop_fn`` decides.

    finished, input_0, state_0, emit_like, loop_state = loop_fn(0, None, None, None)
    while not all(finished):
      output, state' = cell(input_t, state_t)
      fin, input_{t+1}, state_{t+1}, emit_t, loop_state = loop_fn(t + 1, output, state', loop_state)
      rows that were finished before this step emit zeros and keep state_t
      finished = finished | fin

    ``keras.layers.RNN`` cannot express this (its inputs are all there before the loop starts), so
    the loop is TensorFlow's public ``while_loop``.  Its calls in a Keras model go into a
    :class:`~tf1compat.TF1Layer`.

    Args:
      cell: the cell.
      loop_fn: ``(time, cell_output, cell_state, loop_state)`` to ``(elements_finished [B],
        next_input, next_cell_state, emit_output, next_loop_state)``.  At the first call, time 0,
        the last three arguments are None; ``emit_output`` then is None for outputs like
        ``cell.output_size``, or a structure of tensors without batch axis that the outputs will
        resemble.  ``next_loop_state`` None keeps the present one.
      parallel_iterations: of the ``tf.while_loop``, 32 by default; no effect on numbers.
      swap_memory: of the ``tf.while_loop``; no effect on numbers.
      scope: name or scope of the variables; ``rnn`` by default.

    Returns:
      ``(emit_ta, final_state, final_loop_state)``: the outputs as a structure of ``TensorArray``s,
      one element ``[B, …]`` for each step that ran; the loop state is None when it never was set.

    Raises:
      TypeError: ``cell`` is no cell; ``loop_fn`` is no function, gives no tuple or Keras tensors;
        a list where a tuple was.
      ValueError: ``loop_fn`` does not give five things; structures that differ from those of the
        first call, or of ``cell.state_size``; inputs that disagree on B.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> cell, x = tf1compat.GRUCell(3), tf.ones([2, 3])
      >>> def loop(time, output, state, loop_state):
      ...     if output is None:
      ...         return [False, False], x, cell.zero_state(2, tf.float32), None, None
      ...     return time >= [4, 1], output, state, output, None  # reads what it wrote
      >>> outputs, state, _ = tf1compat.raw_rnn(cell, loop)
      >>> outputs.stack().shape.as_list(), float(tf.reduce_sum(tf.abs(outputs.read(1)[1])))
      ([4, 2, 3], 0.0)
    """
    check_cell("raw_rnn", "cell", cell)
    if not callable(loop_fn):
        raise ArgumentTypeError(
            "raw_rnn",
            "loop_fn",
            expected="a function",
            received=repr(loop_fn),
            remedy="pass (time, output, state, loop_state) -> five things",
        )
    with variable_scope(scope or "rnn"), home(cell), op_ids.in_loop():
        loop = _Loop(cell, loop_fn)
        op_ids.skip(-2)
        *_, arrays, state, loop_state = tf.compat.v1.while_loop(
            cond=lambda *values: tf.logical_not(tf.reduce_all(values[1])),
            body=loop.body,
            loop_vars=loop.start,
            parallel_iterations=in_turn(parallel_iterations or 32),
            swap_memory=swap_memory,
        )
        op_ids.skip(-2)  # the arrays' index is counted beside the time
    return arrays, state, loop_state if loop.has_loop_state else None


class _Loop:
    """What the first call of ``loop_fn`` fixes, and the body of the loop."""

    def __init__(self, cell: Any, loop_fn: Callable[..., Any]) -> None:
        self._cell, self._loop_fn = cell, loop_fn
        self._step = step_of(cell)
        self._scope = get_variable_scope()
        time = tf.constant(0, tf.int32)
        finished, inputs, state, emit_like, loop_state = self._ask(time, None, None, None)
        refuse_keras_tensors(
            "raw_rnn",
            "loop_fn",
            (finished, inputs, state, emit_like),
            "wrap the function that calls raw_rnn in tf1compat.TF1Layer",
        )
        inputs, state = tf.nest.map_structure(_as_tensor, (inputs, state))
        check_same_structure("initial state", map_sizes(lambda _: 0, cell.state_size), state)
        check_one_batch("raw_rnn", "loop_fn", tf.nest.flatten(inputs))
        rows = batch_of(tf.nest.flatten(inputs), axis=0)
        self._emit_like, sizes, dtypes = self._outputs_like(emit_like, state)
        described = list(zip(sizes, dtypes, strict=True))
        self._zero = self._pack([zeros(rows, size, dtype) for size, dtype in described])
        arrays = self._pack([_writer(rows, size, dtype) for size, dtype in described])
        self.has_loop_state = loop_state is not None
        loop_state = loop_state if self.has_loop_state else tf.constant(0, tf.int32)
        finished = tf.convert_to_tensor(finished)
        #: The loop's variables before the first step.
        self.start = (time, finished, inputs, arrays, state, loop_state)

    def _outputs_like(self, emit_like: Any, state: Any) -> tuple[Any, list[Any], list[Any]]:
        """Structure, sizes and dtypes of the outputs."""
        if emit_like is None:
            sizes = flat_sizes(self._cell.output_size)
            return self._cell.output_size, sizes, [tf.nest.flatten(state)[0].dtype] * len(sizes)
        emit_like = tf.nest.map_structure(_as_tensor, emit_like)
        leaves = tf.nest.flatten(emit_like)
        sizes = [x.shape if x.shape.is_fully_defined() else tf.shape(x) for x in leaves]
        return emit_like, sizes, [x.dtype for x in leaves]

    def _pack(self, leaves: list[Any]) -> Any:
        return pack_sizes(self._emit_like, leaves)

    def _ask(self, *arguments: Any) -> Any:
        """The five things that ``loop_fn`` gives."""
        answer = self._loop_fn(*arguments)
        kind = ArgumentValueError if isinstance(answer, list | tuple) else ArgumentTypeError
        if kind is ArgumentTypeError or len(answer) != 5:
            raise kind(
                "raw_rnn",
                "loop_fn",
                expected="(elements_finished, next_input, next_cell_state, emit_output, "
                "next_loop_state)",
                received=answer,
                remedy="return these five; None stands for what there is not",
            )
        needed = {1: "next_input", 2: "next_cell_state"}
        if arguments[1] is not None:
            needed[3] = "emit_output"
        for position, what in needed.items():
            if any(leaf is None for leaf in tf.nest.flatten(answer[position])):
                raise ArgumentValueError(
                    "raw_rnn",
                    "loop_fn",
                    expected=f"tensors as {what}",
                    received=None,
                    remedy="give an initial state and input at time 0, and outputs at each step",
                )
        return answer

    def body(
        self, time: Any, finished: Any, inputs: Any, arrays: Any, state: Any, loop_state: Any
    ) -> Any:
        """One step of the cell and of ``loop_fn``."""
        with step_scope(self._scope, time):
            output, cell_state = self._step(inputs, state)
            check_same_structure("state", state, cell_state)
            promised = map_sizes(lambda _: 0, self._cell.output_size)
            check_same_structure("output", promised, output)
            next_finished, next_inputs, next_state, emit, next_loop_state = self._ask(
                time + 1, output, cell_state, loop_state
            )
        next_inputs, next_state, emit = tf.nest.map_structure(
            _as_tensor, (next_inputs, next_state, emit)
        )
        check_same_structure("next_cell_state", state, next_state)
        check_same_structure("next_input", inputs, next_inputs)
        check_same_structure("emit_output", self._zero, emit)

        def keep(old: Any, new: Any) -> Any:
            return copied_through(finished, old, new)

        emit = tf.nest.map_structure(keep, self._zero, emit)
        next_state = tf.nest.map_structure(keep, state, next_state)
        arrays = tf.nest.map_structure(lambda array, y: array.write(time, y), arrays, emit)
        finished = tf.logical_or(finished, next_finished)
        loop_state = loop_state if next_loop_state is None else next_loop_state
        return time + 1, finished, next_inputs, arrays, next_state, loop_state


def _as_tensor(value: Any) -> Any:
    """TensorArrays pass; TF1 took numbers and arrays for tensors."""
    return value if isinstance(value, tf.TensorArray) else tf.convert_to_tensor(value)


def _writer(rows: Any, size: Any, dtype: Any) -> tf.TensorArray:
    return tf.TensorArray(dtype, size=0, dynamic_size=True, element_shape=state_shape(rows, size))
