"""Reading ahead and writing behind: the same bytes, in the same order, and every error."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from tf1compat import convert
from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.overlap import WritingBehind, reading_ahead
from tf1compat.checkpoint.read import open_checkpoint
from tf1compat.errors import CheckpointError

KERNEL, BIAS = "rnn/gru_cell/gates/kernel", "rnn/gru_cell/gates/bias"


def test_reading_goes_one_ahead_and_an_error_comes_when_its_value_is_asked_for() -> None:
    asked = []

    def read(name: str) -> Array:
        asked.append(name)
        if name == "bad":
            raise CheckpointError("bad", expected="", received="", remedy="")
        return np.array(len(name))

    with reading_ahead(read, ["a", "bb", "bad"]) as ahead:
        assert ahead("a") == 1
        assert ahead("other") == 5  # not foreseen
        assert ahead("bb") == 2
        with pytest.raises(CheckpointError):
            ahead("bad")
    assert sorted(asked) == ["a", "bad", "bb", "other"]


def test_pieces_are_written_in_order_and_places_are_those_of_the_file() -> None:
    file = io.BytesIO()
    with WritingBehind(file) as behind:
        for k in range(5):
            assert behind.write(bytes([k]) * 3) == 3
        assert behind.tell() == 15
        behind.seek(3)
        behind.write(b"xyz")
        behind.seek(15)
    assert file.getvalue() == b"\0\0\0xyz\2\2\2\3\3\3\4\4\4"


def test_a_full_disk_shows_at_the_end_at_the_latest() -> None:
    class Full(io.BytesIO):
        def write(self, piece: object) -> int:
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space"), WritingBehind(Full()) as behind:
        behind.write(b"1")


def save_wide(prefix: Path) -> dict[str, Array]:
    """Wide enough that its kernels are read without TensorFlow."""
    random = np.random.default_rng(1)
    shapes = {KERNEL: (512, 768), BIAS: (768,)}
    shapes["rnn/gru_cell/candidate/kernel"] = (512, 384)
    shapes["rnn/gru_cell/candidate/bias"] = (384,)
    values = {n: 0.05 * random.standard_normal(s, np.float32) for n, s in shapes.items()}
    empty = [""] * len(values)
    tf.raw_ops.SaveV2(
        prefix=str(prefix), tensor_names=list(values), shape_and_slices=empty,
        tensors=list(values.values()),
    )  # fmt: skip
    return values


def test_a_flipped_bit_that_was_read_unchecked_stops_the_conversion(tmp_path: Path) -> None:
    prefix, out = tmp_path / "model.ckpt", tmp_path / "out"
    out.mkdir()
    values = save_wide(prefix)
    for name, value in values.items():
        np.testing.assert_array_equal(open_checkpoint(prefix).read(name, checked=False), value)
    data = tmp_path / "model.ckpt.data-00000-of-00001"
    content = bytearray(data.read_bytes())
    place = content.index(values[KERNEL].tobytes()) + 5000
    content[place] ^= 4
    data.write_bytes(content)
    changed = open_checkpoint(prefix).read(KERNEL, checked=False) != values[KERNEL]
    assert changed.sum() == 1  # or the path was not taken
    for target in (".npz", ".keras"):
        with pytest.raises(CheckpointError, match="damaged"):
            convert(prefix, out / f"model{target}", draws=1)
    assert not list(out.iterdir())


class Parts(io.BytesIO):
    """Takes three bytes at a time, as a file without a buffer may."""

    def write(self, piece: Any) -> int:
        return super().write(bytes(memoryview(piece)[:3]))


def test_what_a_file_did_not_take_is_written_after_it() -> None:
    file, numbers = Parts(), np.arange(4, dtype=np.uint16)
    with WritingBehind(file) as behind:
        behind.write(b"0123456")
        behind.write(numbers.data)
        assert behind.tell() == 15
        behind.flush()
        assert file.getvalue() == b"0123456" + numbers.tobytes()
