"""TF1's ``sequence_length`` as the mask that Keras takes."""

from __future__ import annotations

from typing import Any

from keras import backend, ops


def mask_from_lengths(lengths: Any, steps: Any) -> Any:
    """mask[b, t] = t < lengths[b]

    Args:
      lengths: ``[B]`` integers, 0 and T included.
      steps: T, the number of steps of the padded batch.

    Returns:
      ``[B, T]`` booleans, True on the steps that count.

    Example:
      >>> from tf1compat.native import mask_from_lengths
      >>> import numpy as np
      >>> np.array(mask_from_lengths(np.array([2, 0]), 3)).tolist()
      [[True, True, False], [False, False, False]]
    """
    lengths = ops.expand_dims(lengths, 1)
    dtype = backend.standardize_dtype(lengths.dtype)
    return ops.less(ops.expand_dims(ops.arange(steps, dtype=dtype), 0), lengths)
