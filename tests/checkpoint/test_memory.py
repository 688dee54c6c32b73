"""Large weights take arrays over without a copy; what nothing holds is given back."""

from __future__ import annotations

import gc
import re
import subprocess
import sys
import weakref
from pathlib import Path

import keras
import numpy as np
import pytest

from tf1compat.cells.counterpart import Array
from tf1compat.cells.pages import ALIGNMENT, aligned_zeros
from tf1compat.checkpoint import memory, write
from tf1compat.errors import CheckpointError

SHAPE = (2, 1 << 18)  # 2 MiB of float32


def _weight(value: Array) -> Array:
    dtype = str(value.dtype)
    weight = keras.Variable(memory.lent_zeros(value.shape, dtype), dtype=dtype)
    weight.assign(memory.lent(value))
    return np.asarray(memoryview(weight.value.read_value()))


def test_an_aligned_array_becomes_the_weights_memory() -> None:
    value = aligned_zeros(SHAPE, np.float32)
    value[:] = 3
    held = _weight(value)
    assert held.ctypes.data == value.ctypes.data
    assert np.all(held == 3)


def test_what_was_there_before_is_spared_by_the_collector() -> None:
    """And what comes after it is not; the program's own choice stays."""
    before = gc.get_freeze_count()
    with memory.settled():
        assert gc.get_freeze_count() > 10_000
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        gone = weakref.ref(model)
        del model
        memory.give_back()
        assert gone() is None
        with memory.settled():
            pass
        assert gc.get_freeze_count() > 10_000
    assert gc.get_freeze_count() <= before


def _aligned() -> Array:
    value = aligned_zeros(SHAPE, np.float32)
    value[:] = np.arange(SHAPE[1]) % 100
    return value


def _read_only() -> Array:
    value = _aligned()
    value.flags.writeable = False
    return value


def _unaligned() -> Array:
    space = aligned_zeros((SHAPE[0] * SHAPE[1] + 1,), np.float32)
    value: Array = space[1:].reshape(SHAPE)
    value[:] = np.arange(SHAPE[1]) % 100
    return value


@pytest.mark.parametrize(
    "value",
    [_read_only(), _aligned().T, _aligned()[:, ::2], _unaligned(), _aligned().astype(np.float16)],
    ids=["read-only", "transposed", "strided", "unaligned", "half"],
)
def test_any_other_is_copied_to_where_it_can_be_used(value: Array) -> None:
    held = _weight(value)
    assert np.array_equal(held, value)
    assert held.ctypes.data % ALIGNMENT == 0


def test_small_arrays_stay_the_callers() -> None:
    value = np.ones(4, np.float32)
    assert memory.lent(value) is value


class _Cycle:
    def __init__(self) -> None:
        self.own = self


def test_what_only_a_cycle_holds_is_given_back() -> None:
    gc.disable()  # or it might be collected before
    try:
        left = weakref.ref(_Cycle())
        memory.give_back()
        assert left() is None
    finally:
        gc.enable()


def test_a_disk_that_fills_up_while_it_takes_a_file_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    path = tmp_path / "model.npz"

    def fill() -> None:
        with write.replacing(path) as temporary:
            temporary.write_bytes(b"1")
            with write.syncing(temporary):
                pass

    with pytest.raises(CheckpointError, match="No space left on device"):
        fill()
    assert not list(tmp_path.iterdir())


def test_every_file_of_a_directory_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    monkeypatch.setattr("os.fsync", taken.append)
    (tmp_path / "variables").mkdir()
    for name in ("saved_model.pb", "variables/variables.index"):
        (tmp_path / name).write_bytes(b"1")
    with write.syncing(tmp_path):
        pass
    assert len(taken) == 2


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Linux counts the peak")
def test_a_conversion_and_its_proof_hold_a_gib_beyond_the_largest_tensor(tmp_path: Path) -> None:
    words = ["--gib", "0.06", "--graph", "--only", "npz", "--draws", "2"]
    folder = ["--folder", str(tmp_path)]
    benchmark = [sys.executable, "-m", "benchmarks.checkpoint_streaming", *words, *folder]
    printed = subprocess.run(benchmark, check=True, capture_output=True, text=True).stdout
    largest = re.search(r"largest tensor (\d+) MiB", printed)
    peaks = re.search(r"npz .* (\d+) MiB beyond the start .*s, (\d+) MiB", printed)
    assert largest, printed
    assert peaks, printed
    assert max(map(int, peaks.groups())) < 1024 + int(largest[1]), printed
