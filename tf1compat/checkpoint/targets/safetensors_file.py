"""``.safetensors``: one tensor per weight, by the weight's path."""

from __future__ import annotations

import json
import math
import struct
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tf1compat.checkpoint.targets.target import Target, fill_by_path, model_weights, pieces
from tf1compat.errors import CheckpointError

# The format's names of the dtypes that a weight of a recurrent model can have.
_DTYPES = {"float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16"}
_ALIGNED = 8


class Safetensors(Target):
    """Read by the package ``safetensors``, and written here, some rows at a time.

    The package's own writer wants every tensor in memory at once.  The format is the length of
    a header (8 bytes, little-endian), the header (JSON: dtype, shape and place of each tensor),
    and the values one after the other.

    Source: github.com/huggingface/safetensors, "Format".
    """

    name = "safetensors"
    suffix = ".safetensors"
    weights_only = True

    def write(self, model: Any, path: Path) -> None:
        _package()
        weights = model_weights(model)
        header = _header(weights)
        with open(path, "wb") as file:
            file.write(struct.pack("<Q", len(header)) + header)
            for weight in weights.values():
                for value in pieces(weight):
                    ordered = value.byteswap() if sys.byteorder == "big" else value
                    file.write(ordered.reshape(-1).view(np.uint8).data)

    def read(self, path: Path, make: Callable[[], Any]) -> Any:
        with _package().safe_open(str(path), framework="numpy") as stored:
            return fill_by_path(make(), _Stored(stored), path)


class _Stored(Mapping[str, Any]):
    """An open file as a mapping that reads a tensor when it is asked for."""

    def __init__(self, stored: Any) -> None:
        self._stored = stored

    def __getitem__(self, name: str) -> Any:
        return self._stored.get_tensor(name)

    def __iter__(self) -> Any:
        return iter(self._stored.keys())

    def __len__(self) -> int:
        return len(self._stored.keys())


def _header(weights: Mapping[str, Any]) -> bytes:
    place, entries = 0, {}
    for name, weight in weights.items():
        shape, dtype = list(weight.shape), str(weight.dtype)
        end = place + math.prod(shape) * np.dtype(_numpy_dtype(dtype)).itemsize
        entries[name] = {"dtype": _DTYPES[dtype], "shape": shape, "data_offsets": [place, end]}
        place = end
    text = json.dumps(entries, separators=(",", ":")).encode()
    return text + b" " * (-len(text) % _ALIGNED)


def _numpy_dtype(name: str) -> Any:
    import ml_dtypes  # the one that knows bfloat16 as well

    return ml_dtypes.bfloat16 if name == "bfloat16" else name


def _package() -> Any:
    try:
        import safetensors
    except ImportError as error:
        raise CheckpointError(
            ".safetensors",
            expected="the package safetensors",
            received=str(error),
            remedy="install tf1compat with its extra 'safetensors', or write .npz",
        ) from error
    return safetensors


TARGET = Safetensors()
