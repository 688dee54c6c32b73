"""A third: an image read by convolutions, and its columns by a loop."""

import tensorflow as tf
from tensorflow.contrib.rnn import BasicRNNCell, LSTMCell


def picture(image, lengths):
    first = tf.layers.conv2d(
        image, filters=4, kernel_size=[3, 3], strides=(1, 2), padding="same",
        activation=tf.nn.relu, name="first")
    small = tf.layers.max_pooling2d(first, pool_size=[2, 2], strides=2)
    second = tf.layers.conv2d(small, 3, 2, activation=tf.tanh, name="second")
    digits = tf.layers.dense(tf.layers.flatten(second), 2, tf.nn.sigmoid, name="digits")
    columns = image[:, :, 0]
    cell = LSTMCell(num_units=4, activation=tf.nn.relu)
    read, state = tf.nn.dynamic_rnn(
        cell, columns, sequence_length=lengths, dtype=tf.float32, scope="columns")
    again = tf.nn.dynamic_rnn(BasicRNNCell(3), read, dtype=tf.float32, scope="again")[0]
    return digits, read, state.c, state.h, again
