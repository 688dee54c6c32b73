"""Stage 2: no Session, no placeholder.  The model is a function; a store keeps its variables.

    python examples/digits/stage2_eager.py

The body of the function is the legacy graph code, with ``tf1compat`` in front of the calls
that TensorFlow has lost.  The store gives variables their TF1 names, so the old checkpoint loads.
"""

from __future__ import annotations

import sys
from typing import Any

import tensorflow as tf
from results import CHECKPOINT, load, report

import tf1compat

NUM_UNITS, NUM_CLASSES = 24, 10
store = tf1compat.VariableStore()


@tf.function
@store
def read_digits(images: Any, lengths: Any, keep_prob: float = 1.0) -> Any:
    """Logits ``[B, 10]`` of images ``[B, 8, 8]`` with ``lengths`` ``[B]`` rows each."""

    def cell() -> Any:
        lstm = tf1compat.LSTMCell(NUM_UNITS)
        return tf1compat.DropoutWrapper(lstm, output_keep_prob=keep_prob)

    with tf1compat.variable_scope("reader"):
        outputs, _ = tf1compat.bidirectional_dynamic_rnn(
            cell(), cell(), images, sequence_length=lengths, dtype=tf.float32
        )
    rows = tf.concat(outputs, axis=2)
    features = tf.reduce_sum(rows, axis=1) / tf.cast(lengths, tf.float32)[:, None]
    with tf1compat.variable_scope("softmax"):
        weights = tf1compat.get_variable("weights", [2 * NUM_UNITS, NUM_CLASSES])
        biases = tf1compat.get_variable("biases", [NUM_CLASSES], initializer=tf.zeros_initializer())
        return tf.matmul(features, weights) + biases


def main() -> int:
    images, lengths, _ = load("test")
    read_digits(images, lengths)  # the first call makes the variables …
    unused = store.load(CHECKPOINT)  # … and the checkpoint fills them, by name
    print("variables:", *store)
    print("in the checkpoint only:", len(unused), "(Adam's slots and the step counter)")
    return 0 if report(read_digits(images, lengths).numpy()) else 1


if __name__ == "__main__":
    sys.exit(main())
