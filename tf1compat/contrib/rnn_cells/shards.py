"""A matrix that TF1's older cells kept in several variables."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.scopes.scope import get_variable


def sharded(name: str, shape: list[int], dtype: Any, shards: int) -> Any:
    """``name_0`` to ``name_{shards - 1}``, joined along the rows; the first ones take the rest.

    Raises:
      ArgumentValueError: more variables than rows.
    """
    rows, *inner = shape
    if shards > rows:
        raise ArgumentValueError(
            "get_variable", name, expected=f"at most {rows} shards", received=shards,
            remedy="use fewer", known_as="Too many shards",
        )
    whole, rest = divmod(rows, shards)
    parts = [
        get_variable(f"{name}_{i}", [whole + (i < rest), *inner], dtype=dtype)
        for i in range(shards)
    ]
    return parts[0] if shards == 1 else tf.concat(parts, 0)
