"""``tf.contrib.metrics`` that ``tf.metrics`` never had: how far two series go together."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.contrib.streaming import collected, local_variable, wrong

_v1 = tf.compat.v1


def count(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """How many values there were, or the sum of their weights.

    Args:
      values: of any shape.
      weights: broadcast to them; 1 by default.
      metrics_collections: as ``tf.metrics.mean`` takes them.
      updates_collections: as ``tf.metrics.mean`` takes them.
      name: of the scope; ``count`` by default.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = count(tf.ones([3, 2]))
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     float(session.run(update))
      6.0
    """
    with _v1.variable_scope(name, "count", (values, weights)):
        held = local_variable("count")
        ones = tf.ones_like(tf.cast(values, tf.float32))
        number = tf.reduce_sum(ones if weights is None else ones * tf.cast(weights, tf.float32))
        made = tf.identity(held), _v1.assign_add(held, number)
        return collected(made, metrics_collections, updates_collections)


def streaming_covariance(
    predictions: Any,
    labels: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """The unbiased sample covariance of predictions and labels, batch after batch (Welford).

    Args:
      predictions: floats.
      labels: of the same shape.
      weights: broadcast to them; 1 by default.
      metrics_collections: as ``tf.metrics.mean`` takes them.
      updates_collections: as ``tf.metrics.mean`` takes them.
      name: of the scope; ``covariance`` by default.

    Raises:
      ValueError: shapes that differ.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = streaming_covariance([1.0, 3.0], [2.0, 6.0])
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     float(session.run(update))
      4.0
    """
    with _v1.variable_scope(name, "covariance", (predictions, labels, weights)):
        predictions, labels = (tf.cast(one, tf.float32) for one in (predictions, labels))
        predictions.shape.assert_is_compatible_with(labels.shape)
        parts = ("count", "mean_prediction", "mean_label", "comoment")
        total, mean_p, mean_l, comoment = (local_variable(part) for part in parts)
        ones = tf.ones_like(predictions)
        w = ones if weights is None else ones * tf.cast(weights, tf.float32)
        size = tf.reduce_sum(w)
        means = [
            tf.math.divide_no_nan(tf.reduce_sum(x * w), size) for x in (predictions, labels)
        ]
        old = [tf.identity(one) for one in (total, mean_p, mean_l)]
        now = old[0] + size
        steps = [
            tf.math.divide_no_nan((mean - before) * size, now)
            for mean, before in zip(means, old[1:], strict=True)
        ]
        within = tf.reduce_sum(w * (predictions - means[0]) * (labels - means[1]))
        between = (old[1] - means[0]) * (old[2] - means[1])
        change = within + between * tf.math.divide_no_nan(old[0] * size, now)
        with tf.control_dependencies([*steps, change, now]):  # all are read before any is written
            new_total = _v1.assign_add(total, size)
            held = [_v1.assign_add(v, s) for v, s in zip((mean_p, mean_l), steps, strict=True)]
            new_comoment = _v1.assign_add(comoment, change)
        value = _unbiased(comoment, total, "covariance")
        with tf.control_dependencies(held):
            update = _unbiased(new_comoment, new_total, "update_op")
        return collected((value, update), metrics_collections, updates_collections)


def _unbiased(comoment: Any, total: Any, name: str) -> Any:
    known = tf.math.divide(comoment, total - 1.0)
    return _v1.where(tf.less(total, 2.0), tf.constant(float("nan")), known, name=name)


def streaming_pearson_correlation(
    predictions: Any,
    labels: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """Pearson's correlation of predictions and labels, batch after batch.

    Arguments, errors and source: as ``streaming_covariance``; the scope is ``pearson_r``.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = streaming_pearson_correlation([1.0, 3.0], [6.0, 2.0])
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     float(session.run(update).round(3))
      -1.0
    """
    with _v1.variable_scope(name, "pearson_r", (predictions, labels, weights)):
        both, of_p, of_l = (
            streaming_covariance(a, b, weights, name=part)
            for a, b, part in (
                (predictions, labels, "covariance"),
                (predictions, predictions, "variance_predictions"),
                (labels, labels, "variance_labels"),
            )
        )
        made = tuple(
            tf.math.divide(both[i], tf.sqrt(of_p[i]) * tf.sqrt(of_l[i]), name=part)
            for i, part in enumerate(("pearson_r", "update_op"))
        )
        return collected(made, metrics_collections, updates_collections)


def cohen_kappa(
    labels: Any,
    predictions_idx: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """How far predictions and labels agree beyond chance (Cohen, 1960).

    Args:
      labels: ints ``[batch]`` or ``[batch, 1]``.
      predictions_idx: likewise.
      num_classes: from 2.
      weights: likewise; 1 by default.
      metrics_collections: as ``tf.metrics.mean`` takes them.
      updates_collections: as ``tf.metrics.mean`` takes them.
      name: of the scope; ``cohen_kappa`` by default.

    Raises:
      ValueError: fewer than two classes.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = cohen_kappa([0, 1, 1, 0], [0, 1, 0, 0], num_classes=2)
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     float(session.run(update))
      0.5
    """
    if num_classes < 2:
        raise wrong("cohen_kappa", "num_classes", "at least 2", str(num_classes))
    with _v1.variable_scope(name, "cohen_kappa", (labels, predictions_idx, weights)):
        dtype = tf.int64 if weights is None else tf.float32
        seen = (_as_vector(one) for one in (labels, predictions_idx))
        weights = None if weights is None else _as_vector(weights)
        table = _v1.confusion_matrix(*seen, num_classes, dtype, weights=weights)
        of_batch = tf.linalg.diag_part(table), tf.reduce_sum(table, 0), tf.reduce_sum(table, 1)
        held = [local_variable(part, [num_classes], dtype) for part in ("po", "pe_row", "pe_col")]
        value = _kappa("value", *held)
        added = [_v1.assign_add(v, x) for v, x in zip(held, of_batch, strict=True)]
        update = _kappa("update_op", *added)
        return collected((value, update), metrics_collections, updates_collections)


def _as_vector(values: Any) -> Any:
    values = tf.convert_to_tensor(values)
    is_table = values.shape.rank is not None and values.shape.rank > 1
    return tf.squeeze(values, -1) if is_table else values


def _kappa(name: str, agreed: Any, rows: Any, columns: Any) -> Any:
    agreed, rows, columns = (tf.cast(one, tf.float64) for one in (agreed, rows, columns))
    total = tf.reduce_sum(rows)
    chance = tf.math.divide_no_nan(tf.reduce_sum(rows * columns), total)
    return tf.math.divide_no_nan(tf.reduce_sum(agreed) - chance, total - chance, name=name)
