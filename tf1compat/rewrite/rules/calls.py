"""Each TF1 symbol that tf1compat itself publishes takes that name.

Names that came by ``from … import`` are the business of import-names; what only the namespace
serves stays below it.

Before:
    import tensorflow as tf
    rnn = tf.contrib.rnn
    with tf.variable_scope("a"):
        cell = rnn.LSTMCell(3)
        y, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)  # kept
    z = getattr(tf.layers, "dense")(tf.nn.relu(y), 2)
After:
    import tf1compat
    import tf1compat.layers
    import tensorflow as tf
    rnn = tf.contrib.rnn
    with tf1compat.variable_scope("a"):
        cell = tf1compat.LSTMCell(3)
        y, _ = tf1compat.dynamic_rnn(cell, x, dtype=tf.float32)  # kept
    z = tf1compat.layers.dense(tf.nn.relu(y), 2)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf1compat.rewrite import needs, target
from tf1compat.rewrite.edit import Change, Edit, File, Left, span

LEVEL = "calls"


def edits(file: File) -> Iterator[Change | Left]:
    """One change per place."""
    replaced = {
        symbol
        for node, symbols in file.symbols.items()
        if isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del))
        for symbol in symbols
    }
    for node, symbols in file.symbols.items():
        names = {target.public(symbol) for symbol in symbols}
        if isinstance(node, (ast.Attribute, ast.Call)) and names != {None}:
            yield _one(file, node, names, bool(replaced & set(symbols)))


def _one(
    file: File, node: ast.expr, names: set[tuple[str, str] | None], is_replaced: bool
) -> Change | Left:
    text = file.source(node)
    if is_replaced:
        return Left(node.lineno, text, "the file gives this name another value")
    if "" in file.symbols[node]:
        return Left(node.lineno, text, "the program may have put something of its own in its place")
    if len(names) > 1:
        several = " or ".join(file.symbols[node])
        return Left(node.lineno, text, f"it may be any of several things: {several}")
    ((module, name),) = (n for n in names if n is not None)
    why = file.check(module, name)
    needed = needs.imports(file, module)
    if why or needed is None:
        return Left(node.lineno, text, why or "the file uses the name tf1compat for something else")
    return (*needed, Edit(*span(node), f"{module}.{name}"))
