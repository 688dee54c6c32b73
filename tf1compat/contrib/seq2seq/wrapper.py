"""``AttentionWrapper``: a cell that looks at a memory in each step."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import tensorflow as tf

from tf1compat.cells.base import RNNCell
from tf1compat.contrib.attention import compute_attention
from tf1compat.contrib.rnn_helpers import assert_like_rnncell, zero_state_tensors
from tf1compat.contrib.seq2seq.mechanisms import AttentionMechanism
from tf1compat.contrib.tensors import with_same_shape
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.layers import Dense
from tf1compat.scopes import op_ids

_v1 = tf.compat.v1
_TILING = (
    "the batch of the memory (encoder output) and that of the cell's state differ: with a beam, "
    "tile both by tf.contrib.seq2seq.tile_batch"
)


class AttentionWrapperState(
    collections.namedtuple(
        "AttentionWrapperState",
        ("cell_state", "attention", "time", "alignments", "alignment_history", "attention_state"),
    )
):
    """The cell's state, the last attention, the step's number, and what the mechanisms keep."""

    def clone(self, **kwargs: Any) -> AttentionWrapperState:
        """A copy with some fields replaced by values of the same shapes.

        Raises:
          ValueError: another shape or structure.
        """

        def same(old: Any, new: Any) -> Any:
            return with_same_shape(old, new) if tf.is_tensor(old) and tf.is_tensor(new) else new

        return tf.nest.map_structure(same, self, self._replace(**kwargs))  # type: ignore[no-any-return]


class AttentionWrapper(RNNCell):
    """y, s' = cell([x, a], s);  a' = layer([y, Σ_t alignments[t] · values[t]])

    Args:
      cell: the cell.
      attention_mechanism: one, or a list of them.
      attention_layer_size: width of the attention's layer (one for each mechanism, if a list); by
        default there is no layer, and the context is the attention.
      alignment_history: whether the state collects the alignments of all steps.
      cell_input_fn: (inputs, attention) → the cell's input; side by side by default.
      output_attention: whether the attention is the output, instead of the cell's.
      initial_cell_state: what ``zero_state`` starts the cell with.
      name: its scope.
      attention_layer: a layer (or list of them) instead of ``attention_layer_size``.
      attention_fn: (mechanism, cell's output, mechanism's state, layer) → (attention, alignments,
        next state of the mechanism).
      dtype: of the cell.

    Raises:
      ArgumentTypeError: what is no cell, mechanism or function.
      ArgumentValueError: size and layer both; as many layers as mechanisms are wanted.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.seq2seq.mechanisms import LuongAttention
      >>> with tf1compat.VariableStore():
      ...     look = LuongAttention(4, tf.ones([2, 5, 3]))
      ...     cell = AttentionWrapper(tf1compat.GRUCell(4), look, attention_layer_size=6)
      ...     output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), state.alignments.shape.as_list()
      ([2, 6], [2, 5])
    """

    def __init__(
        self,
        cell: Any,
        attention_mechanism: Any,
        attention_layer_size: Any = None,
        alignment_history: bool = False,
        cell_input_fn: Callable[[Any, Any], Any] | None = None,
        output_attention: bool = True,
        initial_cell_state: Any = None,
        name: str | None = None,
        attention_layer: Any = None,
        attention_fn: Callable[..., Any] | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        assert_like_rnncell("cell", cell)
        self._is_multi = isinstance(attention_mechanism, list | tuple)
        self._attention_mechanisms = _all_of(attention_mechanism)
        _check(self._attention_mechanisms, cell_input_fn)
        self._cell = cell
        self._cell_input_fn = cell_input_fn or (lambda x, a: tf.concat([x, a], -1))
        self._attention_fn = attention_fn or compute_attention
        self._output_attention = output_attention
        self._alignment_history = alignment_history
        self._set_layers(attention_layer_size, attention_layer)
        self._initial_cell_state = None
        if initial_cell_state is not None:
            with _v1.name_scope(name, "AttentionWrapperInit"):
                last = tf.nest.flatten(initial_cell_state)[-1]
                self._initial_cell_state = self._checked(
                    _batch_of(last), initial_cell_state, "check_initial_cell_state"
                )

    def _set_layers(self, size: Any, layer: Any) -> None:
        mechanisms = self._attention_mechanisms
        if size is not None and layer is not None:
            raise ArgumentValueError(
                "AttentionWrapper", "attention_layer", expected="a size or a layer",
                received="both", remedy="leave out attention_layer_size or attention_layer",
                known_as="Only one of attention_layer_size and attention_layer should be set",
            )
        given = size if size is not None else layer
        if given is None:
            self._attention_layers: Any = None
            self._attention_layer_size = sum(_width(m.values) for m in mechanisms)
            return
        parts = _all_of(given)
        if len(parts) != len(mechanisms):
            argument = "attention_layer" if size is None else "attention_layer_size"
            raise ArgumentValueError(
                "AttentionWrapper", argument, expected=f"{len(mechanisms)}, one per mechanism",
                received=len(parts), remedy="pass a list of as many",
            )
        if size is not None:
            self._attention_layers = tuple(
                Dense(part, name="attention_layer", use_bias=False, dtype=mechanism.dtype)
                for part, mechanism in zip(parts, mechanisms, strict=True)
            )
            self._attention_layer_size = sum(parts)
            return
        self._attention_layers = parts
        self._attention_layer_size = sum(
            _last_of(part.compute_output_shape([None, self._cell.output_size + _width(m.values)]))
            for part, m in zip(parts, mechanisms, strict=True)
        )

    def _checked(self, batch_size: Any, structure: Any, name: str) -> Any:
        """The structure, once its batch is known to be each memory's."""
        checks = [
            _v1.assert_equal(batch_size, mechanism.batch_size, message=_TILING)
            for mechanism in self._attention_mechanisms
        ]
        op_ids.skip(-3 * self._checks_at_run_time(batch_size))  # the range of their axes
        with tf.control_dependencies([check for check in checks if check is not None]):
            return tf.nest.map_structure(lambda part: tf.identity(part, name), structure)

    def _checks_at_run_time(self, batch_size: Any) -> int:
        """How many batch sizes only the run can compare."""
        sizes = [mechanism.batch_size for mechanism in self._attention_mechanisms]
        return sum(tf.is_tensor(one) or tf.is_tensor(batch_size) for one in sizes)

    def _item_or_tuple(self, values: Iterable[Any]) -> Any:
        every = tuple(values)
        return every if self._is_multi else every[0]

    @property
    def output_size(self) -> Any:
        return self._attention_layer_size if self._output_attention else self._cell.output_size

    @property
    def state_size(self) -> Any:
        sizes = [mechanism.alignments_size for mechanism in self._attention_mechanisms]
        return AttentionWrapperState(
            cell_state=self._cell.state_size,
            attention=self._attention_layer_size,
            time=tf.TensorShape([]),
            alignments=self._item_or_tuple(sizes),
            alignment_history=self._item_or_tuple(
                size if self._alignment_history else () for size in sizes
            ),
            attention_state=self._item_or_tuple(m.state_size for m in self._attention_mechanisms),
        )

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """The state before the first step, from ``initial_cell_state`` where that was given."""
        mechanisms = self._attention_mechanisms
        with _v1.name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            cell_state = self._initial_cell_state
            if cell_state is None:
                cell_state = self._cell.zero_state(batch_size, dtype)
            alignments = [m.initial_alignments(batch_size, dtype) for m in mechanisms]
            if tf.is_tensor(batch_size):  # whether the zeros are few: a product, compared
                op_ids.skip(4 * sum(tf.is_tensor(m.alignments_size) for m in mechanisms))
            return AttentionWrapperState(
                cell_state=self._checked(batch_size, cell_state, "checked_cell_state"),
                attention=zero_state_tensors(self._attention_layer_size, batch_size, dtype),
                time=tf.zeros([], tf.int32),
                alignments=self._item_or_tuple(alignments),
                alignment_history=self._item_or_tuple(
                    self._history(dtype, one) for one in alignments
                ),
                attention_state=self._item_or_tuple(
                    m.initial_state(batch_size, dtype) for m in mechanisms
                ),
            )

    def _history(self, dtype: Any, alignments: Any) -> Any:
        if not self._alignment_history:
            return ()
        return tf.TensorArray(dtype, size=0, dynamic_size=True, element_shape=alignments.shape)

    def call(self, inputs: Any, state: Any) -> Any:
        """(attention or output, new state) of one step.

        Raises:
          ArgumentTypeError: ``state`` is no ``AttentionWrapperState``.
        """
        if not isinstance(state, AttentionWrapperState):
            raise ArgumentTypeError(
                "AttentionWrapper", "state", expected="an AttentionWrapperState",
                received=type(state).__name__, remedy="start with the wrapper's zero_state",
            )
        cell_inputs = self._cell_input_fn(inputs, state.attention)
        cell_output, cell_state = self._cell(cell_inputs, state.cell_state)
        cell_output = self._checked(_batch_of(cell_output), cell_output, "checked_cell_output")
        looks = [
            self._attention_fn(mechanism, cell_output, before, layer)
            for mechanism, before, layer in zip(
                self._attention_mechanisms,
                self._per_mechanism(state.attention_state),
                self._attention_layers or [None] * len(self._attention_mechanisms),
                strict=True,
            )
        ]
        attention = tf.concat([look[0] for look in looks], 1)
        histories = self._per_mechanism(state.alignment_history)
        next_state = AttentionWrapperState(
            cell_state=cell_state,
            attention=attention,
            time=state.time + 1,
            alignments=self._item_or_tuple(look[1] for look in looks),
            alignment_history=self._item_or_tuple(
                history.write(state.time, look[1]) if self._alignment_history else ()
                for history, look in zip(histories, looks, strict=True)
            ),
            attention_state=self._item_or_tuple(look[2] for look in looks),
        )
        return (attention if self._output_attention else cell_output), next_state

    def _per_mechanism(self, part: Any) -> Sequence[Any]:
        return part if self._is_multi else [part]


def _all_of(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _check(mechanisms: Iterable[Any], cell_input_fn: Any) -> None:
    for mechanism in mechanisms:
        if not isinstance(mechanism, AttentionMechanism):
            raise ArgumentTypeError(
                "AttentionWrapper", "attention_mechanism", expected="an AttentionMechanism, or "
                "several", received=type(mechanism).__name__, remedy="pass LuongAttention(…)",
            )
    if cell_input_fn is not None and not callable(cell_input_fn):
        raise ArgumentTypeError(
            "AttentionWrapper", "cell_input_fn", expected="a function of inputs and attention",
            received=type(cell_input_fn).__name__, remedy="pass a function",
            known_as="cell_input_fn must be callable",
        )


def _batch_of(tensor: Any) -> Any:
    known = tensor.shape.as_list()[0]
    return tf.shape(tensor)[0] if known is None else known


def _width(tensor: Any) -> Any:
    return tensor.shape.as_list()[-1]


def _last_of(shape: Any) -> Any:
    return tf.TensorShape(shape).as_list()[-1]
