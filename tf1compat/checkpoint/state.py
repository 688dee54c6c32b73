"""Directories of checkpoints: which of them is meant."""

from __future__ import annotations

import re

from tf1compat.checkpoint import files, saved
from tf1compat.checkpoint.read import nothing
from tf1compat.errors import CheckpointError

_STEP = re.compile(r"-(\d+)$")
_V1_NAME = re.compile(r"^(.*ckpt.*?)(-\d{5}-of-\d{5})?$")
_NOT_VALUES = (".meta", ".index", ".json", ".npz", ".pb", ".pbtxt", ".txt", ".keras", ".h5")


def choose(folder: str, step: int | None = None) -> str:
    """The prefix of one checkpoint of a directory.

    Args:
      folder: the directory.
      step: the number at the end of its name; by default the latest by the ``checkpoint`` file
        (one that moved is looked for by its base name), or the only one.

    Raises:
      CheckpointError: none, several without a state file, or none of that step.
    """
    found = every(folder)
    if step is not None:
        chosen = [prefix for prefix in found if step_of(prefix) == step]
        if len(chosen) == 1:
            return chosen[0]
        steps = ", ".join(str(step_of(p)) for p in found if step_of(p) is not None)
        raise CheckpointError(
            f"--step {step}",
            expected=f"one of the steps {steps or '(none)'} of {folder}",
            received=f"{len(chosen)} checkpoints of that step",
            remedy="give one that is there, or the prefix of the checkpoint itself",
        )
    latest = _latest(folder)
    for candidate in (latest, latest and files.join(folder, files.split(latest)[1])):
        if candidate and saved.exists(candidate):
            return candidate
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(files.split(prefix)[1] for prefix in found)
        raise nothing(folder, f"a directory of {len(found)} checkpoints: {names}")
    raise nothing(folder, "a directory that holds none")


def every(folder: str) -> list[str]:
    """The prefixes of all checkpoints of a directory, by step.

    V1's data files have no ending; those with ``ckpt`` in their name are taken for some.
    """
    names = files.names_in(folder)
    found = {name[: -len(".index")] for name in names if name.endswith(".index")}
    for name in names:
        match = None if name.endswith(_NOT_VALUES) or ".data-" in name else _V1_NAME.match(name)
        if match and match[1] not in found:
            found.add(match[1])
    prefixes = [files.join(folder, name) for name in found if name]
    return sorted(prefixes, key=lambda p: (step_of(p) is None, step_of(p) or 0, p))


def step_of(prefix: str) -> int | None:
    """The number at the end of a prefix."""
    match = _STEP.search(prefix)
    return int(match[1]) if match else None


def _latest(folder: str) -> str | None:
    """The path that TF1's ``checkpoint`` file names."""
    import tensorflow as tf

    if not files.is_file(files.join(folder, "checkpoint")):
        return None
    try:
        state = tf.train.get_checkpoint_state(folder)
    except (tf.errors.OpError, ValueError) as error:
        raise CheckpointError(
            files.join(folder, "checkpoint"),
            expected="TF1's checkpoint state file",
            received="damaged or truncated data (" + " ".join(str(error).split())[:200] + ")",
            remedy="name the checkpoint itself by its prefix",
        ) from error
    return re.sub(r"-\?{5}-of-\d{5}$", "", state.model_checkpoint_path) if state else None
