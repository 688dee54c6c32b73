"""``.onnx``: the model for onnxruntime and other ONNX runtimes, by Keras's own exporter."""

from __future__ import annotations

import importlib
import inspect
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tf1compat.checkpoint.targets.target import Target, require_inputs, run_by_name, some_inputs
from tf1compat.errors import CheckpointError


class Onnx(Target):
    """Inputs and outputs keep their names; batch and time stay open.

    Needs the extra ``onnx``: tf2onnx writes, onnxruntime reads it back for the proof.
    """

    name = "onnx"
    suffix = ".onnx"

    def write(self, model: Any, path: Path) -> None:
        _package("tf2onnx")
        _package("onnxruntime")  # or what was written could not be proven
        if "format" not in inspect.signature(model.export).parameters:
            import keras

            raise CheckpointError(
                ".onnx",
                expected="a Keras whose export writes ONNX, 3.8 or later",
                received=keras.__version__,
                remedy="update Keras, or write .keras",
            )
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # tf2onnx's own, of numpy's names
                run_by_name(model, some_inputs(model))  # Keras exports what has been called
                model.export(str(path), format="onnx", verbose=False)
        except Exception as error:  # whatever the exporter meets
            raise CheckpointError(
                ".onnx",
                expected="a model that Keras's exporter and tf2onnx can write",
                received=f"{type(error).__name__}: {' '.join(str(error).split())[:300]}",
                remedy="write .keras or .savedmodel",
            ) from error

    def read(self, path: Path, make: Callable[[], Any]) -> Any:
        runtime = _package("onnxruntime")
        try:
            session = runtime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        except Exception as error:  # its errors share no class
            raise CheckpointError(
                str(path),
                expected="an ONNX model that onnxruntime runs",
                received=" ".join(str(error).split())[:300],
                remedy="write .keras or .savedmodel",
            ) from error
        types = {each.name: _TYPES[each.type] for each in session.get_inputs()}

        def call(inputs: Any, training: bool = False) -> dict[str, Any]:
            require_inputs(path, types, inputs, training)
            given = {name: np.asarray(inputs[name], kind) for name, kind in types.items()}
            names = [each.name for each in session.get_outputs()]
            return dict(zip(names, session.run(names, given), strict=True))

        return call


# ONNX Runtime's names of what a recurrent model can be given.
_TYPES = {
    "tensor(float)": "float32",
    "tensor(double)": "float64",
    "tensor(float16)": "float16",
    "tensor(bool)": "bool",
    "tensor(int32)": "int32",
    "tensor(int64)": "int64",
}


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise CheckpointError(
            ".onnx",
            expected=f"the package {name}",
            received=str(error),
            remedy="install tf1compat with its extra 'onnx', or write .keras or .savedmodel",
        ) from error


TARGET = Onnx()
