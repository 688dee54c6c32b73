"""Memory for large arrays, as tensor libraries want it."""

from __future__ import annotations

import contextlib
import math
import mmap
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

ALIGNMENT = 64  # bytes, of the widest vector that a processor loads
_OWN_PAGES = 1 << 20  # bytes
_LARGE_PAGE = 2 << 20
_KEPT = 256 << 20  # bytes at most of blocks that wait for the next array of their size


def aligned_zeros(shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Zeros at an address that tensor libraries can use as it is.

    Large ones are pages of their own: they take no memory until they are written, and the system
    has them back at once.  The C library would keep what it hands out below 32 MiB for itself.
    """
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if size >= _OWN_PAGES:
        return np.frombuffer(_own_pages(size), dtype).reshape(shape)
    space = np.zeros(size + ALIGNMENT, np.uint8)
    start = -space.ctypes.data % ALIGNMENT
    return space[start : start + size].view(dtype).reshape(shape)


def aligned_empty(shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """An array of any numbers, to be written over; large ones in pages that others have left.

    The first touch of a page takes the system, and the host of a virtual machine, several times
    what it takes to write into it again.
    """
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if size < _OWN_PAGES:
        return aligned_zeros(shape, dtype)
    block = _Block(_left.taken(-(-size // _LARGE_PAGE) * _LARGE_PAGE))
    return np.asarray(block)[:size].view(dtype).reshape(shape)


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """Within, pages wait for the next array of their size; outside, the system has them at once."""
    _left.users += 1
    try:
        yield
    finally:
        _left.users -= 1
        _left.trim()


class _Block:
    """Pages that come back when the last array in them is gone."""

    def __init__(self, pages: mmap.mmap) -> None:
        address = np.frombuffer(pages, np.uint8).ctypes.data
        self.__array_interface__ = {
            "version": 3, "shape": (len(pages),), "typestr": "|u1", "data": (address, False),
        }
        weakref.finalize(self, _left.put, pages).atexit = False  # nobody needs it any more


class _Left:
    """Blocks without an array."""

    def __init__(self) -> None:
        self.users = 0  # of `kept`
        self._blocks: list[mmap.mmap] = []
        self._lock = threading.Lock()

    def taken(self, size: int) -> mmap.mmap:
        """One of this size, new if none is left."""
        with self._lock:
            for pages in reversed(self._blocks):  # the last one is likeliest in the caches
                if len(pages) == size:
                    self._blocks.remove(pages)
                    return pages
        return _own_pages(size)

    def put(self, pages: mmap.mmap) -> None:
        """Keep a block, in place of those that have waited longest.

        A garbage collection may call this anywhere, and so within any method here.
        """
        self._blocks.append(pages)
        self.trim()

    def trim(self) -> None:
        """Let the system have those that are too many, unless that is being done or one taken."""
        if self._lock.acquire(blocking=False):
            try:
                while sum(map(len, self._blocks)) > (_KEPT if self.users else 0):
                    self._blocks.pop(0).close()
            finally:
                self._lock.release()


_left = _Left()


def _own_pages(size: int) -> mmap.mmap:
    """Memory of its own, in large pages where the system has them: small ones take five times."""
    if not hasattr(mmap, "MAP_PRIVATE"):  # Windows
        return mmap.mmap(-1, size)
    pages = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with contextlib.suppress(AttributeError, OSError):
        pages.madvise(mmap.MADV_HUGEPAGE)
    return pages
