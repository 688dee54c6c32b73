"""``tf.contrib.cudnn_rnn.CudnnLSTM`` and ``CudnnCompatibleLSTMCell`` in checkpoints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tf1compat.cells import counterpart as cp
from tf1compat.cells import lstm_block
from tf1compat.cells.counterpart import CellConfig, Shape

# --- in Keras ---------------------------------------------------------------------------------


class CudnnLSTMCounterpart(lstm_block.LSTMBlockCounterpart):
    """LSTMBlockCell without peepholes, clip or forget_bias.

    CudnnLSTM saved its opaque buffer as these canonical tensors, one cell per layer and
    direction, with the two biases of cuDNN added up: kernel [D + U, 4U], bias [4U], packed
    i, j, f, o.  cuDNN adds nothing to the forget gate, so forget_bias is 0.
    """

    cell = "CudnnCompatibleLSTMCell"
    scope = "cudnn_compatible_lstm_cell"
    variables: ClassVar[tuple[str, ...]] = ("kernel", "bias")
    device_op: ClassVar[str] = "CudnnRNN"
    assumptions: ClassVar[Mapping[str, Any]] = {}

    def recognise(self, shapes: Mapping[str, Shape], where: str) -> CellConfig:
        """LSTMCell's, everything else settled by the class."""
        return super().recognise(shapes, where).with_options(forget_bias=0.0, cell_clip=None)

    def evidence(self, graph: cp.StepGraph) -> dict[str, Any]:
        """Nothing is open."""
        return {}


COUNTERPART = CudnnLSTMCounterpart()
