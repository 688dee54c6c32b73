"""``raw_rnn`` beyond the goldens."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

import tf1compat


def test_an_output_may_be_of_unknown_rank() -> None:
    v1 = tf.compat.v1
    with tf.Graph().as_default():
        like = v1.placeholder(tf.int64)
        cell = tf1compat.GRUCell(2)

        def loop(time: Any, output: Any, state: Any, _: Any) -> Any:
            if output is None:
                return [False] * 3, tf.ones([3, 4]), cell.zero_state(3, tf.float32), like, None
            emitted = tf.stack([like + tf.cast(time, tf.int64)] * 3)
            return time >= [2, 1, 2], tf.ones([3, 4]), state, emitted, None

        outputs, _, _ = tf1compat.raw_rnn(cell, loop)
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            ran = session.run(outputs.stack(), {like: [10, 20]})
    assert ran.tolist() == [[[11, 21]] * 3, [[12, 22], [0, 0], [12, 22]]]
