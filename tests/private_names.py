"""Where source code reaches into what another package keeps private.

Private is: ``tensorflow.python``, ``keras.src`` and ``tf_keras`` by any road, an imported
name with an underscore, and an underscore attribute that our own code does not define.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

BANNED = ("tensorflow.python", "keras.src", "tf_keras", "tensorflow.keras.src")
OWN = "tf1compat"

# Underscored by the standard library, and documented as public.
PUBLIC = {"_replace", "_asdict", "_fields", "_field_defaults", "_make", "_getframe"}

_DYNAMIC_IMPORTS = {"import_module", "__import__", "find_spec"}
_DYNAMIC_ATTRIBUTES = {"getattr", "setattr", "hasattr", "delattr"}


def is_private(name: str) -> bool:
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def defined_names(tree: ast.AST) -> set[str]:
    """Every underscored name that this source defines.

    By ``def``, ``class`` or assignment; an attribute counts where it is put on ``self``,
    ``cls`` or a function of this source.
    """
    found: set[str] = set()
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if isinstance(node.value, ast.Name) and node.value.id in {"self", "cls", *functions}:
                found.add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return {name for name in found if is_private(name)}


def violations(source: str, own: Iterable[str] = ()) -> list[str]:
    """``line: what`` of each private name that ``source`` uses.

    Args:
      source: Python source text.
      own: underscored names that the rest of our package defines.
    """
    tree = ast.parse(source)
    allowed = PUBLIC | set(own) | defined_names(tree)
    aliases = _aliases(tree)
    found = {
        (node.lineno, what)
        for node in ast.walk(tree)
        if isinstance(node, (ast.stmt, ast.expr))
        for what in _of_node(node, allowed, aliases)
    }
    return [f"{line}: {what}" for line, what in sorted(found)]


def _aliases(tree: ast.AST) -> dict[str, str]:
    """Local name → dotted path of the module or object of another package that it is."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                found[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return {name: path for name, path in found.items() if not _is_own(path)}


def _of_node(node: ast.AST, allowed: set[str], aliases: dict[str, str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield from _of_path(alias.name)
    elif isinstance(node, ast.ImportFrom) and not node.level:
        for alias in node.names:
            yield from _of_path(f"{node.module}.{alias.name}")
    elif isinstance(node, ast.Attribute):
        yield from _of_attribute(node, allowed, aliases)
    elif isinstance(node, ast.Call):
        yield from _of_call(node, allowed)


def _of_path(path: str) -> Iterator[str]:
    """Of an imported dotted path."""
    if _is_own(path):
        return
    if _is_banned(path) or any(is_private(part) for part in path.split(".")):
        yield path


def _of_attribute(node: ast.Attribute, allowed: set[str], aliases: dict[str, str]) -> Iterator[str]:
    path = _dotted(node, aliases)
    if path is not None and (
        _is_banned(path) or (is_private(node.attr) and node.attr not in PUBLIC)
    ):
        yield path
    elif path is None and is_private(node.attr) and node.attr not in allowed:
        yield f".{node.attr}"


def _of_call(node: ast.Call, allowed: set[str]) -> Iterator[str]:
    """Of ``import_module("…")`` and ``getattr(…, "_…")`` with a constant text."""
    function = node.func.attr if isinstance(node.func, ast.Attribute) else None
    function = node.func.id if isinstance(node.func, ast.Name) else function
    texts = [
        argument.value
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
    if function in _DYNAMIC_IMPORTS:
        for text in texts:
            yield from _of_path(text)
    elif function in _DYNAMIC_ATTRIBUTES:
        for text in texts:
            if is_private(text) and text not in allowed:
                yield f".{text}"


def _dotted(node: ast.expr, aliases: dict[str, str]) -> str | None:
    """The full path of ``a.b.c`` where ``a`` was imported from another package."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in aliases:
        return None
    return ".".join([aliases[node.id], *reversed(parts)])


def _is_own(path: str) -> bool:
    return path.partition(".")[0] in {OWN, "__future__"}


def _is_banned(path: str) -> bool:
    return any(path == banned or path.startswith(f"{banned}.") for banned in BANNED)
