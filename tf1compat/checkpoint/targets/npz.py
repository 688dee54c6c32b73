"""``.npz``: numpy's container, one array per weight, by the weight's path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tf1compat.checkpoint.targets.target import Target, fill_by_path, model_weights


class Npz(Target):
    """Uncompressed; never pickled."""

    suffix = ".npz"
    weights_only = True

    def write(self, model: Any, path: Path) -> None:
        import keras

        weights = model_weights(model)
        np.savez(path, **{k: keras.ops.convert_to_numpy(w) for k, w in weights.items()})

    def read(self, path: Path, make: Callable[[], Any]) -> Any:
        with np.load(path, allow_pickle=False) as stored:
            return fill_by_path(make(), {key: stored[key] for key in stored.files}, path)


TARGET = Npz()
