"""Memory that a finished recurrence leaves behind, given back before the next one is begun."""

from __future__ import annotations

import ctypes
import functools
import gc
from collections.abc import Callable


def give_back() -> None:
    """Collect what nothing holds any more, and let the system have its pages.

    A Keras model is a cycle, so its weights wait for the collector.  The C library keeps the
    pages of arrays below 32 MiB for itself, in heaps that every thread has its own of: a
    conversion of many recurrences grew by one's weights with each.
    """
    gc.collect()
    _trim()(0)


@functools.cache
def _trim() -> Callable[[int], object]:
    """``malloc_trim`` of glibc; nothing where the C library has none."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # musl and macOS; Windows, which names no library
        return lambda pad: pad
    trim.argtypes, trim.restype = [ctypes.c_size_t], ctypes.c_int
    return trim
