"""Changes nothing: lists the uses that no rewrite can help, each with the reason.

Left:
    import tensorflow as tf
    tf.estimator.DNNClassifier  # DNNClassifier is not served
    getattr(tf.nn, name)        # computed while running
    tf.nn.no_such_name          # TensorFlow 1.15 had no such name
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf1compat.rewrite import target
from tf1compat.rewrite.edit import File, Left
from tf1compat.scan import names, served
from tf1compat.scan.lookups import BY_HAND
from tf1compat.scan.symbols import written

LEVEL = "imports"


def edits(file: File) -> Iterator[Left]:
    """One note per use."""
    for found in file.found:
        if found.kind in (names.IMPORT, names.OWN):  # the rules of the imports speak of those
            continue
        if found.kind in BY_HAND:
            yield Left(found.line, found.symbol, BY_HAND[found.kind])
            continue
        state = served.find(found.symbol)
        is_told = state.state == served.NOT_SERVED or "--era" in state.note
        why = state.note if is_told else _fault(file, found.symbol)
        why = why or _way(file, found)
        if why:
            yield Left(found.line, found.symbol, why.replace("\n", " "))


def _way(file: File, found: names.Found) -> str:
    """Why a name that is served is not reached by the path that stands there."""
    if not isinstance(found.node, ast.Attribute):
        return ""
    words = written(found.node).split(".")
    if "_api" in words[:-1]:
        return "tensorflow._api is no part of the API: write the path without it"
    if words[1:3] == ["compat", "v1"] and served.is_lost(found.symbol):
        imports: list[ast.Import | ast.ImportFrom] = [
            *file.each(ast.Import), *file.each(ast.ImportFrom),
        ]
        modules = {_module(node, alias) for node in imports for alias in node.names
                   if (alias.asname or alias.name) == words[0]}
        if any(map(target.is_kept, modules)):
            return "below compat.v2 is TensorFlow 2 itself: import tensorflow.compat.v1"
    return ""


def _module(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    return f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name


def _fault(file: File, symbol: str) -> str:
    """Why the namespace does not have a name that the tables do not miss: private ones may go."""
    parent, _, name = symbol.rpartition(".")
    path = parent.partition(".")[2]
    return file.check(f"{target.ROOT}:{path}" if path else target.ROOT, name)
