"""A walk over syntax trees of which there are millions of nodes."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, ClassVar

# Fields that hold no node worth a visit: words, and what says how an expression is used.
_PLAIN = {"arg", "attr", "conversion", "ctx", "id", "kind", "level", "module", "op", "ops",
          "simple", "type_comment"}


class _Fields(dict[type, tuple[str, ...]]):
    """The fields of each kind of node that may hold nodes, found once."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        self[kind] = tuple(field for field in kind._fields if field not in _PLAIN)
        return self[kind]


_FIELDS = _Fields()


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below a node."""
    found: list[ast.AST] = []
    for field in _FIELDS[type(node)]:
        value = getattr(node, field, None)
        if isinstance(value, list):
            found += (one for one in value if isinstance(one, ast.AST))
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def every(tree: ast.AST) -> list[ast.AST]:
    """All nodes from the outside in, as `ast.walk` has them, but for those that only say how."""
    nodes = [tree]
    for node in nodes:  # which grows meanwhile
        nodes += children(node)
    return nodes


class Walk(ast.NodeVisitor):
    """As `ast.NodeVisitor`; what to do with a kind of node is looked up once for each class."""

    skipped: tuple[type[ast.AST], ...] = ()
    """The kinds of nodes that are passed over, and all below them."""

    _methods: ClassVar[dict[type, Callable[[Any, Any], None]]] = {}

    def __init_subclass__(cls) -> None:
        cls._methods = {}

    def visit(self, node: ast.AST) -> None:
        """Call ``visit_Kind`` for a node of that kind, or go on below it."""
        if isinstance(node, self.skipped):
            return
        kind = type(node)
        if kind not in self._methods:
            method = getattr(type(self), f"visit_{kind.__name__}", Walk.generic_visit)
            self._methods[kind] = method
        self._methods[kind](self, node)

    def generic_visit(self, node: ast.AST) -> None:
        """Visit what is below a node."""
        for field in _FIELDS[type(node)]:
            value = getattr(node, field, None)
            if isinstance(value, list):
                for one in value:
                    if isinstance(one, ast.AST):
                        self.visit(one)
            elif isinstance(value, ast.AST):
                self.visit(value)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Nothing is below it; Python's own looks for methods of older names each time."""
