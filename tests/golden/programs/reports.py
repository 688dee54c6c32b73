"""What scope programs report: variables by name, and the errors that they provoke."""

from __future__ import annotations

from typing import Any, Callable


def names(tf: Any) -> list[Any]:
    """(name, shape, dtype, trainable) of every variable, in order of creation."""
    trainable = [v.name for v in tf.trainable_variables()]
    return [
        [v.name, v.shape.as_list(), v.dtype.base_dtype.name, v.name in trainable]
        for v in tf.global_variables()
    ]


def error(function: Callable[[], Any]) -> str:
    """The name of the error that a call raises, "" if none."""
    try:
        function()
    except (ValueError, TypeError) as problem:
        return "ValueError" if isinstance(problem, ValueError) else "TypeError"
    return ""
