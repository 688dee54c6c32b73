"""``.npz``: numpy's container, one array per weight, by the weight's path."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tf1compat.checkpoint.targets.target import Target, fill_by_path, model_weights


class Npz(Target):
    """Uncompressed; never pickled.  One array is in memory at a time beside the model."""

    name = "npz"
    suffix = ".npz"
    weights_only = True

    def write(self, model: Any, path: Path) -> None:
        import keras

        with zipfile.ZipFile(path, "w") as archive:
            for name, weight in model_weights(model).items():
                value = np.asanyarray(keras.ops.convert_to_numpy(weight))
                with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                    np.lib.format.write_array(member, value, allow_pickle=False)

    def read(self, path: Path, make: Callable[[], Any]) -> Any:
        with np.load(path, allow_pickle=False) as stored:
            return fill_by_path(make(), stored, path)


TARGET = Npz()
