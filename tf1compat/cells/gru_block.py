"""``tf.contrib.rnn.GRUBlockCell`` in checkpoints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tf1compat.cells import counterpart as cp
from tf1compat.cells import gru
from tf1compat.cells.counterpart import Array, CellConfig, Shape

# Its names → GRUCell's.
_AS_GRU = {
    "w_ru": "gates/kernel",
    "b_ru": "gates/bias",
    "w_c": "candidate/kernel",
    "b_c": "candidate/bias",
}

# --- in Keras ---------------------------------------------------------------------------------


class GRUBlockCounterpart(gru.GRUCounterpart):
    """GRUCell with tanh, the step in one op, under other names.

    w_ru [D + U, 2U] and b_ru [2U] pack r, u as ``gates`` does; w_c [D + U, U] and b_c [U] are
    the candidate's.
    """

    cell = "GRUBlockCell"
    scope = "gru_cell"
    ops: ClassVar[frozenset[str]] = frozenset({"GRUBlockCell"})
    variables: ClassVar[tuple[str, ...]] = tuple(_AS_GRU)
    assumptions: ClassVar[Mapping[str, Any]] = {}

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

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """Nothing is open."""
        return {}


def _renamed(variables: Mapping[str, Array]) -> dict[str, Array]:
    return {_AS_GRU[name]: value for name, value in variables.items()}


COUNTERPART = GRUBlockCounterpart()
