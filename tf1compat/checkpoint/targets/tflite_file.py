"""``.tflite``: the model for TensorFlow Lite, one sequence at a time."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tf1compat.checkpoint.targets.target import Target, require_inputs, run_by_name
from tf1compat.errors import CheckpointError

SIGNATURE = "serving_default"


class TFLite(Target):
    """A batch of one sequence, time open, built-in ops only.

    TensorFlow Lite's lists hold tensors of a shape that is known beforehand, so the batch is fixed;
    a batch is run row by row.  Inputs and outputs keep their names in the signature.
    """

    name = "tflite"
    suffix = ".tflite"

    def write(self, model: Any, path: Path) -> None:
        import keras
        import tensorflow as tf

        if keras.backend.backend() != "tensorflow":
            raise CheckpointError(
                ".tflite",
                expected="Keras's tensorflow backend",
                received=keras.backend.backend(),
                remedy="unset KERAS_BACKEND for the conversion",
            )
        specs = {
            t.name: tf.TensorSpec([1, *t.shape[1:]], t.dtype, name=t.name)
            for t in keras.tree.flatten(model.input)
        }

        frozen = _frozen(model)

        def serve(**inputs: Any) -> dict[str, Any]:
            return run_by_name(model, {name: inputs[name] for name in specs}, frozen)

        function = tf.function(serve).get_concrete_function(**specs)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # TensorFlow's, that this moves to a package
                convert = tf.lite.TFLiteConverter.from_concrete_functions(
                    [function], tf.Module()
                )
                content = convert.convert()
        except Exception as error:  # whatever the converter meets
            raise CheckpointError(
                ".tflite",
                expected="a model that TensorFlow Lite's converter can write",
                received=f"{type(error).__name__}: {' '.join(str(error).split())[:300]}",
                remedy="write .keras or .savedmodel",
            ) from error
        path.write_bytes(content)

    def read(self, path: Path, make: Callable[[], Any]) -> Any:
        import tensorflow as tf

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # TensorFlow's, that this moves to a package
            interpreter = tf.lite.Interpreter(model_content=path.read_bytes())
        run = interpreter.get_signature_runner(SIGNATURE)
        types = {name: each["dtype"] for name, each in run.get_input_details().items()}

        def call(inputs: Any, training: bool = False) -> dict[str, Any]:
            require_inputs(path, types, inputs, training)
            given = {name: np.asarray(inputs[name], kind) for name, kind in types.items()}
            size = len(next(iter(given.values())))
            rows = [run(**{k: v[b : b + 1] for k, v in given.items()}) for b in range(size)]
            return {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}

        call.keep = interpreter  # type: ignore[attr-defined]  # its memory must live on
        return call


def _frozen(model: Any) -> Callable[..., Any]:
    """A model's call with its weights as constants of the graph."""
    import keras
    import tensorflow as tf

    trained, rest = (
        [keras.ops.convert_to_numpy(weight) for weight in weights]
        for weights in (model.trainable_variables, model.non_trainable_variables)
    )

    def call(given: Any, training: bool) -> Any:
        constants = [list(map(tf.constant, values)) for values in (trained, rest)]
        return model.stateless_call(*constants, given, training=training)[0]

    return call


TARGET = TFLite()
