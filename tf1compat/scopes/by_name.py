"""TF1 checkpoints, written and read by variable name."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import tensorflow as tf

from tf1compat.errors import CheckpointError


def write_by_name(variables: Mapping[str, Any], prefix: str, *, force: bool) -> str:
    """Writes a checkpoint in TF1's V2 format; see ``VariableStore.save``."""
    if os.path.exists(prefix + ".index") and not force:
        raise CheckpointError(
            "VariableStore.save",
            "prefix",
            expected="a path that is free",
            received=f"{prefix!r}, where a checkpoint is",
            remedy="choose another path or pass force=True",
        )
    names = list(variables)
    folder = os.path.dirname(os.path.abspath(prefix))
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        written = os.path.join(scratch, "checkpoint")
        tensors = [tf.convert_to_tensor(variables[name]) for name in names]
        tf.raw_ops.SaveV2(
            prefix=written,
            tensor_names=names,
            shape_and_slices=[""] * len(names),
            tensors=tensors,
        )
        # The index goes last: without it no reader takes the shards for a checkpoint.
        for ending in (".data-00000-of-00001", ".index"):
            os.replace(written + ending, prefix + ending)
    return prefix


def read_by_name(variables: Mapping[str, Any], prefix: str, *, strict: bool) -> list[str]:
    """Assigns the variables, all or none; see ``VariableStore.load``."""
    try:
        reader = tf.train.load_checkpoint(prefix)
    except (tf.errors.OpError, ValueError, RuntimeError) as error:
        raise CheckpointError(
            "VariableStore.load",
            "prefix",
            expected="a readable TF1 checkpoint",
            received=f"{prefix!r} ({error})",
            remedy="pass the prefix that Saver.save returned",
        ) from error
    shapes = reader.get_variable_to_shape_map()
    _check_loadable(variables, prefix, shapes, strict)
    for name, variable in variables.items():
        if name in shapes:
            variable.assign(np.asarray(reader.get_tensor(name)))
    return sorted(set(shapes) - set(variables))


def _check_loadable(
    variables: Mapping[str, Any], prefix: str, shapes: Mapping[str, Any], strict: bool
) -> None:
    missing = [name for name in variables if name not in shapes]
    if missing and strict:
        raise CheckpointError(
            "VariableStore.load",
            "prefix",
            expected=f"a value for {', '.join(missing)}",
            received=f"{prefix!r} without it",
            remedy="check the scope names, or pass strict=False to keep the present values",
        )
    for name, variable in variables.items():
        if name in shapes and list(shapes[name]) != variable.shape.as_list():
            raise CheckpointError(
                "VariableStore.load",
                name,
                expected=f"shape {tuple(variable.shape)}",
                received=f"shape {tuple(shapes[name])} in {prefix!r}",
                remedy="build the model with the sizes of the checkpoint",
            )
