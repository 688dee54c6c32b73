"""Matrix products: over all steps, and of one step."""

from __future__ import annotations

from typing import Any

import tensorflow as tf


def size(tensor: Any, axis: int) -> Any:
    """A static dimension, a number or None also where shapes hold TF1's ``Dimension``s."""
    return tensor.shape.as_list()[axis]


def rows(stack: Any) -> Any:
    """[T, B, ·] as [T * B, ·]."""
    return tf.reshape(stack, [-1, size(stack, -1)])


def product(left: Any, right: Any) -> Any:
    """Sum over steps and rows of the outer products: [T, B, M], [T, B, N] → [M, N]."""
    return tf.matmul(rows(left), rows(right), transpose_a=True)


def affine(x: Any, weight: Any, bias: Any = None) -> Any:
    """Product of x [T, B, D] and weight [D, G], plus bias if there is one, as one product."""
    flat = tf.matmul(rows(x), weight)
    flat = flat if bias is None else tf.nn.bias_add(flat, bias)
    result = tf.reshape(flat, tf.concat([tf.shape(x)[:2], [size(weight, 1)]], 0))
    result.set_shape([size(x, 0), size(x, 1), size(weight, 1)])
    return result


def times(left: Any, right: Any) -> Any:
    """Product of a step, left [B, M] and right [M, N].

    TensorFlow makes one operation of a product and a bias, and where its products are not oneDNN's
    that one multiplies a single row in as little as a fifth of a bare product's time; more rows
    take as long either way.  So to what is, or may turn out to be, one row nothing is added as
    zeros, of an operation that is not known to give them: constants would be seen through, and
    left out again.
    """
    many = size(left, 0) not in (None, 1)
    if many:
        return tf.matmul(left, right)
    with tf.control_dependencies(None):  # outside of the loop
        nothing = tf.raw_ops.Empty(shape=[size(right, 1)], dtype=right.dtype.base_dtype, init=True)
    return tf.nn.bias_add(tf.matmul(left, right), nothing)


def plus(pre: Any, left: Any, right: Any) -> Any:
    """Pre [B, N] and the product of a step, where one row of pre serves as the product's bias.

    Never a bias and a sum: oneDNN takes both at once, and at some shapes three times as long.
    """
    if size(left, 0) == 1:
        return tf.nn.bias_add(tf.matmul(left, right), tf.reshape(pre, [-1]))
    return pre + times(left, right)
