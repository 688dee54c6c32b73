"""What the graphs of an estimator have in common: seed, global step, input."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError
from tf1compat.estimator.spec import check_instances
from tf1compat.scopes import op_ids

_v1 = tf.compat.v1


# Operations that TensorFlow 1 made, for seeds that count them (``scopes/op_ids.py``).
_OF_READING = 11
_MORE_OF_ITERATOR = 3


def begin(estimator: Any, *, trains: bool = False) -> Any:
    """Seeds the default graph and gives it a global step.

    Where it trains, the step is read by an operation that is made before the model: among what may
    run at once TensorFlow begins with what is older, and so reads before the optimizer counts.
    """
    _v1.set_random_seed(estimator.config.tf_random_seed)
    step = _v1.train.create_global_step()
    if trains:
        with op_ids.took(_OF_READING):
            _v1.train.StopAtStepHook(last_step=0).begin()  # makes the reading that hooks share
    return step


def inputs(estimator: Any, input_fn: Any, mode: str) -> tuple[Any, Any, list[Any]]:
    """Features, labels or None, and the hooks that start them."""
    found = estimator._call_input_fn(input_fn, mode)
    hooks: list[Any] = []
    if isinstance(found, tf.data.Dataset | _v1.data.Dataset):
        iterator = _v1.data.make_initializable_iterator(found)
        op_ids.skip(_MORE_OF_ITERATOR)
        hooks.append(_Start(iterator.initializer))
        found = iterator.get_next()
    if not isinstance(found, list | tuple):
        return found, None, hooks
    if len(found) != 2:
        raise ArgumentValueError(
            "Estimator", "input_fn", expected="a pair (features, labels)",
            received=f"{len(found)} values", remedy="return the features as a dict",
            known_as="input_fn should return (features, labels) as a len 2 tuple.",
        )
    return found[0], found[1], hooks


_Hook: Any = _v1.train.SessionRunHook


class _Start(_Hook):
    """Starts a dataset's iterator."""

    def __init__(self, initializer: Any) -> None:
        self._initializer = initializer

    def after_create_session(self, session: Any, coord: Any) -> None:
        session.run(self._initializer)


def hooks_of(symbol: str, hooks: Any) -> list[Any]:
    """The hooks as a list, all of which are hooks."""
    found: list[Any] = list(hooks or [])
    check_instances(symbol, "hooks", found, _v1.train.SessionRunHook)
    return found


def check_steps(symbol: str, argument: str, steps: int | None) -> None:
    """A number of steps is positive, or None."""
    if steps is not None and steps <= 0:
        raise ArgumentValueError(
            symbol, argument, expected="a number above 0", received=str(steps),
            remedy="leave it out to go on until the input ends",
            known_as=f"Must specify {argument} > 0",
        )
