"""Which steps of ``dynamic_rnn`` may run at once, by which TF1's masks come in its order."""

from __future__ import annotations

import pytest
import tensorflow as tf

import tf1compat


@pytest.mark.parametrize(("batch", "at_once"), [(3, 1), (None, 32)])
def test_steps_in_turn_where_masks_have_a_known_size(batch: int | None, at_once: int) -> None:
    v1 = tf.compat.v1
    with tf.Graph().as_default() as graph:
        x = v1.placeholder(tf.float32, [batch, None, 4])
        cell = tf1compat.DropoutWrapper(tf1compat.GRUCell(2), state_keep_prob=0.5)
        tf1compat.dynamic_rnn(cell, x, dtype=tf.float32)
        told = [
            node.attr["parallel_iterations"].i
            for node in graph.as_graph_def().node
            if "parallel_iterations" in node.attr
        ]
    assert set(told) == {at_once}
