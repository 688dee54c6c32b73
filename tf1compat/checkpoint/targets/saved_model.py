"""``.savedmodel``: a TensorFlow SavedModel whose signature keeps the inputs' names."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tf1compat.checkpoint.targets.target import Target, require_inputs, run_by_name
from tf1compat.errors import CheckpointError

SIGNATURE = "serving_default"
_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)


class SavedModel(Target):
    """Called by name: ``tf.saved_model.load(path).signatures["serving_default"](input_wv=…)``.

    Batch and time stay open where the model has them open; dtypes are the model's.

    Args:
      signature: its name.
    """

    name = "savedmodel"
    suffix = ".savedmodel"

    def __init__(self, signature: str = SIGNATURE) -> None:
        self._signature = signature

    def signed(self, name: str) -> SavedModel:
        if not _NAME.fullmatch(name) or name.startswith("__"):
            raise CheckpointError(
                "--signature",
                expected="letters, digits and underscores, as in serving_default",
                received=repr(name),
                remedy="choose such a name",
            )
        return SavedModel(name)

    def write(self, model: Any, path: Path) -> None:
        import keras
        import tensorflow as tf

        if keras.backend.backend() != "tensorflow":
            raise CheckpointError(
                ".savedmodel",
                expected="Keras's tensorflow backend",
                received=keras.backend.backend(),
                remedy="unset KERAS_BACKEND for the conversion",
            )
        specs = {
            t.name: tf.TensorSpec(t.shape, t.dtype, name=t.name)
            for t in keras.tree.flatten(model.input)
        }

        def serve(**inputs: Any) -> dict[str, Any]:
            return run_by_name(model, {name: inputs[name] for name in specs})

        function = tf.function(serve).get_concrete_function(**specs)
        module = tf.Module()
        module.model = model
        tf.saved_model.save(module, str(path), signatures={self._signature: function})

    def read(self, path: Path, make: Callable[[], Any]) -> Any:
        import tensorflow as tf

        loaded = tf.saved_model.load(str(path))
        known = loaded.signatures
        signature = known[self._signature if len(known) != 1 else next(iter(known))]
        types = {k: v.dtype for k, v in signature.structured_input_signature[1].items()}

        def call(inputs: Any, training: bool = False) -> dict[str, Any]:
            require_inputs(path, types, inputs, training)
            given = {k: tf.cast(v, types[k]) for k, v in inputs.items()}
            return dict(signature(**given))

        call.keep = loaded  # type: ignore[attr-defined]  # its variables must live on
        return call


TARGET = SavedModel()
