"""``tf.contrib.rnn``'s wrappers with variables: an embedding or a projection around a cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.cells.wrapper import AroundCell
from tf1compat.contrib.linear import linear
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.scope import get_variable, get_variable_scope

_v1 = tf.compat.v1


class EmbeddingWrapper(AroundCell):
    """y, s' = cell(embedding[ids], s)

    Variables: ``embedding`` ``[embedding_classes, embedding_size]`` of the state's type; then the
    cell's.

    Shapes: inputs, ids of any integer type, ``[B]`` or ``[B, 1]``; state and output as the cell's.

    Args:
      cell: the cell.
      embedding_classes: how many ids there are.
      embedding_size: D, the width of the cell's input.
      initializer: of the embedding; the scope's by default, and uniform from -√3 to √3 (a
        variance of 1) where that has none.
      reuse: whether the variables must be there already, or must not.

    Raises:
      ArgumentTypeError: ``cell`` is no cell.
      ArgumentValueError: a number of classes or a size that is not positive.

    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.rnn.EmbeddingWrapper``.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.cell_wrappers import EmbeddingWrapper
      >>> cell = EmbeddingWrapper(tf1compat.GRUCell(4), embedding_classes=9, embedding_size=3)
      >>> output, state = cell(tf.constant([5, 0]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 4]
    """

    def __init__(
        self,
        cell: Any,
        embedding_classes: int,
        embedding_size: int,
        initializer: Any = None,
        reuse: bool | None = None,
    ) -> None:
        super().__init__(cell, _reuse=reuse)
        sizes = {"embedding_classes": embedding_classes, "embedding_size": embedding_size}
        for argument, size in sizes.items():
            if size <= 0:
                raise ArgumentValueError(
                    "EmbeddingWrapper", argument, expected="a positive number", received=size,
                    remedy="pass the number of ids and the width of their vectors",
                )
        self._shape = [embedding_classes, embedding_size]
        self._initializer = initializer

    def call(self, inputs: Any, state: Any) -> Any:
        """(output, new state) of the cell for the ids' vectors."""
        initializer = self._initializer or get_variable_scope().initializer
        if not initializer:
            initializer = _v1.random_uniform_initializer(-(3.0**0.5), 3.0**0.5)
        dtype = (state[0] if isinstance(state, tuple) else state).dtype
        with tf.device("/cpu:0"):
            embedding = get_variable("embedding", self._shape, dtype, initializer)
            embedded = tf.nn.embedding_lookup(embedding, tf.reshape(inputs, [-1]))
        return self.cell(embedded, state)


class InputProjectionWrapper(AroundCell):
    """y, s' = cell(f(x · kernel + bias), s)

    Variables: ``kernel`` ``[D, num_proj]``, ``bias`` ``[num_proj]``; then the cell's.

    Shapes: inputs ``[B, D]``, or a list of such, side by side; state and output as the cell's.

    Args:
      cell: the cell.
      num_proj: the width of the cell's input.
      activation: f; none by default.
      input_size: takes no part, as in TF1, which warned.
      reuse: whether the variables must be there already, or must not.

    Raises:
      ArgumentTypeError: ``cell`` is no cell.

    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.rnn.InputProjectionWrapper``.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.cell_wrappers import InputProjectionWrapper
      >>> cell = InputProjectionWrapper(tf1compat.GRUCell(4), num_proj=3)
      >>> output, state = cell(tf.ones([2, 7]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 4]
    """

    def __init__(
        self,
        cell: Any,
        num_proj: int,
        activation: Callable[[Any], Any] | None = None,
        input_size: Any = None,
        reuse: bool | None = None,
    ) -> None:
        super().__init__(cell, _reuse=reuse)
        if input_size is not None:
            _v1.logging.warn("InputProjectionWrapper(input_size) takes no part; leave it out")
        self._num_proj = num_proj
        self._activation = activation

    def call(self, inputs: Any, state: Any) -> Any:
        """(output, new state) of the cell for the projected input."""
        projected = linear(inputs, self._num_proj, True)
        return self.cell(self._activation(projected) if self._activation else projected, state)


class OutputProjectionWrapper(AroundCell):
    """y, s' = cell(x, s);  output = f(y · kernel + bias)

    Variables: the cell's; then ``kernel`` ``[U, output_size]``, ``bias`` ``[output_size]``.

    Shapes: inputs and state as the cell's; output ``[B, output_size]``.

    Args:
      cell: the cell.
      output_size: the width of the output.
      activation: f; none by default.
      reuse: whether the variables must be there already, or must not.

    Raises:
      ArgumentTypeError: ``cell`` is no cell.
      ArgumentValueError: a width below 1.

    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.rnn.OutputProjectionWrapper``.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> from tf1compat.contrib.cell_wrappers import OutputProjectionWrapper
      >>> cell = OutputProjectionWrapper(tf1compat.GRUCell(4), output_size=9)
      >>> output, state = cell(tf.ones([2, 7]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), state.shape.as_list()
      ([2, 9], [2, 4])
    """

    def __init__(
        self,
        cell: Any,
        output_size: int,
        activation: Callable[[Any], Any] | None = None,
        reuse: bool | None = None,
    ) -> None:
        super().__init__(cell, _reuse=reuse)
        if output_size < 1:
            raise ArgumentValueError(
                "OutputProjectionWrapper", "output_size", expected="at least 1",
                received=output_size, remedy="pass the width of the output",
            )
        self._output_size = output_size
        self._activation = activation

    @property
    def output_size(self) -> int:
        """The width of the projection."""
        return self._output_size

    def call(self, inputs: Any, state: Any) -> Any:
        """(projected output, new state)."""
        output, new_state = self.cell(inputs, state)
        projected = linear(output, self._output_size, True)
        return self._activation(projected) if self._activation else projected, new_state
