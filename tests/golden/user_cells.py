"""Cells as people wrote them for TF1, and the helpers that specs name as ``user.…``."""

from __future__ import annotations

from typing import Any


def linear(tf: Any, parts: Any, width: int, bias: bool = True) -> Any:
    """The ``_linear`` that half of the repositories copied: get_variable where you stand."""
    joined = tf.concat(parts, 1)
    rows = int(joined.shape[1])
    weights = tf.get_variable("weights", [rows, width], dtype=joined.dtype)
    result = tf.matmul(joined, weights)
    if not bias:
        return result
    offset = tf.get_variable(
        "biases", [width], dtype=joined.dtype, initializer=tf.constant_initializer(0.25)
    )
    return result + offset


def table(tf: Any) -> dict[str, Any]:
    """Name → class or helper, over the given ``tf``."""
    found: dict[str, Any] = {}
    for part in (_plain, _styles, _nested, _wrappers, _helpers):
        found.update(part(tf))
    return found


def _plain(tf: Any) -> dict[str, Any]:  # noqa: C901  (classes over one tf)
    base: Any = tf.nn.rnn_cell.RNNCell

    class CallOverride(base):
        """The documented way: sizes and ``call``; variables by get_variable in ``call``."""

        def __init__(self, units: int, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.units = units

        @property
        def state_size(self) -> int:
            return self.units

        @property
        def output_size(self) -> int:
            return self.units

        def call(self, inputs: Any, state: Any) -> Any:
            new = tf.tanh(linear(tf, [inputs, state], self.units))
            return new, new

    class DunderCall(base):
        """Before 1.2: ``__call__`` with its own variable_scope, no ``super().__init__``."""

        def __init__(self, units: int) -> None:
            self._units = units

        @property
        def state_size(self) -> int:
            return self._units

        @property
        def output_size(self) -> int:
            return self._units

        def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
            with tf.variable_scope(scope or type(self).__name__):
                with tf.variable_scope("gate"):
                    gate = tf.sigmoid(linear(tf, [inputs, state], self._units))
                with tf.variable_scope("new"):
                    new = tf.tanh(linear(tf, [inputs, gate * state], self._units, bias=False))
            mixed = gate * state + (1.0 - gate) * new
            return mixed, mixed

    class LateSuper(base):
        """Attributes first, ``super().__init__`` last; ``add_variable`` in ``build``."""

        def __init__(self, units: int, scale: float = 0.5) -> None:
            self._units = units
            self._scale = scale
            super().__init__()

        @property
        def state_size(self) -> int:
            return self._units

        @property
        def output_size(self) -> int:
            return self._units

        def build(self, shape: Any) -> None:
            rows = int(shape[1]) + self._units
            self.kernel = self.add_variable("kernel", [rows, self._units])
            self.scale = self.add_variable(
                "scale", [self._units], initializer=tf.constant_initializer(self._scale)
            )
            self.built = True

        def call(self, inputs: Any, state: Any) -> Any:
            new = tf.tanh(tf.matmul(tf.concat([inputs, state], 1), self.kernel)) * self.scale
            return new, new

    return {"CallOverride": CallOverride, "DunderCall": DunderCall, "LateSuper": LateSuper}


def _styles(tf: Any) -> dict[str, Any]:
    plain = _plain(tf)
    by_call: Any = plain["CallOverride"]
    by_build: Any = plain["LateSuper"]
    lstm: Any = tf.nn.rnn_cell.LSTMCell

    class ReuseKeyword(by_call):
        """``super().__init__(_reuse=reuse)``, the 1.2–1.4 idiom."""

        def __init__(self, units: int, reuse: Any = None) -> None:
            super().__init__(units, _reuse=reuse)

    class AddWeight(by_build):
        """``add_weight`` with a non-trainable counter-part."""

        def build(self, shape: Any) -> None:
            rows = int(shape[1]) + self._units
            self.kernel = self.add_weight("kernel", shape=[rows, self._units])
            self.scale = self.add_weight(
                "scale", shape=[self._units], trainable=False, initializer=tf.ones_initializer()
            )
            self.built = True

    class NoBase:
        """Not an RNNCell at all, only shaped like one (duck typing)."""

        output_size = state_size = 6

        def zero_state(self, batch_size: Any, dtype: Any) -> Any:
            return tf.zeros([batch_size, 6], dtype)

        def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
            with tf.variable_scope(scope or "duck"):
                new = tf.tanh(linear(tf, [inputs, state], 6))
            return new, new

    class OwnZeroState(by_call):
        """``zero_state`` that is not zero."""

        def zero_state(self, batch_size: Any, dtype: Any) -> Any:
            return tf.fill([batch_size, self.units], tf.constant(0.3, dtype=dtype))

    class TweakedLSTM(lstm):
        """A subclass that post-processes its parent's ``call``."""

        def call(self, inputs: Any, state: Any) -> Any:
            output, new = super().call(inputs, state)
            return 0.5 * output, new

    return {
        "ReuseKeyword": ReuseKeyword,
        "AddWeight": AddWeight,
        "NoBase": NoBase,
        "OwnZeroState": OwnZeroState,
        "TweakedLSTM": TweakedLSTM,
    }


def _nested(tf: Any) -> dict[str, Any]:
    base: Any = tf.nn.rnn_cell.RNNCell

    class NestedCell(base):
        """Nested inputs (a, b), nested outputs and states."""

        state_size = (4, (2, 3))
        output_size = ((2, 4), 3)

        def call(self, inputs: Any, state: Any) -> Any:
            a, b = inputs
            large, (small, middle) = state
            joined = tf.tanh(linear(tf, [a, b, large, small, middle], 9))
            new_large, new_small, new_middle = joined[:, :4], joined[:, 4:6], joined[:, 6:]
            outputs = ((new_small * 2.0, new_large), new_middle + middle)
            return outputs, (new_large, (new_small, new_middle))

    class PlaneCell(base):
        """A step is a matrix: ``[B, T, 2, 3]`` in, state of shape [2, 3]."""

        @property
        def state_size(self) -> Any:
            return tf.TensorShape([2, 3])

        @property
        def output_size(self) -> Any:
            return tf.TensorShape([2, 3])

        def call(self, inputs: Any, state: Any) -> Any:
            weight = tf.get_variable("plane", [2, 3], dtype=inputs.dtype)
            new = tf.tanh(inputs * weight + 0.5 * state)
            return new + inputs, new

    class CountingCell(base):
        """A state of floats beside an integer counter."""

        state_size = (6, 1)
        output_size = 6

        def call(self, inputs: Any, state: Any) -> Any:
            hidden, count = state
            new = tf.tanh(linear(tf, [inputs, hidden], 6)) / (1.0 + tf.cast(count, hidden.dtype))
            return new, (new, count + 1)

    class PairCell(base):
        """Two inputs, one output."""

        state_size = output_size = 6

        def call(self, inputs: Any, state: Any) -> Any:
            new = tf.tanh(linear(tf, [inputs[0], inputs[1], state], 6))
            return new, new

    return {
        "NestedCell": NestedCell,
        "PlaneCell": PlaneCell,
        "CountingCell": CountingCell,
        "PairCell": PairCell,
    }


def _wrappers(tf: Any) -> dict[str, Any]:
    base: Any = tf.nn.rnn_cell.RNNCell

    class ScaleWrapper(base):
        """A wrapper as people write them: an inner cell, ``__call__``, a variable of its own."""

        def __init__(self, cell: Any) -> None:
            super().__init__()
            self._cell = cell

        @property
        def state_size(self) -> Any:
            return self._cell.state_size

        @property
        def output_size(self) -> Any:
            return self._cell.output_size

        def zero_state(self, batch_size: Any, dtype: Any) -> Any:
            with tf.name_scope(type(self).__name__ + "ZeroState"):
                return self._cell.zero_state(batch_size, dtype)

        def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
            output, new = self._cell(inputs, state, scope)
            scale = tf.get_variable("out_scale", [int(output.shape[1])], dtype=output.dtype)
            return output * scale, new

    class Embedder(base):
        """Calls the inner cell in a scope of its own, in ``call``."""

        def __init__(self, cell: Any, width: int) -> None:
            super().__init__()
            self._cell = cell
            self._width = width

        @property
        def state_size(self) -> Any:
            return self._cell.state_size

        @property
        def output_size(self) -> Any:
            return self._cell.output_size

        def call(self, inputs: Any, state: Any) -> Any:
            with tf.variable_scope("embed"):
                inner = linear(tf, [inputs], self._width)
            return self._cell(inner, state)

    return {"ScaleWrapper": ScaleWrapper, "Embedder": Embedder}


def _helpers(tf: Any) -> dict[str, Any]:
    def skip_c(state: Any) -> Any:
        """dropout_state_filter_visitor: drops only ``c``."""
        if isinstance(state, tf.nn.rnn_cell.LSTMStateTuple):
            return tf.nn.rnn_cell.LSTMStateTuple(c=True, h=False)
        return True

    def half_residual(inputs: Any, outputs: Any) -> Any:
        """residual_fn for unequal widths: only the first columns meet."""
        width = int(inputs.shape[-1])
        return tf.concat([outputs[:, :width] + 0.5 * inputs, outputs[:, width:]], 1)

    def bump(x: Any) -> Any:
        """An activation that no library has."""
        return x / (1.0 + x * x)

    return {"skip_c": skip_c, "half_residual": half_residual, "bump": bump}
