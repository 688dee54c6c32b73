"""``bidirectional_dynamic_rnn`` over two equal, known cells becomes a keras Bidirectional.

What a known cell is, see keras-dynamic-rnn.  The two directions stay apart (``merge_mode=None``).

Before:
    import tensorflow as tf
    fw = tf.nn.rnn_cell.LSTMCell(8)
    bw = tf.nn.rnn_cell.LSTMCell(8)
    outputs, _ = tf.nn.bidirectional_dynamic_rnn(fw, bw, x, dtype=tf.float32)
    y = tf.concat(outputs, 2)
    a, b = tf.nn.rnn_cell.GRUCell(4), tf.nn.rnn_cell.GRUCell(4)
    z, _ = tf.nn.bidirectional_dynamic_rnn(a, b, y, dtype=tf.float32)
After:
    import keras
    import tensorflow as tf
    fw = keras.layers.LSTM(8, return_sequences=True)
    bw = keras.layers.LSTM(8, return_sequences=True, go_backwards=True)
    outputs = keras.layers.Bidirectional(fw, backward_layer=bw, merge_mode=None)(x)
    y = tf.concat(outputs, 2)
    a, b = tf.nn.rnn_cell.GRUCell(4), tf.nn.rnn_cell.GRUCell(4)
    z, _ = tf.nn.bidirectional_dynamic_rnn(a, b, y, dtype=tf.float32)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf1compat.rewrite import cells, drivers, outcome, reading
from tf1compat.rewrite.blocked import BlockedError, left
from tf1compat.rewrite.edit import Change, File, Left

LEVEL = "keras"
_DRIVER = ("tf1compat.rnn.bidirectional", ["bidirectional_dynamic_rnn"])


def edits(file: File) -> Iterator[Change | Left]:
    """One change per call."""
    for call in reading.calls(file, *_DRIVER):
        try:
            yield _one(file, call)
        except BlockedError as why:
            yield left(file, call, why)


def _one(file: File, call: ast.Call) -> Change:
    given = reading.arguments(file, call)
    drivers.check(file, call, given, ("cell_fw", "cell_bw"))
    if not {"cell_fw", "cell_bw"} <= given.keys():
        raise BlockedError("it has not two cells")
    forward, backward = given["cell_fw"], given["cell_bw"]
    made = [cells.find(file, cell, call) for cell in (forward, backward)]
    if (made[0].layer, made[0].options) != (made[1].layer, made[1].options):
        raise BlockedError("its two cells are not alike")
    result = outcome.read(file, call)
    arguments, masked = drivers.inputs(file, given)
    options = ["return_sequences=True", *(["return_state=True"] if result.wants_state else [])]
    texts = {
        made[0]: made[0].text(*options, masked=masked),
        made[1]: made[1].text(*options, "go_backwards=True", masked=masked),
    }
    first, second = drivers.layer(forward, texts[made[0]]), drivers.layer(backward, texts[made[1]])
    words = [first, f"backward_layer={second}", "merge_mode=None", *drivers.name(given)]
    states = [
        [f"{way}_h", f"{way}_c"] if made[0].is_lstm else [f"{way}_state"] for way in ("fw", "bw")
    ]
    text = f"keras.layers.Bidirectional({', '.join(words)})({arguments})"
    return drivers.change(file, result, texts, text, states=states, masked=masked, pair=True)
