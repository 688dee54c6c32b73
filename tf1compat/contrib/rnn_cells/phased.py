"""``PhasedLSTMCell``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.cells.base import RNNCell
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.contrib.linear import linear
from tf1compat.scopes import op_ids
from tf1compat.scopes.context import in_v1_graph
from tf1compat.scopes.scope import get_variable, variable_scope
from tf1compat.scopes.sizes import as_size

_v1 = tf.compat.v1


class PhasedLSTMCell(RNNCell):
    """An LSTM whose units are open for a part of a period of their own (Neil et al., 2016).

    φ = ((t - phase) mod period) / period
    k = 2φ/r up to r/2, 2 - 2φ/r up to r, leak · φ after                     r = ratio_on
    i, f = split(σ(linear_mask_gates(x, h, c)));  c̃ = f · c + i · tanh(linear_new_input(x, h))
    h̃ = tanh(c̃) · σ(linear_output_gate(x, h, c̃));  c' = k · c̃ + (1 - k) · c,  h' alike

    c takes part in the gates with ``use_peepholes`` only.

    Variables: ``kernel`` and ``bias`` of ``mask_gates``, ``new_input`` and ``output_gate``;
    ``period``, ``phase`` and ``ratio_on``, ``[U]`` each.

    Args:
      num_units: U.
      use_peepholes: whether gates see c.
      leak: what a closed unit lets through.
      ratio_on: the part of a period in which a unit is open, at the start.
      trainable_ratio_on: whether it is trained.
      period_init_min: the shortest period at the start.
      period_init_max: the longest one; the start is uniform in log space.
      reuse: whether the variables must be there already.

    Shapes: inputs a pair (time ``[B, 1]``, x ``[B, D]``).  The time may be of another dtype than x:
    the phase is reckoned in the time's, as long times need, all else in x's.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = PhasedLSTMCell(4)
      >>> inputs = (tf.constant([[1.5], [2.0]]), tf.ones([2, 3]))
      >>> output, state = cell(inputs, cell.zero_state(2, tf.float32))
      >>> output.shape.as_list()
      [2, 4]
    """

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        leak: float = 0.001,
        ratio_on: float = 0.1,
        trainable_ratio_on: bool = True,
        period_init_min: float = 1.0,
        period_init_max: float = 1000.0,
        reuse: bool | None = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        self._num_units, self._use_peepholes, self._leak = as_size(num_units), use_peepholes, leak
        self._ratio_on, self._trainable_ratio_on = ratio_on, trainable_ratio_on
        self._period_init_min, self._period_init_max = period_init_min, period_init_max

    @property
    def state_size(self) -> Any:
        return LSTMStateTuple(self._num_units, self._num_units)

    @property
    def output_size(self) -> int:
        return self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        """(h', (c', h')) of one step."""
        (time, x), (c, h) = inputs, state
        seen = [x, h, c] if self._use_peepholes else [x, h]
        with variable_scope("mask_gates"):
            gates = tf.sigmoid(linear(seen, 2 * self._num_units, True))
        i, f = tf.split(gates, 2, axis=1)
        op_ids.skip(1)  # the axis of the split
        with variable_scope("new_input"):
            candidate = tf.tanh(linear([x, h], self._num_units, True))
        new_c = c * f + i * candidate
        with variable_scope("output_gate"):
            seen = [x, h, new_c] if self._use_peepholes else [x, h]
            o = tf.sigmoid(linear(seen, self._num_units, True))
        new_h = tf.tanh(new_c) * o
        k = self._opening(time, x.dtype)
        new_c = k * new_c + (1.0 - k) * c
        new_h = k * new_h + (1.0 - k) * h
        return new_h, LSTMStateTuple(new_c, new_h)

    def _opening(self, time: Any, dtype: Any) -> Any:
        """How far each unit is open at a time, ``[B, U]`` of ``dtype``."""
        period = get_variable(
            "period", [self._num_units], dtype=dtype,
            initializer=_exponential(self._period_init_min, self._period_init_max),
        )  # fmt: skip
        phase = get_variable(
            "phase", [self._num_units], dtype=dtype,
            initializer=_below(period.initial_value if in_v1_graph() else period),
        )  # fmt: skip
        ratio = get_variable(
            "ratio_on", [self._num_units], dtype=dtype,
            trainable=self._trainable_ratio_on,
            initializer=_v1.constant_initializer(self._ratio_on),
        )  # fmt: skip
        shifted, top = time - tf.cast(phase, time.dtype), tf.cast(period, time.dtype)
        # The remainder's derivative for the period would be a sawtooth's: none is let through.
        cycle = shifted + tf.stop_gradient(tf.math.floormod(shifted, top) - shifted)
        fraction = tf.cast(cycle / top, dtype)
        rising = fraction < 0.5 * ratio
        up = 2.0 * fraction / ratio
        down = _v1.where(fraction < ratio, 2.0 - up, self._leak * fraction)
        return _v1.where(rising, up, down)


def _below(tops: Any) -> Any:
    """U(0, top) for each top."""

    def initialize(shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
        del partition_info
        seed = op_ids.seed_after(2)  # the shape and the lower end
        return _v1.random_uniform(shape, 0.0, tops, dtype=dtype or tf.float32, seed=seed)

    return initialize


def _exponential(low: float, high: float) -> Any:
    """exp(U(log low, log high))."""

    def initialize(shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
        del partition_info
        dtype = dtype or tf.float32
        ends = [tf.math.log(tf.constant(end, dtype)) for end in (low, high)]
        seed = op_ids.seed_after(1)  # the shape
        return tf.exp(_v1.random_uniform(shape, *ends, dtype=dtype, seed=seed))

    return initialize
