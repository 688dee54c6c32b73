"""``tf.contrib.rnn.LSTMBlockCell`` in checkpoints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tf1compat.cells import counterpart as cp
from tf1compat.cells import lstm
from tf1compat.cells.counterpart import CellConfig, Shape

# The ops clip where nothing says otherwise; TF1's classes said -1, which is not to clip.
_OP_CLIP = 3.0

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


COUNTERPART = LSTMBlockCounterpart()
