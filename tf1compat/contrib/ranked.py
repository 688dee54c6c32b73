"""``tf.contrib.metrics`` of what is ranked, and the best F1 over thresholds."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.contrib.streaming import EPSILON, collected, counted

_v1 = tf.compat.v1
_metrics = _v1.metrics


def streaming_sparse_precision_at_top_k(
    top_k_predictions: Any,
    labels: Any,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """The share of the classes that are given that are among the labels.

    Args:
      top_k_predictions: ints ``[…, k]``.
      labels: ints ``[…, labels]``, or a ``SparseTensor``.
      class_id: the only class to count; all by default.
      weights: as ``tf.metrics.precision_at_top_k`` takes them.
      metrics_collections: as ``tf.metrics.mean`` takes them.
      updates_collections: as ``tf.metrics.mean`` takes them.
      name: of the scope; ``precision_at_k`` by default.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = streaming_sparse_precision_at_top_k(
      ...         tf.constant([[0, 2]]), tf.constant([[2]], tf.int64))
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     float(session.run(update))
      0.5
    """
    made: tuple[Any, Any] = _metrics.precision_at_top_k(
        labels, top_k_predictions, class_id=class_id, weights=weights, name=name,
        metrics_collections=metrics_collections, updates_collections=updates_collections,
    )
    return made


def sparse_recall_at_top_k(
    labels: Any,
    top_k_predictions: Any,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """The share of the labels that are among the classes that are given.

    Args:
      labels: ints ``[…, labels]``, or a ``SparseTensor``.
      top_k_predictions: ints ``[…, k]``.
      class_id: the only class to count; all by default.
      weights: as ``tf.metrics.recall_at_top_k`` takes them.
      metrics_collections: as ``tf.metrics.mean`` takes them.
      updates_collections: as ``tf.metrics.mean`` takes them.
      name: of the scope; ``recall_at_k`` by default.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = sparse_recall_at_top_k(
      ...         tf.constant([[2]], tf.int64), tf.constant([[0, 2]]))
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     float(session.run(update))
      1.0
    """
    made: tuple[Any, Any] = _metrics.recall_at_top_k(
        labels, top_k_predictions, class_id=class_id, weights=weights, name=name,
        metrics_collections=metrics_collections, updates_collections=updates_collections,
    )
    return made


def f1_score(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """The best harmonic mean of precision and recall over the thresholds.

    Args:
      labels: taken as truth values.
      predictions: of the same shape, from 0 to 1; the run checks it.
      weights: broadcast to the labels; 1 by default.
      num_thresholds: how many, evenly from 0 to 1.
      metrics_collections: as ``tf.metrics.mean`` takes them.
      updates_collections: as ``tf.metrics.mean`` takes them.
      name: of the scope; ``f1`` by default.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = f1_score([1, 0, 1], [0.9, 0.1, 0.8])
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     float(session.run(update).round(3))
      1.0
    """
    with _v1.variable_scope(name, "f1", (labels, predictions, weights)):
        predictions = tf.cast(predictions, tf.float32)
        checks = [
            _v1.assert_greater_equal(predictions, 0.0, message="predictions must be in [0, 1]"),
            _v1.assert_less_equal(predictions, 1.0, message="predictions must be in [0, 1]"),
        ]
        with tf.control_dependencies([check for check in checks if check is not None]):
            predictions = tf.identity(predictions)
        between = [i / (num_thresholds - 1) for i in range(1, num_thresholds - 1)]
        limits = [-EPSILON, *between, 1 + EPSILON]
        counts = [
            counted(kind, predictions, labels, limits, weights)
            for kind in ("true_positives", "false_negatives", "false_positives")
        ]
        made = tuple(_best_f1(*(one[i] for one in counts)) for i in range(2))
        return collected(made, metrics_collections, updates_collections)


def _best_f1(hits: Any, missed: Any, wrong: Any) -> Any:
    precision = hits / (EPSILON + hits + wrong)
    recall = hits / (EPSILON + hits + missed)
    return tf.reduce_max(2 * precision * recall / (precision + recall + EPSILON))
