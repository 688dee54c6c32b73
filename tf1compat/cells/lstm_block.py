"""``tf.contrib.rnn.LSTMBlockCell``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import tensorflow as tf

from tf1compat.cells import counterpart as cp
from tf1compat.cells import lstm, whole
from tf1compat.cells.base import LayerRNNCell, check_float, counted
from tf1compat.cells.counterpart import CellConfig, Shape
from tf1compat.cells.state import LSTMStateTuple
from tf1compat.errors import ArgumentValueError
from tf1compat.kernels.lstm import LSTM
from tf1compat.scopes.sizes import as_size

# The ops clip where nothing says otherwise; TF1's classes said -1, which is not to clip.
_OP_CLIP = 3.0


class LSTMBlockCell(LayerRNNCell):
    """LSTM with peepholes, which TensorFlow 1 computed in one op.

    i, j, f, o = split([x, h] @ kernel + bias)      kernel [D + U, 4U], bias [4U], packed i, j, f, o
    c' = sigmoid(f + forget_bias + w_f * c) * c + sigmoid(i + w_i * c) * tanh(j)
    c' = clip(c', cell_clip)
    h' = sigmoid(o + w_o * c') * tanh(c')

    The products with w_i, w_f, w_o (``w_i_diag``, ``w_f_diag``, ``w_o_diag``, each [U], in this
    order) are there with ``use_peephole``.  The op's gradient takes no notice of the clip: it goes
    through as if c' had not been clipped, unlike that of ``LSTMCell``.

    Args:
      num_units: U.
      forget_bias: added to f in every step; not part of the checkpoint.
      cell_clip: bound of c', by value; none by default, and for a number that is not positive.
      use_peephole: the diagonal connections from c.
      dtype: of the variables; that of the first input by default.
      reuse: whether variables of the scope must exist already.
      name: the scope.

    Raises:
      ValueError: input of rank other than 2 or unknown depth; a state that is no pair.

    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.rnn.LSTMBlockCell``.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.cells.lstm_block import LSTMBlockCell
      >>> cell = LSTMBlockCell(4, use_peephole=True)
      >>> output, state = cell(tf.ones([5, 3]), cell.zero_state(5, tf.float32))
      >>> output.shape.as_list(), [v.shape.as_list() for v in cell.variables]
      ([5, 4], [[7, 16], [16], [4], [4], [4]])
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        cell_clip: float | None = None,
        use_peephole: bool = False,
        dtype: Any = None,
        reuse: Any = None,
        name: str | None = "lstm_cell",
    ) -> None:
        super().__init__(_reuse=reuse, dtype=dtype, name=name)
        self._num_units = as_size(num_units)
        self._forget_bias: Any = forget_bias
        self._clip = cell_clip if cell_clip is not None and cell_clip > 0 else None
        self._use_peephole = use_peephole

    @property
    def state_size(self) -> Any:
        return LSTMStateTuple(self._num_units, self._num_units)

    @property
    def output_size(self) -> int:
        return self._num_units

    def build(self, inputs_shape: Any) -> None:
        add_variables(self, self._input_depth(inputs_shape), self._num_units, self._use_peephole)
        self.built = True

    def _operations(self) -> tuple[int, int]:
        return (1, 5) if self._use_peephole else (2, 2)

    @counted
    def call(self, inputs: Any, state: Any) -> Any:
        if len(state) != 2:
            raise ArgumentValueError(
                "LSTMBlockCell", "state", expected="a tuple with length 2", received=len(state),
                remedy="pass LSTMStateTuple(c, h)",
            )
        c, h = state
        check_float("LSTMBlockCell", inputs, c, h)
        gates = tf.matmul(tf.concat([inputs, h], 1), self._kernel)
        diagonals = (
            (self._w_f_diag, self._w_i_diag, self._w_o_diag) if self._use_peephole else None
        )
        new_c, new_h = lstm.step(
            tf.nn.bias_add(gates, self._bias), c, self._forget_bias, tf.tanh, diagonals,
            self._clipped,
        )
        return new_h, LSTMStateTuple(new_c, new_h)

    def _clipped(self, new_c: Any) -> Any:
        if self._clip is None:
            return new_c
        bounded = tf.clip_by_value(new_c, -self._clip, self._clip)
        return new_c + tf.stop_gradient(bounded - new_c)


def add_variables(layer: Any, depth: int, units: int, use_peephole: bool) -> None:
    """``kernel``, ``bias`` and the peepholes of a layer, in the order of the block layers."""
    layer._kernel = layer.add_variable("kernel", [depth + units, 4 * units])
    layer._bias = layer.add_variable(
        "bias", [4 * units], initializer=tf.compat.v1.zeros_initializer()
    )
    if use_peephole:
        layer._w_i_diag = layer.add_variable("w_i_diag", [units])
        layer._w_f_diag = layer.add_variable("w_f_diag", [units])
        layer._w_o_diag = layer.add_variable("w_o_diag", [units])


def _kernel(cell: LSTMBlockCell) -> LSTM | str:
    if cell._clip is not None:
        return "LSTMBlockCell with a clip, whose gradient is not that of its values"
    if not isinstance(cell._forget_bias, int | float):
        return "LSTMBlockCell with a tensor among its options"
    return LSTM(float(cell._forget_bias), tf.tanh, cell._use_peephole, False, None, None)


def _over_time(cell: LSTMBlockCell, sequence: whole.Whole, state: Any) -> Any:
    weights = [cell._kernel, cell._bias]
    if cell._use_peephole:
        weights += [cell._w_f_diag, cell._w_i_diag, cell._w_o_diag]
    outputs, (c, h) = sequence.run(_kernel(cell), state, weights)
    return outputs, LSTMStateTuple(c, h)


whole.serves(LSTMBlockCell, _kernel, _over_time)


# --- in Keras ---------------------------------------------------------------------------------


class LSTMBlockCounterpart(lstm.LSTMCounterpart):
    """LSTMCell without projection, the step in one op, always tanh.

    Variables, gates and equation are LSTMCell's, and so is the scope ``lstm_cell``: only the
    graph tells them apart.  The op reads ``forget_bias`` and ``cell_clip`` from attributes.
    """

    cell = "LSTMBlockCell"
    scope = "lstm_cell"
    ops: ClassVar[frozenset[str]] = frozenset({"LSTMBlockCell"})
    variables: ClassVar[tuple[str, ...]] = ("kernel", "bias", "w_i_diag", "w_f_diag", "w_o_diag")
    assumptions: ClassVar[Mapping[str, Any]] = {"forget_bias": 1.0, "cell_clip": None}

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """LSTMCell's, its activation and projection settled by the class."""
        found = super().recognise(shapes, where)
        return found.with_options(activation="tanh", proj_clip=None)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """The op's attributes; one that was stripped from the file has the op's own default."""
        node = cp.step_node(graph, "kernel", self.ops)
        if node is None:
            return {}
        forget_bias, clip = graph.attribute(node, "forget_bias"), graph.attribute(node, "cell_clip")
        clip = _OP_CLIP if clip is None else clip
        return {
            "forget_bias": 1.0 if forget_bias is None else forget_bias,
            "cell_clip": clip if clip > 0 else None,
        }

    def step_tensors(self, graph: cp.StepGraph) -> cp.StepTensors | None:
        """The op's own inputs x, c, h, and its outputs c and h."""
        node = None if self.whole_sequence else cp.step_node(graph, "kernel", self.ops)
        if node is None:
            return None
        x, c, h = graph.inputs(node)[:3]
        return cp.StepTensors(x, (c, h), (f"{node}:1", f"{node}:6"))


COUNTERPART = LSTMBlockCounterpart()
