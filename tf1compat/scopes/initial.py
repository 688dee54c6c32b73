"""Initial values as a v1 graph would draw them."""

from __future__ import annotations

from typing import Any

import tensorflow as tf


def drawn_afresh(initializer: Any) -> Any:
    """A seeded initialiser, made to start at its seed for each variable.

    TF1 gave each variable a random op of its own, so two variables of one seed began alike.
    Eager ops of one seed share a generator and go on where the last one stopped; an op inside a
    function of its own does not.

    Example:
      >>> import tensorflow as tf
      >>> seeded = tf.compat.v1.random_uniform_initializer(seed=3)
      >>> one, two = (drawn_afresh(seeded)([4], tf.float32) for _ in range(2))
      >>> bool(tf.reduce_all(one == two))
      True
    """
    if isinstance(initializer, type) or not callable(initializer):
        return initializer
    if getattr(initializer, "seed", None) is None:
        return initializer

    def initial(shape: Any, dtype: Any = None) -> Any:
        draw = tf.function(lambda: initializer(shape, dtype=dtype), autograph=False)
        return draw()

    return initial
