"""``importlib.import_module("tensorflow…")`` and ``__import__`` take the namespace instead.

Before:
    import importlib
    tf = importlib.import_module("tensorflow")
    rnn = import_module('tensorflow.contrib.rnn')  # kept
    also = __import__("tensorflow")
After:
    import importlib
    tf = importlib.import_module("tf1compat.v1")
    rnn = import_module('tf1compat.v1.contrib.rnn')  # kept
    also = importlib.import_module("tf1compat.v1")
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf1compat.rewrite import needs, target
from tf1compat.rewrite.edit import Change, Edit, File, Left, span

LEVEL = "imports"


def edits(file: File) -> Iterator[Change | Left]:
    """One change per call."""
    for node in file.nodes:
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called, name = ast.unparse(node.func), node.args[0]
        if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
            continue
        module = target.of(name.value)
        if module is None:
            continue
        if called.rpartition(".")[2] == "import_module":
            yield _literal(file, name, module)
        elif called == "__import__":
            yield _dunder(file, node)


def _literal(file: File, name: ast.Constant, module: str) -> Change | Left:
    text, why = file.source(name), file.check(module, "")
    if why or text[1:-1] != name.value:
        return Left(name.lineno, text, why or "its spelling is unusual")
    return (Edit(*span(name), f"{text[0]}{module}{text[0]}"),)


def _dunder(file: File, node: ast.Call) -> Change | Left:
    """It returns the root, whatever part is named."""
    needed = needs.imports(file, "importlib")
    if len(node.args) > 1 or node.keywords or needed is None:
        return Left(node.lineno, file.source(node), "__import__ with more than a name")
    return (*needed, Edit(*span(node), f'importlib.import_module("{target.ROOT}")'))
