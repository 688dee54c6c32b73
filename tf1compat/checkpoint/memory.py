"""Memory of large weights: taken over without a copy, given back before the next are begun."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tf1compat.cells.counterpart import Array
from tf1compat.cells.pages import ALIGNMENT, aligned_empty, aligned_zeros

_LARGE = 1 << 20  # bytes; below, a copy costs less than asking
_OF_PYTHON = 10_000  # objects that an interpreter itself may have frozen, and more
SHARED = ("float16", "float32", "float64")  # dtypes that DLPack and numpy both know


def lent(value: Array) -> Any:
    """What a Keras variable is to be given: its memory from then on, where TensorFlow holds it.

    TensorFlow copies an array into pages of its own, which costs several times what numpy's
    copy does.  The caller gives the array away: training writes into it.
    """
    import keras

    if keras.backend.backend() != "tensorflow" or value.dtype.name not in SHARED:
        return value
    if value.nbytes < _LARGE:
        return value
    import tensorflow as tf

    if not _as_it_is(value):
        own = aligned_empty(value.shape, value.dtype)
        own[...] = value
        value = own
    return tf.experimental.dlpack.from_dlpack(value.__dlpack__())


def lent_zeros(shape: Sequence[int], dtype: str) -> Any:
    """Zeros for a Keras variable; those of large ones take no memory until they are read."""
    if dtype in SHARED:
        return lent(aligned_zeros(tuple(shape), dtype))
    import keras

    return keras.ops.zeros(shape, dtype)


@functools.cache
def from_lent_zeros() -> Any:
    """An initializer that gives `lent_zeros`.

    It has a name for Keras, as ``Bidirectional`` makes its layers anew from their configurations.
    """
    import keras

    @keras.saving.register_keras_serializable("tf1compat")
    class LentZeros(keras.initializers.Zeros):
        def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
            return lent_zeros(shape, keras.backend.standardize_dtype(dtype))

    return LentZeros()


def _as_it_is(value: Array) -> bool:
    flags = value.flags
    return flags.c_contiguous and flags.writeable and value.ctypes.data % ALIGNMENT == 0


@contextlib.contextmanager
def settled() -> Iterator[None]:
    """Spare the collector, while the block runs, what was there before: TensorFlow and Keras.

    Going through their objects takes it most of half a second, for every recurrence.
    """
    import keras  # noqa: F401  # there before

    if gc.get_freeze_count() > _OF_PYTHON:  # the program has done so itself
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


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
