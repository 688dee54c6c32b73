"""A driver in ``tf.while_loop`` and ``tf.cond`` of a v1 graph: gradients go through both."""

from __future__ import annotations

from pathlib import Path

from tests.v1.running import run

PROGRAM = """
import numpy as np
import tensorflow as tf
import tf1compat


def build():
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32, [None, None, 3])
    lengths = tf.placeholder(tf.int32, [None])
    uniform = tf.random_uniform_initializer(-0.5, 0.5, seed=3)
    cell = tf.nn.rnn_cell.LSTMCell(4, forget_bias=0.5, initializer=uniform)

    def body(i, total):
        with tf.variable_scope("reader", reuse=tf.AUTO_REUSE):
            outputs, _ = tf.nn.dynamic_rnn(cell, x * total, lengths, dtype=tf.float32)
        return i + 1, total + 0.1 * tf.reduce_sum(outputs)

    _, looped = tf.while_loop(lambda i, _: i < 3, body, [0, tf.constant(1.0)])
    other = tf.nn.rnn_cell.GRUCell(2, kernel_initializer=uniform)
    branch = lambda: tf.nn.dynamic_rnn(other, x, lengths, dtype=tf.float32)[0]
    branched = tf.cond(tf.shape(x)[0] > 1, branch, lambda: tf.zeros([1, 1, 2]))
    results = [looped, branched, tf.gradients(looped, x), tf.gradients(branched, x)]
    feed = {x: np.random.RandomState(0).randn(2, 5, 3), lengths: [5, 3]}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return [np.asarray(value) for value in session.run(results, feed)]


here = build()
print(tf1compat.kernels.last_used().name)
with tf1compat.kernels.switched(False):
    stepped = build()
print(all(np.array_equal(*pair) for pair in zip(here, stepped)), np.abs(here[2]).max() > 0)
"""


def test_it_steps_there(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    done = run("program.py", cwd=tmp_path)
    assert done.stdout.split("\n")[:2] == ["stepped", "True True"], done.stderr
