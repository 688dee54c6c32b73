"""``importlib.import_module("tensorflow…")`` and ``__import__`` take the namespace instead.

Before:
    import importlib
    from importlib import import_module as load
    tf = importlib.import_module("tensorflow")
    rnn = load('tensorflow.contrib.rnn')  # kept
    nn = importlib.import_module(".nn", package="tensorflow")
    also = __import__("tensorflow")
    layers = __import__("tensorflow.layers", fromlist=["dense"])
After:
    import importlib
    from importlib import import_module as load
    tf = importlib.import_module("tf1compat.v1")
    rnn = load('tf1compat.v1.contrib.rnn')  # kept
    nn = importlib.import_module(".nn", package="tf1compat.v1")
    also = importlib.import_module("tf1compat.v1")
    layers = importlib.import_module("tf1compat.v1.layers")
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf1compat.rewrite import needs, target
from tf1compat.rewrite.edit import Change, Edit, File, Left, span
from tf1compat.scan.lookups import named_module

LEVEL = "imports"
_FUNCTION = "import_module"


def edits(file: File) -> Iterator[Change | Left]:
    """One change per call."""
    functions = {_FUNCTION, *_other_names(file)}
    for node in file.each(ast.Call):
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called in functions:
            word, name, _ = named_module(node, _FUNCTION)
            module = target.of(name)
            if word is not None and module is not None:
                yield _literal(file, word, module)
        elif called == "__import__":
            _, name, is_root = named_module(node, called)
            if (module := target.of(name)) is not None:
                yield _dunder(file, node, target.ROOT if is_root else module)


def _other_names(file: File) -> Iterator[str]:
    for node in file.each(ast.ImportFrom):
        if node.module == "importlib":
            yield from (a.asname for a in node.names if a.name == _FUNCTION and a.asname)


def _literal(file: File, word: ast.Constant, module: str) -> Change | Left:
    """The word names ``module``, or what a relative name is looked for in."""
    text, why, new = file.source(word), file.check(module, ""), target.of(str(word.value))
    if why or new is None or text[1:-1] != word.value:
        return Left(word.lineno, text, why or "its spelling is unusual")
    return (Edit(*span(word), f"{text[0]}{new}{text[0]}"),)


def _dunder(file: File, node: ast.Call, module: str) -> Change | Left:
    """Without a list of names it returns the root, whatever part is named."""
    needed, why = needs.imports(file, "importlib"), file.check(module, "")
    is_plain = all(word.arg in ("fromlist", "name") for word in node.keywords)
    if why or needed is None or not is_plain or not _is_here(node.args[1:3]):
        return Left(node.lineno, file.source(node), why or "__import__ with unusual arguments")
    return (*needed, Edit(*span(node), f'importlib.import_module("{module}")'))


def _is_here(arguments: list[ast.expr]) -> bool:
    """``globals()`` and ``locals()`` say what no absolute name needs."""
    return all(ast.unparse(one) in ("globals()", "locals()", "None", "{}") for one in arguments)
