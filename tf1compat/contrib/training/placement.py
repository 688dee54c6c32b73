"""``tf.contrib.training``: on which parameter server a variable is put."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from tf1compat.errors import ArgumentValueError


class RandomStrategy:
    """The task ``md5(NAME_seed) mod num_ps_tasks``: the same in each run.

    Args:
      num_ps_tasks: how many parameter servers there are.
      seed: for another distribution.

    Source: ``tf.contrib.training.RandomStrategy`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     RandomStrategy(3)(tf.constant(1.0, name="a").op)
      1
    """

    def __init__(self, num_ps_tasks: int, seed: int = 0) -> None:
        self._num_tasks = num_ps_tasks
        self._seed = seed

    def __call__(self, op: Any) -> int:
        named = f"{op.name}_{self._seed}".encode()
        digest = hashlib.md5(named, usedforsecurity=False).hexdigest()
        return int(digest, 16) % self._num_tasks


class GreedyLoadBalancingStrategy:
    """The task that has the smallest load so far.

    Args:
      num_tasks: how many parameter servers there are.
      load_fn: from an operation to its load, such as ``byte_size_load_fn``.

    Source: ``tf.contrib.training.GreedyLoadBalancingStrategy`` of TensorFlow 1.15.5.

    Example:
      >>> place = GreedyLoadBalancingStrategy(2, load_fn=len)
      >>> [int(place(name)) for name in ("long name", "a", "b")]
      [0, 1, 1]
    """

    def __init__(self, num_tasks: int, load_fn: Callable[[Any], float]) -> None:
        self._load_fn = load_fn
        self._ps_loads = np.zeros(num_tasks)

    def __call__(self, op: Any) -> Any:
        task = np.argmin(self._ps_loads)
        self._ps_loads[task] += self._load_fn(op)
        return task


def byte_size_load_fn(op: Any) -> int:
    """The bytes of an operation's one output.

    Args:
      op: an operation, or that of a variable.

    Raises:
      ArgumentValueError: (a ``ValueError``) more outputs than one, or an unknown shape.

    Source: ``tf.contrib.training.byte_size_load_fn`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     byte_size_load_fn(tf.zeros([3, 2], tf.float64).op)
      48
    """
    if len(op.outputs) != 1:
        raise _error("an operation with one output", f"{op.name} with {len(op.outputs)}")
    (output,) = op.outputs
    shape = output.shape
    if not shape.is_fully_defined():
        # A variable's operation is asked before its output has got its shape.
        shape = tf.TensorShape(op.get_attr("shape"))
    if not shape.is_fully_defined():
        raise _error("an output of known shape", f"{op.name} of shape {shape}")
    return int(shape.num_elements() * output.dtype.size)


def _error(expected: str, received: str) -> ArgumentValueError:
    return ArgumentValueError(
        "byte_size_load_fn", "op", expected=expected, received=received,
        remedy="use a load_fn of your own for it",
    )
