"""Programs of contrib's metrics that ``tf.metrics`` never had: values batch by batch, variables."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.golden.v1_programs import names, outcome, plain, program

_KEPT = {"metrics_collections": ["values"], "updates_collections": ["updates"], "name": "mine"}


def _streamed(tf: Any, make: Any) -> Any:
    """What a metric says after each of three batches, and what it keeps under which names."""
    draw = np.random.RandomState(4)
    with tf.Graph().as_default():
        share = tf.placeholder(tf.float32, [6])
        truth, found = tf.placeholder(tf.int64, [6]), tf.placeholder(tf.int64, [6])
        scores = tf.placeholder(tf.float32, [6, 3])
        value, update = make(share, truth, found, scores)
        told = []
        with tf.Session() as session:
            session.run(tf.local_variables_initializer())
            for _ in range(3):
                feed = {
                    share: draw.uniform(0, 1, 6), truth: draw.randint(0, 3, 6),
                    found: draw.randint(0, 3, 6), scores: draw.uniform(-1, 1, [6, 3]),
                }  # fmt: skip
                told.append([session.run(update, feed), session.run(value)])
            held = [session.run(tf.local_variables())]
        held += [value.name, names(tf.local_variables())]
        keys = [tf.GraphKeys.METRIC_VARIABLES, "values"]
        added = len(tf.get_collection("updates"))
        return plain([told, held, [names(tf.get_collection(key)) for key in keys], added])


@program
def contrib_streaming(tf: Any) -> Any:
    there: Any = tf.contrib.metrics
    w = [1.0, 2.0, 0.0, 1.0, 0.5, 1.0]
    at = [0.2, 0.6]
    column = [[one] for one in w]

    def unit(x: Any) -> Any:
        return tf.nn.l2_normalize(x, 1)

    def best(s: Any) -> Any:
        return tf.nn.top_k(s, 2)[1]

    cases = [
        lambda q, y, p, s: there.streaming_true_positives_at_thresholds(q, y > 0, at),
        lambda q, y, p, s: there.streaming_true_negatives_at_thresholds(q, y > 0, at, w),
        lambda q, y, p, s: there.streaming_false_positives_at_thresholds(q, y, at, w),
        lambda q, y, p, s: there.streaming_false_negatives_at_thresholds(q, y > 0, at),
        lambda q, y, p, s: there.streaming_false_positive_rate(p, y),
        lambda q, y, p, s: there.streaming_false_positive_rate(p > 1, y > 1, w, **_KEPT),
        lambda q, y, p, s: there.streaming_false_negative_rate(p > 1, y > 0, w, **_KEPT),
        lambda q, y, p, s: there.streaming_false_positive_rate_at_thresholds(q, y > 0, at),
        lambda q, y, p, s: there.streaming_false_negative_rate_at_thresholds(
            q, y > 0, at, w, **_KEPT),
        lambda q, y, p, s: there.count(q), lambda q, y, p, s: there.count(q, w, **_KEPT),
        lambda q, y, p, s: there.streaming_covariance(q, tf.to_float(y)),
        lambda q, y, p, s: there.streaming_covariance(q, tf.to_float(y), w, **_KEPT),
        lambda q, y, p, s: there.streaming_pearson_correlation(q, tf.to_float(y), w),
        lambda q, y, p, s: there.streaming_pearson_correlation(q, tf.to_float(y), **_KEPT),
        lambda q, y, p, s: there.cohen_kappa(tf.to_float(y)[:, None], p, 3),
        lambda q, y, p, s: there.cohen_kappa(y, p[:, None], 3, w, **_KEPT),
        lambda q, y, p, s: there.cohen_kappa(y, p, 3, column),
        lambda q, y, p, s: there.streaming_mean_cosine_distance(unit(s), unit(s + 1), 1),
        lambda q, y, p, s: there.streaming_mean_cosine_distance(
            unit(s), unit(s + 1), 1, column, **_KEPT),
        lambda q, y, p, s: there.f1_score(y > 0, q),
        lambda q, y, p, s: there.f1_score(y > 0, q, w, 10, **_KEPT),
        lambda q, y, p, s: there.sparse_recall_at_top_k(y[:, None], best(s)),
        lambda q, y, p, s: there.streaming_sparse_precision_at_top_k(
            best(s), y[:, None], 1, w, **_KEPT),
    ]  # fmt: skip
    one, two = tf.constant([0.5]), tf.constant([0.5, 1.0])
    wrong = [
        lambda: there.cohen_kappa([1], [1], 1),
        lambda: there.cohen_kappa(tf.zeros([2, 3]), tf.zeros([2, 3]), 2),
        lambda: there.streaming_covariance(one, two),
        lambda: there.streaming_false_negatives_at_thresholds(one, two > 0, [0.5]),
        lambda: there.streaming_pearson_correlation(one, two),
        lambda: there.streaming_mean_cosine_distance(one[None], two[:, None], 1),
    ]  # fmt: skip
    return [[_streamed(tf, case) for case in cases], [outcome(call) for call in wrong]]
