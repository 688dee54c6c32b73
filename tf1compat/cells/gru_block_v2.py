"""``tf.contrib.rnn.GRUBlockCellV2`` in checkpoints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tf1compat.cells import counterpart as cp
from tf1compat.cells import gru
from tf1compat.cells.counterpart import CellConfig, Shape

# --- in Keras ---------------------------------------------------------------------------------


class GRUBlockV2Counterpart(gru.GRUCounterpart):
    """GRUCell with tanh, the step in one op, under GRUCell's names: only the graph tells."""

    cell = "GRUBlockCellV2"
    scope = "gru_cell"
    ops: ClassVar[frozenset[str]] = frozenset({"GRUBlockCell"})
    assumptions: ClassVar[Mapping[str, Any]] = {}

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """GRUCell's, its activation settled by the class."""
        return super().recognise(shapes, where).with_options(activation="tanh")

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """Nothing is open."""
        return {}


COUNTERPART = GRUBlockV2Counterpart()
