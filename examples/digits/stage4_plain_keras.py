"""Stage 4: plain Keras 3.  Nothing of TF1 is left, and tf1compat is not imported.

    tf1compat convert trained/digits.ckpt -o digits.keras --into stage4_plain_keras:build \
        --map reader=reader/bidirectional_rnn --map softmax=softmax
    python stage4_plain_keras.py digits.keras

``build`` is the model as one writes it today; the conversion fills it from the old checkpoint
and proves the recurrent part against the old graph.
"""

from __future__ import annotations

import sys
from typing import Any

import keras
from keras import ops
from results import load, report

NUM_ROWS, NUM_PIXELS, NUM_UNITS, NUM_CLASSES = 8, 8, 24, 10


def build() -> Any:
    """The model: ``images`` ``[B, 8, 8]`` and ``lengths`` ``[B]`` to logits ``[B, 10]``."""
    images = keras.Input([NUM_ROWS, NUM_PIXELS], name="images")
    lengths = keras.Input([], dtype="int32", name="lengths")
    mask = ops.less(ops.arange(NUM_ROWS), ops.expand_dims(lengths, 1))
    lstm = keras.layers.LSTM(NUM_UNITS, return_sequences=True, zero_output_for_mask=True)
    rows = keras.layers.Bidirectional(lstm, name="reader")(images, mask=mask)
    rows = keras.layers.Dropout(0.2)(rows)
    features = ops.sum(rows, axis=1) / ops.expand_dims(ops.cast(lengths, "float32"), 1)
    logits = keras.layers.Dense(NUM_CLASSES, name="softmax")(features)
    return keras.Model({"images": images, "lengths": lengths}, logits, name="digits")


def main(path: str) -> int:
    model = keras.saving.load_model(path)
    images, lengths, _ = load("test")
    logits = model.predict({"images": images, "lengths": lengths}, verbose=0)
    return 0 if report(logits) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
