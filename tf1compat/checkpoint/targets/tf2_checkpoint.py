"""``.tf2ckpt``: a directory with an object checkpoint, as ``tf.train.Checkpoint`` reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tf1compat.checkpoint.targets.target import Target

_PREFIX = "model"


class TF2Checkpoint(Target):
    """``tf.train.Checkpoint(model=model).read("DIR.tf2ckpt/model")`` restores it."""

    name = "tf2ckpt"
    suffix = ".tf2ckpt"
    weights_only = True

    def write(self, model: Any, path: Path) -> None:
        import tensorflow as tf

        path.mkdir()
        tf.train.Checkpoint(model=model).write(str(path / _PREFIX))

    def read(self, path: Path, make: Callable[[], Any]) -> Any:
        import tensorflow as tf

        model = make()
        status = tf.train.Checkpoint(model=model).read(str(path / _PREFIX))
        status.assert_existing_objects_matched()
        return model


TARGET = TF2Checkpoint()
