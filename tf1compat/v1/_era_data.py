"""``tf.contrib.data`` of 1.2 and 1.3, whose classes 1.4 moved to ``tf.data``."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import tensorflow as tf

_data = tf.compat.v1.data


def _with_old_arguments(today: Callable[..., Any]) -> Callable[..., Any]:
    """``map(f, num_threads=…, output_buffer_size=…)``."""

    @functools.wraps(today)
    def map_(
        self: Any,
        map_func: Callable[..., Any],
        *args: Any,
        num_threads: Any = None,
        output_buffer_size: Any = None,
        **kwargs: Any,
    ) -> Any:
        if num_threads is not None:
            kwargs["num_parallel_calls"] = num_threads
        mapped = today(self, map_func, *args, **kwargs)
        return mapped if output_buffer_size is None else mapped.prefetch(output_buffer_size)

    map_._takes_old_arguments = True  # type: ignore[attr-defined]
    return map_


def moved(name: str) -> Any:
    """The class of this name, once datasets take the old arguments too.

    What a dataset's methods return is made by TensorFlow, of its own class: so that is changed,
    for arguments that it would refuse.
    """
    if not hasattr(_data.Dataset.map, "_takes_old_arguments"):
        _data.Dataset.map = _with_old_arguments(_data.Dataset.map)
    return getattr(_data, name)
