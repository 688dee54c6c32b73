"""``LSTMCell``: peepholes, clipping, projection."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import tensorflow as tf

from tf1compat.cells import basic_lstm, initializers, whole
from tf1compat.cells import counterpart as cp
from tf1compat.cells.activations import resolve
from tf1compat.cells.base import LayerRNNCell, check_float, counted
from tf1compat.cells.counterpart import Array, CellConfig, Shape
from tf1compat.cells.initializers import serialized
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.errors import ArgumentValueError
from tf1compat.kernels.lstm import LSTM
from tf1compat.scopes.sizes import as_size


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
        self._num_units, self._num_proj = as_size(num_units), as_size(num_proj)
        self._use_peepholes, self._forget_bias = use_peepholes, forget_bias
        self._cell_clip, self._proj_clip = cell_clip, proj_clip
        self._num_unit_shards, self._num_proj_shards = num_unit_shards, num_proj_shards
        self._initializer = initializers.resolve("LSTMCell", "initializer", initializer)
        self._state_is_tuple = state_is_tuple
        self._activation = resolve("LSTMCell", activation)
        # People's subclasses read and set these two, as they do the weights' names in build.
        self._output_size = self._num_proj or self._num_units
        self._state_size = (
            LSTMStateTuple(self._num_units, self._output_size)
            if state_is_tuple else self._num_units + self._output_size
        )

    @property
    def output_size(self) -> Any:
        return self._output_size

    @property
    def state_size(self) -> Any:
        return self._state_size

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
            self._w_f_diag = self.add_variable("w_f_diag", [units], initializer=kernel)
            self._w_i_diag = self.add_variable("w_i_diag", [units], initializer=kernel)
            self._w_o_diag = self.add_variable("w_o_diag", [units], initializer=kernel)
        if self._num_proj is not None:
            self._proj_kernel = self.add_variable(
                "projection/kernel",
                [units, self._num_proj],
                initializer=kernel,
                partitioner=_shards(self._num_proj_shards),
            )
        self.built = True

    @counted
    def call(self, inputs: Any, state: Any) -> Any:
        check_float("LSTMCell", inputs, state)
        c, h = self._parts(state)
        gates = tf.matmul(tf.concat([inputs, h], 1), tf.convert_to_tensor(self._kernel))
        diagonals = (
            (self._w_f_diag, self._w_i_diag, self._w_o_diag) if self._use_peepholes else None
        )
        new_c, new_h = step(
            tf.nn.bias_add(gates, self._bias), c, self._forget_bias, self._activation, diagonals,
            lambda new_c: _clipped(new_c, self._cell_clip),
        )
        if self._num_proj is not None:
            new_h = tf.matmul(new_h, tf.convert_to_tensor(self._proj_kernel))
            new_h = _clipped(new_h, self._proj_clip)
        if self._state_is_tuple:
            return new_h, LSTMStateTuple(new_c, new_h)
        return new_h, tf.concat([new_c, new_h], 1)

    def _parts(self, state: Any) -> Any:
        if self._state_is_tuple:
            return state
        width = self._num_units if self._num_proj is None else self._num_proj
        return tf.split(state, [self._num_units, width], axis=1)

    def _operations(self) -> tuple[int, int]:
        clips = (self._cell_clip is not None) + (self._proj_clip is not None)
        projected, peeps = self._num_proj is not None, bool(self._use_peepholes)
        parts = 18 + 8 * (not self._state_is_tuple)
        return parts + 6 * peeps + 4 * clips + projected, 2 + 3 * peeps + projected

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


def step(
    gates: Any, c: Any, forget_bias: Any, activation: Any, diagonals: Any, clipped: Any
) -> tuple[Any, Any]:
    """(c', m') from the sums of i, j, f, o side by side; ``diagonals``: w_f, w_i, w_o, or None."""
    i, j, f, o = tf.split(gates, 4, axis=1)
    f += forget_bias
    if diagonals is not None:
        f, i = f + diagonals[0] * c, i + diagonals[1] * c
    new_c = clipped(tf.sigmoid(f) * c + tf.sigmoid(i) * activation(j))
    if diagonals is not None:
        o += diagonals[2] * new_c
    return new_c, tf.sigmoid(o) * activation(new_c)


def _kernel(cell: LSTMCell) -> LSTM | str:
    numbers = (cell._forget_bias, cell._cell_clip or 0.0, cell._proj_clip or 0.0)
    if cell._num_proj == 0 or not all(isinstance(number, int | float) for number in numbers):
        return "LSTMCell with a width of 0 or a tensor among its options"
    return LSTM(
        float(cell._forget_bias), cell._activation, bool(cell._use_peepholes),
        cell._num_proj is not None, cell._cell_clip, cell._proj_clip,
    )


def _over_time(cell: LSTMCell, sequence: whole.Whole, state: Any) -> Any:
    weights = [cell._kernel, cell._bias]
    if cell._use_peepholes:
        weights += [cell._w_f_diag, cell._w_i_diag, cell._w_o_diag]
    if cell._num_proj is not None:
        weights.append(cell._proj_kernel)
    outputs, (c, h) = sequence.run(_kernel(cell), cell._parts(state), weights)
    return outputs, LSTMStateTuple(c, h) if cell._state_is_tuple else tf.concat([c, h], 1)


whole.serves(LSTMCell, _kernel, _over_time)


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


# --- in Keras ---------------------------------------------------------------------------------


# TF1's variable → the native cell's weight, where the values move unchanged.
_SAME = {
    "w_i_diag": "input_peephole",
    "w_f_diag": "forget_peephole",
    "w_o_diag": "output_peephole",
    "projection/kernel": "projection_kernel",
}


class LSTMCounterpart(basic_lstm.BasicLSTMCounterpart):
    """BasicLSTMCell with peepholes, a clip of c', and a projection with its own clip.

    f += w_f_diag ∘ c and i += w_i_diag ∘ c before their σ;  c' is clipped to ±cell_clip;
    o += w_o_diag ∘ c' ;  m = clip(h' @ projection/kernel, ±proj_clip) is output and state.

    kernel [D + P, 4U], bias [4U], w_*_diag [U], projection/kernel [U, P].  Without any of the
    extras it is a ``keras.layers.LSTM``, forget_bias folded into the bias; with one of them an
    ``RNN`` of ``tf1compat.native.LSTMCell``, forget_bias kept as configuration, every value
    moved bit for bit.
    """

    cell = "LSTMCell"
    scope = "lstm_cell"
    variables: ClassVar[tuple[str, ...]] = (
        "kernel",
        "bias",
        "w_f_diag",
        "w_i_diag",
        "w_o_diag",
        "projection/kernel",
    )
    assumptions: ClassVar[Mapping[str, Any]] = {
        "forget_bias": 1.0,
        "activation": "tanh",
        "cell_clip": None,
        "proj_clip": None,
    }

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """U from the bias, P from the projection, D from the kernel's rows."""
        kernel = shapes.get("kernel", (0, 0))
        units = kernel[-1] // 4
        projection = shapes["projection/kernel"][-1] if "projection/kernel" in shapes else None
        recurrent = projection or units
        peepholes = "w_f_diag" in shapes
        expected = {"kernel": (kernel[0], 4 * units), "bias": (4 * units,)}
        if peepholes:
            expected |= dict.fromkeys(("w_f_diag", "w_i_diag", "w_o_diag"), (units,))
        if projection:
            expected["projection/kernel"] = (units, projection)
        if dict(shapes) != expected or not units or kernel[0] <= recurrent:
            rule = "kernel [D + P, 4U], bias [4U], with peepholes w_f_diag, w_i_diag, w_o_diag "
            raise cp.mixed_shapes(self.cell, where, shapes, rule + "[U], projection/kernel [U, P]")
        settled = {"num_units": units, "use_peepholes": peepholes, "num_proj": projection}
        return CellConfig(self.cell, kernel[0] - recurrent, {**settled, **self.assumptions})

    def state_sizes(self, config: CellConfig) -> tuple[int, ...]:
        """Of c and h: U and P."""
        units = config.options["num_units"]
        return units, config.options["num_proj"] or units

    def to_keras(self, config: CellConfig, **layer_options: Any) -> Any:
        """An LSTM, or an RNN of the native cell."""
        if not needs_native(config):
            return super().to_keras(config, **layer_options)
        import keras

        from tf1compat.native import LSTMCell

        options = dict(layer_options)
        options.pop("use_cudnn", None)
        own = config.options
        cell = LSTMCell(
            own["num_units"],
            projection_units=own["num_proj"],
            use_peepholes=own["use_peepholes"],
            cell_clip=own["cell_clip"],
            projection_clip=own["proj_clip"],
            forget_bias=own["forget_bias"],
            activation=own["activation"],
            dtype=options.get("dtype"),
        )
        return keras.layers.RNN(cell, **options)

    def weights_to_keras(
        self, variables: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """Reorder the gates and split the rows; fold forget_bias only for a plain LSTM."""
        if not needs_native(config):
            return super().weights_to_keras(variables, config)
        kernel, recurrent, bias = basic_lstm.split_and_regate(variables, config)
        extras = {keras: variables[tf1] for tf1, keras in _SAME.items() if tf1 in variables}
        return {"kernel": kernel, "recurrent_kernel": recurrent, "bias": bias, **extras}

    def weights_from_keras(
        self, weights: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """The same moves backwards."""
        if not needs_native(config):
            return super().weights_from_keras(weights, config)
        unfolded = super().weights_from_keras(weights, config.with_options(forget_bias=0.0))
        extras = {tf1: weights[keras] for tf1, keras in _SAME.items() if keras in weights}
        return {**unfolded, **extras}

    def step(
        self,
        variables: Mapping[str, Array],
        config: CellConfig,
        inputs: Array,
        state: tuple[Array, ...],
    ) -> tuple[Array, tuple[Array, ...]]:
        """The equations above."""
        c, h = state
        options = config.options
        z = np.concatenate([inputs, h], axis=1) @ variables["kernel"] + variables["bias"]
        i, j, f, o = np.split(z, 4, axis=1)
        f = f + z.dtype.type(options["forget_bias"])
        if options["use_peepholes"]:
            f, i = f + variables["w_f_diag"] * c, i + variables["w_i_diag"] * c
        c = cp.sigmoid(f) * c + cp.sigmoid(i) * cp.apply_activation(options["activation"], j)
        c = _clip(c, options["cell_clip"])
        if options["use_peepholes"]:
            o = o + variables["w_o_diag"] * c
        h = cp.sigmoid(o) * cp.apply_activation(options["activation"], c)
        if options["num_proj"]:
            h = _clip(h @ variables["projection/kernel"], options["proj_clip"])
        return h, (c, h)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """BasicLSTMCell's, and the bounds of the two clips."""
        found = basic_lstm.lstm_gates_evidence(graph)
        c = basic_lstm.new_cell_state(graph)
        if c:
            found["cell_clip"] = cp.clip_after(graph, c)[0]
        projected = cp.affine(graph, "projection/kernel", None)
        if projected:
            found["proj_clip"] = cp.clip_after(graph, projected)[0]
        elif c:
            found["proj_clip"] = None
        return found

    def step_tensors(self, graph: cp.StepGraph) -> cp.StepTensors | None:
        """BasicLSTMCell's, h after its projection and its clip."""
        found = basic_lstm.lstm_step_tensors(graph)
        projected = cp.affine(graph, "projection/kernel", None)
        if found is None or projected is None:
            return found
        h = cp.clip_after(graph, projected)[1]
        return dataclasses.replace(found, after=(found.after[0], h))


def needs_native(config: CellConfig) -> bool:
    """Whether ``keras.layers.LSTM`` cannot express the cell."""
    options = config.options
    clips = options["cell_clip"] is not None
    return bool(options["use_peepholes"] or options["num_proj"] or clips)


def _clip(value: Array, bound: float | None) -> Array:
    return value if bound is None else np.clip(value, -bound, bound).astype(value.dtype)


COUNTERPART = LSTMCounterpart()
