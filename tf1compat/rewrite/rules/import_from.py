"""``from tensorflow… import name`` takes the namespace instead.

A module of the namespace that has no file of its own is reached through its attributes.

Before:
    from tensorflow.contrib import rnn as r  # cells
    from tensorflow.contrib.rnn import (
        GRUCell,  # kept
        LSTMCell,
    )
    from tensorflow.keras import layers
    from tensorflow_core.core.framework import graph_pb2
After:
    from tf1compat.v1.contrib import rnn as r  # cells
    from tf1compat.v1.contrib.rnn import (
        GRUCell,  # kept
        LSTMCell,
    )
    from tensorflow.keras import layers
    from tensorflow.core.framework import graph_pb2
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tf1compat.rewrite import target
from tf1compat.rewrite.edit import Edit, File, Left, span

LEVEL = "imports"
_UNUSUAL = "its module has an unusual spelling"


def edits(file: File) -> Iterator[Edit | Left]:
    """One edit per statement."""
    for node in file.each(ast.ImportFrom):
        if node.module and not node.level:
            module = target.of(node.module)
            if module is not None and not _is_kept(node):
                yield _one(file, node, node.module, module)
            elif target.is_kept(node.module) or module is not None:
                yield from _kept(file, node, node.module)


def _is_kept(node: ast.ImportFrom) -> bool:
    """``from tensorflow import keras``, and other parts that are no TF1 API."""
    return all(target.is_kept(f"{node.module}.{alias.name}") for alias in node.names)


def _kept(file: File, node: ast.ImportFrom, module: str) -> Iterator[Left]:
    """It is TensorFlow 2's own, and may lack what TensorFlow 1 had there."""
    problems = [file.check(module, alias.name) for alias in node.names]
    if any(problems):
        why = "; ".join(dict.fromkeys(filter(None, problems)))
        yield Left(node.lineno, file.source(node), why)


def _one(file: File, node: ast.ImportFrom, old: str, module: str) -> Edit | Left:
    text = file.source(node)
    written = re.match(rf"from[ \t]+({re.escape(old)})\b", text)
    problems = [file.check(module, alias.name) for alias in node.names]
    if written and not any(problems):
        start, stop = (node.col_offset + len(text[:end].encode()) for end in written.span(1))
        return Edit((node.lineno, start), (node.lineno, stop), module)
    if not module.startswith(target.ROOT):
        why = "; ".join(dict.fromkeys(filter(None, problems)))
        return Left(node.lineno, text, why or _UNUSUAL)
    path = module.removeprefix(f"{target.ROOT}.")
    names = [alias.name for alias in node.names]
    reached = [file.check(f"{target.ROOT}:{path}", name) for name in names]
    indent = file.indent(node)
    if any(reached) or "*" in names or path == module:
        why = "; ".join(dict.fromkeys(filter(None, [*reached, *problems])))
        return Left(node.lineno, text, why or _UNUSUAL)
    if indent is None or "#" in text or file.source(node) != _rest(file, node):
        return Left(node.lineno, text, "it shares its lines with other text")
    lines = [f"import {target.ROOT}"]
    lines += [f"{a.asname or a.name} = {module}.{a.name}" for a in node.names]
    return Edit(*span(node), f"{file.newline()}{indent}".join(lines))


def _rest(file: File, node: ast.ImportFrom) -> str:
    """The statement, and what follows it on its last line short of a comment."""
    assert node.end_lineno is not None
    after = file.lines[node.end_lineno - 1][node.end_col_offset :].decode()
    return file.source(node) + after.partition("#")[0].strip()
