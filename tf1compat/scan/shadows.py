"""The bindings whose values are never a TF1 symbol: they hide one of the same name."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from tf1compat.scan.scope import Scope
from tf1compat.scan.walk import Walk

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Shadows(Walk, ast.NodeVisitor):
    """The part of the walk over a file that meets ``for``, ``with … as``, ``except … as`` …"""

    scope: Scope
    has_walrus: bool
    """Whether an expression may bind a name."""

    def own(self, *names: str | None) -> None:
        """These names get something of the program's own."""
        for name in filter(None, names):
            self.scope.bind(name, ())
            self.scope.doubt(name)

    def runs_over(self, target: ast.expr, values: ast.expr) -> bool:
        """Whether the target of a loop was bound to symbols that a literal lists.

        Here to none: who knows symbols looks among the values.
        """
        return False

    @contextmanager
    def _hidden(self, *names: str | None) -> Iterator[None]:
        """Within, and surely there, these names are the program's own."""
        self.own(*names)
        scope, before = self.scope, set(self.scope.hidden)
        scope.hidden |= set(filter(None, names))
        yield
        scope.hidden = before

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self._all([node.iter, node.target])
        names = [] if self.runs_over(node.target, node.iter) else stored(node.target)
        with self._hidden(*names):
            self._all(node.body)
        self._all(node.orelse)

    visit_AsyncFor = visit_For  # noqa: N815

    def visit_If(self, node: ast.If) -> None:
        """A loop over ``elif``, which the tree has as one within the other."""
        self._all([node.test, *node.body])
        while len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node = node.orelse[0]
            self._all([node.test, *node.body])
        self._all(node.orelse)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """``a + b + c``, of which there may be hundreds, likewise."""
        rights = [node.right]
        while isinstance(node.left, ast.BinOp):
            node = node.left
            rights.append(node.right)
        self._all([node.left, *reversed(rights)])

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        with ExitStack() as hidden:
            for item in node.items:
                self.visit(item)
                hidden.enter_context(self._hidden(*stored(item.optional_vars)))
            self._all(node.body)

    visit_AsyncWith = visit_With  # noqa: N815

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self._all([node.type])
        with self._hidden(node.name):
            self._all(node.body)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self.own(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self.own(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self.own(node.rest)
        self.generic_visit(node)

    def visit_ListComp(self, node: Comprehension) -> None:
        outer, first = self.scope, node.generators[0]
        self.visit(first.iter)  # all else is seen from inside
        walked = ast.walk(node) if self.has_walrus else ()
        kept = [n.target.id for n in walked if isinstance(n, ast.NamedExpr)]
        self.scope = Scope(outer, elsewhere=dict.fromkeys(kept, outer))
        for one in node.generators:
            if not self.runs_over(one.target, one.iter):
                self.own(*stored(one.target))
        for one in node.generators:
            self._all([one.iter if one is not first else None, one.target, *one.ifs])
        self._all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self.scope = outer

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp  # noqa: N815

    def _all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in filter(None, nodes):
            self.visit(node)


def stored(target: ast.AST | None) -> list[str]:
    """The names that an assignment to ``target`` binds."""
    if isinstance(target, ast.Name):  # most are
        return [target.id]
    nodes = ast.walk(target) if target is not None else ()
    return [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
