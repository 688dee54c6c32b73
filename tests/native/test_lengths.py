"""Lengths as a mask."""

from __future__ import annotations

import numpy as np
import pytest

from tf1compat.native import mask_from_lengths


@pytest.mark.parametrize("dtype", ["int32", "int64"])
def test_the_mask_is_true_below_the_length(dtype: str) -> None:
    mask = np.array(mask_from_lengths(np.array([0, 1, 3], dtype), 3))
    assert mask.tolist() == [[False] * 3, [True, False, False], [True] * 3]
    assert mask.dtype == bool


def test_no_rows_and_no_steps() -> None:
    assert np.array(mask_from_lengths(np.array([], "int32"), 3)).shape == (0, 3)
    assert np.array(mask_from_lengths(np.array([0, 0]), 0)).shape == (2, 0)
