"""The sorted table that holds a checkpoint's index: its entries, and nothing but bounds checks.

TensorFlow's reader trusts what a table says once the checksums match; whoever wrote the file
may have put any shape and size there.  So the entries are looked at here first.

Format: blocks of entries, an index block of ``last key → block``, and a footer of 48 bytes.  An
entry stores only what its key adds to the one before.  After
https://github.com/google/leveldb/blob/main/doc/table_format.md
"""

from __future__ import annotations

from collections.abc import Iterator

from tf1compat.checkpoint import files

_MAGIC = (0xDB4775248B80FB57).to_bytes(8, "little")
_FOOTER = 48
_TRAILER = 5  # of a block: its compression and its checksum


class Malformed(ValueError):  # noqa: N818  # a finding; the reader makes the error of it
    """The bytes are no such table, or no such message."""


def entries(path: str) -> Iterator[tuple[bytes, bytes]]:
    """Every key and value of a table, in order, block by block.

    Raises:
      Malformed: it is no table, or a damaged one.
    """
    length = files.size(path)
    if length < _FOOTER:
        raise Malformed("a file that is too short for a table")
    footer = files.read(path, length - _FOOTER, _FOOTER)
    if footer[-8:] != _MAGIC:
        raise Malformed("a file that ends like no table")
    position = 0
    for _ in range(2):  # over the handle of the unused metaindex block
        _, position = varint(footer, position)
    index = _block(path, footer[position:], length)
    for _, handle in _entries(index):
        yield from _entries(_block(path, handle, length))


def varint(data: bytes, position: int) -> tuple[int, int]:
    """A number of seven bits per byte, and where it ends."""
    value = shift = 0
    while True:
        if position >= len(data) or shift > 63:
            raise Malformed("a number that does not end")
        byte = data[position]
        value |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            return value, position


def _block(path: str, handle: bytes, length: int) -> bytes:
    start, position = varint(handle, 0)
    size, _ = varint(handle, position)
    if start + size + _TRAILER > length:
        raise Malformed("a block beyond the end of the file")
    block = files.read(path, start, size + _TRAILER)
    if block[size]:
        raise Malformed("a compressed block, which TensorFlow's savers do not write")
    return block[:size]


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    restarts = int.from_bytes(block[-4:], "little")
    end = len(block) - 4 * (restarts + 1)
    if end < 0:
        raise Malformed("a block without its restart points")
    key, position = b"", 0
    while position < end:
        shared, position = varint(block, position)
        added, position = varint(block, position)
        size, position = varint(block, position)
        if shared > len(key) or position + added + size > end:
            raise Malformed("an entry beyond the end of its block")
        key = key[:shared] + block[position : position + added]
        position += added
        yield key, block[position : position + size]
        position += size


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """``(number, value)`` of each field of a protocol buffer.

    TensorFlow registers no descriptor for the messages of its index.
    """
    position = 0
    while position < len(message):
        tag, position = varint(message, position)
        kind, start = tag & 7, position
        if kind == 0:
            value, position = varint(message, position)
            yield tag >> 3, value
            continue
        if kind == 2:
            size, start = varint(message, position)
        elif kind in {1, 5}:
            size = 8 if kind == 1 else 4
        else:
            raise Malformed("a message of an unknown kind")
        position = start + size
        if position > len(message):
            raise Malformed("a message that is cut off")
        yield tag >> 3, message[start:position]
