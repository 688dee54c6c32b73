"""Changes nothing: lists the uses that no rewrite can help, each with the reason.

Left:
    import tensorflow as tf
    tf.contrib.tpu.TPUEstimator  # TPUEstimator is not served
    getattr(tf.nn, name)         # computed while running
    tf.nn.no_such_name           # TensorFlow 1.15 had no such name
"""

from __future__ import annotations

from collections.abc import Iterator

from tf1compat.rewrite import target
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
        is_told = state.state == served.NOT_SERVED or "--era" in state.note
        why = state.note if is_told else _fault(file, found.symbol)
        if why:
            yield Left(found.line, found.symbol, why.replace("\n", " "))


def _fault(file: File, symbol: str) -> str:
    """Why the namespace does not have a name that the tables do not miss: private ones may go."""
    parent, _, name = symbol.rpartition(".")
    path = parent.partition(".")[2]
    return file.check(f"{target.ROOT}:{path}" if path else target.ROOT, name)
