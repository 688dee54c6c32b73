"""``.safetensors``: one tensor per weight, by the weight's path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tf1compat.checkpoint.targets.target import Target, fill_by_path, model_weights
from tf1compat.errors import CheckpointError


class Safetensors(Target):
    """Needs the package ``safetensors``."""

    suffix = ".safetensors"
    weights_only = True

    def write(self, model: Any, path: Path) -> None:
        import keras

        weights = model_weights(model)
        values = {k: keras.ops.convert_to_numpy(w) for k, w in weights.items()}
        _package().save_file(values, str(path))

    def read(self, path: Path, make: Callable[[], Any]) -> Any:
        return fill_by_path(make(), _package().load_file(str(path)), path)


def _package() -> Any:
    try:
        from safetensors import numpy
    except ImportError as error:
        raise CheckpointError(
            ".safetensors",
            expected="the package safetensors",
            received=str(error),
            remedy="install tf1compat with its extra 'safetensors', or write .npz",
        ) from error
    return numpy


TARGET = Safetensors()
