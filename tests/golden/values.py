"""The numbers that go in: a function of the case and of what they are for.

``numpy.random.RandomState`` streams are frozen for all time, so Python 3.7 and
today's numpy draw the same bits and nothing that is fed needs to be stored.
"""

from __future__ import annotations

import zlib
from typing import Any, Sequence

import numpy as np

from tests.golden.case import B, Case

_SPREAD = {"input": 1.5, "state": 1.2, "variable": 0.7, "seed": 1.0}


def draw(case_id: str, kind: str, name: object, shape: Sequence[int], dtype: str) -> Any:
    """Uniform numbers for one tensor; ``kind`` is a key of ``_SPREAD``."""
    rng = np.random.RandomState(zlib.crc32(f"{case_id}|{kind}|{name}".encode()))
    spread = _SPREAD[kind]
    values = rng.uniform(-spread, spread, size=tuple(shape))
    if dtype.startswith("int"):
        return np.floor(values * 5).astype(dtype)
    # bfloat16 is no numpy type: the caller casts float32.
    return values.astype("float32" if dtype == "bfloat16" else dtype)


def feature_shapes(features: Any) -> list[tuple[int, ...]]:
    """The leaves of ``Case.features`` in TensorFlow's flattening order."""
    if isinstance(features, dict):
        return [leaf for key in sorted(features) for leaf in feature_shapes(features[key])]
    if isinstance(features, list):
        return [leaf for part in features for leaf in feature_shapes(part)]
    return [features]


def pack_features(features: Any, leaves: list[Any]) -> Any:
    """``leaves`` in the structure of ``features`` (lists become tuples); empties ``leaves``."""
    if isinstance(features, dict):
        return {key: pack_features(features[key], leaves) for key in sorted(features)}
    if isinstance(features, list):
        return tuple(pack_features(part, leaves) for part in features)
    return leaves.pop(0)


def input_arrays(case: Case) -> list[Any]:
    """One array per input leaf, ``[B, T, ...]`` or time-major as the case says."""
    lead = (case.time, B) if case.time_major else (B, case.time)
    return [
        draw(case.id, "input", index, lead + tuple(shape), case.dtype)
        for index, shape in enumerate(feature_shapes(case.features))
    ]


def static_shape(case: Case, feature: Sequence[int]) -> list[int | None]:
    """The static shape of an input leaf: the dims in ``unknown`` are None."""
    batch = None if "batch" in case.unknown else B
    time = None if "time" in case.unknown else case.time
    return [*((time, batch) if case.time_major else (batch, time)), *feature]


def fixed_lengths(tf: Any, case: Case) -> Any:
    """The lengths as a constant or list where the case gives them so, else None."""
    if case.lengths is None or case.lengths_as == "feed":
        return None
    if case.lengths_as == "list":
        return list(case.lengths)
    return tf.constant(np.array(case.lengths, case.lengths_dtype))


def state_array(case: Case, index: int, shape: Sequence[int]) -> Any:
    """A given initial state's leaf."""
    return draw(case.id, "state", index, [B, *shape], case.dtype)


def seed_array(case: Case, key: str, shape: Sequence[int]) -> Any:
    """What the gradient of a leaf starts from: unequal numbers everywhere."""
    return draw(case.id, "seed", key, shape, case.dtype)


def variable_array(case: Case, name: str, shape: Sequence[int], dtype: str) -> Any:
    """The value that a variable is given before anything is computed."""
    return draw(case.id, "variable", name, shape, dtype)
