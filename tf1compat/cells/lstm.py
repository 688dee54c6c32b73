"""``LSTMCell``: peepholes, clipping, projection."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells import initializers
from tf1compat.cells.activations import resolve
from tf1compat.cells.base import LayerRNNCell, check_float
from tf1compat.cells.initializers import serialized
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.errors import ArgumentValueError


class LSTMCell(LayerRNNCell):
    """LSTM with peepholes (Gers and Schmidhuber, 2000) and projection (Sak et al., 2014).

    i, j, f, o = split([x, h] @ kernel + bias)      kernel [D + P, 4U], bias [4U], packed i, j, f, o
    c' = sigmoid(f + forget_bias + w_f * c) * c + sigmoid(i + w_i * c) * activation(j)
    c' = clip(c', cell_clip)
    m' = sigmoid(o + w_o * c') * activation(c')
    h' = clip(m' @ projection/kernel, proj_clip)    projection/kernel [U, P]

    The products with w_f, w_i, w_o (``w_f_diag``, ``w_i_diag``, ``w_o_diag``, each [U]) are there
    with ``use_peepholes``; the last line with ``num_proj``, otherwise h' = m' and P = U.
    The clipped c' is carried on, and the output gate sees it.

    Args:
      num_units: U, the width of c.
      use_peepholes: the diagonal connections from c.
      cell_clip: bound of c', by value.
      initializer: of kernel, peepholes and projection.
      num_proj: P, the width of h.
      proj_clip: bound of the projected h', by value.
      num_unit_shards: parts into which the kernel is partitioned (v1 graphs).
      num_proj_shards: parts into which the projection is partitioned (v1 graphs).
      forget_bias: added to f in every step; not part of the checkpoint.
      state_is_tuple: state as ``LSTMStateTuple(c, h)``; otherwise [c, h] side by side, [B, U + P].
      activation: function or name, for j and for c'; tanh by default.
      reuse: whether variables of the scope must exist already.
      name: the scope, ``lstm_cell`` by default.
      dtype: of the variables; that of the first input by default.

    Raises:
      ValueError: input of rank other than 2 or unknown depth; integer input.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> cell = tf1compat.LSTMCell(4, use_peepholes=True, num_proj=2, cell_clip=3.0)
      >>> output, state = cell(tf.ones([5, 3]), cell.zero_state(5, tf.float32))
      >>> output.shape.as_list(), state.c.shape.as_list()
      ([5, 2], [5, 4])
    """

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        cell_clip: Any = None,
        initializer: Any = None,
        num_proj: int | None = None,
        proj_clip: Any = None,
        num_unit_shards: int | None = None,
        num_proj_shards: int | None = None,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units, self._num_proj = num_units, num_proj
        self._use_peepholes, self._forget_bias = use_peepholes, forget_bias
        self._cell_clip, self._proj_clip = cell_clip, proj_clip
        self._num_unit_shards, self._num_proj_shards = num_unit_shards, num_proj_shards
        self._initializer = initializers.resolve("LSTMCell", "initializer", initializer)
        self._state_is_tuple = state_is_tuple
        self._activation = resolve("LSTMCell", activation)

    @property
    def output_size(self) -> int:
        return self._num_proj if self._num_proj else self._num_units

    @property
    def state_size(self) -> Any:
        if self._state_is_tuple:
            return LSTMStateTuple(self._num_units, self.output_size)
        return self._num_units + self.output_size

    def build(self, inputs_shape: Any) -> None:
        units, kernel = self._num_units, self._initializer
        # TF1 took num_proj=0 for "none" in its sizes and for a width here; so do we.
        h_depth = units if self._num_proj is None else self._num_proj
        self._kernel = self.add_variable(
            "kernel",
            [self._input_depth(inputs_shape) + h_depth, 4 * units],
            initializer=kernel,
            partitioner=_shards(self._num_unit_shards),
        )
        self._bias = self.add_variable(
            "bias", [4 * units], initializer=tf.compat.v1.zeros_initializer()
        )
        if self._use_peepholes:
            self._w_f = self.add_variable("w_f_diag", [units], initializer=kernel)
            self._w_i = self.add_variable("w_i_diag", [units], initializer=kernel)
            self._w_o = self.add_variable("w_o_diag", [units], initializer=kernel)
        if self._num_proj is not None:
            self._projection = self.add_variable(
                "projection/kernel",
                [units, self._num_proj],
                initializer=kernel,
                partitioner=_shards(self._num_proj_shards),
            )
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        check_float("LSTMCell", inputs, state)
        c, h = self._parts(state)
        gates = tf.matmul(tf.concat([inputs, h], 1), tf.convert_to_tensor(self._kernel))
        i, j, f, o = tf.split(tf.nn.bias_add(gates, self._bias), 4, axis=1)
        new_c = self._new_c(i, j, f, c)
        if self._use_peepholes:
            o = o + self._w_o * new_c
        new_h = tf.sigmoid(o) * self._activation(new_c)
        if self._num_proj is not None:
            new_h = tf.matmul(new_h, tf.convert_to_tensor(self._projection))
            new_h = _clipped(new_h, self._proj_clip)
        if self._state_is_tuple:
            return new_h, LSTMStateTuple(new_c, new_h)
        return new_h, tf.concat([new_c, new_h], 1)

    def _parts(self, state: Any) -> Any:
        if self._state_is_tuple:
            return state
        width = self._num_units if self._num_proj is None else self._num_proj
        return tf.split(state, [self._num_units, width], axis=1)

    def _new_c(self, i: Any, j: Any, f: Any, c: Any) -> Any:
        if self._use_peepholes:
            forget = tf.sigmoid(f + self._forget_bias + self._w_f * c)
            new_c = forget * c + tf.sigmoid(i + self._w_i * c) * self._activation(j)
        else:
            new_c = tf.sigmoid(f + self._forget_bias) * c + tf.sigmoid(i) * self._activation(j)
        return _clipped(new_c, self._cell_clip)

    def get_config(self) -> dict[str, Any]:
        return self._config(
            num_units=self._num_units,
            use_peepholes=self._use_peepholes,
            cell_clip=self._cell_clip,
            initializer=serialized(self._initializer),
            num_proj=self._num_proj,
            proj_clip=self._proj_clip,
            num_unit_shards=self._num_unit_shards,
            num_proj_shards=self._num_proj_shards,
            forget_bias=self._forget_bias,
            state_is_tuple=self._state_is_tuple,
            activation=self._activation,
        )


def _clipped(x: Any, bound: Any) -> Any:
    return x if bound is None else tf.clip_by_value(x, -bound, bound)


def _shards(count: int | None) -> Any:
    if count is None:
        return None
    if count < 1:
        raise ArgumentValueError(
            "LSTMCell",
            "num_unit_shards or num_proj_shards",
            expected="at least 1",
            received=count,
            remedy="leave it out to keep the kernel whole",
        )
    return tf.compat.v1.fixed_size_partitioner(count)
