"""Datasets that take what TensorFlow 1's took: ``num_parallel_calls`` as a 32-bit tensor.

TF1 wanted 32 bits there and refused 64; today's TensorFlow does it the other way round, so that
``dataset.map(parse, num_parallel_calls=tf.constant(4))`` fails.  A dataset's methods return
TensorFlow's own class, so they are replaced on that; what it accepts today is passed on.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from tf1compat.door.patch import Patch

_METHODS = ("map", "map_with_legacy_function")  # interleave wanted 64 bits even then

_patches: list[Patch] = []


def install(tensorflow: Any) -> None:
    """Replace the methods; a second time changes nothing."""
    if not _patches:
        _patches.extend(Patch(tensorflow.compat.v1.data.Dataset, name) for name in _METHODS)
        for patch in _patches:
            patch.apply(_taking_32_bits(patch.today, tensorflow))


def uninstall() -> None:
    """Let the methods be what they were."""
    while _patches:
        _patches.pop().undo()


def _taking_32_bits(today: Callable[..., Any], tensorflow: Any) -> Callable[..., Any]:
    def wide(value: Any) -> Any:
        narrow = tensorflow.is_tensor(value) and value.dtype == tensorflow.int32
        return tensorflow.cast(value, tensorflow.int64) if narrow else value

    @functools.wraps(today)
    def method(
        self: Any, map_func: Any, num_parallel_calls: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        return today(self, map_func, wide(num_parallel_calls), *args, **kwargs)

    return method
