"""Runs misuse and scope programs in a v1 graph; the same code records and replays."""

from __future__ import annotations

from typing import Any, Callable

from tests.golden import structure


def provoke(tf: Any, function: Callable[[Any], Any]) -> dict[str, str]:
    """The stage, class and public kind of the error that the program raises ("" for none)."""
    stage = "build"
    with tf.Graph().as_default():
        try:
            result = function(tf)
            stage = "run"
            tensors = [leaf for leaf in structure.leaves(result) if isinstance(leaf, tf.Tensor)]
            with tf.Session() as session:
                session.run(tf.global_variables_initializer())
                session.run(tensors)
        except Exception as problem:  # noqa: BLE001  (whatever comes is the record)
            return {"stage": stage, "error": type(problem).__name__, "kind": kind_of(tf, problem)}
    return {"stage": "", "error": "", "kind": ""}


def kind_of(tf: Any, problem: BaseException) -> str:
    """What user code can catch it as: a builtin error, or one of ``tf.errors``."""
    parents = [parent for parent in type(problem).__mro__ if parent is not Exception]
    builtin = [parent.__name__ for parent in parents if parent.__module__ == "builtins"]
    known = [parent.__name__ for parent in parents if hasattr(tf.errors, parent.__name__)]
    return next(name for name in [*builtin[:-2], *known, "Exception"])


def run_scopes(tf: Any, function: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """What a scope program returns, tensors as numbers and ops as names."""
    with tf.Graph().as_default():
        result = function(tf)
        with tf.Session() as session:
            session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
            return {key: plain(key, value, session.run) for key, value in result.items()}


def plain(key: str, value: Any, read: Callable[[Any], Any]) -> Any:
    """One returned value as JSON holds it; ``read`` makes a tensor into an array."""
    if key.startswith("op:"):
        return [part.name for part in value] if isinstance(value, list) else value.name
    if key.startswith("value:"):
        return read(value).tolist()
    return value
