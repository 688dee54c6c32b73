"""``DeviceWrapper``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.cells import whole
from tf1compat.cells.wrapper import WrapperCell


class DeviceWrapper(WrapperCell):
    """Runs a cell, and makes its zero state, under ``tf.device(device)``.

    Args:
      cell: the cell.
      device: as ``tf.device`` takes it: a string, or in v1 graphs a function.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import tensorflow as tf, tf1compat
      >>> cell = tf1compat.DeviceWrapper(tf1compat.GRUCell(3), "/cpu:0")
      >>> cell.zero_state(2, tf.float32).device[-5:]
      'CPU:0'
    """

    def __init__(self, cell: Any, device: Any, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self._device = device

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        with tf.name_scope(type(self).__name__ + "ZeroState"), tf.compat.v1.device(self._device):
            return self.cell.zero_state(batch_size, dtype)

    def _around(self, inputs: Any, state: Any, step: Callable[[Any, Any], Any]) -> Any:
        with tf.compat.v1.device(self._device):
            return step(inputs, state)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "device": self._device}


whole.understands(DeviceWrapper)
