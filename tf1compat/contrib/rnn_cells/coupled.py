"""``CoupledInputForgetGateLSTMCell``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.cells.base import RNNCell
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.contrib.layers import layer_norm
from tf1compat.contrib.rnn_cells.gated import known_depth
from tf1compat.contrib.rnn_cells.shards import sharded
from tf1compat.scopes import op_ids
from tf1compat.scopes.scope import get_variable, variable_scope
from tf1compat.scopes.sizes import as_size

_v1 = tf.compat.v1


class CoupledInputForgetGateLSTMCell(RNNCell):
    """An LSTM that writes exactly what it forgets (Greff et al., 2015).

    j, f, o = split([x, h] @ W + B);  f = σ(f + forget_bias + W_F_diag · c)
    c' = f · c + (1 - f) · activation(j);  h' = clip(σ(o + W_O_diag · c') · activation(c') @ W_P)

    Variables: ``W_0`` … ``[(D + P) / shards, 3U]``, ``B`` ``[3U]``; with ``use_peepholes``
    ``W_F_diag`` and ``W_O_diag`` ``[U]``; with ``num_proj`` ``W_P_0`` …; with ``layer_norm``
    ``gamma`` and ``beta`` of ``transform``, ``forget``, ``output`` and ``state`` instead of the
    use of ``B``.

    Args:
      num_units: U.
      use_peepholes: whether gates see c.
      initializer: of the weights; the scope's by default.
      num_proj: P, the width of the output; U and no projection by default.
      proj_clip: the projection's bound.
      num_unit_shards: how many variables ``W`` is split into.
      num_proj_shards: how many variables ``W_P`` is split into.
      forget_bias: added to the forget gate.
      state_is_tuple: whether the state is an ``LSTMStateTuple``, or c and h side by side.
      activation: of the candidate and the output.
      reuse: whether the variables must be there already.
      layer_norm: whether gates and new c are normalised (Ba et al., 2016).
      norm_gain: what each gamma starts at.
      norm_shift: what each beta starts at.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = CoupledInputForgetGateLSTMCell(4, use_peepholes=True, num_proj=2)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), state.c.shape.as_list()
      ([2, 2], [2, 4])
    """

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        initializer: Any = None,
        num_proj: int | None = None,
        proj_clip: float | None = None,
        num_unit_shards: int = 1,
        num_proj_shards: int = 1,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Callable[[Any], Any] = tf.tanh,
        reuse: bool | None = None,
        layer_norm: bool = False,
        norm_gain: float = 1.0,
        norm_shift: float = 0.0,
    ) -> None:
        super().__init__(_reuse=reuse)
        if not state_is_tuple:
            _v1.logging.warn(f"{type(self).__name__}(state_is_tuple=False) is slower")
        self._num_units, self._use_peepholes = as_size(num_units), use_peepholes
        self._initializer, self._proj_clip = initializer, proj_clip
        self._num_proj = as_size(num_proj)
        self._num_unit_shards, self._num_proj_shards = num_unit_shards, num_proj_shards
        self._forget_bias, self._state_is_tuple = forget_bias, state_is_tuple
        self._activation, self._layer_norm = activation, layer_norm
        self._starts = {"gamma": norm_gain, "beta": norm_shift}

    @property
    def state_size(self) -> Any:
        if self._state_is_tuple:
            return LSTMStateTuple(self._num_units, self.output_size)
        return self._num_units + self.output_size

    @property
    def output_size(self) -> int:
        return self._num_proj or self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        """(h', state') of one step."""
        n, dtype = self._num_units, inputs.dtype
        c, h = state if self._state_is_tuple else (state[:, :n], state[:, n:])
        rows = known_depth("CoupledInputForgetGateLSTMCell", inputs) + self.output_size
        weights = sharded("W", [rows, 3 * n], dtype, self._num_unit_shards)
        bias = get_variable("B", [3 * n], dtype=dtype, initializer=_v1.zeros_initializer())
        product = tf.matmul(tf.concat([inputs, h], 1), weights)
        product = product if self._layer_norm else tf.nn.bias_add(product, bias)
        j, f, o = tf.split(product, 3, axis=1)
        j, f, o = self._norm(j, "transform"), self._norm(f, "forget"), self._norm(o, "output")
        f = f + self._forget_bias
        if self._use_peepholes:
            of_forget = get_variable("W_F_diag", [n], dtype=dtype)
            of_output = get_variable("W_O_diag", [n], dtype=dtype)
            f = f + of_forget * c
        f = tf.sigmoid(f)
        new_c = self._norm(f * c + (1 - f) * self._activation(j), "state")
        if self._use_peepholes:
            o = o + of_output * new_c
        new_h = self._projected(tf.sigmoid(o) * self._activation(new_c))
        op_ids.skip(1)  # the axis of the split
        joined = LSTMStateTuple(new_c, new_h)
        return new_h, joined if self._state_is_tuple else tf.concat(joined, 1)

    def _projected(self, h: Any) -> Any:
        if self._num_proj is None:
            return h
        shape = [self._num_units, self._num_proj]
        h = tf.matmul(h, sharded("W_P", shape, h.dtype, self._num_proj_shards))
        bound = self._proj_clip
        return h if bound is None else tf.clip_by_value(h, -bound, bound)

    def _norm(self, x: Any, scope: str) -> Any:
        if not self._layer_norm:
            return x
        with variable_scope(scope):
            for name, start in self._starts.items():
                initializer = _v1.constant_initializer(start)
                get_variable(name, [x.shape[-1]], dtype=x.dtype, initializer=initializer)
        return layer_norm(x, reuse=True, scope=scope)
