"""``tf.contrib.rnn.GRUBlockCell``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import tensorflow as tf

from tf1compat.cells import counterpart as cp
from tf1compat.cells import gru, whole
from tf1compat.cells.base import LayerRNNCell, counted
from tf1compat.cells.counterpart import Array, CellConfig, Shape
from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.sizes import as_size

_constant = tf.compat.v1.constant_initializer


class GRUBlockCell(LayerRNNCell):
    """``GRUCell`` with tanh, which TensorFlow 1 computed in one op, under names of its own.

    r, u = split(sigmoid([x, h] @ w_ru + b_ru))     w_ru [D + U, 2U], b_ru [2U], packed r, u
    c = tanh([x, r * h] @ w_c + b_c)                w_c [D + U, U], b_c [U]
    h' = u * h + (1 - u) * c

    Args:
      num_units: U.
      cell_size: U, under its older name.
      reuse: whether variables of the scope must exist already.
      name: the scope.

    Raises:
      ValueError: both or neither of ``num_units`` and ``cell_size``; input of rank other than 2
        or unknown depth.

    Source: behaviour of TensorFlow 1.15.5's ``tf.contrib.rnn.GRUBlockCell``.

    Example:
      >>> import tensorflow as tf
      >>> from tf1compat.cells.gru_block import GRUBlockCell
      >>> cell = GRUBlockCell(4)
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> [v.name for v in cell.variables]
      ['gru_cell/w_ru:0', 'gru_cell/b_ru:0', 'gru_cell/w_c:0', 'gru_cell/b_c:0']
    """

    _activation = staticmethod(tf.tanh)
    #: Of the gates' kernel and bias, and the candidate's.
    _names: ClassVar[tuple[str, str, str, str]] = ("w_ru", "b_ru", "w_c", "b_c")

    def __init__(
        self,
        num_units: int | None = None,
        cell_size: int | None = None,
        reuse: Any = None,
        name: str | None = "gru_cell",
    ) -> None:
        super().__init__(_reuse=reuse, name=name)
        if (num_units is None) == (cell_size is None):
            raise ArgumentValueError(
                type(self).__name__, "num_units", expected="a width, once",
                received=f"num_units={num_units}, cell_size={cell_size}",
                remedy="pass num_units alone",
            )
        self._num_units: Any = as_size(cell_size if num_units is None else num_units)

    @property
    def state_size(self) -> Any:
        return self._num_units

    @property
    def output_size(self) -> Any:
        return self._num_units

    def build(self, input_shape: Any) -> None:
        units = self._num_units
        rows = self._input_depth(input_shape) + units
        gates, gates_bias, candidate, candidate_bias = self._names
        self._gate_kernel = self.add_variable(gates, [rows, 2 * units])
        self._gate_bias = self.add_variable(gates_bias, [2 * units], initializer=_constant(1.0))
        self._candidate_kernel = self.add_variable(candidate, [rows, units])
        self._candidate_bias = self.add_variable(
            candidate_bias, [units], initializer=_constant(0.0)
        )
        self.built = True

    def _operations(self) -> tuple[int, int]:
        return (1, 4)

    @counted
    def call(self, inputs: Any, h_prev: Any) -> Any:
        new_h = gru.step(self, inputs, h_prev)
        return new_h, new_h


whole.serves(GRUBlockCell, gru.kernel_of, gru.over_time)

# Its names → GRUCell's.
_AS_GRU = {
    "w_ru": "gates/kernel",
    "b_ru": "gates/bias",
    "w_c": "candidate/kernel",
    "b_c": "candidate/bias",
}

# --- in Keras ---------------------------------------------------------------------------------


class OneOpCounterpart(gru.GRUCounterpart):
    """What the cells share whose whole step was the op ``GRUBlockCell``."""

    ops: ClassVar[frozenset[str]] = frozenset({"GRUBlockCell"})
    assumptions: ClassVar[Mapping[str, Any]] = {}

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """Nothing is open."""
        return {}

    def step_tensors(self, graph: cp.StepGraph) -> cp.StepTensors | None:
        """The op's own inputs x and h, and its output h."""
        node = cp.step_node(graph, self.variables[0], self.ops)
        if node is None:
            return None
        x, h = graph.inputs(node)[:2]
        return cp.StepTensors(x, (h,), (f"{node}:3",))


class GRUBlockCounterpart(OneOpCounterpart):
    """GRUCell with tanh, the step in one op, under other names.

    w_ru [D + U, 2U] and b_ru [2U] pack r, u as ``gates`` does; w_c [D + U, U] and b_c [U] are
    the candidate's.
    """

    cell = "GRUBlockCell"
    scope = "gru_cell"
    variables: ClassVar[tuple[str, ...]] = tuple(_AS_GRU)

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """U from b_c, D from the rows of w_ru."""
        units, rows = shapes.get("b_c", (0,))[0], shapes.get("w_ru", (0,))[0]
        expected = {
            "w_ru": (rows, 2 * units),
            "b_ru": (2 * units,),
            "w_c": (rows, units),
            "b_c": (units,),
        }
        if dict(shapes) != expected or not 0 < units < rows:
            rule = "w_ru [D + U, 2U], b_ru [2U], w_c [D + U, U], b_c [U]"
            raise cp.mixed_shapes(self.cell, where, shapes, rule)
        return CellConfig(self.cell, rows - units, {"num_units": units, "activation": "tanh"})

    def weights_to_keras(
        self, variables: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """GRUCell's moves."""
        return super().weights_to_keras(_renamed(variables), config)

    def weights_from_keras(
        self, weights: Mapping[str, Array], config: CellConfig
    ) -> dict[str, Array]:
        """The same moves backwards."""
        found = super().weights_from_keras(weights, config)
        return {own: found[name] for own, name in _AS_GRU.items()}

    def step(
        self,
        variables: Mapping[str, Array],
        config: CellConfig,
        inputs: Array,
        state: tuple[Array, ...],
    ) -> tuple[Array, tuple[Array, ...]]:
        """GRUCell's equation."""
        return super().step(_renamed(variables), config, inputs, state)


def _renamed(variables: Mapping[str, Array]) -> dict[str, Array]:
    return {_AS_GRU[name]: value for name, value in variables.items()}


COUNTERPART = GRUBlockCounterpart()
