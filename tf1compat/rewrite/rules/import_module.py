"""``import tensorflow…`` takes the namespace instead; the name that it binds stays.

Before:
    import tensorflow as tf
    import tensorflow, os  # both
    import tensorflow.contrib.rnn as rnn
    import tensorflow.contrib.seq2seq as s2s
    import tensorflow.core.example as example
    import tensorflow_core.keras as keras
After:
    import tf1compat.v1 as tf
    import tf1compat.v1 as tensorflow, os  # both
    import tf1compat.v1.contrib.rnn as rnn
    from tf1compat.v1.contrib import seq2seq as s2s
    import tensorflow.core.example as example
    import tensorflow.keras as keras
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf1compat.rewrite import target
from tf1compat.rewrite.edit import Edit, File, Left, span

LEVEL = "imports"
_BOUND = "tensorflow"
_REBINDS = "it binds the name tensorflow to TensorFlow 2; give it a name of its own with as"


def edits(file: File) -> Iterator[Edit | Left]:
    """One edit per imported module."""
    for node in file.each(ast.Import):
        for alias in node.names:
            module = target.of(alias.name)
            if module is not None:
                yield _one(file, node, alias, module)
            elif target.is_kept(alias.name) and (why := _fault(file, alias)):
                yield Left(node.lineno, file.source(node), why)


def _fault(file: File, alias: ast.alias) -> str:
    """Why what stays TensorFlow 2's own does not do."""
    others = (other for node in file.each(ast.Import) for other in node.names)
    if not alias.asname and any(map(_binds_namespace, others)):
        return _REBINDS
    root, _, path = alias.name.partition(".")
    is_path = path and not alias.asname  # TensorFlow deletes some names of its modules
    return file.check(alias.name, "") or (file.check(f"{root}:{path}", "") if is_path else "")


def _binds_namespace(alias: ast.alias) -> bool:
    """Whether the name tensorflow is, or becomes, the namespace."""
    root = alias.name.partition(".")[0]
    is_moved = alias.name == target.ROOT or (target.of(alias.name) or "").startswith(target.ROOT)
    return is_moved and (alias.asname or root) == _BOUND


def _one(file: File, node: ast.Import, alias: ast.alias, module: str) -> Edit | Left:
    if alias.asname is None:
        if not module.startswith(target.ROOT):
            return Left(node.lineno, file.source(node), f"write import {module} as …: {_REBINDS}")
        return Edit(*span(alias), f"{target.ROOT} as {alias.name.partition('.')[0]}")
    if not file.check(module, ""):
        return Edit(*span(alias), f"{module} as {alias.asname}")
    parent, _, name = module.rpartition(".")
    why = file.check(parent, name)
    if not why and len(node.names) == 1:
        return Edit(*span(node), f"from {parent} import {name} as {alias.asname}")
    why = why or "it shares its line with other imports; give it one of its own"
    return Left(node.lineno, file.source(node), why)
