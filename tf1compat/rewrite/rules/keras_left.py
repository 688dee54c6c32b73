"""Changes nothing: lists the calls that have no keras layer of the same numbers, with the reason.

Left:
    import tensorflow as tf
    tf.nn.static_rnn(cell, xs)          # takes a list of steps
    tf.layers.batch_normalization(x)    # its averages
    tf.layers.dropout(x)                # its masks
"""

from __future__ import annotations

from collections.abc import Iterator

from tf1compat.rewrite import reading
from tf1compat.rewrite.edit import File, Left

LEVEL = "keras"
# By the module of ours that serves them.
_WHY = {
    "tf1compat.rnn.static": "it takes a list of steps, keras layers take one [B, T, D] tensor",
    "tf1compat.rnn.raw": "its loop_fn decides what happens next, which no keras layer does",
    "tf1compat.rnn.stacked": "write one keras.layers.Bidirectional per layer of the stack",
    "tf1compat.layers.normalization": "keras updates the moving averages in another way",
    "tf1compat.layers.transposed": "no rule is written for it",
    "tf1compat.layers.separable": "no rule is written for it",
    "tf1compat.contrib.layers": "its variables have contrib's names and arg_scope may change it",
}
_DROPOUT = ("tf1compat.layers.core", "dropout")


def edits(file: File) -> Iterator[Left]:
    """One note per call."""
    for node in file.calls:
        module, name = reading.called(file, node)
        why = next((why for prefix, why in _WHY.items() if module.startswith(prefix)), "")
        if (module, name) == _DROPOUT:
            why = "keras draws other masks, and wants to know while building whether it trains"
        if why:
            yield Left(node.lineno, file.source(node), f"no keras layer: {why}")
