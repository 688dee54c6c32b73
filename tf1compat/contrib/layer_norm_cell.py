"""``tf.contrib.rnn.LayerNormBasicLSTMCell``: normalised gates and recurrent dropout."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np
import tensorflow as tf

from tf1compat.cells import basic_lstm
from tf1compat.cells import counterpart as cp
from tf1compat.cells import native_counterpart as native
from tf1compat.cells.base import RNNCell
from tf1compat.cells.counterpart import Array, CellConfig, Shape
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
        op_ids.skip(1)  # the axis of the split
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


# --- in Keras ---------------------------------------------------------------------------------

_NORMS = (*_GATES, "state")


class LayerNormBasicLSTMCounterpart(basic_lstm.BasicLSTMCounterpart):
    """BasicLSTMCell, each gate and the new c normalised over the units.

    kernel [D + U, 4U]; gamma and beta [U] of input, transform, forget, output and state →
    ``RNN`` of ``tf1compat.native.LayerNormLSTMCell``: gates packed as Keras packs them, the rest
    bit for bit, forget_bias kept as configuration.  With ``layer_norm=False`` it is a
    BasicLSTMCell, and becomes an ``LSTM``.
    """

    cell = "LayerNormBasicLSTMCell"
    scope = "layer_norm_basic_lstm_cell"
    variables: ClassVar[tuple[str, ...]] = ("kernel", "bias", *native.norm_names(_NORMS))
    assumptions: ClassVar[Mapping[str, Any]] = {
        "forget_bias": 1.0,
        "activation": "tanh",
        "epsilon": 1e-12,
    }

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """U from the kernel's columns, D from its rows."""
        kernel = shapes.get("kernel", (0, 0))
        units, normed = kernel[-1] // 4, "bias" not in shapes
        rest = dict.fromkeys(native.norm_names(_NORMS), (units,)) if normed else {}
        expected = {"kernel": (kernel[0], 4 * units), **(rest or {"bias": (4 * units,)})}
        if dict(shapes) != expected or not 0 < units < kernel[0]:
            rule = "kernel [D + U, 4U], and bias [4U] or gamma and beta [U] of " + ", ".join(_NORMS)
            raise cp.mixed_shapes(self.cell, where, shapes, rule)
        settled = {"num_units": units, "layer_norm": normed}
        return CellConfig(self.cell, kernel[0] - units, {**settled, **self.assumptions})

    def to_keras(self, config: CellConfig, **layer_options: Any) -> Any:
        """An RNN of the native cell, or an LSTM."""
        if not config.options["layer_norm"]:
            return super().to_keras(config, **layer_options)
        import keras

        from tf1compat.native import LayerNormLSTMCell

        options = dict(layer_options)
        options.pop("use_cudnn", None)
        names = ("forget_bias", "activation", "epsilon")
        own = {name: config.options[name] for name in names}
        cell = LayerNormLSTMCell(config.options["num_units"], dtype=options.get("dtype"), **own)
        return keras.layers.RNN(cell, **options)

    def weights_to_keras(
        self, variables: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """Reorder the gates and split the rows."""
        if not config.options["layer_norm"]:
            return super().weights_to_keras(variables, config)
        packed = cp.regate(variables["kernel"], basic_lstm.REGATE)
        kernel, recurrent = np.split(packed, [config.input_size])
        norms = {new: variables[old] for old, new in native.norm_names(_NORMS).items()}
        return {"kernel": kernel, "recurrent_kernel": recurrent, **norms}

    def weights_from_keras(
        self, weights: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """The same moves backwards."""
        if not config.options["layer_norm"]:
            return super().weights_from_keras(weights, config)
        joined = np.concatenate([weights["kernel"], weights["recurrent_kernel"]])
        norms = {old: weights[new] for old, new in native.norm_names(_NORMS).items()}
        return {"kernel": cp.regate(joined, basic_lstm.REGATE), **norms}

    def step(
        self,
        variables: Mapping[str, Array],
        config: CellConfig,
        inputs: Array,
        state: tuple[Array, ...],
    ) -> tuple[Array, tuple[Array, ...]]:
        """The equations above."""
        if not config.options["layer_norm"]:
            return super().step(variables, config, inputs, state)
        c, h = state
        z = np.split(np.concatenate([inputs, h], axis=1) @ variables["kernel"], 4, axis=1)
        norm = functools.partial(native.norm_step, variables, config)
        i, j, f, o = (norm(scope, gate) for scope, gate in zip(_GATES, z, strict=True))
        activation = config.options["activation"]
        f = cp.sigmoid(f + f.dtype.type(config.options["forget_bias"]))
        c = norm("state", f * c + cp.sigmoid(i) * cp.apply_activation(activation, j))
        h = cp.apply_activation(activation, c) * cp.sigmoid(o)
        return h, (c, h)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """BasicLSTMCell's, behind the norms, and their epsilon."""
        forget, candidate = native.norm_of(graph, "forget"), native.norm_of(graph, "transform")
        if not (forget and candidate):
            return {**super().evidence(graph), "epsilon": None} if graph.variable("bias") else {}
        activation = cp.activation_after(graph, candidate)
        return native.known(
            forget_bias=native.added_constant(graph, forget),
            activation=activation and activation[0],
            epsilon=native.epsilon_of(graph, "forget"),
        )

    def step_tensors(self, graph: cp.StepGraph) -> cp.StepTensors | None:
        """From [x, h] and c to the norm of c and the product of the output gate."""
        c, output = native.norm_of(graph, "state"), native.norm_of(graph, "output")
        read, forget = cp.joined(graph, "kernel"), native.norm_of(graph, "forget")
        if not (read and c and output and forget):
            return super().step_tensors(graph)
        h = cp.then(graph, output, cp.SIGMOID, cp.PRODUCT)
        opened = cp.then(graph, forget, cp.ADDITIONS, cp.SIGMOID)
        kept = opened and cp.then(graph, opened, cp.PRODUCT)
        if not (h and kept):
            return None
        (before,) = [t for t in graph.inputs(kept.rpartition(":")[0]) if t != opened]
        return cp.StepTensors(read[0], (before, read[1]), (c, h))


COUNTERPART = LayerNormBasicLSTMCounterpart()
