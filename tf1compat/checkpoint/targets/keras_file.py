"""``.keras``: the model, and its optimizer if it has one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tf1compat.checkpoint.targets.streamed import write_keras
from tf1compat.checkpoint.targets.target import Target, ending_with


class KerasFile(Target):
    """Keras's own format."""

    name = "keras"
    suffix = ".keras"

    def write(self, model: Any, path: Path) -> None:
        write_keras(model, path)

    def read(self, path: Path, make: Callable[[], Any]) -> Any:
        import keras

        import tf1compat.native  # noqa: F401  # registers the cells that a file may name

        with ending_with(self.suffix, path) as file:
            return keras.models.load_model(file, compile=False)


TARGET = KerasFile()
