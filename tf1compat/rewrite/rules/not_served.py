"""Changes nothing: lists the uses that no rewrite can help, each with the reason.

Left:
    import tensorflow as tf
    tf.contrib.tpu.TPUEstimator  # TPUEstimator is not served
    getattr(tf.nn, name)         # computed while running
    tf.nn.no_such_name           # TensorFlow 1.15 had no such name
"""

from __future__ import annotations

from collections.abc import Iterator

from tf1compat.rewrite.edit import File, Left
from tf1compat.scan import names, served

LEVEL = "imports"
_COMPUTED = "a name computed while running: look at it by hand"


def edits(file: File) -> Iterator[Left]:
    """One note per use."""
    for found in file.found:
        if found.kind in (names.IMPORT, names.OWN):  # the rules of the imports speak of those
            continue
        if found.kind == names.COMPUTED:
            yield Left(found.line, found.symbol, _COMPUTED)
            continue
        state = served.find(found.symbol)
        if state.state == served.NOT_SERVED or "--era" in state.note:
            yield Left(found.line, found.symbol, state.note.replace("\n", " "))
