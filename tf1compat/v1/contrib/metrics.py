"""``tf.contrib.metrics``."""

from __future__ import annotations

import tensorflow as _tensorflow

from tf1compat.contrib.agreement import cohen_kappa as cohen_kappa
from tf1compat.contrib.agreement import count as count
from tf1compat.contrib.agreement import streaming_covariance as streaming_covariance
from tf1compat.contrib.agreement import (
    streaming_pearson_correlation as streaming_pearson_correlation,
)
from tf1compat.contrib.metrics import accuracy as accuracy
from tf1compat.contrib.metrics import aggregate_metric_map as aggregate_metric_map
from tf1compat.contrib.metrics import aggregate_metrics as aggregate_metrics
from tf1compat.contrib.metrics import streaming_accuracy as streaming_accuracy
from tf1compat.contrib.metrics import streaming_auc as streaming_auc
from tf1compat.contrib.metrics import streaming_false_negatives as streaming_false_negatives
from tf1compat.contrib.metrics import streaming_false_positives as streaming_false_positives
from tf1compat.contrib.metrics import streaming_mean as streaming_mean
from tf1compat.contrib.metrics import streaming_mean_absolute_error as streaming_mean_absolute_error
from tf1compat.contrib.metrics import (
    streaming_mean_cosine_distance as streaming_mean_cosine_distance,
)
from tf1compat.contrib.metrics import streaming_mean_iou as streaming_mean_iou
from tf1compat.contrib.metrics import streaming_mean_relative_error as streaming_mean_relative_error
from tf1compat.contrib.metrics import streaming_mean_squared_error as streaming_mean_squared_error
from tf1compat.contrib.metrics import streaming_mean_tensor as streaming_mean_tensor
from tf1compat.contrib.metrics import streaming_percentage_less as streaming_percentage_less
from tf1compat.contrib.metrics import streaming_precision as streaming_precision
from tf1compat.contrib.metrics import (
    streaming_precision_at_thresholds as streaming_precision_at_thresholds,
)
from tf1compat.contrib.metrics import streaming_recall as streaming_recall
from tf1compat.contrib.metrics import streaming_recall_at_k as streaming_recall_at_k
from tf1compat.contrib.metrics import (
    streaming_recall_at_thresholds as streaming_recall_at_thresholds,
)
from tf1compat.contrib.metrics import (
    streaming_root_mean_squared_error as streaming_root_mean_squared_error,
)
from tf1compat.contrib.metrics import (
    streaming_sensitivity_at_specificity as streaming_sensitivity_at_specificity,
)
from tf1compat.contrib.metrics import (
    streaming_sparse_average_precision_at_k as streaming_sparse_average_precision_at_k,
)
from tf1compat.contrib.metrics import (
    streaming_sparse_precision_at_k as streaming_sparse_precision_at_k,
)
from tf1compat.contrib.metrics import streaming_sparse_recall_at_k as streaming_sparse_recall_at_k
from tf1compat.contrib.metrics import (
    streaming_specificity_at_sensitivity as streaming_specificity_at_sensitivity,
)
from tf1compat.contrib.metrics import streaming_true_negatives as streaming_true_negatives
from tf1compat.contrib.metrics import streaming_true_positives as streaming_true_positives
from tf1compat.contrib.ranked import f1_score as f1_score
from tf1compat.contrib.ranked import sparse_recall_at_top_k as sparse_recall_at_top_k
from tf1compat.contrib.ranked import (
    streaming_sparse_precision_at_top_k as streaming_sparse_precision_at_top_k,
)
from tf1compat.contrib.streaming import (
    streaming_false_negative_rate as streaming_false_negative_rate,
)
from tf1compat.contrib.streaming import (
    streaming_false_negative_rate_at_thresholds as streaming_false_negative_rate_at_thresholds,
)
from tf1compat.contrib.streaming import (
    streaming_false_negatives_at_thresholds as streaming_false_negatives_at_thresholds,
)
from tf1compat.contrib.streaming import (
    streaming_false_positive_rate as streaming_false_positive_rate,
)
from tf1compat.contrib.streaming import (
    streaming_false_positive_rate_at_thresholds as streaming_false_positive_rate_at_thresholds,
)
from tf1compat.contrib.streaming import (
    streaming_false_positives_at_thresholds as streaming_false_positives_at_thresholds,
)
from tf1compat.contrib.streaming import (
    streaming_true_negatives_at_thresholds as streaming_true_negatives_at_thresholds,
)
from tf1compat.contrib.streaming import (
    streaming_true_positives_at_thresholds as streaming_true_positives_at_thresholds,
)
from tf1compat.v1 import _namespace, _private

_v1 = _tensorflow.compat.v1

confusion_matrix = _v1.confusion_matrix
set_difference = _v1.sets.difference
set_intersection = _v1.sets.intersection
set_size = _v1.sets.size
set_union = _v1.sets.union

__all__ = [
    "accuracy",
    "aggregate_metric_map",
    "aggregate_metrics",
    "cohen_kappa",
    "confusion_matrix",
    "count",
    "f1_score",
    "set_difference",
    "set_intersection",
    "set_size",
    "set_union",
    "sparse_recall_at_top_k",
    "streaming_accuracy",
    "streaming_auc",
    "streaming_covariance",
    "streaming_false_negative_rate",
    "streaming_false_negative_rate_at_thresholds",
    "streaming_false_negatives",
    "streaming_false_negatives_at_thresholds",
    "streaming_false_positive_rate",
    "streaming_false_positive_rate_at_thresholds",
    "streaming_false_positives",
    "streaming_false_positives_at_thresholds",
    "streaming_mean",
    "streaming_mean_absolute_error",
    "streaming_mean_cosine_distance",
    "streaming_mean_iou",
    "streaming_mean_relative_error",
    "streaming_mean_squared_error",
    "streaming_mean_tensor",
    "streaming_pearson_correlation",
    "streaming_percentage_less",
    "streaming_precision",
    "streaming_precision_at_thresholds",
    "streaming_recall",
    "streaming_recall_at_k",
    "streaming_recall_at_thresholds",
    "streaming_root_mean_squared_error",
    "streaming_sensitivity_at_specificity",
    "streaming_sparse_average_precision_at_k",
    "streaming_sparse_precision_at_k",
    "streaming_sparse_precision_at_top_k",
    "streaming_sparse_recall_at_k",
    "streaming_specificity_at_sensitivity",
    "streaming_true_negatives",
    "streaming_true_negatives_at_thresholds",
    "streaming_true_positives",
    "streaming_true_positives_at_thresholds",
]

_namespace.join(__name__, "tf.contrib.metrics", kind=_private.ContribNamespace)
