"""``tf.contrib.crf`` against all paths counted out, in each context and both types."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

import tf1compat
from tf1compat.contrib import crf
from tf1compat.errors import ArgumentTypeError, ArgumentValueError

_v1 = tf.compat.v1
B, T, O = 4, 4, 3  # noqa: E741  (rows, steps, tags: the sizes of the module's docstring)
LENGTHS = [4, 0, 1, 3]
_RANDOM = np.random.RandomState(7)
X = _RANDOM.uniform(-1, 1, [B, T, O])
W = _RANDOM.uniform(-1, 1, [O, O])
Y = _RANDOM.randint(0, O, [B, T])
TOLERANCE = {"float32": 2e-6, "float64": 1e-13}


def _paths(row: int) -> tuple[list[tuple[int, ...]], Any]:
    """All paths of a row and their scores, by the definition."""
    paths = list(itertools.product(range(O), repeat=LENGTHS[row]))
    return paths, np.array([_score(row, path) for path in paths])


def _score(row: int, path: tuple[int, ...]) -> float:
    unary = sum(X[row, t, tag] for t, tag in enumerate(path))
    return float(unary + sum(W[a, b] for a, b in itertools.pairwise(path)))


def _norm(row: int) -> float:
    return float(np.log(np.sum(np.exp(_paths(row)[1])))) if LENGTHS[row] else 0.0


def _likelihood() -> Any:
    return [_score(r, tuple(Y[r, : LENGTHS[r]])) - _norm(r) for r in range(B)]


def _gradients() -> tuple[Any, Any]:
    """d Σ log p: what the labels count, less what is expected of it."""
    on_x, on_w = np.zeros_like(X), np.zeros_like(W)
    for row in range(B):
        paths, scores = _paths(row)
        weights = [(tuple(Y[row, : LENGTHS[row]]), 1.0)]
        shares = np.exp(scores - _norm(row))
        for path, weight in [*weights, *zip(paths, -shares, strict=True)]:
            for t, tag in enumerate(path):
                on_x[row, t, tag] += weight
            for pair in itertools.pairwise(path):
                on_w[pair] += weight
    return on_x, on_w


def _log_p(x: Any, w: Any) -> Any:
    return crf.crf_log_likelihood(x, tf.constant(Y), tf.constant(LENGTHS), w)[0]


def _eager(build: Callable[..., Any], dtype: str) -> Any:
    return [part.numpy() for part in build(tf.constant(X, dtype), tf.constant(W, dtype))]


def _function(build: Callable[..., Any], dtype: str) -> Any:
    unknown = [tf.TensorSpec([None, None, O], dtype), tf.TensorSpec([O, O], dtype)]
    return _eager(tf.function(build, input_signature=unknown), dtype)


def _graph(build: Callable[..., Any], dtype: str) -> Any:
    with tf.Graph().as_default(), _v1.Session() as session:
        x = _v1.placeholder(dtype, [None, None, O])
        w = _v1.placeholder(dtype, [O, O])
        return session.run(build(x, w), {x: X, w: W})


CONTEXTS = [_eager, _function, _graph]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("context", CONTEXTS)
def test_likelihood_and_gradients(context: Any, dtype: str) -> None:
    def build(x: Any, w: Any) -> Any:
        if context is _graph:
            log_p = _log_p(x, w)
            return [log_p, *_v1.gradients(log_p, [x, w])]
        with tf.GradientTape() as tape:
            tape.watch([x, w])
            log_p = _log_p(x, w)
        return [log_p, *tape.gradient(log_p, [x, w])]

    found = context(build, dtype)
    for value, expected in zip(found, [_likelihood(), *_gradients()], strict=True):
        assert value.dtype == dtype
        np.testing.assert_allclose(value, expected, rtol=0, atol=4 * TOLERANCE[dtype])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("context", CONTEXTS)
def test_best_path(context: Any, dtype: str) -> None:
    tags, score = context(lambda x, w: crf.crf_decode(x, w, tf.constant(LENGTHS)), dtype)
    for row in range(B):
        if LENGTHS[row] == 0:
            continue
        paths, scores = _paths(row)
        best = int(np.argmax(scores))
        assert tags[row].tolist() == [*paths[best], *[0] * (T - LENGTHS[row])]
        assert score[row] == pytest.approx(scores[best], abs=TOLERANCE[dtype])
        path, value = crf.viterbi_decode(X[row, : LENGTHS[row]], W)
        assert tuple(int(tag) for tag in path) == paths[best]
        assert value == pytest.approx(scores[best], abs=1e-14)


@pytest.mark.parametrize("context", CONTEXTS)
def test_only_what_the_bitmap_allows(context: Any) -> None:
    allowed = np.eye(O, dtype=bool)[Y] | (np.arange(O) == 1)

    def build(x: Any, w: Any) -> Any:
        return [crf.crf_multitag_sequence_score(x, allowed, tf.constant(LENGTHS), w)]

    (found,) = context(build, "float64")
    for row in range(B):
        paths, scores = _paths(row)
        left = [s for p, s in zip(paths, scores, strict=True) if _within(allowed[row], p)]
        expected = np.log(np.sum(np.exp(left))) if LENGTHS[row] else 0.0
        assert found[row] == pytest.approx(expected, abs=1e-13)


def _within(allowed: Any, path: tuple[int, ...]) -> bool:
    return all(allowed[t, tag] for t, tag in enumerate(path))


@pytest.mark.parametrize("compiled", [False, True])
def test_a_store_keeps_the_transitions(compiled: bool) -> None:
    store = tf1compat.VariableStore()

    def step() -> Any:
        with store, tf1compat.variable_scope("tags", reuse=tf1compat.AUTO_REUSE):
            return crf.crf_log_likelihood(tf.constant(X, tf.float32), Y, LENGTHS)[0]

    run = tf.function(step) if compiled else step
    first, second = run(), run()
    assert [v.name for v in store.variables] == ["tags/transitions:0"]
    np.testing.assert_array_equal(first, second)


def test_lists_and_arrays_are_taken() -> None:
    found, w = crf.crf_log_likelihood(X, Y.tolist(), LENGTHS, W)
    assert w is W
    np.testing.assert_allclose(found, _likelihood(), atol=1e-13)


def test_what_does_not_fit_is_said() -> None:
    with pytest.raises(ArgumentTypeError, match=r"tag_indices.*integers.*float64"):
        crf.crf_unary_score(X[:, :, 0], LENGTHS, X)
    with pytest.raises(ArgumentTypeError, match=r"transition_params.*float64.*float32"):
        crf.crf_log_norm(X, LENGTHS, W.astype(np.float32))
    with pytest.raises(ArgumentValueError, match=r"transition_params.*\[3, 3\].*\(2, 2\)"):
        crf.crf_decode(X, W[:2, :2], LENGTHS)
    with pytest.raises(ArgumentValueError, match=r"inputs.*\[B, T, O\].*\(4, 3\)"):
        crf.crf_log_likelihood(X[0], Y, LENGTHS, W)
    with pytest.raises(ArgumentTypeError, match=r"tag_bitmap.*bools.*int64"):
        crf.crf_multitag_sequence_score(X, np.ones([B, T, O], np.int64), LENGTHS, W)
    with pytest.raises(ArgumentValueError, match=r"viterbi_decode.*\[0, 3\]"):
        crf.viterbi_decode(X[0, :0], W)
