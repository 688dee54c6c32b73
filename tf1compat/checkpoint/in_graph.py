"""Variables that only a graph tells of: the constants of a frozen one, or mere declarations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tf1compat.checkpoint.graph import read_meta
from tf1compat.errors import CheckpointError


class Frozen:
    """A frozen graph: what were variables are constants of the same names."""

    def __init__(self, path: str) -> None:
        import tensorflow as tf

        self._meta = read_meta(path)
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.dtypes: dict[str, str] = {}
        for name in self._meta.graph.constants:
            proto = self._meta.graph.nodes[name].attribute("value")
            self.shapes[name] = tuple(dimension.size for dimension in proto.tensor_shape.dim)
            self.dtypes[name] = np.dtype(tf.as_dtype(proto.dtype).as_numpy_dtype).name

    def get_tensor(self, name: str, checked: bool) -> npt.NDArray[Any]:
        """One constant, which has no checksum."""
        del checked
        value = self._meta.graph.constant(f"{name}:0")
        if value is None or value.shape != self.shapes[name]:
            raise CheckpointError(
                self._meta.path,
                expected=f"the values of {name}, {list(self.shapes[name])}",
                received="a constant that cannot be read",
                remedy="copy the file again",
            )
        return value


class Declared:
    """A ``.meta`` whose checkpoint is gone: names, shapes and dtypes."""

    def __init__(self, path: str) -> None:
        self._meta = read_meta(path)
        self.shapes: Mapping[str, tuple[int, ...]] = self._meta.shapes
        self.dtypes: Mapping[str, str] = self._meta.dtypes

    def get_tensor(self, name: str, checked: bool) -> npt.NDArray[Any]:
        """There are none."""
        del checked
        raise CheckpointError(
            self._meta.path,
            expected=f"a checkpoint with the values of {name}",
            received="a graph alone",
            remedy="put the .index and .data files beside it, or give the checkpoint with this "
            "file as --meta; a graph alone can be inspected only",
        )
