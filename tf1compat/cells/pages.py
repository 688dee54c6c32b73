"""Memory for large arrays, as tensor libraries want it."""

from __future__ import annotations

import contextlib
import math
import mmap
from typing import Any

import numpy as np
import numpy.typing as npt

ALIGNMENT = 64  # bytes, of the widest vector that a processor loads
_OWN_PAGES = 1 << 20  # bytes


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


def _own_pages(size: int) -> mmap.mmap:
    """Memory of its own, in large pages where the system has them: small ones take five times."""
    if not hasattr(mmap, "MAP_PRIVATE"):  # Windows
        return mmap.mmap(-1, size)
    pages = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with contextlib.suppress(AttributeError, OSError):
        pages.madvise(mmap.MADV_HUGEPAGE)
    return pages
