"""Sizes as TF1 took them: ``hidden / 2`` is a float in Python 3."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np

from tf1compat.errors import ArgumentValueError

_FLOATS = (float, np.floating)
_Size = TypeVar("_Size")  # an int, for whoever divided by //


def as_size(size: _Size) -> _Size:
    """The int that a float stands for; anything else as it is.

    Raises:
      ArgumentValueError: a float that is no whole number.

    Source: behaviour of TensorFlow 1.15.5, whose dimensions were made so.

    Example:
      >>> as_size(8 / 2), as_size(3), as_size(None)
      (4, 3, None)
    """
    if not isinstance(size, _FLOATS):
        return size
    if not float(size).is_integer():
        raise ArgumentValueError(
            "a size", expected="a whole number", received=f"the ambiguous dimension {size}",
            remedy="divide by // where it is made",
        )
    return int(size)  # type: ignore[return-value]


def as_sizes(shape: Any) -> Any:
    """``as_size`` of each size of a list or tuple; another shape as it is.

    Example:
      >>> as_sizes([4.0, None]), as_sizes(None)
      ([4, None], None)
    """
    return [as_size(size) for size in shape] if isinstance(shape, (list, tuple)) else shape
