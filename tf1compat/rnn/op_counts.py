"""How many operations TF1's drivers made around the cell's (``scopes/op_ids.py``)."""

from __future__ import annotations

import contextlib
from typing import Any

import tensorflow as tf

from tf1compat.scopes import op_ids

TRANSPOSED = 8
UNKNOWN_BATCH = 5
_ARRAY_READ, _ARRAY_UNSTACKED, _ARRAY_STACKED = 3, 10, 6


def of_lengths(given: Any) -> int:
    """To int32, its name, and the check of its shape."""
    is_int32 = bool(tf.as_dtype(getattr(given, "dtype", tf.int32)) == tf.int32)
    return 12 + (not tf.is_tensor(given)) + (not is_int32)


def around_cell(
    parts: tuple[list[Any], list[Any], list[Any]], masked: bool, batch: Any
) -> contextlib.AbstractContextManager[None]:
    """A cell runs inside, in TF1's loop over time.

    Args:
      parts: what is read in each step, the sizes of what is written, and what is carried on.
      masked: whether there are lengths.
      batch: B, a number or a tensor.
    """
    unknown = tf.is_tensor(batch)
    inputs, outputs, states = (len(part) for part in parts)
    carried = 2 + outputs + states  # beside them a counter and the time
    before = 5 + (UNKNOWN_BATCH if unknown else 0) + outputs * (6 + unknown) + 4 * masked
    before += 1 + outputs + inputs * _ARRAY_UNSTACKED + 3  # the time, arrays, and the bound
    before += 1 + 4 * carried + 6 + 2 + inputs * _ARRAY_READ + 2 * masked
    after = (2 * outputs + states) * masked + 2 * outputs + 2 + 2 * carried
    known = not unknown and parts[0][0].shape[:1].is_fully_defined()
    after += outputs if known else 0
    return op_ids.driving(before, after + outputs * _ARRAY_STACKED, loops=True)


def around_steps(lengths: Any, states: int) -> contextlib.AbstractContextManager[None]:
    """A cell of so many states runs inside, step after step.

    With lengths, TF1 chose in each step whether to run the cell at all, and whether to compare.
    """
    if lengths is None:
        return op_ids.driving(0, 0, loops=False)
    given = 1 if not tf.is_tensor(lengths) else int(lengths.dtype != tf.int32)
    first, rest = 9 + states, 14 + 6 * states
    return op_ids.driving(12 + given + first, rest, loops=True, between=rest + first, branch=True)
