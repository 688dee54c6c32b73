"""The names that an eager TF1 program's layers get, for the oracle and for the door.

    python -m tests.golden.v1_eager tests/v1/data/eager_names.json     (TensorFlow 1.15.5)

A process of its own: TF1 turned eager execution on for good.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile

import tensorflow as tf


def names(*layers):
    return [[layer.name, [v.name for v in layer.variables]] for layer in layers]


def scales():
    class Scale(tf.layers.Layer):
        def build(self, shape):
            self.inner = tf.layers.Dense(2)
            self.w = self.add_variable("w", [3])
            self.built = True

        def call(self, x):
            self.inner(x)
            return x * self.w

    return Scale(), Scale()


def cells(x):
    made = [tf.nn.rnn_cell.BasicLSTMCell(4), tf.nn.rnn_cell.BasicLSTMCell(4)]
    made += [tf.nn.rnn_cell.GRUCell(4)]
    for cell in made:
        cell(x, cell.zero_state(2, tf.float32))
    return names(*made)


def driven(steps):
    found = []
    for _ in range(2):
        cell = tf.nn.rnn_cell.LSTMCell(4)
        tf.nn.dynamic_rnn(cell, steps, dtype=tf.float32)
        found += names(cell)
    return found


def saved(*layers):
    prefix = os.path.join(tempfile.mkdtemp(), "model")
    tf.train.Saver([v for layer in layers for v in layer.variables]).save(None, prefix)
    return sorted(name for name, _ in tf.train.list_variables(prefix))


def told():
    x = tf.ones([2, 3])
    pair = tf.layers.Dense(4), tf.layers.Dense(4)
    heads = tf.layers.Dense(2, name="head"), tf.layers.Dense(2, name="head")
    norms = tf.layers.BatchNormalization(), tf.layers.BatchNormalization()
    made = [*pair, *heads, *scales(), *norms]
    for layer in [*made, *pair]:
        layer(x)
    answers = {"layers": names(*made), "cells": cells(x), "rnn": driven(tf.ones([2, 5, 3]))}
    for key in ("scope", "scope again"):
        with tf.variable_scope("scope"):
            inside = tf.layers.Dense(2), tf.layers.Dense(2)
            for layer in inside:
                layer(x)
        answers[key] = names(*inside)
    answers["default names"] = []
    for _ in range(2):
        with tf.variable_scope(None, "part") as scope:
            answers["default names"].append(scope.name)
    tf.layers.dense(x, 2)
    last = tf.layers.Dense(4)
    last(x)
    answers["after a function"] = names(last)
    answers["saved"] = saved(*pair)
    return answers


if __name__ == "__main__":
    tf.enable_eager_execution()
    with open(sys.argv[1], "w") as file:
        json.dump(told(), file, indent=1)
        file.write("\n")
