"""Dropout that draws what TF1's drew (``op_ids.py``)."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.scopes import op_ids


def dropout(
    x: Any, keep_prob: Any = None, noise_shape: Any = None, seed: int | None = None,
    name: str | None = None, rate: Any = None,
) -> Any:  # fmt: skip
    """``tf.nn.dropout`` of TF1, by ``keep_prob`` or ``rate``.

    Args:
      x: a float tensor.
      keep_prob: the part that is kept.
      noise_shape: of the draw; that of ``x`` by default.
      seed: of the draw.
      name: of the operations.
      rate: the part that is dropped, instead of ``keep_prob``.

    Example:
      >>> import tensorflow as tf
      >>> dropout(tf.ones([2]), keep_prob=1.0).numpy().tolist()
      [1.0, 1.0]
    """
    start, first = op_ids.now(), _before_draw(keep_prob, rate)
    if seed is None:
        op_ids.before_draw(first)
    dropped = tf.compat.v1.nn.dropout(x, keep_prob, noise_shape, seed, name, rate)
    if op_ids.now() > start + 1:  # where all is kept, nothing is drawn
        op_ids.reach(start + first + 12)
    return dropped


def dropout_of_a_branch(x: Any, rate: Any, seed: int | None) -> Any:
    """In a ``tf.cond``, where what comes from outside is one operation more when first used.

    Example:
      >>> import tensorflow as tf
      >>> dropout_of_a_branch(tf.ones([2]), 0.0, None).numpy().tolist()
      [1.0, 1.0]
    """
    first = (3 if tf.is_tensor(rate) else 4) + (not x.shape.is_fully_defined())
    start = op_ids.now()
    if seed is None:
        op_ids.before_draw(first)
    dropped = tf.compat.v1.nn.dropout(x, rate=rate, seed=seed)
    if op_ids.now() > start + 1:
        op_ids.reach(start + 17)
    return dropped


def _before_draw(keep_prob: Any, rate: Any) -> int:
    """The rate, the shape and two bounds; in a loop a tensor of outside enters it."""
    if tf.is_tensor(keep_prob):
        return 5 + op_ids.cell_body(0, 1)
    return 3 + op_ids.cell_body(0, 1) if tf.is_tensor(rate) else 4
