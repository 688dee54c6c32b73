"""What a checkpoint declares, compared with the bytes that are there, before anything is read.

A shape may ask for more memory than the machine has, or be none at all: TensorFlow would stop
the whole process.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from tf1compat.checkpoint import files
from tf1compat.checkpoint.sstable import Malformed, entries, fields

_MAX_RANK = 254  # of TensorFlow's own shapes
_STRING = 7
_NO_VALUES = frozenset({0, 20, 21})  # invalid, resource, variant
_MAX_SHARDS = 100_000  # the file names have five digits


@dataclasses.dataclass(frozen=True)
class Entry:
    """One tensor, or one slice of it: where its bytes are, in which of how many files."""

    name: str
    dtype: int
    shape: tuple[int, ...]
    shard: int
    shards: int
    offset: int
    size: int
    slices: int


def check_v2(prefix: str) -> dict[str, Entry]:
    """Compare the ``.index`` of a V2 checkpoint with its shards.

    Returns:
      By name, the tensors that lie in one piece in the order of bytes of this machine.

    Raises:
      Malformed: what it declares cannot be.
    """
    found = list(entries(prefix + ".index"))
    if not found or found[0][0]:
        raise Malformed("an index without a header")
    shards = _number(found[0][1], 1)
    if not 0 < shards < _MAX_SHARDS:
        raise Malformed(f"{shards} shards")
    sizes = [_shard_size(prefix, k, shards) for k in range(shards)]
    known = [_entry(key, value, shards) for key, value in found[1:]]
    for entry in known:
        _check_entry(entry, sizes)
    own_order = _number(found[0][1], 2) == (sys.byteorder == "big")
    return {entry.name: entry for entry in known if own_order and not entry.slices}


def check_v1(paths: Sequence[str]) -> None:
    """Compare what V1 files declare with their sizes: an element takes a byte or more.

    Raises:
      Malformed: what they declare cannot be.
    """
    total = sum(map(files.size, paths))
    for path in paths:
        key, value = next(entries(path), (b"?", b""))
        if key:
            raise Malformed("a table without a list of tensors")
        for tensor in _messages(_message(value, 1), 1):
            name = _message(tensor, 1).decode("utf-8", "replace")
            shape, dtype = _shape(_message(tensor, 2)), _number(tensor, 3)
            _itemsize(name, dtype)
            if _elements(shape) > total:
                raise Malformed(f"{name} of shape {list(shape)} in {total} bytes")


def shard_path(prefix: str, number: int, total: int) -> str:
    """Of one of the files that hold the values."""
    return f"{prefix}.data-{number:05d}-of-{total:05d}"


def _shard_size(prefix: str, number: int, total: int) -> int:
    path = shard_path(prefix, number, total)
    if not files.is_file(path):
        raise Malformed(f"no {files.split(path)[1]}")
    return files.size(path)


def _check_entry(entry: Entry, shards: Sequence[int]) -> None:
    item = _itemsize(entry.name, entry.dtype)
    wanted = _elements(entry.shape) * item
    if entry.slices:  # joined from slices, which have entries of their own
        if wanted > sum(shards):
            raise Malformed(f"{entry.name} of {wanted} bytes in {sum(shards)}")
        return
    if not 0 <= entry.shard < len(shards):
        raise Malformed(f"{entry.name} in shard {entry.shard} of {len(shards)}")
    if entry.offset < 0 or entry.size < 0 or entry.offset + entry.size > shards[entry.shard]:
        raise Malformed(f"{entry.name} beyond the end of its shard")
    fits = wanted <= entry.size if entry.dtype == _STRING else wanted == entry.size
    if not fits:
        raise Malformed(f"{entry.name} of shape {list(entry.shape)} in {entry.size} bytes")


def _itemsize(name: str, dtype: int) -> int:
    """Bytes of an element; a string has a length of a byte or more."""
    import tensorflow as tf

    if dtype in _NO_VALUES:
        raise Malformed(f"{name} of dtype {dtype}")
    try:
        return max(1, int(tf.as_dtype(dtype).size or 1))
    except TypeError as error:
        raise Malformed(f"{name} of dtype {dtype}") from error


def _elements(shape: Sequence[int]) -> int:
    if len(shape) > _MAX_RANK or any(size < 0 for size in shape):
        raise Malformed(f"the shape {list(shape)[:8]}")
    total = 1
    for size in shape:
        total *= size
    return total


def _entry(key: bytes, value: bytes, shards: int) -> Entry:
    return Entry(
        name=key.decode("utf-8", "replace"),
        dtype=_number(value, 1),
        shape=_shape(_message(value, 2)),
        shard=_number(value, 3),
        shards=shards,
        offset=_number(value, 4),
        size=_number(value, 5),
        slices=len(list(_messages(value, 7))),
    )


def _shape(message: bytes) -> tuple[int, ...]:
    if _number(message, 3):
        raise Malformed("a shape without a rank")
    return tuple(_number(dimension, 1) for dimension in _messages(message, 2))


def _values(message: bytes, number: int) -> Iterator[Any]:
    return (value for own, value in fields(message) if own == number)


def _number(message: bytes, number: int) -> int:
    """A signed 64-bit field; the last one counts, as in every protocol buffer."""
    value = 0
    for found in _values(message, number):
        if not isinstance(found, int):
            raise Malformed("a field of another kind")
        value = found - (1 << 64) if found >> 63 else found
    return value


def _messages(message: bytes, number: int) -> Iterator[bytes]:
    for found in _values(message, number):
        if not isinstance(found, bytes):
            raise Malformed("a field of another kind")
        yield found


def _message(message: bytes, number: int) -> bytes:
    return b"".join(_messages(message, number))
