"""Writing whole files or none: a temporary file beside the target, then one rename."""

from __future__ import annotations

import concurrent.futures
import contextlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tf1compat.errors import CheckpointError


def unproven_path(path: Path, suffix: str) -> Path:
    """Where a conversion is kept whose proof failed: ``model.unproven.keras``."""
    return path.with_name(f"{path.name.removesuffix(suffix)}.unproven{suffix}")


def report_path(path: Path) -> Path:
    """Where the report of a converted file lies: ``model.keras.proof.json``."""
    return path.with_name(path.name + ".proof.json")


def require_writable(path: Path, force: bool) -> None:
    """Raise unless a file may be written at ``path``.

    Raises:
      CheckpointError: it exists and ``force`` is not given, or its directory cannot be used.
    """
    if path.is_dir() or (path.exists() and not force):
        raise CheckpointError(
            str(path),
            expected="a path where nothing is yet",
            received="a directory" if path.is_dir() else "an existing file",
            remedy="choose another path, or overwrite a file by --force",
        )
    parent = path.parent
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise CheckpointError(
            str(path),
            expected="a directory that can be written to",
            received=f"{parent}, which is read-only" if parent.is_dir() else f"no {parent}",
            remedy="make the directory, or choose another path",
        )


def require_folder(path: Path) -> None:
    """Make a directory unless it is there.

    Raises:
      CheckpointError: something else is, or it cannot be made.
    """
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise refused(path, error) from error


@contextlib.contextmanager
def replacing(path: Path, suffix: str = "") -> Iterator[Path]:
    """A temporary path beside ``path``; renamed to it at the end, removed on any error.

    Args:
      path: the target.
      suffix: what the temporary name must end with, for writers that look at it.

    Yields:
      The temporary path.

    Raises:
      CheckpointError: the disk is full, or refuses otherwise.
    """
    temporary = path.with_name(f".tf1compat-{uuid.uuid4().hex}{suffix}")
    try:
        yield temporary
        if temporary.exists():
            os.replace(temporary, path)
    except OSError as error:
        raise refused(path, error) from error
    finally:
        if temporary.is_dir():
            shutil.rmtree(temporary, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()


@contextlib.contextmanager
def syncing(path: Path) -> Iterator[None]:
    """Have the disk take what was written while the block runs, and wait for it at the end.

    A name given to a file that the disk does not have yet can be all that a crash leaves of it.

    Args:
      path: a file, or a directory of files.

    Raises:
      OSError: the disk is full, or refuses otherwise.
    """
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        taken = pool.submit(_sync, path)
        yield
        taken.result()


def _sync(path: Path) -> None:
    written = path.rglob("*") if path.is_dir() else [path]
    for each in filter(Path.is_file, written):
        with open(each, "rb+") as file:
            os.fsync(file.fileno())


@contextlib.contextmanager
def filling(folder: Path) -> Iterator[Path]:
    """A temporary directory beside ``folder``; its files are moved there once all are written.

    Args:
      folder: the target, there already or not.

    Yields:
      The temporary directory.

    Raises:
      CheckpointError: the disk is full, or refuses otherwise.
    """
    temporary = folder.with_name(f".tf1compat-{uuid.uuid4().hex}")
    try:
        temporary.mkdir()
        yield temporary
        if folder.is_dir():
            for path in temporary.iterdir():
                os.replace(path, folder / path.name)
        else:
            os.rename(temporary, folder)
    except OSError as error:
        raise refused(folder, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write_json(path: Path, content: Any) -> None:
    """Write a report, atomically."""
    with replacing(path) as temporary:
        text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
        temporary.write_text(text + "\n", encoding="utf-8")


def refused(path: Path, error: Exception) -> CheckpointError:
    """The error for a path that the system would not write."""
    return CheckpointError(
        str(path),
        expected="a path that can be written",
        received=getattr(error, "strerror", None) or str(error),
        remedy="make room, or choose another path",
    )
