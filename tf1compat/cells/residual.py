"""``ResidualWrapper``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.cells import whole
from tf1compat.cells.wrapper import WrapperCell


def _add(inputs: Any, outputs: Any) -> Any:
    tf.nest.assert_same_structure(inputs, outputs)

    def add(x: Any, y: Any) -> Any:
        x.shape.assert_is_compatible_with(y.shape)
        return x + y

    return tf.nest.map_structure(add, inputs, outputs)


class ResidualWrapper(WrapperCell):
    """Adds a cell's input to its output; the state passes untouched.

    y, s' = cell(x, s);  output = residual_fn(x, y), by default x + y

    Args:
      cell: the cell.
      residual_fn: function of the raw input and the raw output.

    Raises:
      TypeError, ValueError: input and output differ in structure or static shape (default sum).

    Source: behaviour of TensorFlow 1.15.5; Wu et al., 2016.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> cell = tf1compat.ResidualWrapper(tf1compat.GRUCell(3))
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> bool(tf.reduce_all(output == state + 1.0))
      True
    """

    def __init__(
        self, cell: Any, residual_fn: Callable[[Any, Any], Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(cell, **kwargs)
        self._residual_fn = residual_fn

    def _around(self, inputs: Any, state: Any, step: Callable[[Any, Any], Any]) -> Any:
        outputs, new_state = step(inputs, state)
        return (self._residual_fn or _add)(inputs, outputs), new_state

    def get_config(self) -> dict[str, Any]:
        own = {} if self._residual_fn is None else {"residual_fn": self._residual_fn}
        return {**super().get_config(), **own}


def _refusal(cell: ResidualWrapper) -> str | None:
    own = cell._residual_fn is not None
    return "ResidualWrapper with a function of the program's own" if own else None


whole.understands(ResidualWrapper, _refusal)
