"""``tf.contrib.metrics``: the metrics of ``tf.metrics`` with predictions first, and their sums."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import tensorflow as tf

from tf1compat.errors import ArgumentValueError

_v1 = tf.compat.v1
_metrics = _v1.metrics

_LAST = "weights=None metrics_collections=None updates_collections=None name=None"
_PAIR = f"predictions labels {_LAST}"


def _reordered(name: str, moved: Callable[..., Any], parameters: str) -> Callable[..., Any]:
    """``moved`` under an old name with its parameters in the old order."""
    made = []
    for word in parameters.split():
        parameter, _, default = word.partition("=")
        values = {"": inspect.Parameter.empty, "None": None, "200": 200, "'ROC'": "ROC"}
        made.append(
            inspect.Parameter(
                parameter, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=values[default]
            )
        )
    signature = inspect.Signature(made)

    def metric(*args: Any, **kwargs: Any) -> Any:
        return moved(**signature.bind(*args, **kwargs).arguments)

    metric.__name__ = metric.__qualname__ = name
    metric.__signature__ = signature  # type: ignore[attr-defined]
    metric.__doc__ = (
        f"``tf.metrics.{moved.__name__}`` in the order of ``tf.contrib.metrics.{name}``.\n\n"
        f"Args:\n  {', '.join(signature.parameters)}: as ``tf.metrics.{moved.__name__}`` takes "
        "them.\n\nReturns:\n  the value's tensor, and the operation that updates it."
    )
    return metric


streaming_true_positives = _reordered("streaming_true_positives", _metrics.true_positives, _PAIR)
streaming_true_negatives = _reordered("streaming_true_negatives", _metrics.true_negatives, _PAIR)
streaming_false_positives = _reordered(
    "streaming_false_positives", _metrics.false_positives, _PAIR
)
streaming_false_negatives = _reordered(
    "streaming_false_negatives", _metrics.false_negatives, _PAIR
)
streaming_mean = _reordered("streaming_mean", _metrics.mean, f"values {_LAST}")
streaming_mean_tensor = _reordered(
    "streaming_mean_tensor", _metrics.mean_tensor, f"values {_LAST}"
)
streaming_accuracy = _reordered("streaming_accuracy", _metrics.accuracy, _PAIR)
streaming_precision = _reordered("streaming_precision", _metrics.precision, _PAIR)
streaming_recall = _reordered("streaming_recall", _metrics.recall, _PAIR)
streaming_auc = _reordered(
    "streaming_auc",
    _metrics.auc,
    "predictions labels weights=None num_thresholds=200 metrics_collections=None "
    "updates_collections=None curve='ROC' name=None",
)
streaming_specificity_at_sensitivity = _reordered(
    "streaming_specificity_at_sensitivity",
    _metrics.specificity_at_sensitivity,
    "predictions labels sensitivity weights=None num_thresholds=200 metrics_collections=None "
    "updates_collections=None name=None",
)
streaming_sensitivity_at_specificity = _reordered(
    "streaming_sensitivity_at_specificity",
    _metrics.sensitivity_at_specificity,
    "predictions labels specificity weights=None num_thresholds=200 metrics_collections=None "
    "updates_collections=None name=None",
)
streaming_precision_at_thresholds = _reordered(
    "streaming_precision_at_thresholds",
    _metrics.precision_at_thresholds,
    f"predictions labels thresholds {_LAST}",
)
streaming_recall_at_thresholds = _reordered(
    "streaming_recall_at_thresholds",
    _metrics.recall_at_thresholds,
    f"predictions labels thresholds {_LAST}",
)
streaming_sparse_recall_at_k = _reordered(
    "streaming_sparse_recall_at_k",
    _metrics.recall_at_k,
    f"predictions labels k class_id=None {_LAST}",
)
streaming_sparse_precision_at_k = _reordered(
    "streaming_sparse_precision_at_k",
    _metrics.precision_at_k,
    f"predictions labels k class_id=None {_LAST}",
)
streaming_sparse_average_precision_at_k = _reordered(
    "streaming_sparse_average_precision_at_k",
    _metrics.average_precision_at_k,
    f"predictions labels k {_LAST}",
)
streaming_mean_cosine_distance = _reordered(
    "streaming_mean_cosine_distance",
    _metrics.mean_cosine_distance,
    f"predictions labels dim {_LAST}",
)
streaming_mean_absolute_error = _reordered(
    "streaming_mean_absolute_error", _metrics.mean_absolute_error, _PAIR
)
streaming_mean_relative_error = _reordered(
    "streaming_mean_relative_error",
    _metrics.mean_relative_error,
    f"predictions labels normalizer {_LAST}",
)
streaming_mean_squared_error = _reordered(
    "streaming_mean_squared_error", _metrics.mean_squared_error, _PAIR
)
streaming_root_mean_squared_error = _reordered(
    "streaming_root_mean_squared_error", _metrics.root_mean_squared_error, _PAIR
)
streaming_percentage_less = _reordered(
    "streaming_percentage_less", _metrics.percentage_below, f"values threshold {_LAST}"
)
streaming_mean_iou = _reordered(
    "streaming_mean_iou", _metrics.mean_iou, f"predictions labels num_classes {_LAST}"
)


def accuracy(predictions: Any, labels: Any, weights: Any = None, name: str | None = None) -> Any:
    """How many predictions are the labels, as a share of this batch; nothing is kept.

    Args:
      predictions: ints, bools or strings.
      labels: of the same dtype and shape.
      weights: of the elements.
      name: of the operations.

    Raises:
      ArgumentValueError: (a ``ValueError``) another dtype, or two dtypes.

    Source: ``tf.contrib.metrics.accuracy`` of TensorFlow 1.15.5.

    Example:
      >>> float(accuracy(tf.constant([1, 2, 3, 3]), tf.constant([1, 2, 0, 3])))
      0.75
    """
    if not (labels.dtype.is_integer or labels.dtype in (tf.bool, tf.string)):
        raise _error("accuracy", "labels", "ints, bools or strings", labels.dtype.name)
    if labels.dtype != predictions.dtype:
        raise _error(
            "accuracy", "predictions", f"the labels' {labels.dtype.name}", predictions.dtype.name
        )
    with tf.name_scope(name or "accuracy"):
        correct = tf.cast(tf.equal(predictions, labels), tf.float32)
        if weights is None:
            return tf.reduce_mean(correct)
        return tf.reduce_sum(correct * weights) / tf.reduce_sum(weights * tf.ones_like(correct))


def streaming_recall_at_k(
    predictions: Any,
    labels: Any,
    k: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Any:
    """The share of labels that are among the ``k`` best predictions.

    Args:
      predictions: ``[batch, classes]`` floats.
      labels: ``[batch]`` ints.
      k: how many are looked at.
      weights: as ``tf.metrics.mean`` takes them.
      metrics_collections: as ``tf.metrics.mean`` takes them.
      updates_collections: as ``tf.metrics.mean`` takes them.
      name: of the variables' scope; ``recall_at_K`` by default.

    Source: ``tf.contrib.metrics.streaming_recall_at_k`` of TensorFlow 1.15.5.

    Example:
      >>> with tf.Graph().as_default():
      ...     value, _ = streaming_recall_at_k(tf.ones([2, 3]), tf.constant([1, 2]), 2)
      ...     value.name
      'recall_at_2/value:0'
    """
    hits = tf.cast(tf.math.in_top_k(labels, predictions, k), tf.float32)
    scope = name or f"recall_at_{k}"
    return _metrics.mean(hits, weights, metrics_collections, updates_collections, scope)


def aggregate_metrics(*value_update_tuples: tuple[Any, Any]) -> tuple[list[Any], list[Any]]:
    """Metrics as a list of values and a list of updates.

    Args:
      *value_update_tuples: what metrics return.

    Raises:
      ArgumentValueError: (a ``ValueError``) none.

    Source: ``tf.contrib.metrics.aggregate_metrics`` of TensorFlow 1.15.5.

    Example:
      >>> aggregate_metrics(("value", "update"), ("other", "its"))
      (['value', 'other'], ['update', 'its'])
    """
    if not value_update_tuples:
        raise _error("aggregate_metrics", "value_update_tuples", "at least one metric", "none")
    values, updates = zip(*value_update_tuples, strict=True)
    return list(values), list(updates)


def aggregate_metric_map(
    names_to_tuples: Mapping[str, tuple[Any, Any]],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Named metrics as a dict of values and a dict of updates.

    Args:
      names_to_tuples: what metrics return, by names of your own.

    Source: ``tf.contrib.metrics.aggregate_metric_map`` of TensorFlow 1.15.5.

    Example:
      >>> aggregate_metric_map({"loss": ("value", "update")})
      ({'loss': 'value'}, {'loss': 'update'})
    """
    values, updates = zip(*names_to_tuples.values(), strict=True)
    return (
        dict(zip(names_to_tuples, values, strict=True)),
        dict(zip(names_to_tuples, updates, strict=True)),
    )


def _error(metric: str, argument: str, expected: str, received: str) -> ArgumentValueError:
    return ArgumentValueError(
        f"tf.contrib.metrics.{metric}", argument, expected=expected, received=received,
        remedy="convert it",
    )
