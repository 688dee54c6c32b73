"""The imports that emitted names need."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf1compat.rewrite.edit import Change, Edit, File
from tf1compat.scan.symbols import as_symbol


def imports(file: File, *modules: str) -> Change | None:
    """Edits after which each module can be named in full; None if its name means other things."""
    edits = []
    for module in dict.fromkeys(modules):
        root = module.partition(".")[0]
        bound = {_what(node, name) for node, name in _bindings(file, root)}
        if any(name.partition(".")[0] != root for name in bound):
            return None
        whole = {name for name in bound if not name.endswith(".*")}
        if module not in whole and not (module == root and whole):
            edits.append(_insertion(file, f"import {module}"))
    return tuple(edits)


def _bindings(file: File, name: str) -> Iterator[tuple[ast.AST, str]]:
    """Each node that gives ``name`` a meaning, anywhere in the file, and what it imports."""
    for node in file.bound.get(name, ()):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                if name == (alias.asname or alias.name.partition(".")[0]):
                    yield node, alias.name
        else:
            yield node, ""


def _what(node: ast.AST, name: str) -> str:
    """The module that an import binds, ``root.*`` if in a function; nothing for other things."""
    if not isinstance(node, (ast.Import, ast.ImportFrom)):
        return ""
    root = name.partition(".")[0]
    if isinstance(node, ast.ImportFrom) or any(alias.asname for alias in node.names):
        symbol = as_symbol(f"{getattr(node, 'module', None) or ''}.{name}".strip("."))
        name = root = "keras" if symbol == "tf.keras" else ""
    return name if node.col_offset == 0 or not name else f"{root}.*"


def _insertion(file: File, line: str) -> Edit:
    """``line`` before the first import of TensorFlow, or below the docstring."""
    place = (_below_docstring(file), 0)
    for node in file.tree.body:
        if any(child in file.symbols for child in getattr(node, "names", ())):
            if file.indent(node) == "":
                place = (node.lineno, 0)
            break
    return Edit(place, place, line + file.newline())


def _below_docstring(file: File) -> int:
    """The first line where an import may stand: after the docstring and ``__future__``."""
    last = 0
    for number, node in enumerate(file.tree.body):
        is_docstring = number == 0 and isinstance(node, ast.Expr) and ast.get_docstring(file.tree)
        is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not (is_docstring or is_future):
            break
        last = node.end_lineno or 0
    return last + 1 if last else _below_comments(file)


def _below_comments(file: File) -> int:
    """Below a ``#!`` line, an encoding and a licence."""
    number = 1
    for line in file.lines:
        if not line.lstrip().startswith(b"#"):
            break
        number += 1
    return min(number, max(len(file.lines), 1))
