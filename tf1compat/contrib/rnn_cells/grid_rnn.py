"""``tf.contrib.grid_rnn``: a grid of cells, one along each dimension."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import tensorflow as tf

from tf1compat.cells.base import RNNCell
from tf1compat.cells.basic_lstm import BasicLSTMCell
from tf1compat.cells.basic_rnn import BasicRNNCell
from tf1compat.cells.gru import GRUCell
from tf1compat.cells.lstm import LSTMCell
from tf1compat.contrib.initializers import xavier_initializer
from tf1compat.contrib.layers.dense import fully_connected
from tf1compat.errors import ArgumentTypeError, ArgumentValueError
from tf1compat.scopes.owner import home
from tf1compat.scopes.scope import get_variable, get_variable_scope, variable_scope

_Dims = int | Sequence[int] | None
_Function = Callable[[Any], Any]


class GridRNNCell(RNNCell):
    """Cells along the dimensions of a grid; along one of them, mostly, runs time.

    Each step, of every dimension d its part of the state is (c_d, h_d), or h_d alone:

    1. Of an input dimension, h_d = x @ project_m_d, and c_d = x @ project_c_d where cells have one.
    2. The cells of the dimensions without priority, then those with it, are called with what the
       others hold so far, [h_0, …, h_{n-2}], as input and (c_d, h_{n-1}) as state; h is the new one
       of dimensions that have it.  A dimension that is not recurrent is a dense layer over them.

    Variables, under the class's name: ``project_m_D``, ``project_c_D``; the cells'
    ``recurrent/cell_D/…`` (``recurrent/…`` where tied); ``non_recurrent/cell_D/fully_connected/…``.

    Args:
      num_units: U of each cell.
      num_dims: of the grid, at least 1.
      input_dims: which see the input, an int or several.
      output_dims: which give output.
      priority_dims: which are computed last.
      non_recurrent_dims: which have a dense layer in place of a cell, and no state.
      tied: whether all dimensions share one cell, and all dense layers their weights.
      cell_fn: of U, a cell; ``LSTMCell`` by default.
      non_recurrent_fn: of the dense layers, relu by default.
      state_is_tuple: whether the state is a tuple of the dimensions' states, or [B, sum].
      output_is_tuple: whether the output is a tuple, or [B, sum].

    Raises:
      TypeError: ``cell_fn`` gives no cell.
      ValueError: a dimension that the grid has not, or a state of another length.

    Source: Kalchbrenner et al., 2015; behaviour of TensorFlow 1.15.5.

    Example:
      >>> cell = GridRNNCell(3, num_dims=2, input_dims=0, output_dims=0, priority_dims=0)
      >>> (output,), state = cell(tf.ones([2, 4]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), cell.state_size[1].h
      ([2, 3], 3)
    """

    def __init__(
        self,
        num_units: int,
        num_dims: int = 1,
        input_dims: _Dims = None,
        output_dims: _Dims = None,
        priority_dims: _Dims = None,
        non_recurrent_dims: _Dims = None,
        tied: bool = False,
        cell_fn: Callable[[int], Any] | None = None,
        non_recurrent_fn: _Function | None = None,
        state_is_tuple: bool = True,
        output_is_tuple: bool = True,
    ) -> None:
        super().__init__()
        if num_dims < 1:
            raise _wrong("num_dims", "at least 1", num_dims, f"dims must be >= 1: {num_dims}")
        self._num_units, self._num_dims, self._tied = num_units, num_dims, tied
        self._inputs = _checked("input_dims", input_dims, num_dims)
        self._outputs = _checked("output_dims", output_dims, num_dims)
        self._last = _checked("priority_dims", priority_dims, num_dims)
        dense = _checked("non_recurrent_dims", non_recurrent_dims, num_dims)
        self._recurrents = [dim for dim in range(num_dims) if dim not in dense]
        self._dense_function = non_recurrent_fn or tf.nn.relu
        self._state_is_tuple, self._output_is_tuple = state_is_tuple, output_is_tuple
        make = cell_fn or functools.partial(LSTMCell, state_is_tuple=state_is_tuple)
        self._cells = [make(num_units)] * num_dims if tied else [
            make(num_units) for _ in range(num_dims)
        ]
        if not isinstance(self._cells[0], RNNCell):
            raise ArgumentTypeError(
                "GridRNNCell", "cell_fn", expected="a function that gives an RNNCell",
                received=type(self._cells[0]).__name__, remedy="return a cell",
                known_as=f"cell_fn must return an RNNCell instance, saw: {type(self._cells[0])}",
            )

    @property
    def output_size(self) -> Any:
        size = self._cells[0].output_size
        if self._output_is_tuple:
            return (size,) * len(self._outputs)
        return size * len(self._outputs)

    @property
    def state_size(self) -> Any:
        if self._state_is_tuple:
            return (self._cells[0].state_size,) * len(self._recurrents)
        return self._cell_width * len(self._recurrents)

    @property
    def _cell_width(self) -> int:
        sizes = self._cells[0].state_size
        return sum(sizes) if isinstance(sizes, tuple) else sizes

    @tf.autograph.experimental.do_not_convert
    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> tuple[Any, Any]:
        """(outputs, state') of one step."""
        with home(self), variable_scope(scope or type(self).__name__, custom_getter=self._capture):
            carried, hidden = self._parts(state)
            self._project(inputs, carried, hidden)
            outputs: list[Any] = [None] * self._num_dims
            states: list[Any] = [None] * self._num_dims
            first = [dim for dim in range(self._num_dims) if dim not in self._last]
            for dims in (first, self._last):
                self._propagate(dims, carried, hidden, outputs, states, dims is first)
            given = [outputs[dim] for dim in self._outputs]
            kept = [states[dim] for dim in self._recurrents]
            return (
                tuple(given) if self._output_is_tuple else _joined(given, inputs.dtype),
                tuple(kept) if self._state_is_tuple else _joined(kept, inputs.dtype),
            )

    def _parts(self, state: Any) -> tuple[list[Any], list[Any]]:
        """Of each dimension c and h; None of those that have none."""
        rest = self._cell_width - self._num_units
        if not self._state_is_tuple:
            sizes = [self._num_units, rest] if rest else [self._num_units]
            flat = tf.split(state, sizes * len(self._recurrents), 1)
            count = len(sizes)
            state = [flat[at : at + count] for at in range(0, len(flat), count)] if rest else flat
        if len(state) != len(self._recurrents):
            raise _wrong(
                "state", f"a tuple of {len(self._recurrents)}", f"{len(state)}",
                f"Expected state as a tuple of {len(self._recurrents)} element",
            )
        carried: list[Any] = [None] * self._num_dims
        hidden: list[Any] = [None] * self._num_dims
        for dim, own in zip(self._recurrents, state, strict=True):
            carried[dim], hidden[dim] = own if rest else (None, own)
        return carried, hidden

    def _project(self, inputs: Any, carried: list[Any], hidden: list[Any]) -> None:
        """The input in place of the states of the dimensions that see it."""
        width = inputs.shape.as_list()[1]
        if not width or not self._inputs:
            return
        parts = tf.split(inputs, len(self._inputs), 1)
        shape = [width // len(self._inputs), self._num_units]
        for part, dim in zip(parts, self._inputs, strict=True):
            hidden[dim] = part @ get_variable(f"project_m_{dim}", shape, inputs.dtype)
            if self._cell_width > self._num_units:
                carried[dim] = part @ get_variable(f"project_c_{dim}", shape, inputs.dtype)

    def _propagate(
        self, dims: Sequence[int], carried: list[Any], hidden: list[Any], outputs: list[Any],
        states: list[Any], is_first: bool,
    ) -> None:
        """Calls the cells of these dimensions, all with what the grid holds before."""
        held = [old if new is None else new for new, old in zip(outputs, hidden, strict=True)]
        *others, last = held
        seen = tf.concat(others, 1) if others else tf.zeros([tf.shape(last)[0], 0], last.dtype)
        if not others:
            seen.set_shape([last.shape.as_list()[0], 0])
        for dim in dims:
            dense = dim not in self._recurrents
            place = "non_recurrent" if dense else "recurrent"
            again = self._tied and not (is_first and dim == dims[0])
            with variable_scope(place if self._tied else f"{place}/cell_{dim}"):
                if again:
                    get_variable_scope().reuse_variables()
                if dense:
                    outputs[dim] = self._dense(tf.concat([seen, last], 1) if others else last)
                    continue
                before = last if carried[dim] is None else (carried[dim], last)
                outputs[dim], states[dim] = self._cells[dim](seen, before)

    def _dense(self, inputs: Any) -> Any:
        scope = get_variable_scope()
        return fully_connected(
            inputs, self._num_units, self._dense_function,
            weights_initializer=scope.initializer or xavier_initializer(),
            weights_regularizer=scope.regularizer,
        )


def _joined(parts: Sequence[Any], dtype: Any) -> Any:
    leaves = tf.nest.flatten(parts)
    return tf.concat(leaves, 1) if leaves else tf.zeros([0, 0], dtype)


def _checked(argument: str, dims: _Dims, num_dims: int) -> list[int]:
    """In order, each once."""
    several = () if dims is None else (dims,) if isinstance(dims, int) else dims
    ordered = sorted(set(several))
    if any(dim < 0 or dim >= num_dims for dim in ordered):
        said = f"Invalid dims: {ordered}. Must be in [0, {num_dims})"
        raise _wrong(argument, f"dimensions below {num_dims}", ordered, said)
    return ordered


def _wrong(argument: str, expected: str, received: Any, known_as: str) -> ArgumentValueError:
    return ArgumentValueError(
        "GridRNNCell", argument, expected=expected, received=received, remedy="correct it",
        known_as=known_as,
    )


class _Special(GridRNNCell):
    """Input and output at dimension 0, which is computed last."""

    def __init__(
        self, num_units: int, num_dims: int, cell_fn: Callable[[int], Any], tied: bool,
        non_recurrent_fn: _Function | None, state_is_tuple: bool, output_is_tuple: bool,
    ) -> None:
        super().__init__(
            num_units, num_dims, input_dims=0, output_dims=0, priority_dims=0,
            non_recurrent_dims=None if non_recurrent_fn is None else 0, tied=tied, cell_fn=cell_fn,
            non_recurrent_fn=non_recurrent_fn, state_is_tuple=state_is_tuple,
            output_is_tuple=output_is_tuple,
        )


class Grid1BasicRNNCell(_Special):
    """:class:`GridRNNCell` of one dimension, of ``BasicRNNCell``.

    Example:
      >>> Grid1BasicRNNCell(3).state_size
      (3,)
    """

    def __init__(
        self, num_units: int, state_is_tuple: bool = True, output_is_tuple: bool = True
    ) -> None:
        super().__init__(
            num_units, 1, BasicRNNCell, False, None, state_is_tuple, output_is_tuple
        )


class Grid2BasicRNNCell(_Special):
    """:class:`GridRNNCell` of two dimensions, of ``BasicRNNCell``.

    With a ``non_recurrent_fn`` dimension 0 is a dense layer with it.

    Example:
      >>> Grid2BasicRNNCell(3).state_size, Grid2BasicRNNCell(3, non_recurrent_fn=tf.tanh).state_size
      ((3, 3), (3,))
    """

    def __init__(
        self, num_units: int, tied: bool = False, non_recurrent_fn: _Function | None = None,
        state_is_tuple: bool = True, output_is_tuple: bool = True,
    ) -> None:
        super().__init__(
            num_units, 2, BasicRNNCell, tied, non_recurrent_fn, state_is_tuple, output_is_tuple
        )


class Grid1BasicLSTMCell(_Special):
    """:class:`GridRNNCell` of one dimension, of ``BasicLSTMCell``.

    Example:
      >>> Grid1BasicLSTMCell(3).output_size
      (3,)
    """

    def __init__(
        self, num_units: int, forget_bias: float = 1, state_is_tuple: bool = True,
        output_is_tuple: bool = True,
    ) -> None:
        cell = functools.partial(BasicLSTMCell, forget_bias=forget_bias)
        super().__init__(num_units, 1, cell, False, None, state_is_tuple, output_is_tuple)


class Grid2BasicLSTMCell(_Special):
    """:class:`GridRNNCell` of two dimensions, of ``BasicLSTMCell``.

    Example:
      >>> Grid2BasicLSTMCell(3, state_is_tuple=False).state_size
      12
    """

    def __init__(
        self, num_units: int, tied: bool = False, non_recurrent_fn: _Function | None = None,
        forget_bias: float = 1, state_is_tuple: bool = True, output_is_tuple: bool = True,
    ) -> None:
        cell = functools.partial(BasicLSTMCell, forget_bias=forget_bias)
        super().__init__(
            num_units, 2, cell, tied, non_recurrent_fn, state_is_tuple, output_is_tuple
        )


class Grid1LSTMCell(_Special):
    """:class:`GridRNNCell` of one dimension, of ``LSTMCell``.

    Example:
      >>> Grid1LSTMCell(3, use_peepholes=True).output_size
      (3,)
    """

    def __init__(
        self, num_units: int, use_peepholes: bool = False, forget_bias: float = 1.0,
        state_is_tuple: bool = True, output_is_tuple: bool = True,
    ) -> None:
        cell = functools.partial(LSTMCell, forget_bias=forget_bias, use_peepholes=use_peepholes)
        super().__init__(num_units, 1, cell, False, None, state_is_tuple, output_is_tuple)


class _OfLSTM(_Special):
    """What those of ``LSTMCell`` in two and three dimensions share."""

    _dimensions: ClassVar[int]

    def __init__(
        self, num_units: int, tied: bool = False, non_recurrent_fn: _Function | None = None,
        use_peepholes: bool = False, forget_bias: float = 1.0, state_is_tuple: bool = True,
        output_is_tuple: bool = True,
    ) -> None:
        cell = functools.partial(LSTMCell, forget_bias=forget_bias, use_peepholes=use_peepholes)
        super().__init__(
            num_units, self._dimensions, cell, tied, non_recurrent_fn, state_is_tuple,
            output_is_tuple,
        )


class Grid2LSTMCell(_OfLSTM):
    """:class:`GridRNNCell` of two dimensions, of ``LSTMCell``.

    Example:
      >>> len(Grid2LSTMCell(3, tied=True).state_size)
      2
    """

    _dimensions = 2


class Grid3LSTMCell(_OfLSTM):
    """:class:`GridRNNCell` of three dimensions, of ``LSTMCell``.

    Example:
      >>> len(Grid3LSTMCell(3).state_size)
      3
    """

    _dimensions = 3


class Grid2GRUCell(_Special):
    """:class:`GridRNNCell` of two dimensions, of ``GRUCell``.

    Example:
      >>> Grid2GRUCell(3, output_is_tuple=False).output_size
      3
    """

    def __init__(
        self, num_units: int, tied: bool = False, non_recurrent_fn: _Function | None = None,
        state_is_tuple: bool = True, output_is_tuple: bool = True,
    ) -> None:
        super().__init__(
            num_units, 2, GRUCell, tied, non_recurrent_fn, state_is_tuple, output_is_tuple
        )
