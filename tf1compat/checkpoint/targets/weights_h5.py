"""``.weights.h5``: Keras's weights without the model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tf1compat.checkpoint.targets.streamed import write_h5
from tf1compat.checkpoint.targets.target import Target, ending_with


class WeightsH5(Target):
    """Read by ``model.load_weights`` of a model of the same layers."""

    name = "weights.h5"
    suffix = ".weights.h5"
    weights_only = True

    def write(self, model: Any, path: Path) -> None:
        write_h5(model, path)

    def read(self, path: Path, make: Callable[[], Any]) -> Any:
        model = make()
        with ending_with(self.suffix, path) as file:
            model.load_weights(file)
        return model


TARGET = WeightsH5()
