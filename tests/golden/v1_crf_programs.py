"""Programs of ``tf.contrib.crf``: values, gradients, types, names, misuse, and a tagger."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from tests.golden.v1_programs import names, outcome, plain, program, run

_TAGS = 3


def _data(key: str, *shape: int) -> Any:
    seed = zlib.crc32(key.encode()) & 0x7FFFFFFF
    return np.random.RandomState(seed).uniform(-1, 1, shape)


def _tags(key: str, *shape: int) -> Any:
    return np.random.RandomState(zlib.crc32(key.encode()) & 0xFFFF).randint(0, _TAGS, shape)


def _near(value: Any) -> Any:
    """Float32 near zero has an absolute error and is compared relatively: so 8 is added."""
    return plain(np.asarray(value, np.float64) + 8.0)


class _Chain:
    """Fed or constant scores, tags, lengths and transitions of one number of steps."""

    def __init__(self, tf: Any, steps: int, known: bool, tag_type: Any, length_type: Any) -> None:
        self.arrays = [
            _data("x%d" % steps, 4, steps, _TAGS).astype(np.float32),
            _tags("y%d" % steps, 4, steps).astype(tag_type),
            np.minimum([steps, 0, 1, 2], steps).astype(length_type),
            _data("w", _TAGS, _TAGS).astype(np.float32),
        ]
        shapes = [[None, None, _TAGS], [None, None], [None], [_TAGS, _TAGS]]
        if known:
            parts = [tf.constant(array) for array in self.arrays]
        else:
            parts = [
                tf.placeholder(array.dtype, shape) for array, shape in zip(self.arrays, shapes)
            ]
        self.fed = {} if known else dict(zip(parts, self.arrays))
        self.x, self.y, self.lengths, self.w = parts

    def told(self, tf: Any, fetches: Any) -> Any:
        """The type of each, and its value."""
        facts = [tensor.dtype.name for tensor in fetches]
        with tf.Session() as session:
            values = session.run(fetches, self.fed)
        return [facts, [_near(value) for value in values]]


def _chains(tf: Any) -> Any:
    yield _Chain(tf, 4, True, np.int32, np.int64)
    yield _Chain(tf, 4, False, np.int64, np.int32)
    yield _Chain(tf, 1, True, np.int64, np.int64)
    yield _Chain(tf, 1, False, np.int32, np.int32)


@program
def crf_scores(tf: Any) -> Any:
    crf = tf.contrib.crf
    return [
        c.told(
            tf,
            [
                crf.crf_unary_score(c.y, c.lengths, c.x),
                crf.crf_binary_score(c.y, c.lengths, c.w),
                crf.crf_sequence_score(c.x, c.y, c.lengths, c.w),
                crf.crf_log_norm(c.x, c.lengths, c.w),
            ],
        )
        for c in _chains(tf)
    ]


@program
def crf_likelihood(tf: Any) -> Any:
    """Its gradients too; where a single step is known none reaches the transitions."""
    told = []
    for c in _chains(tf):
        log_p, transitions = tf.contrib.crf.crf_log_likelihood(c.x, c.y, c.lengths, c.w)
        gradients = tf.gradients(log_p * tf.constant([1.0, 2.0, -0.5, 3.0]), [c.x, c.w])
        reached = [gradient is not None for gradient in gradients]
        fetches = [log_p, *(g for g in gradients if g is not None)]
        told.append([transitions is c.w, reached, c.told(tf, fetches)])
    return told


@program
def crf_multitag(tf: Any) -> Any:
    told = []
    for c in _chains(tf):
        allowed = np.eye(_TAGS, dtype=bool)[c.arrays[1]] | (np.arange(_TAGS) == 1)
        score = tf.contrib.crf.crf_multitag_sequence_score(
            c.x, tf.constant(allowed), c.lengths, c.w
        )
        told.append(c.told(tf, [score, tf.gradients(score, c.x)[0]]))
    return told


@program
def crf_decoding(tf: Any) -> Any:
    told = []
    for c in _chains(tf):
        tags, score = tf.contrib.crf.crf_decode(c.x, c.w, c.lengths)
        told.append(c.told(tf, [tags, score, tf.gradients(score, c.x)[0]]))
    for dtype in (np.float16, np.float64):
        x, w = _data("x", 2, 5, _TAGS).astype(dtype), _data("w", _TAGS, _TAGS).astype(dtype)
        tags, score = tf.contrib.crf.crf_decode(tf.constant(x), tf.constant(w), tf.constant([5, 3]))
        told.append([tags.dtype.name, score.dtype.name, plain(tags.get_shape().as_list())])
        told.append(run(tf, [tags, tf.cast(score, tf.float32)]))
    return told


@program
def crf_cells(tf: Any) -> Any:
    crf = tf.contrib.crf
    x, state = (tf.constant(_data(k, 2, _TAGS), tf.float32) for k in ("x", "s"))
    w = tf.constant(_data("w", _TAGS, _TAGS), tf.float32)
    forward, decode = crf.CrfForwardRnnCell(w), crf.CrfDecodeForwardRnnCell(w)
    back = crf.CrfDecodeBackwardRnnCell(_TAGS)
    sizes = [[int(c.state_size), int(c.output_size)] for c in (forward, decode, back)]
    alphas, same = forward(x, state)
    came_from, scores = decode(x, state, scope="unused")
    tags, after = back(came_from, tf.constant([[2], [0]]))
    steps = tf.constant(_data("steps", 2, 4, _TAGS), tf.float32)
    outputs, last = tf.nn.dynamic_rnn(forward, steps, [4, 2], initial_state=state)
    is_cell = [isinstance(c, tf.nn.rnn_cell.RNNCell) for c in (forward, decode, back)]
    types = [t.dtype.name for t in (alphas, came_from, scores, tags)]
    values = run(tf, [alphas, same, came_from, scores, tags, after, outputs, last])
    return [sizes, is_cell, types, [_near(v) for v in values], names(tf.global_variables())]


@program
def crf_viterbi(tf: Any) -> Any:
    """Numpy only; what comes back has the types that the scores had."""
    told = []
    w = _data("w", _TAGS, _TAGS)
    for scores in (
        _data("v", 6, _TAGS), _data("v", 6, _TAGS).astype(np.float32), _data("v", 1, _TAGS),
        (9 * _data("v", 6, _TAGS)).astype(np.int64), np.ones([4, _TAGS]),
    ):
        tags, score = tf.contrib.crf.viterbi_decode(scores, w)
        kinds = [type(tags).__name__, type(tags[0]).__name__, type(score).__name__]
        told.append([kinds, plain(tags), float(score)])
    flat = tf.contrib.crf.viterbi_decode(np.zeros([3, _TAGS]), np.zeros([_TAGS, _TAGS]))
    return [told, plain(flat), outcome(tf.contrib.crf.viterbi_decode, scores, np.ones([2, 2]))]


@program
def crf_variable(tf: Any) -> Any:
    """The variable has its scope's name, initializer and sharing."""
    crf = tf.contrib.crf
    x, y = tf.constant(_data("x", 2, 3, _TAGS), tf.float32), tf.constant(_tags("y", 2, 3))
    lengths = tf.constant([3, 2])
    crf.crf_log_likelihood(x, y, lengths)
    with tf.variable_scope("crf", initializer=tf.constant_initializer(0.3)):
        log_p, transitions = crf.crf_log_likelihood(x, y, lengths)
        twice = outcome(lambda: crf.crf_log_likelihood(x, y, lengths)[0].name)
        tf.get_variable_scope().reuse_variables()
        again, shared = crf.crf_log_likelihood(x, y, lengths)
    with tf.variable_scope("wide", dtype=tf.float64):
        wide = crf.crf_log_likelihood(x[:, :1], y[:, :1], lengths)[1]
    values = [_near(v) for v in run(tf, [log_p, again, transitions])]
    facts = [v.dtype.base_dtype.name for v in (transitions, wide)]
    return [names(tf.trainable_variables()), twice, shared is transitions, facts, values]


@program
def crf_misuse(tf: Any) -> Any:
    crf = tf.contrib.crf
    x, w = tf.zeros([2, 3, _TAGS]), tf.zeros([_TAGS, _TAGS])
    y, lengths = tf.zeros([2, 3], tf.int32), tf.constant([3, 2])
    unknown = tf.placeholder(tf.float32, [None, None, None])
    wide = tf.zeros([4, 4])
    calls = [
        lambda: crf.crf_log_likelihood(x, tf.zeros([2, 3]), lengths, w),
        lambda: crf.crf_log_likelihood(x, y, lengths, tf.zeros([_TAGS, _TAGS], tf.float64)),
        lambda: crf.crf_log_likelihood(x, y, lengths, wide),
        lambda: crf.crf_log_likelihood(unknown, y, lengths),
        lambda: crf.crf_decode(x, wide, lengths),
        lambda: crf.crf_decode(unknown, w, lengths),
        lambda: crf.crf_multitag_sequence_score(x, tf.ones([2, 3, _TAGS], tf.int32), lengths, w),
        lambda: crf.crf_log_norm(x, lengths, wide),
    ]
    return [outcome(lambda call=call: "taken" if call() else "") for call in calls]


@program
def crf_tagger(tf: Any) -> Any:
    """A bidirectional LSTM under a CRF, as taggers of 2017 trained it, decoded in both ways."""
    words = tf.placeholder(tf.int32, [None, None], name="word_ids")
    labels = tf.placeholder(tf.int32, [None, None], name="labels")
    lengths = tf.placeholder(tf.int32, [None], name="sequence_lengths")
    table = tf.get_variable("embeddings", [9, 4])
    with tf.variable_scope("bi-lstm"):
        cells = [tf.contrib.rnn.LSTMCell(units) for units in (3, 2)]
        outputs, _ = tf.nn.bidirectional_dynamic_rnn(
            *cells, tf.nn.embedding_lookup(table, words), lengths, dtype=tf.float32
        )
    with tf.variable_scope("proj"):
        flat = tf.reshape(tf.concat(outputs, axis=-1), [-1, 5])
        flat = tf.matmul(flat, tf.get_variable("W", [5, _TAGS])) + tf.get_variable("b", [_TAGS])
        logits = tf.reshape(flat, [-1, tf.shape(words)[1], _TAGS])
    log_p, transitions = tf.contrib.crf.crf_log_likelihood(logits, labels, lengths)
    loss = -tf.reduce_mean(log_p)
    optimizer = tf.train.GradientDescentOptimizer(0.5)
    clipped = [(tf.clip_by_value(g, -5, 5), v) for g, v in optimizer.compute_gradients(loss)]
    train = optimizer.apply_gradients(clipped)
    best, score = tf.contrib.crf.crf_decode(logits, transitions, lengths)
    feed = {words: _tags("w", 3, 5), labels: _tags("l", 3, 5), lengths: [5, 1, 3]}
    losses = []
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for v in tf.trainable_variables():
            v.load(_data(v.op.name, *v.get_shape().as_list()).astype(np.float32), session)
        for _ in range(4):
            losses.append(_near(session.run([loss, train], feed)[0]))
        scores, matrix, tags, value = session.run([logits, transitions, best, score], feed)
    paths = [
        plain(tf.contrib.crf.viterbi_decode(row[:length], matrix)[0])
        for row, length in zip(scores, feed[lengths])
    ]
    return [losses, _near(matrix), plain(tags), _near(value), paths, names(tf.global_variables())]
