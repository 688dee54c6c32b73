"""``SRUCell``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.base import LayerRNNCell
from tf1compat.contrib.rnn_cells.units import OfUnits
from tf1compat.scopes import op_ids
from tf1compat.scopes.sizes import as_size

_v1 = tf.compat.v1


class SRUCell(OfUnits, LayerRNNCell):
    """The simple recurrent unit (Lei et al., 2017), with a projected highway.

    j, f, r, s = split(x @ kernel);  f, r = split(σ([f, r] + bias))
    c' = f · c + (1 - f) · j;  h = r · activation(c') + (1 - r) · s

    Variables: ``kernel`` ``[D, 4U]``, ``bias`` ``[2U]``.

    Args:
      num_units: U.
      activation: tanh by default.
      reuse: whether variables of the scope must exist already.
      name: the scope.
      **kwargs: of the layer, such as ``dtype``.

    Raises:
      ValueError: input of rank other than 2 or unknown depth.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = SRUCell(4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 4]
    """

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: bool | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, **kwargs)
        self._num_units, self._activation = as_size(num_units), activation or tf.tanh

    def build(self, inputs_shape: Any) -> None:
        depth, n = self._input_depth(inputs_shape), self._num_units
        self._kernel = self.add_variable("kernel", [depth, 4 * n])
        zeros = _v1.zeros_initializer()
        self._bias = self.add_variable("bias", [2 * n], initializer=zeros)
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """(h, c') of one step."""
        j, f, r, skip = tf.split(tf.matmul(inputs, self._kernel), 4, axis=1)
        gates = tf.sigmoid(tf.nn.bias_add(tf.concat([f, r], 1), self._bias))
        f, r = tf.split(gates, 2, axis=1)
        c = f * state + (1.0 - f) * j
        op_ids.skip(2)  # the axes of the splits
        return r * self._activation(c) + (1.0 - r) * skip, c
