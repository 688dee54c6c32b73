"""Programs of contrib's ``learn.preprocessing``, ``losses``, ``metrics``, ``data``, ``util``."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import numpy as np

from tests.golden.v1_programs import names, outcome, plain, program, run

TEXTS = [
    "It's a NewYork dog-day, OK?",
    "the dog and the DOG saw the naïve cat 42 times",
    "",
    "a cat a cat a dog",
]


def split(iterator: Any) -> Any:
    """A tokenizer of the program's own."""
    return (text.split(" ") for text in iterator)


@program
def vocabulary_processor(tf: Any) -> Any:
    preprocessing = tf.contrib.learn.preprocessing
    found = [list(preprocessing.tokenizer(TEXTS)), preprocessing.TOKENIZER_RE.pattern]
    for length, how in (
        (5, {}),
        (4, {"min_frequency": 1}),
        (6, {"tokenizer_fn": split, "min_frequency": 2}),
    ):
        processor = preprocessing.VocabularyProcessor(length, **how)
        rows = list(processor.fit_transform(TEXTS))
        file = os.path.join(tempfile.mkdtemp(), "vocabulary")
        processor.save(file)
        again = preprocessing.VocabularyProcessor.restore(file)
        words = again.vocabulary_
        found.append([
            plain(rows), [row.dtype.name for row in rows],
            plain(list(again.transform(["the dog is a new cat"]))),
            list(again.reverse([[1, 2, 0], [3]])),
            again.max_document_length, again.min_frequency, len(words),
            sorted(words._mapping.items()), sorted(words._freq.items()), words._reverse_mapping,
        ])
        found.append(type(again.fit(["more words"])).__name__)
    return found


@program
def vocabulary_by_hand(tf: Any) -> Any:
    preprocessing = tf.contrib.learn.preprocessing
    words = preprocessing.CategoricalVocabulary("?")
    for word, count in (("x", 3), ("y", 1), ("z", 5), (7, 3), ("?", 9)):
        words.add(word, count)
    found = [len(words), words.get("z"), words.get("new"), words.reverse(4)]
    words.trim(1, max_frequency=5)
    found += [sorted(map(str, words._mapping.items())), sorted(map(str, words._freq.items()))]
    words.freeze()
    found += [words.get("never"), words.get("x"), len(words)]
    words.freeze(False)
    found += [words.get("never"), len(words)]
    blind = preprocessing.CategoricalVocabulary(support_reverse=False)
    blind.add("x")
    found += [outcome(blind.reverse, 1), blind.get("x")]
    given = preprocessing.VocabularyProcessor(3, vocabulary=words)
    found.append(plain(list(given.transform(["x never again"]))))
    bytewise = preprocessing.ByteProcessor(4)
    rows = list(bytewise.fit_transform(["né", b"abcdef", ""]))
    found += [plain(rows), rows[0].dtype.name, list(bytewise.reverse(np.array(rows)))]
    found.append(bytewise.fit(["x"]))
    return found


@program
def contrib_losses(tf: Any) -> Any:
    losses = tf.contrib.losses
    p = tf.constant([[0.2, 0.7, 0.4], [0.9, 0.5, 0.1]])
    y = tf.constant([[0, 1, 1], [1, 0, 0]])
    one_hot = tf.constant([[0, 1, 0], [1, 0, 0]])
    made = []
    for w in (1.0, 0.5, [2.0, 0.0], [[2.0], [0.5]], [[1.0, 0.0, 2.0], [0.5, 1.0, 0.0]], [0.0, 0.0]):
        made += [
            losses.absolute_difference(p, y, w),
            losses.mean_squared_error(p, y, w),
            losses.log_loss(p, y, w, epsilon=0.01),
            losses.sigmoid_cross_entropy(p, y, w, label_smoothing=0.2),
        ]
    for w in (1.0, [2.0, 0.0]):
        made += [
            losses.softmax_cross_entropy(p, one_hot, w),
            losses.softmax_cross_entropy(p, one_hot, w, label_smoothing=0.1),
            losses.sparse_softmax_cross_entropy(p, tf.constant([[1], [0]]), w),
            losses.cosine_distance(p, tf.cast(y, tf.float32), 1, w),
            losses.mean_pairwise_squared_error(p, y, w),
            losses.compute_weighted_loss(tf.reduce_sum(p, 1), w, scope="mine"),
        ]
    hinge = losses.hinge_loss(p * 3.0, y)
    gradients = tf.gradients(made[1] + made[-5], p)[0]
    losses.add_loss(tf.constant(7.0))
    losses.add_loss(tf.constant(7.0), None)
    tf.add_to_collection(tf.GraphKeys.REGULARIZATION_LOSSES, tf.constant(2.5))
    kept = len(losses.get_losses())
    total = [losses.get_total_loss(), losses.get_total_loss(False, name="bare")]
    unknown = tf.placeholder(tf.float32)
    return [
        run(tf, made), run(tf, [hinge, gradients]), kept, run(tf, total), total[1].name,
        len(losses.get_regularization_losses()), len(losses.get_losses("mine")),
        losses.compute_weighted_loss(tf.ones([2], tf.float64)).dtype.name,
        outcome(losses.compute_weighted_loss, unknown),
        outcome(losses.cosine_distance, p, p),
        outcome(losses.mean_squared_error, p, tf.ones([3, 2])),
    ]


@program
def contrib_metrics(tf: Any) -> Any:
    metrics = tf.contrib.metrics
    p = tf.constant([[0.2, 0.7, 0.4], [0.9, 0.5, 0.1]])
    y = tf.constant([[0, 1, 1], [1, 0, 0]])
    hard = tf.round(p)
    w = tf.constant([[1.0, 2.0, 0.5], [1.0, 0.0, 3.0]])
    classes = tf.constant([1, 2], tf.int64)
    made = {
        "tp": metrics.streaming_true_positives(hard, y, w),
        "tn": metrics.streaming_true_negatives(hard, y, w),
        "fp": metrics.streaming_false_positives(hard, y, w),
        "fn": metrics.streaming_false_negatives(hard, y, w),
        "mean": metrics.streaming_mean(p, w),
        "mean_tensor": metrics.streaming_mean_tensor(p),
        "accuracy": metrics.streaming_accuracy(hard, y, w, name="acc"),
        "precision": metrics.streaming_precision(hard, y, w),
        "recall": metrics.streaming_recall(hard, y, weights=w),
        "auc": metrics.streaming_auc(p, y, num_thresholds=20),
        "pr": metrics.streaming_auc(p, y, w, 30, curve="PR"),
        "spec": metrics.streaming_specificity_at_sensitivity(p, y, 0.6),
        "sens": metrics.streaming_sensitivity_at_specificity(p, y, 0.6, w, 50),
        "pat": metrics.streaming_precision_at_thresholds(p, y, [0.3, 0.6]),
        "rat": metrics.streaming_recall_at_thresholds(p, y, [0.3, 0.6], w),
        "sr": metrics.streaming_sparse_recall_at_k(p, classes[:, None], 2),
        "sp": metrics.streaming_sparse_precision_at_k(p, classes[:, None], 2, 1),
        "ap": metrics.streaming_sparse_average_precision_at_k(p, classes[:, None], 2),
        "mae": metrics.streaming_mean_absolute_error(p, tf.cast(y, tf.float32), w),
        "mre": metrics.streaming_mean_relative_error(p, tf.cast(y, tf.float32), p + 1.0),
        "mse": metrics.streaming_mean_squared_error(p, tf.cast(y, tf.float32), w),
        "rmse": metrics.streaming_root_mean_squared_error(p, tf.cast(y, tf.float32)),
        "less": metrics.streaming_percentage_less(p, 0.45, w),
        "iou": metrics.streaming_mean_iou(hard, y, 2),
        "rk": metrics.streaming_recall_at_k(p, classes, 2),
        "rk_named": metrics.streaming_recall_at_k(p, classes, 1, name="mine"),
    }
    values, updates = metrics.aggregate_metric_map(made)
    pair = metrics.aggregate_metrics(made["tp"], made["mean"])
    labels = tf.constant([1, 0, 2, 2])
    found = tf.constant([1, 1, 2, 0])
    single = [
        metrics.accuracy(found, labels),
        metrics.accuracy(found, labels, tf.constant([1.0, 2, 0, 3])),
        metrics.confusion_matrix(labels, found),
    ]
    a, b = tf.constant([[1, 2, 3]]), tf.constant([[2, 3, 5]])
    sets = [
        tf.sparse_tensor_to_dense(s)
        for s in (
            metrics.set_difference(a, b), metrics.set_difference(a, b, aminusb=False),
            metrics.set_intersection(a, b), metrics.set_union(a, b),
        )
    ] + [metrics.set_size(metrics.set_union(a, b))]
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        for _ in range(2):
            session.run(updates)
        got = plain(session.run(values))
        rest = plain(session.run([single, sets]))
    return [
        got, rest, [len(part) for part in pair], names(tf.local_variables()),
        outcome(metrics.accuracy, p, p), outcome(metrics.accuracy, p, labels),
        outcome(metrics.aggregate_metrics),
    ]


def _elements(tf: Any, dataset: Any) -> Any:
    item = dataset.make_one_shot_iterator().get_next()
    found = []
    with tf.Session() as session:
        while True:
            try:
                found.append(plain(session.run(item)))
            except tf.errors.OutOfRangeError:
                return found


@program
def contrib_data(tf: Any) -> Any:
    data = tf.contrib.data
    numbers = tf.data.Dataset.range(7)
    rows = numbers.map(lambda n: tf.fill([n], n))
    made = [
        numbers.apply(data.batch_and_drop_remainder(3)),
        rows.apply(data.padded_batch_and_drop_remainder(2, [None], np.int64(-1))),
        numbers.apply(data.map_and_batch(lambda n: n * 2, 2, drop_remainder=True)),
        numbers.apply(data.shuffle_and_repeat(1, 2)),
        rows.apply(data.bucket_by_sequence_length(lambda r: tf.shape(r)[0], [3], [2, 2])),
        numbers.apply(data.group_by_window(lambda n: n % 2, lambda _, d: d.batch(4), 4)),
        numbers.batch(3).apply(data.unbatch()),
        numbers.apply(data.enumerate_dataset(5)),
        numbers.apply(data.scan(np.int64(0), lambda s, n: (s + n, s + n))),
        numbers.map(lambda n: n // 2).apply(data.unique()),
        data.Counter(3, 2).take(3),
        data.choose_from_datasets(
            [numbers, numbers.map(lambda n: -n)], tf.data.Dataset.from_tensors(np.int64(1))
        ),
        tf.data.Dataset.range(2).apply(
            data.parallel_interleave(lambda n: tf.data.Dataset.range(n + 1), 1)
        ),
        tf.data.Dataset.from_tensor_slices([1.0, 0.0]).map(
            lambda x: tf.check_numerics(1.0 / x, "x")
        ).apply(data.ignore_errors()),
    ]
    with tf.Session() as session:
        single = plain(session.run(data.get_single_element(numbers.take(1))))
    return [[_elements(tf, dataset) for dataset in made], single]


@program
def contrib_util(tf: Any) -> Any:
    util = tf.contrib.util
    proto = util.make_tensor_proto([[1.5, 2.0]], shape=[2, 1])
    return [
        plain(util.make_ndarray(proto)), plain(util.constant_value(tf.constant([3, 4]))),
        util.constant_value(tf.placeholder(tf.int32)),
    ]


@program
def estimator_mode_keys(tf: Any) -> Any:
    keys = tf.estimator.ModeKeys
    return [
        keys.TRAIN, keys.EVAL, keys.PREDICT,
        sorted(name for name in dir(keys) if not name.startswith("_")),
    ]
