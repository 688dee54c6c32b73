"""``CoupledInputForgetGateLSTMCell``."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np
import tensorflow as tf

from tf1compat.cells import counterpart as cp
from tf1compat.cells import native_counterpart as native
from tf1compat.cells.base import RNNCell
from tf1compat.cells.counterpart import Array, CellConfig, Shape
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.contrib.layers import layer_norm
from tf1compat.contrib.rnn_cells.gated import known_depth
from tf1compat.contrib.rnn_cells.shards import sharded
from tf1compat.errors import CheckpointError
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


# --- in Keras ---------------------------------------------------------------------------------

_NORMS = ("transform", "forget", "output", "state")
_PEEPHOLES = ("W_F_diag", "W_O_diag")


class CoupledInputForgetGateLSTMCounterpart(native.NativeCounterpart):
    """The equations of `CoupledInputForgetGateLSTMCell`, its weights in one shard each.

    W_0 [D + P, 3U], B [3U], W_F_diag and W_O_diag [U], W_P_0 [U, P], gamma and beta [U] of the
    norms → ``RNN`` of ``tf1compat.native.CoupledLSTMCell``, bit for bit.  With norms TF1 made B
    and never read it: it stays in the checkpoint.
    """

    cell = "CoupledInputForgetGateLSTMCell"
    scope = "coupled_input_forget_gate_lstm_cell"
    native_class = "CoupledLSTMCell"
    state = ("c", "h")
    keras_state = ("h", "c")
    joined = "W_0"
    same: ClassVar[Mapping[str, str]] = {
        "B": "bias",
        "W_F_diag": "forget_peephole",
        "W_O_diag": "output_peephole",
        "W_P_0": "projection_kernel",
        **native.norm_names(_NORMS),
    }
    # Those of a second shard are known, so that they are not overlooked.
    variables: ClassVar[tuple[str, ...]] = ("W_0", "W_1", "W_P_1", *same)
    assumptions: ClassVar[Mapping[str, Any]] = {
        "forget_bias": 1.0,
        "activation": "tanh",
        "proj_clip": None,
        "epsilon": 1e-12,
    }

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """U from B, P from the projection, D from the kernel's rows."""
        if second := [name for name in ("W_1", "W_P_1") if name in shapes]:
            raise CheckpointError(
                where,
                expected=f"the weights of a {self.cell} in one shard each",
                received="several, " + ", ".join(second),
                remedy="run the old program by tf1compat, and save it with num_unit_shards=1 and "
                "num_proj_shards=1",
            )
        rows, units = shapes.get("W_0", (0, 0))[0], shapes.get("B", (0,))[0] // 3
        projected = shapes.get("W_P_0", (0, None))[1]
        peepholes, normed = "W_F_diag" in shapes, "forget/gamma" in shapes
        expected: dict[str, Shape] = {"W_0": (rows, 3 * units), "B": (3 * units,)}
        expected |= dict.fromkeys(_PEEPHOLES, (units,)) if peepholes else {}
        expected |= dict.fromkeys(native.norm_names(_NORMS), (units,)) if normed else {}
        expected |= {"W_P_0": (units, projected)} if projected else {}
        if dict(shapes) != expected or not units or rows <= (projected or units):
            rule = "W_0 [D + P, 3U], B [3U], perhaps W_F_diag, W_O_diag [U], W_P_0 "
            raise cp.mixed_shapes(self.cell, where, shapes, rule + "[U, P], gammas and betas [U]")
        settled = {"num_units": units, "num_proj": projected, "use_peepholes": peepholes}
        settled["layer_norm"] = normed
        return CellConfig(self.cell, rows - (projected or units), {**settled, **self.assumptions})

    def state_sizes(self, config: CellConfig) -> tuple[int, ...]:
        """Of c and h: U and P."""
        units = config.options["num_units"]
        return units, config.options["num_proj"] or units

    def arguments(self, config: CellConfig) -> dict[str, Any]:
        """All options, by the native cell's names."""
        names = ("use_peepholes", "layer_norm", "forget_bias", "activation", "epsilon")
        own = {name: config.options[name] for name in names}
        own["projection_units"] = config.options["num_proj"]
        own["projection_clip"] = config.options["proj_clip"]
        return own

    def weights_to_keras(
        self, variables: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """Every value as it is, but for a B that is not read."""
        weights = super().weights_to_keras(variables, config)
        if config.options["layer_norm"]:
            weights.pop("bias", None)
        return weights

    def step(
        self,
        variables: Mapping[str, Array],
        config: CellConfig,
        inputs: Array,
        state: tuple[Array, ...],
    ) -> tuple[Array, tuple[Array, ...]]:
        """The equations above."""
        (c, h), options = state, config.options
        normed = functools.partial(native.norm_step, variables, config)
        norm = normed if options["layer_norm"] else _as_it_is
        z = np.concatenate([inputs, h], axis=1) @ variables["W_0"]
        z = z if options["layer_norm"] else z + variables["B"]
        j, f, o = (norm(k, x) for k, x in zip(_NORMS[:3], np.split(z, 3, axis=1), strict=True))
        f = f + z.dtype.type(options["forget_bias"])
        f = cp.sigmoid(f + variables["W_F_diag"] * c if options["use_peepholes"] else f)
        c = norm("state", f * c + (1 - f) * cp.apply_activation(options["activation"], j))
        o = o + variables["W_O_diag"] * c if options["use_peepholes"] else o
        h = cp.sigmoid(o) * cp.apply_activation(options["activation"], c)
        if options["num_proj"]:
            h = h @ variables["W_P_0"]
            bound = options["proj_clip"]
            h = h if bound is None else np.clip(h, -bound, bound).astype(h.dtype)
        return h, (c, h)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """The constant added to f, the op on j, the norms' epsilon, the bound of the projection."""
        forget, candidate = native.norm_of(graph, "forget"), native.norm_of(graph, "transform")
        epsilon = native.epsilon_of(graph, "forget")
        if not (forget and candidate):
            parts = native.split_of(graph, cp.affine(graph, "W_0", "B"), 3)
            if parts is None:
                return {}
            candidate, forget, _ = parts
        activation = cp.activation_after(graph, candidate)
        projected = cp.affine(graph, "W_P_0", None)
        found = native.known(
            forget_bias=native.added_constant(graph, forget),
            activation=activation and activation[0],
            epsilon=epsilon,
        )
        return {**found, "proj_clip": cp.clip_after(graph, projected)[0] if projected else None}


def _as_it_is(scope: str, x: Array) -> Array:
    del scope
    return x


COUNTERPART = CoupledInputForgetGateLSTMCounterpart()
