"""``tf.contrib.losses``: predictions first, one mean over the weights that are not zero.

``tf.losses`` has other orders of arguments, other broadcasting of weights, and for pairs another
count.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.contrib.arg_scope import add_arg_scope
from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1


@add_arg_scope
def add_loss(loss: Any, loss_collection: str | None = _v1.GraphKeys.LOSSES) -> None:
    """Puts a loss into a collection; None for no collection."""
    if loss_collection:
        _v1.add_to_collection(loss_collection, loss)


def get_losses(scope: str | None = None, loss_collection: str = _v1.GraphKeys.LOSSES) -> Any:
    """The losses of a collection, below a scope or all."""
    return _v1.get_collection(loss_collection, scope)


def get_regularization_losses(scope: str | None = None) -> Any:
    """The losses of regularizers, below a scope or all."""
    return _v1.get_collection(_v1.GraphKeys.REGULARIZATION_LOSSES, scope)


def get_total_loss(add_regularization_losses: bool = True, name: str = "total_loss") -> Any:
    """The sum of all losses, with those of the regularizers unless told otherwise."""
    losses = get_losses()
    if add_regularization_losses:
        losses = losses + get_regularization_losses()
    return tf.add_n(losses, name=name)


def compute_weighted_loss(losses: Any, weights: Any = 1.0, scope: str | None = None) -> Any:
    """``Σ w·losses / (number of losses whose w is not 0)``, 0 where there is none.

    The weights stand for the first dimensions of the losses and are repeated over the others.

    Args:
      losses: ``[batch, …]``, of known rank.
      weights: number, ``[1]``, ``[batch]`` or ``[batch, …]``; a last dimension of 1 is dropped.
      scope: name of the operations.

    Returns:
      scalar of the losses' dtype, which is put into the collection ``LOSSES`` too.

    Raises:
      ArgumentValueError: (a ``ValueError``) an unknown rank.

    Source: ``tf.contrib.losses.compute_weighted_loss`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     losses = tf.constant([[1.0, 3.0], [5.0, 7.0]])
      ...     float(session.run(compute_weighted_loss(losses, [0.5, 0.0])))
      1.0
    """
    with tf.name_scope(scope or "weighted_loss"):
        losses = tf.convert_to_tensor(losses)
        weights = _weights(weights, losses)
        single = tf.cast(losses, tf.float32)
        total = _scaled(single, weights)
        mean = tf.math.divide_no_nan(total, _present(single, weights, None), name="value")
        mean = tf.cast(mean, losses.dtype)
        add_loss(mean)
        return mean


def _weights(weights: Any, losses: Any) -> Any:
    weights = tf.cast(tf.convert_to_tensor(weights), tf.float32)
    for argument, tensor in (("losses", losses), ("weights", weights)):
        if tensor.shape.rank is None:
            raise ArgumentValueError(
                "tf.contrib.losses", argument, expected="a tensor of known rank",
                received=repr(tensor), remedy="call set_shape on it",
            )
    if weights.shape.rank > 1 and weights.shape[-1] in (1, None):
        weights = tf.squeeze(weights, [-1])
    return weights


def _scaled(losses: Any, weights: Any) -> Any:
    """The sum of the weighted losses."""
    others = list(range(weights.shape.rank, losses.shape.rank))
    return tf.reduce_sum(tf.reduce_sum(losses, others) * weights)


def _present(losses: Any, weights: Any, axis: Any) -> Any:
    """How many losses have a weight that is not 0: of all, or per row."""
    while weights.shape.rank < losses.shape.rank:
        weights = weights[..., tf.newaxis]
    used = tf.cast(tf.not_equal(weights, 0), tf.float32)
    return tf.reduce_sum(used * tf.ones_like(losses), axis)


def _pair(predictions: Any, labels: Any) -> tuple[Any, Any]:
    predictions, labels = tf.convert_to_tensor(predictions), tf.convert_to_tensor(labels)
    predictions.shape.assert_is_compatible_with(labels.shape)
    return tf.cast(predictions, tf.float32), tf.cast(labels, tf.float32)


def absolute_difference(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: str | None = None
) -> Any:
    """The weighted mean of ``|predictions - labels|``; see ``compute_weighted_loss``."""
    with tf.name_scope(scope or "absolute_difference") as inner:
        predictions, labels = _pair(predictions, labels)
        return compute_weighted_loss(tf.abs(predictions - labels), weights, inner)


def mean_squared_error(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: str | None = None
) -> Any:
    """The weighted mean of ``(predictions - labels)²``; see ``compute_weighted_loss``."""
    with tf.name_scope(scope or "mean_squared_error") as inner:
        predictions, labels = _pair(predictions, labels)
        squares = tf.math.squared_difference(predictions, labels)
        return compute_weighted_loss(squares, weights, inner)


def log_loss(
    predictions: Any,
    labels: Any = None,
    weights: Any = 1.0,
    epsilon: float = 1e-07,
    scope: str | None = None,
) -> Any:
    """The weighted mean of ``-y ln(p + ε) - (1 - y) ln(1 - p + ε)``."""
    with tf.name_scope(scope or "log_loss") as inner:
        p, y = _pair(predictions, labels)
        losses = -y * tf.math.log(p + epsilon) - (1 - y) * tf.math.log(1 - p + epsilon)
        return compute_weighted_loss(losses, weights, inner)


def hinge_loss(logits: Any, labels: Any = None, scope: str | None = None) -> Any:
    """``max(0, 1 - (2 labels - 1) logits)``, element by element: no mean, no collection."""
    with tf.name_scope(scope or "hinge_loss"):
        logits, labels = _pair(logits, labels)
        return tf.nn.relu(1 - (2 * labels - 1) * logits)


def sigmoid_cross_entropy(
    logits: Any,
    multi_class_labels: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
) -> Any:
    """The weighted mean of sigmoid cross entropies; smoothing draws the labels towards 1/2."""
    with tf.name_scope(scope or "sigmoid_cross_entropy_loss") as inner:
        logits, labels = _logits(logits, multi_class_labels)
        if label_smoothing > 0:
            labels = labels * (1 - label_smoothing) + 0.5 * label_smoothing
        losses = tf.nn.sigmoid_cross_entropy_with_logits(labels, logits, name="xentropy")
        return compute_weighted_loss(losses, weights, inner)


def softmax_cross_entropy(
    logits: Any,
    onehot_labels: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
) -> Any:
    """The weighted mean of softmax cross entropies; smoothing draws the labels towards 1/classes.

    The labels get no gradient, as with ``tf.nn.softmax_cross_entropy_with_logits`` of TF1.
    """
    with tf.name_scope(scope or "softmax_cross_entropy_loss") as inner:
        logits, labels = _logits(logits, onehot_labels)
        if label_smoothing > 0:
            classes = tf.cast(tf.shape(labels)[1], logits.dtype)
            labels = labels * (1.0 - label_smoothing) + label_smoothing / classes
        losses = tf.nn.softmax_cross_entropy_with_logits(
            tf.stop_gradient(labels), logits, name="xentropy"
        )
        return compute_weighted_loss(losses, weights, inner)


def sparse_softmax_cross_entropy(
    logits: Any, labels: Any, weights: Any = 1.0, scope: str | None = None
) -> Any:
    """The weighted mean of softmax cross entropies with class numbers ``[batch]``."""
    with tf.name_scope(scope or "sparse_softmax_cross_entropy_loss") as inner:
        labels = tf.reshape(labels, [tf.shape(labels)[0]])
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits, name="xentropy")
        return compute_weighted_loss(losses, weights, inner)


def _logits(logits: Any, labels: Any) -> tuple[Any, Any]:
    logits, labels = tf.convert_to_tensor(logits), tf.convert_to_tensor(labels)
    logits.shape.assert_is_compatible_with(labels.shape)
    return logits, tf.cast(labels, logits.dtype)


def cosine_distance(
    predictions: Any,
    labels: Any = None,
    axis: int | None = None,
    weights: Any = 1.0,
    scope: str | None = None,
    dim: int | None = None,
) -> Any:
    """The weighted mean of ``1 - Σ predictions · labels`` over an axis of unit vectors."""
    axis = dim if axis is None else axis
    if axis is None:
        raise ArgumentValueError(
            "tf.contrib.losses.cosine_distance", "axis", expected="the axis of the vectors",
            received="None", remedy="pass it",
        )
    with tf.name_scope(scope or "cosine_distance_loss") as inner:
        predictions, labels = _pair(predictions, labels)
        losses = 1 - tf.reduce_sum(predictions * labels, [axis])
        return compute_weighted_loss(losses, weights, inner)


def mean_pairwise_squared_error(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: str | None = None
) -> Any:
    """``Σ w (2 Σd² / n - 2 (Σd)² / n²)`` with a row's differences ``d`` and their count ``n``."""
    with tf.name_scope(scope or "mean_pairwise_squared_error"):
        predictions, labels = _pair(predictions, labels)
        differences = predictions - labels
        weights = tf.cast(tf.convert_to_tensor(weights), tf.float32)
        others = list(range(1, differences.shape.rank))
        count = _present(differences, weights, others)
        squares = tf.math.divide_no_nan(tf.reduce_sum(differences**2, others), count)
        square = tf.math.divide_no_nan(tf.reduce_sum(differences, others) ** 2, count**2)
        loss = _scaled(2.0 * squares - 2.0 * square, weights)
        loss = tf.where(tf.reduce_sum(count) > 0, loss, tf.zeros_like(loss), name="value")
        add_loss(loss)
        return loss
