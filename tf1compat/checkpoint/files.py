"""Files wherever TensorFlow can reach them: on the disk, ``gs://…``, ``ram://…``.

Paths are strings, since ``pathlib`` would turn ``ram://a`` into ``ram:/a``.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tf1compat.errors import CheckpointError


def text(path: str | os.PathLike[str]) -> str:
    """The path as a string, without a slash at its end."""
    given = os.fspath(path)
    return given.rstrip("/") if len(given) > 1 and not given.endswith("://") else given


def split(path: str) -> tuple[str, str]:
    """``("gs://bucket/dir", "model.ckpt")``; no directory is ``""``."""
    head, tail = os.path.split(path)
    # os.path takes the slashes of a scheme for doubled ones.
    return (head + "//", tail) if head.endswith(":") and "://" in path else (head, tail)


def join(folder: str, name: str) -> str:
    """A name in a directory; an absolute one stays."""
    if not folder or "://" in name or os.path.isabs(name):
        return name
    return folder + name if folder.endswith("/") else f"{folder}/{name}"


def is_local(path: str) -> bool:
    """Whether Python can open it too."""
    return "://" not in path


def why_unread(path: Path, error: Exception) -> str:
    """What was received, where Keras could not load a file: it calls a damaged one "not found"."""
    if not path.exists():
        return "no such file"
    if path.suffix == ".keras" and not zipfile.is_zipfile(path):
        return "a damaged file, or one that is no .keras file inside"
    return " ".join(str(error).split())[:200]


def is_file(path: str) -> bool:
    """Whether there is a file."""
    import tensorflow as tf

    found = _asked(path, tf.io.gfile.exists) and not _asked(path, tf.io.gfile.isdir)
    return bool(found)


def is_folder(path: str) -> bool:
    """Whether there is a directory."""
    import tensorflow as tf

    return bool(_asked(path, tf.io.gfile.isdir))


def names_in(folder: str) -> list[str]:
    """The names in a directory, sorted; none if it is not there."""
    import tensorflow as tf

    if not is_folder(folder or "."):
        return []
    listed = _asked(folder or ".", tf.io.gfile.listdir)
    return sorted(name.rstrip("/") for name in listed)


def size(path: str) -> int:
    """In bytes."""
    import tensorflow as tf

    return int(_asked(path, tf.io.gfile.stat).length)


def read(path: str, start: int = 0, length: int | None = None) -> bytes:
    """The bytes of a file, or some of them."""
    import tensorflow as tf

    def bytes_of(name: str) -> bytes:
        with tf.io.gfile.GFile(name, "rb") as file:
            file.seek(start)
            data: bytes = file.read(-1 if length is None else length)
            return data

    found: bytes = _asked(path, bytes_of)
    return found


def _asked(path: str, question: Callable[[str], Any]) -> Any:
    import tensorflow as tf

    try:
        return question(path)
    except (tf.errors.OpError, OSError, ValueError) as error:
        raise CheckpointError(
            path,
            expected="a path that TensorFlow can read",
            received=" ".join(str(getattr(error, "message", error)).split())[:200],
            remedy="check the path, its rights, and that its file system is installed",
        ) from error
