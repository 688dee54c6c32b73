"""The V1 and V2 formats of TF1's Saver, sharded or not, partitioned or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tf1compat.cells.pages import aligned_empty
from tf1compat.checkpoint import files
from tf1compat.checkpoint.hostile import Entry, check_v1, check_v2, shard_path
from tf1compat.checkpoint.read import nothing
from tf1compat.checkpoint.sstable import Malformed
from tf1compat.errors import CheckpointError

_FILE_ENDINGS = re.compile(r"\.(index|meta|data-\d{5}-of-\d{5})$")
_V1_SHARD = re.compile(r"-(\d{5}|\?{5})-of-(\d{5})$")
_SHARD = re.compile(r"-(\d{5})-of-(\d{5})$")
_SHOWN = 5
_LARGE = 1 << 20  # bytes; below, nothing is gained
_FLOATS = ("float16", "float32", "float64")


class Saved:
    """An open V1 or V2 checkpoint; TensorFlow checks the checksum of each value that it reads.

    Args:
      prefix: its name.
      pattern: what TensorFlow's reader is given.
      entries: where V2 has which tensor, of those that can be read without TensorFlow.
    """

    def __init__(self, prefix: str, pattern: str, entries: Mapping[str, Entry]) -> None:
        import tensorflow as tf

        self.prefix, self._entries = prefix, entries
        self._pattern = pattern
        try:
            self._reader = tf.compat.v1.train.NewCheckpointReader(pattern)
            shapes = self._reader.get_variable_to_shape_map()
            kinds = self._reader.get_variable_to_dtype_map()
            self.shapes = {name: tuple(shape) for name, shape in shapes.items()}
            self.dtypes = {k: np.dtype(v.as_numpy_dtype).name for k, v in kinds.items()}
        except _reading_errors() as error:
            raise _damaged(prefix, "a readable checkpoint", error) from error

    def get_tensor(self, name: str, checked: bool) -> npt.NDArray[Any]:
        """One value; a partitioned one is joined."""
        import tensorflow as tf

        entry = self._entries.get(name)
        if not checked and entry and entry.size >= _LARGE and self.dtypes[name] in _FLOATS:
            return self._bytes_of(entry)
        try:
            try:
                return np.asarray(self._reader.get_tensor(name))
            except tf.errors.UnimplementedError:  # this reader does not join the slices of V1
                return self._restored(name)
        except _reading_errors() as error:
            raise _damaged(self.prefix, f"the values of {name}", error) from error

    def _bytes_of(self, entry: Entry) -> npt.NDArray[Any]:
        """The value, straight into large pages: TensorFlow's small ones take several times."""
        value = aligned_empty(entry.shape, self.dtypes[entry.name])
        path = shard_path(self.prefix, entry.shard, entry.shards)
        try:
            with open(path, "rb", buffering=0) as file:
                file.seek(entry.offset)
                left = value.reshape(-1).view(np.uint8).data
                while left and (count := file.readinto(left)):
                    left = left[count:]
        except OSError as error:
            raise _damaged(self.prefix, f"the values of {entry.name}", error) from error
        if left:
            reason = Malformed(f"{entry.name} beyond the end of its shard")
            raise _damaged(self.prefix, f"the values of {entry.name}", reason)
        return value

    def _restored(self, name: str) -> npt.NDArray[Any]:
        """The value by the op that a Saver runs."""
        import tensorflow as tf

        with tf.Graph().as_default(), tf.compat.v1.Session() as session:
            (value,) = tf.raw_ops.RestoreV2(
                prefix=self._pattern,
                tensor_names=[name],
                shape_and_slices=[""],
                dtypes=[tf.as_dtype(self.dtypes[name])],
            )
            return np.asarray(session.run(value))


def exists(prefix: str) -> bool:
    """Whether there is a checkpoint of this prefix."""
    return files.is_file(prefix + ".index") or files.is_file(prefix) or bool(_v1_shards(prefix))


def open_prefix(path: str) -> Saved:
    """Open a checkpoint by its prefix or by one of its files.

    Raises:
      CheckpointError: there is none, or it is damaged.
    """
    prefix = _FILE_ENDINGS.sub("", path)
    if not files.is_file(prefix + ".index"):
        prefix = _V1_SHARD.sub("", prefix)
    try:
        if files.is_file(prefix + ".index"):
            _require_shards(prefix)
            entries = check_v2(prefix)
            return Saved(prefix, prefix, entries if files.is_local(prefix) else {})
        if files.is_file(prefix):
            check_v1([prefix])
            return Saved(prefix, prefix, {})
        shards = _v1_shards(prefix)
        if shards:
            _require_all(prefix, shards, f"{files.split(prefix)[1]}-")
            check_v1([files.join(files.split(prefix)[0], name) for name in shards])
            return Saved(prefix, f"{prefix}-?????-of-{_total(shards[0]):05d}", {})
    except (Malformed, MemoryError) as error:
        raise _damaged(prefix, "a readable checkpoint", error) from error
    data = [n for n in _siblings(prefix) if ".data-" in n]
    if data:
        raise CheckpointError(
            prefix,
            expected="an index, " + files.split(prefix)[1] + ".index",
            received=", ".join(data[:_SHOWN]) + " alone",
            remedy="copy the missing file beside the others",
        )
    raise nothing(path, "a file that is none" if files.is_file(path) else "no such file")


def _siblings(prefix: str) -> list[str]:
    """The names beside a prefix that go on from it and end like a shard."""
    folder, name = files.split(prefix)
    if not name:
        return []
    return [n for n in files.names_in(folder) if n.startswith(name) and _SHARD.search(n)]


def _v1_shards(prefix: str) -> list[str]:
    own = files.split(prefix)[1]
    return [n for n in _siblings(prefix) if _SHARD.sub("", n) == own]


def _total(shard: str) -> int:
    match = _SHARD.search(shard)
    return int(match[2]) if match else 1


def _require_shards(prefix: str) -> None:
    own = files.split(prefix)[1] + ".data"
    shards = [n for n in _siblings(prefix) if _SHARD.sub("", n) == own]
    _require_all(prefix, shards, own + "-")


def _require_all(prefix: str, found: list[str], stem: str) -> None:
    total = _total(found[0]) if found else 1
    wanted = (f"{stem}{k:05d}-of-{total:05d}" for k in range(total))
    missing = [name for name in wanted if name not in found]
    if missing:
        raise CheckpointError(
            prefix,
            expected=f"{total} data shard(s)",
            received="no " + ", ".join(missing[:_SHOWN]),
            remedy="copy the missing files beside the .index",
        )


def _reading_errors() -> tuple[type[Exception], ...]:
    """What TensorFlow raises on damaged files: its own errors, or Python's for the same codes."""
    import tensorflow as tf

    of_python = (ValueError, TypeError, RuntimeError, IndexError, OSError, MemoryError)
    return (tf.errors.OpError, *of_python)


def _damaged(prefix: str, expected: str, error: Exception) -> CheckpointError:
    reason = " ".join(str(error).split())[:200]
    return CheckpointError(
        prefix,
        expected=expected,
        received=f"damaged or truncated data ({reason})",
        remedy="copy the checkpoint's files again",
    )
