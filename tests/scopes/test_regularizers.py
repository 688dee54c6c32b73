"""A regulariser of the scope around a driver: its losses can be fetched and trained on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import tensorflow as tf

import tf1compat

_v1 = tf.compat.v1


@pytest.fixture(params=["loops of v1", "loops of v2"])
def loops(request: pytest.FixtureRequest) -> Iterator[None]:
    """Both kinds of ``tf.while_loop``."""
    before = _v1.control_flow_v2_enabled()
    (_v1.enable_control_flow_v2 if "v2" in request.param else _v1.disable_control_flow_v2)()
    yield
    (_v1.enable_control_flow_v2 if before else _v1.disable_control_flow_v2)()


@pytest.mark.usefixtures("loops")
def test_losses_of_variables_made_in_a_loop_can_be_fetched() -> None:
    with tf.Graph().as_default(), _v1.Session() as session:
        with tf1compat.variable_scope("r", regularizer=lambda w: 3.0 * tf.reduce_sum(w)):
            cell = tf1compat.MultiRNNCell([tf1compat.GRUCell(3), tf1compat.LSTMCell(4, num_proj=2)])
            outputs, _ = tf1compat.dynamic_rnn(cell, tf.ones([2, 5, 6]), dtype=tf.float32)
        losses = _v1.get_collection(_v1.GraphKeys.REGULARIZATION_LOSSES)
        variables = _v1.trainable_variables()
        gradients = tf.gradients(tf.add_n(losses) + 0.0 * tf.reduce_sum(outputs), variables)
        session.run(_v1.global_variables_initializer())
        weights, values, slopes = session.run([variables, losses, gradients])
    assert [loss.name.rpartition("/Regularizer/")[0] for loss in losses] == [
        variable.op.name for variable in variables
    ]
    np.testing.assert_allclose(values, [3.0 * w.sum() for w in weights], rtol=1e-5, atol=1e-6)
    for slope in slopes:
        np.testing.assert_array_equal(slope, np.full_like(slope, 3.0))
