"""Opening what a TF1 program left on the disk: one door to every format.

==================================  =========================================================
given                               read by
==================================  =========================================================
prefix, or any file of a V1 or V2   `saved`: TensorFlow's reader, behind checks of our own
a directory                         `state`: which checkpoint of it, then as above
a SavedModel's directory or file    `saved` on its ``variables/``, its graph as the ``.meta``
a frozen graph, .pb or .pbtxt       `in_graph`: its constants
a ``.meta`` or other graph alone    `in_graph`: names and shapes, no values
==================================  =========================================================
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from tf1compat.checkpoint import files
from tf1compat.checkpoint.eras import pieces
from tf1compat.errors import CheckpointError

SAVED_MODEL = "saved_model.pb"


class Reader(Protocol):
    """What each format's reader offers."""

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """By variable name."""

    @property
    def dtypes(self) -> Mapping[str, str]:
        """Numpy names by variable name."""

    def get_tensor(self, name: str, checked: bool) -> npt.NDArray[Any]:
        """One value, read now; its checksum compared, or not where that takes longer.

        Raises:
          CheckpointError: its bytes are damaged, or the format holds no values.
        """


@dataclasses.dataclass(frozen=True)
class Checkpoint:
    """An open checkpoint.  Values are read one by one, when they are asked for.

    Attributes:
      prefix: what TF1's ``Saver.save`` was given (and step), ``dir/model.ckpt-100``.
      shapes: by variable name; a partitioned variable is one whole variable.
      dtypes: numpy names by variable name.
      meta: the file that holds the graph, or None.
      has_values: whether there are any to read (a ``.meta`` alone has none).
      saved_as: variable → the file's name of it, where its graph's Saver gave another.
    """

    prefix: str
    shapes: Mapping[str, tuple[int, ...]]
    dtypes: Mapping[str, str]
    meta: str | None
    _reader: Reader
    has_values: bool = True
    saved_as: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def read(self, name: str, *, checked: bool = True) -> npt.NDArray[Any]:
        """One variable's value.

        Args:
          name: of the variable.
          checked: compare its checksum.  Whoever does not must read it again before it counts.

        Raises:
          CheckpointError: there is no such variable, or its bytes cannot be read.
        """
        if name not in self.shapes:
            raise CheckpointError(
                self.prefix,
                expected=f"a variable {name}",
                received=f"{len(self.shapes)} variables without it",
                remedy="list what the checkpoint holds with tf1compat inspect",
            )
        return np.asarray(self._reader.get_tensor(name, checked))


def open_checkpoint(
    path: str | os.PathLike[str],
    meta: str | os.PathLike[str] | None = None,
    *,
    step: int | None = None,
) -> Checkpoint:
    """Open a checkpoint for reading.

    Args:
      path: its prefix, its ``.index``, ``.meta`` or ``.data`` file, the directory that holds it
        (with TF1's ``checkpoint`` state file, or with a single checkpoint), a SavedModel, or a
        frozen graph.  Local, or any file system of ``tf.io.gfile``.
      meta: the MetaGraph to go with it; by default the ``.meta`` beside it, if there.
      step: which one of a directory, by the number at the end of its name; the latest by default.

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
    from tf1compat.checkpoint import graph_files, in_graph, saved, state

    given = files.text(path)
    graph = None if meta is None else files.text(meta)
    if graph and not files.is_file(graph):
        raise _no_meta(graph)
    if files.is_folder(given) and files.is_file(files.join(given, SAVED_MODEL)):
        given = files.join(given, SAVED_MODEL)
    if files.split(given)[1] == SAVED_MODEL and files.is_file(given):
        found = saved.open_prefix(files.join(files.split(given)[0], "variables/variables"))
        return _checkpoint(found.prefix, found, graph or given)
    # Some file systems call a prefix a directory, since names go on from it.
    named = saved.exists(given) and not os.fspath(path).endswith("/")
    if files.is_folder(given) and not (named and step is None):
        given = state.choose(given, step)
    elif step is not None:
        raise _no_directory(given, step)
    if given.endswith(graph_files.GRAPHS) and files.is_file(given):
        frozen = in_graph.Frozen(given)
        return _checkpoint(given, frozen, graph or given) if frozen.shapes else _declared(given)
    if given.endswith(".meta") and files.is_file(given) and not saved.exists(given[:-5]):
        return _declared(given)
    found = saved.open_prefix(given)
    beside = found.prefix + ".meta"
    return _checkpoint(found.prefix, found, graph or (beside if files.is_file(beside) else None))


def _declared(path: str) -> Checkpoint:
    """The variables of a graph alone."""
    from tf1compat.checkpoint.in_graph import Declared

    return dataclasses.replace(_checkpoint(path, Declared(path), path), has_values=False)


def _checkpoint(prefix: str, reader: Reader, meta: str | None) -> Checkpoint:
    from tf1compat.checkpoint.views import Joined

    joined = pieces(reader.shapes)
    if joined:
        reader = Joined(reader, joined)
    names = sorted(reader.shapes)
    return Checkpoint(
        prefix=prefix,
        shapes={name: reader.shapes[name] for name in names},
        dtypes={name: reader.dtypes[name] for name in names},
        meta=meta,
        _reader=reader,
    )


def _no_meta(meta: str) -> CheckpointError:
    return CheckpointError(
        meta,
        expected="a MetaGraph",
        received="no such file",
        remedy="give the .meta that Saver.save wrote, or leave --meta out",
    )


def _no_directory(path: str, step: int) -> CheckpointError:
    return CheckpointError(
        f"--step {step}",
        expected="a directory of checkpoints",
        received=path,
        remedy="give the directory, or leave --step out",
    )


def nothing(path: str, received: str) -> CheckpointError:
    """The error for a path that holds no checkpoint."""
    return CheckpointError(
        path,
        expected="a checkpoint",
        received=received,
        remedy="give its prefix (model.ckpt), its .index file or its directory",
    )
