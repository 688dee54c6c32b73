"""Loading again what a conversion wrote, and seeing that it is that conversion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tf1compat.checkpoint import files
from tf1compat.checkpoint.memory import lent_zeros
from tf1compat.checkpoint.model import Built, build_model
from tf1compat.checkpoint.plan import Plan
from tf1compat.checkpoint.targets.target import target_of
from tf1compat.errors import CheckpointError


def load_converted(
    path: Path, plan: Plan, *, target: str | None = None, built: Built | None = None
) -> Any:
    """The model of a file that `convert` wrote, its inputs and outputs checked.

    Args:
      path: of the file.
      plan: what was converted.
      target: the file's kind, where its name does not tell.
      built: the plan's model, if there is one already.  A target that holds weights only is read
        into it, after what it holds has been set to zero.

    Raises:
      CheckpointError: no such file, or another model.
    """
    made = built or build_model(plan)
    try:
        loaded = target_of(path, target).read(path, lambda: emptied(made.model))
    except CheckpointError:
        raise
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CheckpointError(
            str(path),
            expected=f"a Keras file of {plan.recurrence.scope}",
            received=files.why_unread(path, error),
            remedy="convert the checkpoint again",
        ) from error
    return require_signature(path, loaded, made)


def require_signature(path: Path, loaded: Any, built: Built) -> Any:
    """The loaded model, if its inputs and outputs are those of the plan's.

    Raises:
      CheckpointError: they are not.
    """
    if loaded is built.model or not hasattr(loaded, "input"):
        return loaded
    wanted, got = _signature(built.model), _signature(loaded)
    if wanted != got:
        raise CheckpointError(
            str(path),
            expected=f"a model with {wanted}",
            received=f"one with {got}",
            remedy="give the file that this checkpoint was converted to, with the same options",
        )
    return loaded


def emptied(model: Any) -> Any:
    """A value that the file lacks must not be taken from what was there before."""
    for weight in model.weights:
        weight.assign(lent_zeros(weight.shape, weight.dtype))
    return model


def _signature(model: Any) -> str:
    def shapes(tensors: Any) -> str:
        if not isinstance(tensors, dict):
            return str([list(t.shape) for t in tensors])
        return ", ".join(f"{name} {list(t.shape)}" for name, t in sorted(tensors.items()))

    return f"inputs {shapes(model.input)} and outputs {shapes(model.output)}"
