"""Letting a converted model go on training: its optimizer, with the old one's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint import files
from tf1compat.checkpoint.graph import MetaGraph
from tf1compat.checkpoint.inspection import Inspection
from tf1compat.checkpoint.moves import Move, variables_of
from tf1compat.checkpoint.optimizers.back import slots_back
from tf1compat.checkpoint.optimizers.find import Found, find
from tf1compat.checkpoint.optimizers.state import make_optimizer
from tf1compat.checkpoint.read import Checkpoint
from tf1compat.checkpoint.targets.target import Target
from tf1compat.errors import CheckpointError

_CARRIER = ".keras"


def require_place(target: Target, optimizer: str | bool) -> None:
    """Raise if an optimizer is asked for in a file that has no place for one."""
    if optimizer and target.suffix != _CARRIER:
        raise CheckpointError(
            "--optimizer",
            expected=f"an output that ends with {_CARRIER}",
            received=target.suffix,
            remedy="other targets hold weights only; convert to a .keras file",
        )


def compile_model(
    model: Any,
    moves: Sequence[Move],
    checkpoint: Checkpoint,
    meta: MetaGraph | None,
    optimizer: str | bool,
    hyper: Mapping[str, Any] | None,
) -> Found:
    """Compile a filled model with the optimizer that trained it, its state moved along.

    No loss is set: the checkpoint does not know it.  ``model.compile(model.optimizer, loss=…)``
    keeps the state.

    Args:
      model: the Keras model, its weights filled by ``moves``.
      moves: how the checkpoint's values came in.
      checkpoint: where the slots lie.
      meta: the old graph, if there is one.
      optimizer: True, or the TF1 class without ``Optimizer``.
      hyper: what the graph does not tell.

    Returns:
      What is known of the optimizer.

    Raises:
      CheckpointError: see `find` and `make_optimizer`.
    """
    used = _used(moves, model.trainable_weights, checkpoint)
    found = find(checkpoint, meta, variables_of(used), optimizer, hyper)
    made = make_optimizer(
        found, used, model.trainable_weights, checkpoint.read, rows=_has_embedding(model)
    )
    model.compile(optimizer=made)
    return found


def _has_embedding(layer: Any) -> bool:
    import keras

    inner = getattr(layer, "layers", ())
    return isinstance(layer, keras.layers.Embedding) or any(map(_has_embedding, inner))


def _used(moves: Sequence[Move], weights: Sequence[Any], checkpoint: Checkpoint) -> list[Move]:
    """The moves into trainable weights."""
    trained = {id(weight) for weight in weights}

    def into(move: Move) -> set[int]:
        return {id(move.weight(key)) for key in move.to_keras(move.read(checkpoint.read))}

    return [move for move in moves if into(move) & trained]


def state_back(
    model: Any,
    moves: Sequence[Move],
    weights: Sequence[Any],
    found: Inspection,
    optimizer: str | bool,
    hyper: Mapping[str, Any] | None,
) -> dict[str, Array]:
    """A trained model's optimizer as the old checkpoint's slots and counters.

    Args:
      model: whose optimizer it is.
      moves: how the checkpoint's values came into ``weights``.
      weights: the trainable ones, in the model's order.
      found: the old checkpoint.
      optimizer: True, or the TF1 class without ``Optimizer``.
      hyper: what the graph does not tell.

    Returns:
      Values by the old checkpoint's names.

    Raises:
      CheckpointError: see `find` and `slots_back`.
    """
    used = _used(moves, weights, found.checkpoint)
    known = find(found.checkpoint, found.meta, variables_of(used), optimizer, hyper)
    return slots_back(
        known,
        getattr(model, "optimizer", None),
        used,
        weights,
        found.checkpoint,
        found.meta,
        rows=_has_embedding(model),
    )


def load_model(path: Path, *, compiled: bool) -> Any:
    """A ``.keras`` file, with its optimizer or without.

    Raises:
      CheckpointError: there is no such file, or it is another.
    """
    import keras

    import tf1compat.native  # noqa: F401  # registers what a file may name

    try:
        return keras.models.load_model(path, compile=compiled)
    except (OSError, ValueError, TypeError) as error:
        raise CheckpointError(
            str(path),
            expected="a .keras file of a model",
            received=files.why_unread(path, error),
            remedy="check the path; a model with a loss or layers of your own must be importable",
        ) from error


def load_same_state(path: Path, model: Any) -> Any:
    """The model of a written file, if that gives back the optimizer, bit for bit.

    Raises:
      CheckpointError: it does not.
    """
    import keras

    loaded = load_model(path, compiled=True)
    again = loaded.optimizer.variables
    wanted = model.optimizer.variables
    same = len(again) == len(wanted) and all(
        np.array_equal(keras.ops.convert_to_numpy(a), keras.ops.convert_to_numpy(b))
        for a, b in zip(again, wanted, strict=True)
    )
    if not same:
        raise CheckpointError(
            str(path),
            expected="the optimizer's state as it was written",
            received="another one after loading the file",
            remedy="update Keras, or convert without --optimizer",
        )
    return loaded
