"""Memory of large arrays: pages that one array leaves to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tf1compat.cells import pages
from tf1compat.cells.pages import ALIGNMENT, aligned_empty, aligned_zeros, kept

_SHAPE = (1 << 10, 1 << 10)


def test_pages_go_to_the_next_array_of_their_size() -> None:
    with kept():
        first = aligned_empty(_SHAPE, np.float32)
        address, part = first.ctypes.data, first[3:]
        part[...] = 7
        del first
        assert aligned_empty(_SHAPE, np.float32).ctypes.data != address  # a part is still in use
        assert (part == 7).all()
        del part
        assert not aligned_zeros(_SHAPE, np.float32).any()
        smaller = aligned_empty((1 << 9, 1 << 10), np.float32)
        assert smaller.ctypes.data != address
        again = aligned_empty((1 << 20,), np.int32)
        assert again.ctypes.data == address
        assert again.flags.writeable


def test_arrays_of_any_size_are_aligned() -> None:
    for shape in ((), (5,), (1 << 19,)):
        for make in (aligned_empty, aligned_zeros):
            value = make(shape, np.float64)
            assert value.shape == shape
            assert value.ctypes.data % ALIGNMENT == 0


class _Pages:
    """A block in whose length a garbage collection finds another."""

    def __init__(self, found: Callable[[], None] = lambda: None) -> None:
        self._found = [found]
        self.is_closed = False

    def __len__(self) -> int:
        while self._found:
            self._found.pop()()
        return 1

    def close(self) -> None:
        self.is_closed = True


def test_a_collection_may_bring_blocks_while_others_are_let_go() -> None:
    left: Any = pages._Left()
    second = _Pages()
    first = _Pages(lambda: left.put(second))
    left.put(first)
    assert first.is_closed
    assert second.is_closed
