"""``GLSTMCell``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.cells.base import RNNCell
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.contrib.linear import linear
from tf1compat.contrib.rnn_cells.gated import known_depth
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes import op_ids
from tf1compat.scopes.scope import get_variable, get_variable_scope, variable_scope
from tf1compat.scopes.sizes import as_size

_v1 = tf.compat.v1
_GATES = ("i", "j", "f", "o")


class GLSTMCell(RNNCell):
    """An LSTM in groups of units that see only a part of input and state (Kuchaiev, 2017).

    i, j, f, o of group g = split([x_g, h_g] @ group<g>/kernel);  all groups side by side + bias
    c' = c · σ(f + forget_bias) + σ(i) · activation(j);  h' = σ(o) · activation(c') @ projection

    Variables: ``group<g>/kernel`` ``[(D + P) / G, 4U / G]``; ``bias_i``, ``bias_j``, ``bias_f``,
    ``bias_o`` ``[U]``; with ``num_proj`` ``projection/kernel`` ``[U, P]``.

    Args:
      num_units: U.
      initializer: of the groups' kernels; the scope's by default.
      num_proj: P, the width of the output; U and no projection by default.
      number_of_groups: G.
      forget_bias: added to the forget gate.
      activation: of the candidate and the output.
      reuse: whether the variables must be there already.

    Raises:
      ArgumentValueError: U, P or D that G does not divide; an input of unknown depth.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = GLSTMCell(4, number_of_groups=2)
      >>> output, state = cell(tf.ones([2, 6]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 4]
    """

    def __init__(
        self,
        num_units: int,
        initializer: Any = None,
        num_proj: int | None = None,
        number_of_groups: int = 1,
        forget_bias: float = 1.0,
        activation: Callable[[Any], Any] = tf.tanh,
        reuse: bool | None = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        self._num_units, self._initializer = as_size(num_units), initializer
        self._num_proj = as_size(num_proj)
        self._forget_bias, self._activation = forget_bias, activation
        self._number_of_groups = number_of_groups
        for argument, size in {"num_units": num_units, "num_proj": num_proj or 0}.items():
            self._check_divides(argument, size, f"{argument} must be divisible by number_of_groups")

    def _check_divides(self, argument: str, size: int, known_as: str) -> None:
        if size % self._number_of_groups:
            raise ArgumentValueError(
                "GLSTMCell", argument, expected=f"a multiple of {self._number_of_groups} groups",
                received=size, remedy="choose another size or number_of_groups", known_as=known_as,
            )

    @property
    def state_size(self) -> Any:
        return LSTMStateTuple(self._num_units, self.output_size)

    @property
    def output_size(self) -> int:
        return self._num_proj or self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        """(h', (c', h')) of one step."""
        c, h = state
        depth = known_depth("GLSTMCell", inputs)
        must = f"must be divisible by number_of_groups ({self._number_of_groups})"
        self._check_divides("inputs", depth, f"input size ({depth}) {must}")
        with variable_scope(get_variable_scope(), initializer=self._initializer):
            groups = [self._gates_of(inputs, h, group) for group in range(self._number_of_groups)]
            i, j, f, o = (
                self._biased(tf.concat(parts, 1), name)
                for name, parts in zip(_GATES, zip(*groups, strict=True), strict=True)
            )
        new_c = tf.sigmoid(f + self._forget_bias) * c + tf.sigmoid(i) * self._activation(j)
        new_h = tf.sigmoid(o) * self._activation(new_c)
        if self._num_proj is not None:
            with variable_scope("projection"):
                new_h = linear(new_h, self._num_proj, False)
        op_ids.skip(-self._number_of_groups)
        return new_h, LSTMStateTuple(new_c, new_h)

    def _gates_of(self, inputs: Any, h: Any, group: int) -> Any:
        parts = [self._part(inputs, group), self._part(h, group)]
        with variable_scope(f"group{group}"):
            width = 4 * self._num_units // self._number_of_groups
            return tf.split(linear(tf.concat(parts, 1), width, False), 4, axis=1)

    def _part(self, x: Any, group: int) -> Any:
        width = x.shape.as_list()[1] // self._number_of_groups
        return x[:, group * width : (group + 1) * width]

    def _biased(self, gate: Any, name: str) -> Any:
        zeros = _v1.constant_initializer(0.0, dtype=gate.dtype)
        bias = get_variable(
            f"bias_{name}", [self._num_units], dtype=gate.dtype, initializer=zeros
        )
        return tf.nn.bias_add(gate, bias)
