"""``NASCell``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import tensorflow as tf

from tf1compat.cells import counterpart as cp
from tf1compat.cells import native_counterpart as native
from tf1compat.cells.base import LayerRNNCell
from tf1compat.cells.counterpart import Array, CellConfig, Shape
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.scopes import op_ids
from tf1compat.scopes.sizes import as_size

_v1 = tf.compat.v1


class NASCell(LayerRNNCell):
    """The cell that an architecture search found (Zoph and Le, 2016).

    i0 … i7 = split(x @ kernel),  m0 … m7 = split(m @ recurrent_kernel + bias)
    a = tanh(tanh(σ(i0 + m0) · relu(i1 + m1)) + c),  b = tanh(σ(i2 + m2) + relu(i3 · m3))
    d = tanh(tanh(i4 + m4) · σ(i5 + m5)),            e = σ(tanh(i6 + m6) + σ(i7 + m7))
    c' = a · b,  m' = tanh(c' · tanh(d + e)) @ projection_weights

    Variables: ``recurrent_kernel`` ``[P, 8U]``, ``kernel`` ``[D, 8U]``; with ``use_bias`` ``bias``
    ``[8U]``; with ``num_proj`` ``projection_weights`` ``[U, P]``.

    Args:
      num_units: U.
      num_proj: P, the width of the output; U and no projection by default.
      use_bias: whether there is a bias.
      reuse: whether variables of the scope must exist already.
      **kwargs: of the layer: ``name``, ``dtype``.

    Raises:
      ValueError: input of rank other than 2 or unknown depth.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf
      >>> cell = NASCell(4, num_proj=2)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), state.c.shape.as_list()
      ([2, 2], [2, 4])
    """

    def __init__(
        self,
        num_units: int,
        num_proj: int | None = None,
        use_bias: bool = False,
        reuse: bool | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, **kwargs)
        self._num_units, self._num_proj = as_size(num_units), as_size(num_proj)
        self._use_bias = use_bias

    @property
    def state_size(self) -> Any:
        return LSTMStateTuple(self._num_units, self.output_size)

    @property
    def output_size(self) -> int:
        return self._num_units if self._num_proj is None else self._num_proj

    def build(self, inputs_shape: Any) -> None:
        depth, width = self._input_depth(inputs_shape), 8 * self._num_units
        self._recurrent = self.add_variable("recurrent_kernel", [self.output_size, width])
        self._kernel = self.add_variable("kernel", [depth, width])
        if self._use_bias:
            zeros = _v1.zeros_initializer()
            self._bias = self.add_variable("bias", [width], initializer=zeros)
        if self._num_proj is not None:
            shape = [self._num_units, self._num_proj]
            self._projection = self.add_variable("projection_weights", shape)
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """(m', (c', m')) of one step."""
        c, m = state
        recurrent = tf.matmul(m, self._recurrent)
        if self._use_bias:
            recurrent = tf.nn.bias_add(recurrent, self._bias)
        xs = tf.split(tf.matmul(inputs, self._kernel), 8, axis=1)
        ms = tf.split(recurrent, 8, axis=1)
        both = [x + h for x, h in zip(xs, ms, strict=True)]
        sigmoid, relu, tanh = tf.sigmoid, tf.nn.relu, tf.tanh
        first = tanh(tanh(sigmoid(both[0]) * relu(both[1])) + c)
        new_c = first * tanh(sigmoid(both[2]) + relu(xs[3] * ms[3]))
        third = tanh(tanh(both[4]) * sigmoid(both[5]))
        last = sigmoid(tanh(both[6]) + sigmoid(both[7]))
        new_m = tanh(new_c * tanh(third + last))
        if self._num_proj is not None:
            new_m = tf.matmul(new_m, self._projection)
        op_ids.skip(1)  # the axis of the split
        return new_m, LSTMStateTuple(new_c, new_m)


# --- in Keras ---------------------------------------------------------------------------------


class NASCounterpart(native.NativeCounterpart):
    """The equations of `NASCell`: nothing of them is left open.

    kernel [D, 8U], recurrent_kernel [P, 8U], bias [8U], projection_weights [U, P] → ``RNN`` of
    ``tf1compat.native.NASCell``, bit for bit.
    """

    cell = "NASCell"
    scope = "nas_cell"
    native_class = "NASCell"
    state = ("c", "h")
    keras_state = ("h", "c")
    input_kernel = "kernel"
    same: ClassVar[Mapping[str, str]] = {
        "recurrent_kernel": "recurrent_kernel",
        "kernel": "kernel",
        "bias": "bias",
        "projection_weights": "projection_kernel",
    }
    variables: ClassVar[tuple[str, ...]] = tuple(same)
    assumptions: ClassVar[Mapping[str, Any]] = {}

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """U from the kernel's columns, P from the projection."""
        depth, width = shapes.get("kernel", (0, 0))
        units, projected = width // 8, shapes.get("projection_weights", (0, None))[1]
        expected: dict[str, Shape] = {
            "recurrent_kernel": (projected or units, 8 * units),
            "kernel": (depth, 8 * units),
        }
        if "bias" in shapes:
            expected["bias"] = (8 * units,)
        if projected:
            expected["projection_weights"] = (units, projected)
        if dict(shapes) != expected or not units * depth:
            rule = "kernel [D, 8U], recurrent_kernel [P, 8U], perhaps bias [8U] and "
            raise cp.mixed_shapes(self.cell, where, shapes, rule + "projection_weights [U, P]")
        settled = {"num_units": units, "num_proj": projected, "use_bias": "bias" in shapes}
        return CellConfig(self.cell, depth, settled)

    def state_sizes(self, config: CellConfig) -> tuple[int, ...]:
        """Of c and h: U and P."""
        units = config.options["num_units"]
        return units, config.options["num_proj"] or units

    def arguments(self, config: CellConfig) -> dict[str, Any]:
        """What the shapes settle."""
        options = config.options
        return {"projection_units": options["num_proj"], "use_bias": options["use_bias"]}

    def step(
        self,
        variables: Mapping[str, Array],
        config: CellConfig,
        inputs: Array,
        state: tuple[Array, ...],
    ) -> tuple[Array, tuple[Array, ...]]:
        """The equations above."""
        c, h = state
        past = h @ variables["recurrent_kernel"]
        past = past + variables["bias"] if "bias" in variables else past
        i = np.split(inputs @ variables["kernel"], 8, axis=1)
        m = np.split(past, 8, axis=1)
        s = [a + b for a, b in zip(i, m, strict=True)]
        a = np.tanh(np.tanh(cp.sigmoid(s[0]) * np.maximum(s[1], 0)) + c)
        b = np.tanh(cp.sigmoid(s[2]) + np.maximum(i[3] * m[3], 0))
        d = np.tanh(np.tanh(s[4]) * cp.sigmoid(s[5]))
        e = cp.sigmoid(np.tanh(s[6]) + cp.sigmoid(s[7]))
        c = a * b
        h = np.tanh(c * np.tanh(d + e))
        h = h @ variables["projection_weights"] if "projection_weights" in variables else h
        return h, (c, h)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """Nothing is open."""
        del graph
        return {}


COUNTERPART = NASCounterpart()
