"""A program of TensorFlow 1, as one was written in 2018: what ``rewrite --to keras`` is shown."""

import tensorflow as tf
from tensorflow.contrib import rnn as contrib_rnn

UNITS = 4


def reader(words, lengths):
    cell = tf.nn.rnn_cell.BasicLSTMCell(5, forget_bias=0.0)  # nothing is forgotten at first
    outputs, state = tf.nn.dynamic_rnn(
        cell, words, sequence_length=lengths, dtype=tf.float32, scope="reader")
    fw = contrib_rnn.LSTMCell(UNITS, activation=tf.nn.softsign)
    bw = contrib_rnn.LSTMCell(UNITS, activation=tf.nn.softsign)
    (left, right), _ = tf.nn.bidirectional_dynamic_rnn(
        fw, bw, outputs, sequence_length=lengths, dtype=tf.float32, scope="both")
    gru = contrib_rnn.GRUCell(3)
    start = gru.zero_state(tf.shape(words)[0], tf.float32)
    _, last = tf.nn.dynamic_rnn(gru, right, initial_state=start, scope="last")
    steps = tf.nn.dynamic_rnn(
        contrib_rnn.BasicRNNCell(2, activation="relu"), left, dtype=tf.float32, scope="steps")[0]
    head = tf.layers.dense(last, 2, activation=tf.nn.tanh, name="head")
    return outputs, state.h, steps, head


def dropped(words):
    cell = tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(3), output_keep_prob=0.5)
    return tf.nn.dynamic_rnn(cell, words, dtype=tf.float32)
