"""``import tensorflow…`` takes the namespace instead; the name that it binds stays.

Before:
    import tensorflow as tf
    import tensorflow, os  # both
    import tensorflow.contrib.rnn as rnn
    import tensorflow.contrib.seq2seq as s2s
    import tensorflow.core.example as example
After:
    import tf1compat.v1 as tf
    import tf1compat.v1 as tensorflow, os  # both
    import tf1compat.v1.contrib.rnn as rnn
    from tf1compat.v1.contrib import seq2seq as s2s
    import tensorflow.core.example as example
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf1compat.rewrite import target
from tf1compat.rewrite.edit import Edit, File, Left, span

LEVEL = "imports"


def edits(file: File) -> Iterator[Edit | Left]:
    """One edit per imported module."""
    for node in file.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                module = target.of(alias.name)
                if module is not None:
                    yield _one(file, node, alias, module)


def _one(file: File, node: ast.Import, alias: ast.alias, module: str) -> Edit | Left:
    if alias.asname is None:
        return Edit(*span(alias), f"{target.ROOT} as tensorflow")
    if not file.check(module, ""):
        return Edit(*span(alias), f"{module} as {alias.asname}")
    parent, _, name = module.rpartition(".")
    why = file.check(parent, name)
    if not why and len(node.names) == 1:
        return Edit(*span(node), f"from {parent} import {name} as {alias.asname}")
    why = why or "it shares its line with other imports; give it one of its own"
    return Left(node.lineno, file.source(node), why)
