"""Stage 3: the same function inside a Keras model, which trains by ``fit`` and saves itself.

    python examples/digits/stage3_keras_layer.py

``TF1Layer`` runs the function of stage 2 and owns its variables as Keras weights.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from results import CHECKPOINT, load, report

import tf1compat

NUM_UNITS, NUM_CLASSES = 24, 10


@keras.saving.register_keras_serializable("digits")
def read_digits(inputs: dict[str, Any]) -> Any:
    """Logits ``[B, 10]`` of ``images`` ``[B, 8, 8]`` with ``lengths`` ``[B]`` rows each."""
    images, lengths = inputs["images"], inputs["lengths"]
    with tf1compat.variable_scope("reader"):
        outputs, _ = tf1compat.bidirectional_dynamic_rnn(
            tf1compat.LSTMCell(NUM_UNITS),
            tf1compat.LSTMCell(NUM_UNITS),
            images,
            sequence_length=lengths,
            dtype=tf.float32,
        )
    rows = tf.concat(outputs, axis=2)
    features = tf.reduce_sum(rows, axis=1) / tf.cast(lengths, tf.float32)[:, None]
    with tf1compat.variable_scope("softmax"):
        weights = tf1compat.get_variable("weights", [2 * NUM_UNITS, NUM_CLASSES])
        biases = tf1compat.get_variable("biases", [NUM_CLASSES], initializer=tf.zeros_initializer())
        return tf.matmul(features, weights) + biases


def make_model() -> tuple[Any, Any]:
    """The Keras model, and the layer in it that runs the TF1 code."""
    inputs = {
        "images": keras.Input([8, 8], name="images"),
        "lengths": keras.Input([], dtype="int32", name="lengths"),
    }
    layer = tf1compat.TF1Layer(read_digits, name="digits")
    model = keras.Model(inputs, layer(inputs))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(5e-4), loss, metrics=["accuracy"])
    return model, layer


def main() -> int:
    model, layer = make_model()
    reader = tf.train.load_checkpoint(CHECKPOINT)
    for name, weight in layer.tf1_weights.items():
        weight.assign(reader.get_tensor(name))

    images, lengths, labels = load("test")
    test = {"images": images, "lengths": lengths}
    equal = report(model.predict(test, verbose=0))

    images, lengths, train_labels = load("train")
    model.fit({"images": images, "lengths": lengths}, train_labels, batch_size=32, verbose=0)
    print(f"after one more epoch: {model.evaluate(test, labels, verbose=0)[1]:.4f}")

    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "digits.keras"
        model.save(path)
        again = keras.saving.load_model(path)
    kept = np.array_equal(model.predict(test, verbose=0), again.predict(test, verbose=0))
    print("saved and loaded, same logits:", kept)
    return 0 if equal and kept else 1


if __name__ == "__main__":
    sys.exit(main())
