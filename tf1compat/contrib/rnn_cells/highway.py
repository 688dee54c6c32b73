"""``HighwayWrapper`` and ``CompiledWrapper``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.wrapper import AroundCell
from tf1compat.scopes.owner import home
from tf1compat.scopes.scope import get_variable

_v1 = tf.compat.v1


class HighwayWrapper(AroundCell):
    """Lets a cell's input past it (Srivastava et al., 2015): output = x · g + cell(x) · (1 - g)

    g = σ(x @ carry_w + carry_b); uncoupled, 1 - g is σ(x @ transform_w + transform_b) instead.

    Variables, beside the cell's own: ``carry_w`` ``[D, D]``, ``carry_b`` ``[D]``; uncoupled
    ``transform_w`` and ``transform_b``; no scope is added.

    Args:
      cell: the cell, whose output is as wide as its input.
      couple_carry_transform_gates: whether the two gates are one.
      carry_bias_init: what ``carry_b`` starts at, and minus ``transform_b``.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> cell = HighwayWrapper(tf1compat.GRUCell(3))
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 3]
    """

    def __init__(
        self, cell: Any, couple_carry_transform_gates: bool = True, carry_bias_init: float = 1.0
    ) -> None:
        super().__init__(cell)
        self._track_child("cell", cell)
        self._couple = couple_carry_transform_gates
        self._carry_bias_init = carry_bias_init

    @tf.autograph.experimental.do_not_convert
    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        with home(self):
            outputs, new_state = self.cell(inputs, state, scope=scope)
            tf.nest.assert_same_structure(inputs, outputs)
            return tf.nest.map_structure(self._highway, inputs, outputs), new_state

    def _highway(self, x: Any, y: Any) -> Any:
        carry = self._gate("carry", x, self._carry_bias_init)
        if self._couple:
            return x * carry + y * (1 - carry)
        return x * carry + y * self._gate("transform", x, -self._carry_bias_init)

    def _gate(self, name: str, x: Any, start: float) -> Any:
        width = x.shape.as_list()[-1]
        weight = self._capture(get_variable, f"{name}_w", [width, width], dtype=x.dtype)
        bias = self._capture(
            get_variable, f"{name}_b", [width], dtype=x.dtype,
            initializer=_v1.constant_initializer(start),
        )  # fmt: skip
        return tf.sigmoid(tf.nn.bias_add(tf.matmul(x, weight), bias))


class CompiledWrapper(AroundCell):
    """A cell whose steps XLA may compile: ``tf.xla.experimental.jit_scope`` around each.

    Args:
      cell: the cell.
      compile_stateful: whether operations with a state, such as random ones, are compiled too,
        or a function that says so for each node.

    Source: behaviour of TensorFlow 1.15.5.
    """

    def __init__(self, cell: Any, compile_stateful: Any = False) -> None:
        super().__init__(cell)
        self._track_child("cell", cell)
        self._compile_stateful = compile_stateful

    @tf.autograph.experimental.do_not_convert
    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        with home(self):
            if self._compile_stateful:
                compiled: Any = True
            else:
                compiled = lambda node: not _is_stateful(node.op)  # noqa: E731
            with tf.xla.experimental.jit_scope(compile_ops=compiled):
                return self.cell(inputs, state, scope=scope)


def _is_stateful(kind: str) -> bool:
    return "Random" in kind or "Variable" in kind or kind == "Assign"
