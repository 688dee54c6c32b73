"""``.npz``: numpy's container, one array per weight, by the weight's path."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import numpy as np

from tf1compat.checkpoint.overlap import WritingBehind
from tf1compat.checkpoint.targets.target import Target, fill_by_path, model_weights, pieces

_FORMAT: Any = np.lib.format  # numpy before 2.3 says nothing of its types


class Npz(Target):
    """Uncompressed; never pickled.  Some rows of one array are in memory beside the model."""

    name = "npz"
    suffix = ".npz"
    weights_only = True

    def write(self, model: Any, path: Path) -> None:
        # The checksum of a piece is taken while the one before it is written.
        with (
            open(path, "wb", buffering=0) as file,
            WritingBehind(file) as behind,
            zipfile.ZipFile(behind, "w") as archive,  # type: ignore[call-overload]
        ):
            for name, weight in model_weights(model).items():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                    _write_array(member, weight)

    def read(self, path: Path, make: Callable[[], Any]) -> Any:
        with np.load(path, allow_pickle=False) as stored:
            return fill_by_path(make(), stored, path)


def _write_array(file: IO[bytes], weight: Any) -> None:
    """As ``numpy.lib.format.write_array`` would, from pieces."""
    values = pieces(weight)
    first = next(values, np.empty(0, weight.dtype))
    header = {
        "descr": _FORMAT.dtype_to_descr(first.dtype),
        "fortran_order": False,
        "shape": tuple(weight.shape),
    }
    _FORMAT.write_array_header_1_0(file, header)
    for piece in itertools.chain([first], values):
        file.write(piece.reshape(-1).view(np.uint8).data)


TARGET = Npz()
