"""``tf.contrib.metrics`` that ``tf.metrics`` never had: counts, rates, correlation, agreement."""

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


def _variable(name: str, shape: Any = (), dtype: Any = tf.float32) -> Any:
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
        raise _error("labels", f"the shape {predictions.shape}", f"{labels.shape}")
    limits = tf.constant(list(thresholds), tf.float32)[:, tf.newaxis]
    over = tf.reshape(predictions, [1, -1]) > limits
    is_over, is_true = _HIT[kind]
    is_kind = tf.equal(over, is_over) & tf.equal(tf.reshape(labels, [1, -1]), is_true)
    found = tf.cast(is_kind, tf.float32)
    if weights is not None:
        whole = tf.ones_like(predictions) * tf.cast(weights, tf.float32)
        found *= tf.reshape(whole, [1, -1])
    variable = _variable(kind, [len(thresholds)])
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
    """
    return counted("true_positives", predictions, labels, thresholds, weights)


def streaming_false_negatives_at_thresholds(
    predictions: Any, labels: Any, thresholds: Any, weights: Any = None
) -> tuple[Any, Any]:
    """How many labels that are true have a prediction up to each threshold.

    Arguments and source: as ``streaming_true_positives_at_thresholds``.
    """
    return counted("false_negatives", predictions, labels, thresholds, weights)


def streaming_true_negatives_at_thresholds(
    predictions: Any, labels: Any, thresholds: Any, weights: Any = None
) -> tuple[Any, Any]:
    """How many labels that are false have a prediction up to each threshold.

    Arguments and source: as ``streaming_true_positives_at_thresholds``.
    """
    return counted("true_negatives", predictions, labels, thresholds, weights)


def streaming_false_positives_at_thresholds(
    predictions: Any, labels: Any, thresholds: Any, weights: Any = None
) -> tuple[Any, Any]:
    """How many labels that are false have a prediction above each threshold.

    Arguments and source: as ``streaming_true_positives_at_thresholds``.
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
    """
    return _rate_at_thresholds("false_negatives", "true_positives", locals())


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
    """
    with _v1.variable_scope(name, "count", (values, weights)):
        held = _variable("count")
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
    """
    with _v1.variable_scope(name, "covariance", (predictions, labels, weights)):
        predictions, labels = (tf.cast(one, tf.float32) for one in (predictions, labels))
        predictions.shape.assert_is_compatible_with(labels.shape)
        parts = ("count", "mean_prediction", "mean_label", "comoment")
        total, mean_p, mean_l, comoment = (_variable(part) for part in parts)
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
    """
    if num_classes < 2:
        raise _error("num_classes", "at least 2", str(num_classes))
    with _v1.variable_scope(name, "cohen_kappa", (labels, predictions_idx, weights)):
        dtype = tf.int64 if weights is None else tf.float32
        seen = (_as_vector(one) for one in (labels, predictions_idx))
        weights = None if weights is None else _as_vector(weights)
        table = _v1.confusion_matrix(*seen, num_classes, dtype, weights=weights)
        of_batch = tf.linalg.diag_part(table), tf.reduce_sum(table, 0), tf.reduce_sum(table, 1)
        held = [_variable(part, [num_classes], dtype) for part in ("po", "pe_row", "pe_col")]
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


def _error(argument: str, expected: str, received: str) -> ArgumentValueError:
    return ArgumentValueError(
        "tf.contrib.metrics", argument, expected=expected, received=received, remedy="correct it"
    )
