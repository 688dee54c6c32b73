"""Files in Keras's own layout, with large weights streamed into them.

Keras's writer copies each weight, and for ``.keras`` the whole file once more, before a disk sees
any of it.  So Keras writes a frame: its own file, but for the large weights, for which two numbers
stand in.  The frame tells where each of them belongs.  They get their room there, and then the
frame and the weights are written in one go, from the first byte to the last.
"""

from __future__ import annotations

import contextlib
import math
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np

from tf1compat.checkpoint.memory import SHARED
from tf1compat.checkpoint.overlap import WritingBehind
from tf1compat.checkpoint.targets.target import pieces

_LARGE = 1 << 20  # bytes; what is smaller stays with Keras
_MARK = 0x1C0_4A7  # a weight's number follows it
_HOOK = "save_own_variables"  # what Keras lets every layer define


def write_h5(model: Any, path: Path) -> None:
    """What ``model.save_weights`` would write."""
    with (
        _frame(model, model.save_weights, ".weights.h5") as (frame, weights),
        open(path, "wb", buffering=0) as file,
        WritingBehind(file) as behind,
    ):
        _stream(frame, weights, behind)


def write_keras(model: Any, path: Path) -> None:
    """What ``model.save`` would write."""
    with (
        _frame(model, model.save, ".keras") as (frame, weights),
        zipfile.ZipFile(frame) as old,
        open(path, "wb", buffering=0) as file,
        WritingBehind(file) as behind,
        zipfile.ZipFile(behind, "w") as new,  # type: ignore[call-overload]
    ):
        for member in old.infolist():
            if not member.filename.endswith(".h5"):
                new.writestr(member, old.read(member))
                continue
            # The checksum of a piece is taken while the one before it is written.
            with new.open(member.filename, "w", force_zip64=True) as stored:
                _stream(Path(old.extract(member, frame.parent)), weights, stored)


@contextlib.contextmanager
def _frame(
    model: Any, save: Callable[[Path], None], suffix: str
) -> Iterator[tuple[Path, list[Any]]]:
    """What Keras writes, and the weights that numbers stand in for."""
    weights: list[Any] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"frame{suffix}"
        with contextlib.ExitStack() as stack:
            for layer in _layers(model, set()):
                stack.enter_context(_standing_in(layer, weights))
            save(path)
        yield path, weights


def _layers(thing: Any, seen: set[int]) -> Iterator[Any]:
    """A layer and all that it holds; one that hides is written whole by Keras."""
    import keras

    if isinstance(thing, dict):
        thing = list(thing.values())
    if isinstance(thing, (list, tuple)):
        for each in thing:
            yield from _layers(each, seen)
    elif isinstance(thing, keras.Layer) and id(thing) not in seen:
        seen.add(id(thing))
        yield thing
        yield from _layers(vars(thing), seen)


@contextlib.contextmanager
def _standing_in(layer: Any, weights: list[Any]) -> Iterator[None]:
    """Let numbers stand in for a layer's large weights where it saves them."""
    save_own, before = getattr(layer, _HOOK), vars(layer).get(_HOOK)

    def save(store: Any) -> None:
        own: dict[str, Any] = {}
        save_own(own)
        large = {id(weight) for weight in layer.weights if _is_large(weight)}
        for key, value in own.items():
            if id(value) in large:
                store[key] = np.array([_MARK, len(weights)])
                weights.append(value)
            else:
                store[key] = value

    setattr(layer, _HOOK, save)
    try:
        yield
    finally:
        delattr(layer, _HOOK)
        if before is not None:
            setattr(layer, _HOOK, before)


def _is_large(weight: Any) -> bool:
    return str(weight.dtype) in SHARED and _size(weight) >= _LARGE


def _size(weight: Any) -> int:
    return int(math.prod(weight.shape)) * np.dtype(str(weight.dtype)).itemsize


def _stream(frame: Path, weights: Sequence[Any], out: IO[bytes] | WritingBehind) -> None:
    """Write an h5 file: what is in the frame, and the weights where it has room for them."""
    rooms = _make_room(frame, weights)
    with open(frame, "rb") as rest:
        for start, weight in rooms:
            out.write(rest.read(start - rest.tell()))
            for piece in pieces(weight):
                out.write(piece.reshape(-1).view(np.uint8).data)
            rest.seek(start + _size(weight))
        out.write(rest.read())


def _make_room(frame: Path, weights: Sequence[Any]) -> list[tuple[int, Any]]:
    """Where each weight begins, first to last; the frame has holes, which take no disk."""
    import h5py

    names = {}
    with h5py.File(frame, "r+") as file:

        def note(name: str, found: Any) -> None:
            if getattr(found, "shape", None) == (2,) and found.dtype == np.int64:
                mark, number = found[()]
                if mark == _MARK:
                    names[int(number)] = name

        file.visititems(note)
        rooms = []
        for number, weight in enumerate(weights):
            del file[names[number]]
            rooms.append((_hole(file, names[number], weight), weight))
    return sorted(rooms, key=lambda room: room[0])


def _hole(file: Any, name: str, weight: Any) -> int:
    """Where a dataset of a weight's shape begins, none of it written."""
    from h5py import h5d, h5p, h5s, h5t

    how = h5p.create(h5p.DATASET_CREATE)
    how.set_alloc_time(h5d.ALLOC_TIME_EARLY)
    how.set_fill_time(h5d.FILL_TIME_NEVER)
    how.set_obj_track_times(False)
    space = h5s.create_simple(tuple(weight.shape))
    kind = h5t.py_create(np.dtype(str(weight.dtype)))
    return int(h5d.create(file.id, name.encode(), kind, space, how).get_offset())
