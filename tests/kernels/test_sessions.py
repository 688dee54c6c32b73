"""Kernels in a v1 graph, built of TensorFlow's fused operations, against the steps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf

import tf1compat
from tests.golden.compare import relative_error
from tests.kernels.test_equal_steps import (
    BOUND,
    CELLS,
    LENGTHS,
    B,
    D,
    T,
    loss_of,
    state_of,
    stepped,
)
from tf1compat import kernels
from tf1compat.kernels.choose import PACK_ROWS
from tf1compat.kernels.products import times

v1 = tf.compat.v1


def measured(cell: str, names: tuple[str, ...], rows: int | None) -> tuple[list[Any], Any]:
    """What ``stepped`` gives, for each of some lengths in one graph, and what was used."""
    ragged = LENGTHS[names[0]] is not None
    with tf.Graph().as_default():
        x = v1.placeholder(tf.float32, [rows, None, D])
        counts = v1.placeholder(tf.int32, [rows]) if ragged else None
        made = CELLS[cell]()
        start = state_of(made, "float32")
        results = tf1compat.dynamic_rnn(made, x, counts, start)
        used = kernels.last_used()
        variables = sorted(v1.trainable_variables(), key=lambda variable: variable.name)
        rng = np.random.default_rng(3)
        values = [v.assign(0.4 * rng.standard_normal(v.shape.as_list())) for v in variables]
        for part in tf.nest.flatten(results):
            part.set_shape([B, T, part.shape[2]] if part.shape.rank == 3 else [B, part.shape[1]])
        sources = [x, *tf.nest.flatten(start), *variables]
        wanted = [*tf.nest.flatten(results), *v1.gradients(loss_of(results), sources)]
        found = []
        with v1.Session() as session:
            session.run(values)
            for name in names:
                inputs, lengths = np.random.default_rng(1).standard_normal([B, T, D]), LENGTHS[name]
                feed: dict[Any, Any] = {x: inputs}
                if lengths is not None:
                    inputs[:, max(lengths) :] = np.nan
                    feed[counts] = lengths
                found.append(session.run(wanted, feed))
        return found, used


@pytest.mark.parametrize("rows", [B, None], ids=["packed", "any_batch"])
@pytest.mark.parametrize("names", [("full",), ("ragged", "all_short")], ids="-".join)
@pytest.mark.parametrize("cell", ["lstm", "lstm_peepholes", "gru", "lstm_clips", "stack"])
def test_values_and_gradients(cell: str, names: tuple[str, ...], rows: int | None) -> None:
    assert B <= PACK_ROWS
    found, used = measured(cell, names, rows)
    fused = {"lstm", "lstm_peepholes"} | ({"gru"} if rows else set())
    assert used.name == ("block" if cell in fused else "loop")
    for name, fast in zip(names, found, strict=True):
        for expected, received in zip(stepped(cell, "float32", name)[1], fast, strict=True):
            assert relative_error(expected, received) <= BOUND["float32"]


@pytest.mark.parametrize("rows", [B, None], ids=["known_batch", "any_batch"])
@pytest.mark.parametrize("cell", ["lstm_clips", "gru", "stack"])
def test_values_and_gradients_compiled_where_asked(cell: str, rows: int | None) -> None:
    """A batch that is known to the run alone is halved, too."""
    names = ("ragged", "all_short")
    with kernels.switched("xla"):
        found, used = measured(cell, names, rows)
    assert (used.name, used.why) == ("xla", "asked for")
    for name, fast in zip(names, found, strict=True):
        for expected, received in zip(stepped(cell, "float32", name)[1], fast, strict=True):
            assert relative_error(expected, received) <= BOUND["float32"]


def test_any_number_of_rows_is_halved() -> None:
    """Odd, and one, which leaves nothing for the first half."""
    drawn = np.random.default_rng(6).standard_normal([3, 6, D])
    with tf.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.float64, [None, None, D])
        cell = tf1compat.GRUCell(5, kernel_initializer=tf.initializers.RandomNormal(seed=1))
        found = []
        for on in (False, "xla"):
            with kernels.switched(on):
                outputs, state = tf1compat.dynamic_rnn(cell, x, dtype=x.dtype)
            weights = v1.gradients(tf.reduce_sum(tf.square(outputs)), v1.trainable_variables())
            found.append([outputs, state, *weights])
        session.run(v1.global_variables_initializer())
        for rows in (3, 1):
            expected, received = session.run(found, {x: drawn[:rows]})
            for one, other in zip(expected, received, strict=True):
                assert relative_error(one, other) <= BOUND["float64"]


def test_a_product_of_one_row_is_one_operation_with_zeros_for_a_bias() -> None:
    """TensorFlow must neither see that they are zeros nor leave them out."""
    rng = np.random.default_rng(4)
    left, right = rng.standard_normal([1, 7]), rng.standard_normal([7, 5])
    options, metadata = v1.RunOptions(output_partition_graphs=True), v1.RunMetadata()
    with tf.Graph().as_default(), v1.Session() as session:
        fed = v1.placeholder(tf.float32, [None, 7])
        found = tf.identity(times(fed, tf.constant(right, tf.float32)))
        given = session.run(found, {fed: left}, options, metadata)
    assert relative_error(left @ right, given) <= BOUND["float32"]
    ran = {node.op for graph in metadata.partition_graphs for node in graph.node}
    assert ran & {"_FusedMatMul", "_MklNativeFusedMatMul"}  # the processor decides which
    assert not ran & {"MatMul", "_MklMatMul"}


def test_other_gates_are_no_fused_operation() -> None:
    """GRUBlockCell is tanh's."""
    with tf.Graph().as_default():
        x = v1.placeholder(tf.float32, [2, None, D])
        tf1compat.dynamic_rnn(tf1compat.GRUCell(4, activation="elu"), x, dtype=tf.float32)
        used = kernels.last_used()
    assert used is not None
    assert used.name == "loop"
    assert "activations" in used.why


def test_a_training_step_has_the_gradients_of_before_it() -> None:
    """No optimizer may change a reference variable that x's gradient has yet to read."""
    rng = np.random.default_rng(0)
    with tf.Graph().as_default(), v1.variable_scope("", use_resource=False):
        x = v1.placeholder(tf.float32, [None, 8, 20])
        with v1.variable_scope("first"):
            first, _ = tf1compat.bilstm(x, 100)
        with v1.variable_scope("second"):
            second, _ = tf1compat.bilstm(first, 300)
        loss = tf.reduce_sum(tf.square(second))
        pairs = v1.train.AdamOptimizer(0.01).compute_gradients(loss)
        train = v1.train.AdamOptimizer(0.01).apply_gradients(pairs)
        gradients, variables = zip(*pairs, strict=True)
        assert type(variables[0]).__name__ == "RefVariable"
        feed = {x: rng.standard_normal([11, 8, 20])}
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            start = session.run(variables)
            alone = session.run(gradients, feed)
            for _ in range(3):
                for variable, value in zip(variables, start, strict=True):
                    variable.load(value, session)
                trained, _ = session.run([gradients, train], feed)
                for found, expected in zip(trained, alone, strict=True):
                    assert relative_error(expected, found) < BOUND["float32"]
