"""Initial values as a v1 graph would have had them."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError


def settled(initializer: Any) -> Any:
    """The initialiser in a form that can be used outside the graph or function it came from.

    A seeded one is made to start at its seed for each variable: TF1 gave each variable a random op
    of its own, so two variables of one seed began alike, while eager ops of one seed share a
    generator.  A tensor of a graph is replaced by its constant value.

    Raises:
      ArgumentValueError: a tensor whose value only running the graph can tell.

    Example:
      >>> import tensorflow as tf
      >>> seeded = tf.compat.v1.random_uniform_initializer(seed=3)
      >>> one, two = (settled(seeded)([4], tf.float32) for _ in range(2))
      >>> bool(tf.reduce_all(one == two))
      True
    """
    if tf.is_tensor(initializer):
        return _constant(initializer)
    if isinstance(initializer, type) or not callable(initializer):
        return initializer
    if getattr(initializer, "seed", None) is None:
        return initializer

    def initial(shape: Any, dtype: Any = None) -> Any:
        # An op inside a function of its own starts at its seed.
        draw = tf.function(lambda: initializer(shape, dtype=dtype), autograph=False)
        return draw()

    return initial


def _constant(tensor: Any) -> Any:
    if isinstance(tensor, tf.Variable) or hasattr(tensor, "numpy"):
        return tensor
    value = tf.get_static_value(tensor)
    if value is None:
        raise ArgumentValueError(
            "get_variable",
            "initializer",
            expected="a value that is known while tracing",
            received=f"the tensor {tensor.name}",
            remedy="pass a function: initializer=lambda shape, dtype=None: …",
        )
    return value
