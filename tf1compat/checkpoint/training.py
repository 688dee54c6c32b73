"""Letting a converted model go on training: its optimizer, with the old one's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tf1compat.checkpoint.graph import MetaGraph
from tf1compat.checkpoint.moves import Move, variables_of
from tf1compat.checkpoint.optimizers.find import Found, find
from tf1compat.checkpoint.optimizers.state import make_optimizer
from tf1compat.checkpoint.read import Checkpoint
from tf1compat.errors import CheckpointError

_CARRIER = ".keras"


def require_place(path: Path, optimizer: str | bool) -> None:
    """Raise if an optimizer is asked for in a file that has no place for one."""
    if optimizer and not path.name.endswith(_CARRIER):
        raise CheckpointError(
            "--optimizer",
            expected=f"an output that ends with {_CARRIER}",
            received=path.name,
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
    trained = {id(weight) for weight in model.trainable_weights}
    used = [move for move in moves if _weights(move, checkpoint) & trained]
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


def _weights(move: Move, checkpoint: Checkpoint) -> set[int]:
    return {id(move.weight(key)) for key in move.to_keras(move.read(checkpoint.read))}


def require_same_state(path: Path, model: Any) -> None:
    """Raise unless a written file gives back the optimizer, bit for bit.

    Raises:
      CheckpointError: it does not.
    """
    import keras

    import tf1compat.native  # noqa: F401  # registers the optimizers that a file may name

    again = keras.models.load_model(path).optimizer.variables
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
