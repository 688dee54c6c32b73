"""Back to TF1: a Keras model's weights in a V2 checkpoint that restores by name."""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint import training, write
from tf1compat.checkpoint.filling import moves_into
from tf1compat.checkpoint.inspection import (
    Inspection,
    PathLike,
    Progress,
    choose,
    inspect_checkpoint,
)
from tf1compat.checkpoint.mapping_file import as_mapping
from tf1compat.checkpoint.model import build_model
from tf1compat.checkpoint.moves import Move
from tf1compat.checkpoint.progress import counted, silent
from tf1compat.checkpoint.reload import load_converted, require_signature
from tf1compat.errors import CheckpointError

_INDEX, _DATA, _META = ".index", ".data-00000-of-00001", ".meta"


@dataclasses.dataclass(frozen=True)
class Exported:
    """What `export` wrote.

    Attributes:
      path: the new checkpoint's prefix.
      exported: variables that hold the model's weights, or its optimizer's state, now.
      changed: those of them that differ from the old checkpoint.
      carried: variables taken over as they were.
      dropped: variables left out on request.
    """

    path: Path
    exported: tuple[str, ...]
    changed: tuple[str, ...]
    carried: tuple[str, ...]
    dropped: tuple[str, ...]


def export(
    model: PathLike,
    output: PathLike,
    *,
    like: PathLike,
    scope: str | None = None,
    mapping: Mapping[str, str] | PathLike | None = None,
    drop: Sequence[str] = (),
    meta: PathLike | bool = True,
    classes: Mapping[str, str] | None = None,
    assume: Mapping[str, Any] | None = None,
    join: bool = True,
    step: int | None = None,
    optimizer: str | bool = False,
    hyper: Mapping[str, Any] | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Exported:
    """Write a Keras model's weights as TF1 saved them.

    Names, shapes and dtypes are those of the old checkpoint.  A weight that has not changed gives
    its variable back bit for bit; one that has, and held forget_bias, has it subtracted in the
    variable's own dtype, which may round once.  Whatever has no place in the model (other layers,
    and without ``optimizer`` its slots and counters) is carried over.

    Args:
      model: the ``.keras`` or ``.weights.h5`` file that `convert` wrote, trained since or not; with
        ``mapping`` a ``.keras`` file of any model.
      output: the new prefix, ``new.ckpt``.
      like: the old checkpoint.
      scope: which recurrence of it the model is, of several.
      mapping: as for `fill_model`, for a model of your own.
      drop: scopes, variables or endings (``Adam``) to leave out.
      meta: as for `convert`; the graph is copied beside the new checkpoint.
      classes: as for `convert`.
      assume: as for `convert`.
      join: as for `convert`.
      step: as for `convert`, of the old checkpoint.
      optimizer: True, or the TF1 class without ``Optimizer``, to write the optimizer's state as
        well: slots, the powers of Adam's betas, ``global_step``.  The model is one that `convert`
        compiled so, trained since or not.  Else the old state is carried over.
      hyper: as for `convert`.
      force: overwrite what is there.
      progress: called with a line before each step.

    Returns:
      What was written.

    Raises:
      CheckpointError: bad input; nothing is written then.

    Example:
      >>> import os, tempfile
      >>> from tf1compat import convert, export
      >>> old = "tests/golden/checkpoints/lstm_full"
      >>> with tempfile.TemporaryDirectory() as folder:
      ...     path = os.path.join(folder, "model.keras")
      ...     done = convert(old, path)
      ...     export(path, os.path.join(folder, "new.ckpt"), like=old).changed
      ()
    """
    say = progress or silent
    prefix = Path(output)
    for suffix in (_INDEX, _DATA, _META):
        write.require_writable(prefix.with_name(prefix.name + suffix), force)
    say(f"reading {like}")
    found = inspect_checkpoint(
        like, meta=meta, classes=classes, assume=assume, join=join and not mapping, step=step
    )
    say(f"loading {model}")
    source = _open(found, Path(model), scope, mapping, compiled=bool(optimizer))
    read = found.checkpoint.read
    exported: dict[str, Array] = {}
    for move in counted(source.moves, say, "taking the weights back"):
        exported |= _back(move, read)
    if optimizer:
        say("moving the optimizer's state back")
        exported |= training.state_back(
            source.loaded, source.moves, source.weights, found, optimizer, hyper
        )
    dropped = tuple(name for name in found.checkpoint.shapes if _is_dropped(name, drop))
    _require_dropped(drop, dropped, exported)
    rest = [n for n in found.checkpoint.shapes if n not in exported and n not in dropped]
    changed = tuple(n for n, value in exported.items() if not _same(value, read(n)))
    carried = {name: read(name) for name in counted(rest, say, "carrying over the rest")}
    say(f"writing {prefix}")
    _write(prefix, {**exported, **carried}, found)
    return Exported(prefix, tuple(exported), changed, tuple(rest), dropped)


@dataclasses.dataclass(frozen=True)
class _Source:
    """The model that is written back.

    Attributes:
      loaded: from its file, its optimizer with it if that was asked for.
      moves: how the old checkpoint's values came into ``weights``.
      weights: the trainable ones, in the loaded model's order.
    """

    loaded: Any
    moves: list[Move]
    weights: list[Any]


def _open(
    found: Inspection,
    path: Path,
    scope: str | None,
    mapping: Mapping[str, str] | PathLike | None,
    *,
    compiled: bool,
) -> _Source:
    if mapping:
        loaded = training.load_model(path, compiled=compiled)
        moves = moves_into(found, loaded, as_mapping(mapping)[0])
        return _Source(loaded, moves, list(loaded.trainable_weights))
    (plan,) = choose(found, scope, several=False)
    built = build_model(plan)
    if compiled:
        loaded = require_signature(path, training.load_model(path, compiled=True), built)
    else:
        loaded = load_converted(path, plan)
    trained = {id(weight) for weight in loaded.trainable_weights}
    built.model.set_weights(loaded.get_weights())
    pairs = zip(built.model.weights, loaded.weights, strict=True)
    weights = [weight for weight, other in pairs if id(other) in trained]
    return _Source(loaded, built.moves(), weights)


def _back(move: Move, read: Callable[[str], Array]) -> dict[str, Array]:
    """The variables of a move from the weights; what has not changed stays as it was."""
    import keras

    old = move.read(read)
    before = move.to_keras(old)
    now = {key: keras.ops.convert_to_numpy(move.weight(key)) for key in before}
    back = move.kept_where_equal(old, before, now)
    return {move.names[suffix]: value for suffix, value in back.items()}


def _same(a: Array, b: Array) -> bool:
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def _is_dropped(name: str, drop: Sequence[str]) -> bool:
    return any(
        name == word or name.startswith(word + "/") or name.rpartition("/")[2] == word
        for word in drop
    )


def _require_dropped(
    drop: Sequence[str], dropped: Sequence[str], exported: Mapping[str, Array]
) -> None:
    for word in drop:
        if not any(_is_dropped(name, [word]) for name in dropped):
            raise CheckpointError(
                f"--drop {word}",
                expected="a scope, a variable, or the last part of a variable's name",
                received="none such in the old checkpoint",
                remedy="list its variables with tf1compat inspect --variables",
            )
    both = [name for name in dropped if name in exported]
    if both:
        raise CheckpointError(
            "--drop",
            expected="variables that the model does not hold",
            received=", ".join(both),
            remedy="leave them in: a program could not restore without them",
        )


def _write(prefix: Path, values: Mapping[str, Array], found: Inspection) -> None:
    """Into a directory beside the target first, read back, then renamed, the index last."""
    import tensorflow as tf

    saved_as = found.checkpoint.saved_as
    values = {saved_as.get(name, name): value for name, value in values.items()}
    names = sorted(values)
    try:
        folder = Path(tempfile.mkdtemp(prefix=".tf1compat-", dir=prefix.parent))
    except OSError as error:
        raise write.refused(prefix, error) from error
    try:
        temporary = folder / "model"
        tf.raw_ops.SaveV2(
            prefix=str(temporary),
            tensor_names=names,
            shape_and_slices=[""] * len(names),
            tensors=[values[name] for name in names],
        )
        _require_same(temporary, values)
        if found.meta:
            shutil.copyfile(found.meta.path, f"{temporary}{_META}")
        for suffix in (_DATA, _META, _INDEX):
            if Path(f"{temporary}{suffix}").is_file():
                os.replace(f"{temporary}{suffix}", f"{prefix}{suffix}")
    except (OSError, tf.errors.OpError) as error:
        raise write.refused(prefix, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _require_same(prefix: Path, values: Mapping[str, Array]) -> None:
    import tensorflow as tf

    reader = tf.train.load_checkpoint(str(prefix))
    wrong = [n for n, value in values.items() if not _same(np.asarray(reader.get_tensor(n)), value)]
    if wrong:
        raise CheckpointError(
            str(prefix),
            expected="to read back what was written",
            received="other values of " + ", ".join(wrong),
            remedy="check the disk",
        )
