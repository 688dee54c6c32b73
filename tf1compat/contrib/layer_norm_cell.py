"""``tf.contrib.rnn.LayerNormBasicLSTMCell``: normalised gates and recurrent dropout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.cells.base import RNNCell
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.contrib.layers import layer_norm
from tf1compat.scopes import draws, op_ids
from tf1compat.scopes.scope import get_variable, variable_scope
from tf1compat.scopes.sizes import as_size

_GATES = ("input", "transform", "forget", "output")  # i, j, f, o, as the kernel packs them


class LayerNormBasicLSTMCell(RNNCell):
    """LSTM with layer normalisation (Ba et al., 2016) and recurrent dropout (Semeniuta, 2016).

    i, j, f, o = LN_k(split([x, h] @ kernel)); without normalisation + bias, and no LN
    c' = LN(c * sigmoid(f + forget_bias) + sigmoid(i) * dropout(activation(j)))
    h' = activation(c') * sigmoid(o)

    Variables: ``kernel`` ``[D + U, 4U]``, packed i, j, f, o; ``gamma`` and ``beta`` ``[U]`` of
    ``input``, ``transform``, ``forget``, ``output`` and ``state``; without normalisation
    ``bias`` ``[4U]`` instead, which the scope's initializer fills as TF1's did.

    Args:
      num_units: U.
      forget_bias: added to the forget gate.
      input_size: takes no part, as in TF1: the input knows its size; a warning says so.
      activation: of the candidate and the output.
      layer_norm: whether the gates and the new c are normalised.
      norm_gain: what each gamma starts at.
      norm_shift: what each beta starts at.
      dropout_keep_prob: probability with which a number of the candidate is kept, float or tensor.
      dropout_prob_seed: of that dropout.
      reuse: whether the variables must be there already.

    Shapes: inputs ``[B, D]``, state ``LSTMStateTuple`` of ``[B, U]`` each, output ``[B, U]``.

    Raises:
      ValueError: as ``get_variable``.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = LayerNormBasicLSTMCell(4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), cell.variables[1].name
      ([2, 4], 'layer_norm_basic_lstm_cell/input/gamma:0')
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        input_size: int | None = None,
        activation: Callable[[Any], Any] = tf.tanh,
        layer_norm: bool = True,
        norm_gain: float = 1.0,
        norm_shift: float = 0.0,
        dropout_keep_prob: Any = 1.0,
        dropout_prob_seed: int | None = None,
        reuse: bool | None = None,
    ) -> None:
        if input_size is not None:
            symbol = "LayerNormBasicLSTMCell(input_size)"
            tf.compat.v1.logging.warn(f"{symbol} takes no part; leave it out")
        super().__init__(_reuse=reuse)
        self._num_units = as_size(num_units)
        self._forget_bias = forget_bias
        self._activation = activation
        self._layer_norm = layer_norm
        self._starts = {"gamma": norm_gain, "beta": norm_shift}
        self._keep_prob, self._seed = dropout_keep_prob, dropout_prob_seed

    @property
    def state_size(self) -> Any:
        return LSTMStateTuple(self._num_units, self._num_units)

    @property
    def output_size(self) -> Any:
        return self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        """(h', (c', h')) of one step."""
        c, h = state
        gates = tf.split(self._project(tf.concat([inputs, h], 1)), 4, axis=1)
        op_ids.skip(1)  # the axis of the split
        if self._layer_norm:
            gates = [self._norm(gate, name) for gate, name in zip(gates, _GATES, strict=True)]
        i, j, f, o = gates
        candidate = self._activation(j)
        if not isinstance(self._keep_prob, float) or self._keep_prob < 1:
            candidate = draws.dropout(candidate, self._keep_prob, seed=self._seed)
        new_c = c * tf.sigmoid(f + self._forget_bias) + tf.sigmoid(i) * candidate
        if self._layer_norm:
            new_c = self._norm(new_c, "state")
        new_h = self._activation(new_c) * tf.sigmoid(o)
        return new_h, LSTMStateTuple(new_c, new_h)

    def _project(self, x: Any) -> Any:
        width = 4 * self._num_units
        product = tf.matmul(x, get_variable("kernel", [x.shape[-1], width], dtype=x.dtype))
        if self._layer_norm:
            return product
        return tf.nn.bias_add(product, get_variable("bias", [width], dtype=x.dtype))

    def _norm(self, x: Any, scope: str) -> Any:
        with variable_scope(scope):
            for name, start in self._starts.items():
                initializer = tf.compat.v1.constant_initializer(start)
                get_variable(name, [x.shape[-1]], dtype=x.dtype, initializer=initializer)
        return layer_norm(x, reuse=True, scope=scope)
