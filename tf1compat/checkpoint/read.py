"""Opening a TF1 checkpoint: V2 or V1, by prefix, by one of its files, or by its directory."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tf1compat.errors import CheckpointError

_FILE_ENDINGS = re.compile(r"\.(index|meta|data-\d{5}-of-\d{5})$")
_SHARD = re.compile(r"-(\d{5})-of-(\d{5})$")


@dataclasses.dataclass(frozen=True)
class Checkpoint:
    """An open checkpoint.

    Attributes:
      prefix: what TF1's ``Saver.save`` was given (and step), ``dir/model.ckpt-100``.
      shapes: by variable name; a partitioned variable is one whole variable.
      dtypes: numpy names by variable name.
      meta: the ``.meta`` beside it, or None.
    """

    prefix: Path
    shapes: Mapping[str, tuple[int, ...]]
    dtypes: Mapping[str, str]
    meta: Path | None
    _reader: Any

    def read(self, name: str) -> npt.NDArray[Any]:
        """One variable's value.

        Raises:
          CheckpointError: there is no such variable, or its bytes cannot be read.
        """
        if name not in self.shapes:
            raise CheckpointError(
                str(self.prefix),
                expected=f"a variable {name}",
                received=f"{len(self.shapes)} variables without it",
                remedy="list what the checkpoint holds with tf1compat inspect",
            )
        try:
            return np.asarray(self._reader.get_tensor(name))
        except _reading_errors() as error:
            raise _damaged(self.prefix, f"the values of {name}", error) from error


def open_checkpoint(path: str | Path, meta: str | Path | None = None) -> Checkpoint:
    """Open a checkpoint for reading.

    Args:
      path: its prefix, its ``.index``, ``.meta`` or ``.data`` file, or the directory that
        holds it (with TF1's ``checkpoint`` state file, or with a single checkpoint).
      meta: the MetaGraph to go with it; by default the ``.meta`` beside it, if there.

    Returns:
      The open checkpoint; no values are read yet.

    Raises:
      CheckpointError: nothing there, no checkpoint, shards missing, or damaged.

    Example:
      >>> from tf1compat.checkpoint.read import open_checkpoint
      >>> open_checkpoint("nowhere/model.ckpt")
      Traceback (most recent call last):
      ...
      tf1compat.errors.CheckpointError: nowhere/model.ckpt: expected a checkpoint, received \
no such file; give its prefix (model.ckpt), its .index file or its directory.
    """
    import tensorflow as tf

    prefix = _prefix(Path(path))
    _require_shards(prefix)
    try:
        reader = tf.train.load_checkpoint(str(prefix))
        shapes = {k: tuple(v) for k, v in reader.get_variable_to_shape_map().items()}
        dtypes = {k: v.as_numpy_dtype for k, v in reader.get_variable_to_dtype_map().items()}
    except _reading_errors() as error:
        raise _damaged(prefix, "a readable checkpoint", error) from error
    names = sorted(shapes)
    return Checkpoint(
        prefix=prefix,
        shapes={name: shapes[name] for name in names},
        dtypes={name: np.dtype(dtypes[name]).name for name in names},
        meta=_meta(prefix, meta),
        _reader=reader,
    )


def _prefix(path: Path) -> Path:
    if path.is_dir():
        return _prefix_in_directory(path)
    prefix = Path(_FILE_ENDINGS.sub("", str(path)))
    if not prefix.suffix and not prefix.name:
        raise _nothing(path, "no such file")
    if _index(prefix).is_file() or prefix.is_file() or _shards(prefix):
        return prefix
    raise _nothing(path, "no such file" if not path.exists() else "a file that is none")


def _prefix_in_directory(directory: Path) -> Path:
    """By the state file; a checkpoint that moved is looked for by its base name."""
    import tensorflow as tf

    if (directory / "checkpoint").is_file():
        latest = _latest(directory, tf)
        for candidate in (latest, latest and directory / latest.name):
            if candidate and (_index(candidate).is_file() or candidate.is_file()):
                return candidate
    found = sorted(directory.glob("*.index"))
    if len(found) == 1:
        return found[0].with_suffix("")
    if found:
        names = ", ".join(f.stem for f in found)
        raise _nothing(directory, f"a directory of {len(found)} checkpoints: {names}")
    raise _nothing(directory, "a directory that holds none")


def _latest(directory: Path, tf: Any) -> Path | None:
    state = None
    try:
        state = tf.train.get_checkpoint_state(str(directory))
    except (tf.errors.OpError, ValueError) as error:
        raise _damaged(directory / "checkpoint", "TF1's checkpoint state file", error) from error
    return Path(state.model_checkpoint_path) if state else None


def _index(prefix: Path) -> Path:
    return prefix.with_name(prefix.name + ".index")


def _shards(prefix: Path) -> list[Path]:
    """``.data-…`` of V2, or the sharded files of V1."""
    siblings = prefix.parent.glob(f"{_escaped(prefix.name)}*-of-*")
    return sorted(f for f in siblings if _SHARD.search(f.name))


def _escaped(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)


def _require_shards(prefix: Path) -> None:
    shards = [s for s in _shards(prefix) if s.name.startswith(prefix.name + ".data-")]
    if not _index(prefix).is_file():
        return
    match = shards and _SHARD.search(shards[0].name)
    total = int(match[2]) if match else 1
    missing = [
        name
        for name in (f"{prefix.name}.data-{k:05d}-of-{total:05d}" for k in range(total))
        if not (prefix.parent / name).is_file()
    ]
    if missing:
        raise CheckpointError(
            str(prefix),
            expected=f"{total} data shard(s)",
            received="no " + ", ".join(missing),
            remedy="copy the missing files beside the .index",
        )


def _meta(prefix: Path, given: str | Path | None) -> Path | None:
    meta = Path(given) if given else prefix.with_name(prefix.name + ".meta")
    if meta.is_file():
        return meta
    if given:
        raise CheckpointError(
            str(meta),
            expected="a MetaGraph",
            received="no such file",
            remedy="give the .meta that Saver.save wrote, or leave --meta out",
        )
    return None


def _reading_errors() -> tuple[type[Exception], ...]:
    """What TensorFlow raises on damaged files: its own errors, or Python's for the same codes."""
    import tensorflow as tf

    return tf.errors.OpError, ValueError, RuntimeError, IndexError, OSError


def _nothing(path: Path, received: str) -> CheckpointError:
    return CheckpointError(
        str(path),
        expected="a checkpoint",
        received=received,
        remedy="give its prefix (model.ckpt), its .index file or its directory",
    )


def _damaged(prefix: Path, expected: str, error: Exception) -> CheckpointError:
    reason = " ".join(str(error).split())[:200]
    return CheckpointError(
        str(prefix),
        expected=expected,
        received=f"damaged or truncated data ({reason})",
        remedy="copy the checkpoint's files again",
    )
