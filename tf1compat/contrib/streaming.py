"""``tf.contrib.metrics`` that ``tf.metrics`` never had: counts and rates over thresholds."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1
_metrics = _v1.metrics
EPSILON = 1e-7
_HIT = {
    "true_positives": (True, True),
    "false_negatives": (False, True),
    "true_negatives": (False, False),
    "false_positives": (True, False),
}


def local_variable(name: str, shape: Any = (), dtype: Any = tf.float32) -> Any:
    """Zeros that a metric keeps."""
    keys = [_v1.GraphKeys.LOCAL_VARIABLES, _v1.GraphKeys.METRIC_VARIABLES]
    zeros = tf.zeros(shape, dtype)
    return _v1.Variable(lambda: zeros, trainable=False, collections=keys, name=name)


def collected(made: tuple[Any, Any], *collections: Any) -> tuple[Any, Any]:
    """Value and update, each after it joined its collections."""
    for one, keys in zip(made, collections, strict=True):
        if keys:
            _v1.add_to_collections(keys, one)
    return made


def counted(
    kind: str, predictions: Any, labels: Any, thresholds: Any, weights: Any
) -> tuple[Any, Any]:
    """How often ``predictions > threshold`` and labels are as ``kind`` says: variable, update."""
    predictions, labels = tf.cast(predictions, tf.float32), tf.cast(labels, tf.bool)
    if not predictions.shape.is_compatible_with(labels.shape):
        raise wrong(kind, "labels", f"the shape {predictions.shape}", f"{labels.shape}")
    limits = tf.constant(list(thresholds), tf.float32)[:, tf.newaxis]
    over = tf.reshape(predictions, [1, -1]) > limits
    is_over, is_true = _HIT[kind]
    is_kind = tf.equal(over, is_over) & tf.equal(tf.reshape(labels, [1, -1]), is_true)
    found = tf.cast(is_kind, tf.float32)
    if weights is not None:
        whole = tf.ones_like(predictions) * tf.cast(weights, tf.float32)
        found *= tf.reshape(whole, [1, -1])
    variable = local_variable(kind, [len(thresholds)])
    return variable, _v1.assign_add(variable, tf.reduce_sum(found, 1))


def streaming_true_positives_at_thresholds(
    predictions: Any, labels: Any, thresholds: Any, weights: Any = None
) -> tuple[Any, Any]:
    """How many labels that are true have a prediction above each threshold.

    Args:
      predictions: floats of any shape.
      labels: of the same shape, taken as truth values.
      thresholds: list of floats.
      weights: broadcast to the labels; 1 by default.

    Returns:
      the counts, one for each threshold, and the operation that adds a batch to them.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = streaming_true_positives_at_thresholds(
      ...         [0.2, 0.8], [1, 1], thresholds=[0.1, 0.5])
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     session.run(update).tolist()
      [2.0, 1.0]
    """
    return counted("true_positives", predictions, labels, thresholds, weights)


def streaming_false_negatives_at_thresholds(
    predictions: Any, labels: Any, thresholds: Any, weights: Any = None
) -> tuple[Any, Any]:
    """How many labels that are true have a prediction up to each threshold.

    Arguments and source: as ``streaming_true_positives_at_thresholds``.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = streaming_false_negatives_at_thresholds(
      ...         [0.2, 0.8], [1, 1], thresholds=[0.1, 0.5])
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     session.run(update).tolist()
      [0.0, 1.0]
    """
    return counted("false_negatives", predictions, labels, thresholds, weights)


def streaming_true_negatives_at_thresholds(
    predictions: Any, labels: Any, thresholds: Any, weights: Any = None
) -> tuple[Any, Any]:
    """How many labels that are false have a prediction up to each threshold.

    Arguments and source: as ``streaming_true_positives_at_thresholds``.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = streaming_true_negatives_at_thresholds(
      ...         [0.2, 0.8], [0, 0], thresholds=[0.1, 0.5])
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     session.run(update).tolist()
      [0.0, 1.0]
    """
    return counted("true_negatives", predictions, labels, thresholds, weights)


def streaming_false_positives_at_thresholds(
    predictions: Any, labels: Any, thresholds: Any, weights: Any = None
) -> tuple[Any, Any]:
    """How many labels that are false have a prediction above each threshold.

    Arguments and source: as ``streaming_true_positives_at_thresholds``.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = streaming_false_positives_at_thresholds(
      ...         [0.2, 0.8], [0, 0], thresholds=[0.1, 0.5])
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     session.run(update).tolist()
      [2.0, 1.0]
    """
    return counted("false_positives", predictions, labels, thresholds, weights)


def _rate(part: str, other: str, given: dict[str, Any]) -> tuple[Any, Any]:
    """The share of ``part`` in both."""
    default = part.rstrip("s") + "_rate"
    inputs = given["predictions"], given["labels"], given["weights"]
    with _v1.variable_scope(given["name"], default, inputs):
        ours, rest = (
            getattr(_metrics, kind)(given["labels"], given["predictions"], given["weights"])
            for kind in (part, other)
        )
        made = tuple(
            tf.math.divide_no_nan(a, a + b, name=name)
            for a, b, name in zip(ours, rest, ("value", "update_op"), strict=True)
        )
        return collected(made, given["metrics_collections"], given["updates_collections"])


def streaming_false_positive_rate(
    predictions: Any,
    labels: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """The share of false labels whose prediction is true.

    Args:
      predictions: taken as truth values.
      labels: of the same shape, too.
      weights: as ``tf.metrics.mean`` takes them.
      metrics_collections: as ``tf.metrics.mean`` takes them.
      updates_collections: as ``tf.metrics.mean`` takes them.
      name: of the scope; ``false_positive_rate`` by default.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = streaming_false_positive_rate(
      ...         tf.constant([1, 0, 1]), tf.constant([0, 0, 1]))
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     float(session.run(update))
      0.5
    """
    return _rate("false_positives", "true_negatives", locals())


def streaming_false_negative_rate(
    predictions: Any,
    labels: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """The share of true labels whose prediction is false.

    Arguments and source: as ``streaming_false_positive_rate``.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = streaming_false_negative_rate(
      ...         tf.constant([1, 0, 1]), tf.constant([1, 1, 0]))
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     float(session.run(update))
      0.5
    """
    return _rate("false_negatives", "true_positives", locals())


def _rate_at_thresholds(part: str, other: str, given: dict[str, Any]) -> tuple[Any, Any]:
    default = part.rstrip("s") + "_rate_at_thresholds"
    inputs = [given[key] for key in ("predictions", "labels")]
    with _v1.variable_scope(given["name"], default, inputs):
        counts = {
            kind: counted(
                kind, given["predictions"], given["labels"], given["thresholds"], given["weights"]
            )
            for kind in (other, part)
        }
        short = "fpr" if part == "false_positives" else "fnr"
        made = tuple(
            tf.math.divide(a, EPSILON + a + b, name=f"{short}_{name}")
            for a, b, name in zip(
                counts[part], counts[other], ("value", "update_op"), strict=True
            )
        )
        return collected(made, given["metrics_collections"], given["updates_collections"])


def streaming_false_positive_rate_at_thresholds(
    predictions: Any,
    labels: Any,
    thresholds: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """The share of false labels whose prediction is above each threshold.

    Args:
      predictions: floats.
      labels: of the same shape, taken as truth values.
      thresholds: list of floats.
      weights: broadcast to the labels; 1 by default.
      metrics_collections: as ``tf.metrics.mean`` takes them.
      updates_collections: as ``tf.metrics.mean`` takes them.
      name: of the scope; ``false_positive_rate_at_thresholds`` by default.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = streaming_false_positive_rate_at_thresholds(
      ...         [0.2, 0.8], [0, 0], thresholds=[0.5])
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     session.run(update).round(3).tolist()
      [0.5]
    """
    return _rate_at_thresholds("false_positives", "true_negatives", locals())


def streaming_false_negative_rate_at_thresholds(
    predictions: Any,
    labels: Any,
    thresholds: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """The share of true labels whose prediction is up to each threshold.

    Arguments and source: as ``streaming_false_positive_rate_at_thresholds``.

    Example:
      >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
      ...     _, update = streaming_false_negative_rate_at_thresholds(
      ...         [0.2, 0.8], [1, 1], thresholds=[0.5])
      ...     session.run(tf.compat.v1.local_variables_initializer())
      ...     session.run(update).round(3).tolist()
      [0.5]
    """
    return _rate_at_thresholds("false_negatives", "true_positives", locals())


def wrong(metric: str, argument: str, expected: str, received: str) -> ArgumentValueError:
    """The error for an argument of a metric."""
    return ArgumentValueError(
        f"tf.contrib.metrics ({metric})", argument, expected=expected, received=received,
        remedy="correct it",
    )
