"""Tables with right checksums that claim what cannot be."""

from __future__ import annotations

import dataclasses
from pathlib import Path

_MAGIC = (0xDB4775248B80FB57).to_bytes(8, "little")
_FLOAT, _RESOURCE = 1, 20


@dataclasses.dataclass(frozen=True)
class Case:
    """An index, and what the error says of it."""

    name: str
    entries: list[bytes]
    match: str
    shards: int = 1


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def message(field: int, content: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(content)) + content


def shape_proto(shape: tuple[int, ...]) -> bytes:
    return b"".join(message(2, number(1, size)) for size in shape)


def entry(
    shape: tuple[int, ...],
    size: int,
    *,
    offset: int = 0,
    shard: int = 0,
    dtype: int = _FLOAT,
    sliced: bool = False,
) -> bytes:
    """An entry of a V2 index; its values are zeros."""
    out = number(1, dtype) + message(2, shape_proto(shape)) + number(3, shard)
    out += number(4, offset) + number(5, size)
    out += varint(6 << 3 | 5) + masked(crc32c(bytes(24))).to_bytes(4, "little")
    return out + (message(7, b"") if sliced else b"")


def write_v2(folder: Path, entries: list[bytes], *, shards: int = 1) -> Path:
    """A checkpoint of one variable, ``w``, over a shard of 24 zero bytes."""
    header = number(1, shards) + message(3, number(1, 1))
    pairs = [(b"", header), *((b"w", one) for one in entries)]
    (folder / "bad.index").write_bytes(table(pairs))
    (folder / "bad.data-00000-of-00001").write_bytes(bytes(24))
    return folder / "bad"


def write_v1(folder: Path, shape: tuple[int, ...]) -> Path:
    """A V1 file that declares ``w`` and holds no values."""
    tensor = message(1, b"w") + message(2, shape_proto(shape)) + number(3, _FLOAT)
    path = folder / "bad.ckpt"
    path.write_bytes(table([(b"", message(1, message(1, tensor)))]))
    return path


def table(pairs: list[tuple[bytes, bytes]]) -> bytes:
    """One data block, an empty metaindex, an index, the footer."""
    data = block(pairs)
    meta = block([])
    index = block([(b"~", handle(0, data))])
    footer = handle(len(data), meta) + handle(len(data) + len(meta), index)
    return data + meta + index + footer.ljust(40, b"\0") + _MAGIC


def handle(start: int, content: bytes) -> bytes:
    return varint(start) + varint(len(content) - 5)


def block(pairs: list[tuple[bytes, bytes]]) -> bytes:
    body = b"".join(
        varint(0) + varint(len(key)) + varint(len(value)) + key + value for key, value in pairs
    )
    body += bytes(4) + (1).to_bytes(4, "little") + b"\0"
    return body + masked(crc32c(body)).to_bytes(4, "little")


def crc32c(data: bytes) -> int:
    """Castagnoli's, bit by bit."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(crc: int) -> int:
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


V2_CASES = [
    Case("absurd size", [entry((1 << 40,), 24)], "in 24 bytes"),
    Case("absurd claim", [entry((1 << 40,), 1 << 42)], "beyond the end"),
    Case("overflow", [entry((1 << 62, 4), 0)], "in 0 bytes"),
    Case("negative dimension", [entry((-6,), 24)], "the shape"),
    Case("negative offset", [entry((6,), 24, offset=-4)], "beyond the end"),
    Case("negative size", [entry((6,), -24)], "beyond the end"),
    Case("rank", [entry((1,) * 300, 4)], "the shape"),
    Case("too few bytes", [entry((2, 3), 20)], "in 20 bytes"),
    Case("unknown dtype", [entry((6,), 24, dtype=99)], "of dtype 99"),
    Case("resource", [entry((6,), 24, dtype=_RESOURCE)], "of dtype 20"),
    Case("another shard", [entry((6,), 24, shard=7)], "in shard 7 of 1"),
    Case("absurd slices", [entry((1 << 40,), 0, sliced=True)], "in 24"),
    Case("no shards", [entry((6,), 24)], "0 shards", shards=0),
    Case("absurd shards", [entry((6,), 24)], "shards", shards=1 << 40),
]
