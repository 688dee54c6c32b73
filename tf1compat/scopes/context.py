"""Which of the contexts is this?  Only ``scopes/`` and the RNN layer ask."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import keras
import tensorflow as tf


def in_v1_graph() -> bool:
    """True when the outermost context is a v1 graph, whose own collections are the store.

    Eager code, and every ``tf.function`` traced from it, answers False.
    """
    return not tf.compat.v1.executing_eagerly_outside_functions()


def is_symbolic(*structures: object) -> bool:
    """True when any leaf is a ``KerasTensor``: the call describes a Keras model."""
    leaves = (leaf for structure in structures for leaf in tf.nest.flatten(structure))
    return any(isinstance(leaf, keras.KerasTensor) for leaf in leaves)


@contextlib.contextmanager
def plain_dimensions() -> Iterator[None]:
    """Within, shapes hold ints and None, as Keras expects, also where TF1 made ``Dimension``s."""
    if not isinstance(tf.TensorShape([1])[0], tf.compat.v1.Dimension):
        yield
        return
    tf.compat.v1.enable_v2_tensorshape()
    try:
        yield
    finally:
        tf.compat.v1.disable_v2_tensorshape()


def in_turn(parallel_iterations: Any) -> Any:
    """How many steps of a loop may run at once: one in v1 graphs, so that they draw in turn.

    TF1 ran the random operations of its loops in the order of the steps where their sizes were
    known; today's executor begins with the last of those that may run at once.  On a CPU steps in
    turn are as fast.
    """
    return 1 if in_v1_graph() else parallel_iterations
