"""``tensorflow.python.training.training_ops``: an optimizer's step on a variable, as one operation.

They are public as ``tf.raw_ops`` today, which take their arguments by name only.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from typing import Any

import tensorflow as tf

_IS_STEP = re.compile(r"(Resource)?(Sparse)?Apply[A-Z]")


def _by_position(operation: Callable[..., Any]) -> Callable[..., Any]:
    names = list(inspect.signature(operation).parameters)

    @functools.wraps(operation)
    def call(*args: Any, **kwargs: Any) -> Any:
        return operation(**dict(zip(names, args, strict=False)), **kwargs)

    return call


def _in_small(name: str) -> str:
    """``ApplyRMSProp`` was ``apply_rms_prop``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.replace("RMS", "Rms")).lower()


_STEPS = {
    _in_small(name): _by_position(getattr(tf.raw_ops, name))
    for name in dir(tf.raw_ops)
    if _IS_STEP.match(name)
}
globals().update(_STEPS)

__all__ = sorted(_STEPS)  # noqa: PLE0605  (a list of what this TensorFlow has)
