"""What each name of a source file really is: aliases followed to TF1's own symbols.

Bindings are collected first, scope by scope, then every use is resolved.  Where a name may
be one of several things (``try: … except ImportError: …``), each of them counts.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tf1compat.scan import served
from tf1compat.scan.lookups import COMPUTED, Lookups, is_whole_module
from tf1compat.scan.scope import CALLED, Scope
from tf1compat.scan.shadows import stored
from tf1compat.scan.symbols import OURS, as_symbol, below, leaf_of, written

IMPORT, USE, OWN = "import", "use", "own"


@dataclass(frozen=True)
class Found:
    """One TF1 symbol at one place; ``kind`` is import, use, one of those that a person has to
    look at (`lookups.BY_HAND`), or own: ``tf1compat.LSTMCell``, which has taken the place of one.

    ``node`` is what names the symbol: of ``tf.Session.run`` the part ``tf.Session``.
    """

    symbol: str
    line: int
    column: int
    kind: str
    node: ast.expr | ast.alias = field(compare=False, repr=False)
    unsure: bool = False
    """Whether the program may have put something of its own in its place."""


HERE = "."  # before the name of a file that is meant by its place, not by its name alone
INHERITED = "self.*"  # the attributes of a module's classes that are symbols
# Where another module of the repository is asked for a name: (file's dotted name, name) → symbols.
Lookup = Callable[[str, str], tuple[str, ...]]


class Resolver(Lookups, ast.NodeVisitor):
    """Walks one file; ``found`` is what it saw, ``top`` the names of its top level."""

    def __init__(
        self, module: str, lookup: Lookup, is_package: bool = False, has_walrus: bool = True
    ) -> None:
        self.found: list[Found] = []
        self.top = self.scope = Scope()
        self._module, self._lookup, self._is_package = module, lookup, is_package
        self._attributes = Scope()  # self.tf, by the path as it stands; doubts by the last word
        self._scopes: dict[int, Scope] = {}
        self.followed: set[int] = set()
        self._recording, self.has_walrus = False, has_walrus

    def read(self, tree: ast.Module) -> list[Found]:
        """Every TF1 symbol of the file, in its order."""
        # Names that are used before they are bound, then aliases of those, then the uses.
        for self._recording in (False, False, True):
            # Expressions bind nothing but by `:=`: without that only the last pass reads them.
            self.skipped = () if self._recording or self.has_walrus else (ast.expr,)
            if not self._recording:  # what looked foreign may have been bound further down
                for scope in (self.top, self._attributes, *self._scopes.values()):
                    scope.unsure.clear()
            self.found.clear()
            self.visit(tree)
        self.found = sorted(_without_own(self.found), key=lambda f: (f.line, f.column, f.symbol))
        return self.found

    # -- bindings ---------------------------------------------------------------------------

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            symbol = as_symbol(alias.name)
            root = alias.name.partition(".")[0]
            if symbol is None and root != OURS:
                name = alias.asname or root
                self.scope.modules[name] = alias.name if alias.asname else name
                self.scope.doubt(name)
                continue
            whole = OURS if root == OURS else "tf"
            bound = (symbol or alias.name) if alias.asname else whole
            self.scope.bind(alias.asname or root, (bound,))
            if symbol is not None:
                self.record(symbol, alias, IMPORT)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = self._absolute(node)
        symbol = None if node.level else as_symbol(module)
        for alias in node.names:
            if alias.name == "*":
                self._star(symbol, module, alias)
            elif (whole := as_symbol(f"{module}.{alias.name}")) and not node.level:
                self.scope.bind(alias.asname or alias.name, (whole,))
                self.record(whole, alias, IMPORT)
            elif module.partition(".")[0] == OURS and not node.level:
                self.scope.bind(alias.asname or alias.name, (f"{module}.{alias.name}",))
            else:
                name = alias.asname or alias.name
                self.scope.modules[name] = f"{module.rstrip(HERE)}.{alias.name}"
                shared = self._lookup(module, alias.name)
                self.scope.bind(name + CALLED, self._lookup(module, alias.name + CALLED))
                if shared:
                    self.scope.bind(name, shared)
                else:
                    self.scope.doubt(name)

    def _star(self, symbol: str | None, module: str, alias: ast.alias) -> None:
        if symbol is not None:
            self.scope.stars.append(symbol)
            self.record(f"{symbol}.*" if not served.names_in(symbol) else symbol, alias, IMPORT)
            return
        for name in self._lookup(module, "*"):
            self.scope.bind(name, self._lookup(module, name))

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        words = self._module.split(".")
        words = words[: len(words) - node.level + self._is_package]
        return HERE + ".".join([*words, *([node.module] if node.module else [])])

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            self._unpack(target, node.value)

    def _unpack(self, target: ast.expr, value: ast.expr) -> None:
        """``a, b = tf.nn, tf.contrib`` is two assignments."""
        if isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)):
            is_starred = any(isinstance(e, ast.Starred) for e in (*target.elts, *value.elts))
            if not is_starred and len(target.elts) == len(value.elts):
                self.followed.add(id(value))
                for one, its in zip(target.elts, value.elts, strict=True):
                    self._unpack(one, its)
                return
        symbols = self.resolve(value)
        self._assign(target, symbols)
        if not isinstance(target, (ast.Name, ast.Attribute)) or not self._is_unsure(value, symbols):
            return
        if isinstance(target, ast.Name):
            self.scope.doubt(target.id)
        else:
            self._attributes.doubt(target.attr)

    def runs_over(self, target: ast.expr, values: ast.expr) -> bool:
        """``for m in (tf.nn, tf.layers)`` binds ``m`` to each of them."""
        if not isinstance(values, (ast.Tuple, ast.List)):
            return False
        if not any(isinstance(n, ast.expr) and self.resolve(n) for n in ast.walk(values)):
            return False
        self.followed.add(id(values))
        for one in values.elts:
            self._unpack(target, one)
        return True

    def _is_unsure(self, node: ast.expr, symbols: tuple[str, ...] | None = None) -> bool:
        """Whether a value may be none of what `resolve` tells; None is no value to use.

        ``symbols`` is what that is, where it is known.
        """
        if isinstance(node, (ast.IfExp, ast.BoolOp)):
            return any(self._is_unsure(one) for one in _either(node))
        if isinstance(node, ast.Constant) and node.value is None:
            return False
        if not (self.resolve(node) if symbols is None else symbols):
            return True
        if isinstance(node, ast.Call):
            return not self.looked_up(node) and self._may_return_more(node.func)
        while isinstance(node, ast.Attribute):
            if not self.resolve(node.value):
                return node.attr in self._attributes.unsure
            node = node.value
            if isinstance(node, ast.Call) and not self.looked_up(node):
                return True  # what the call does besides must not be lost
        if isinstance(node, (ast.IfExp, ast.BoolOp)):
            return self._is_unsure(node)
        return isinstance(node, ast.Name) and self.scope.is_unsure(node.id)

    def _may_return_more(self, called: ast.expr) -> bool:
        path = written(called)
        if isinstance(called, ast.Name):
            return self.scope.is_unsure(path + CALLED)
        # A method: another class of the file may have one of that name.
        return self.scope.module_of(path.partition(".")[0]) is None

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        self._unpack(node.target, node.value)

    def visit_Global(self, node: ast.Global) -> None:
        self.scope.elsewhere |= {n: self.top for n in node.names if self.scope is not self.top}

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        if self.scope.parent is not None:
            self.scope.elsewhere |= dict.fromkeys(node.names, self.scope.parent)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.annotation)
        if node.value is not None:
            self.visit(node.value)
            self._unpack(node.target, node.value)

    def _assign(self, target: ast.expr, symbols: tuple[str, ...]) -> None:
        if isinstance(target, ast.Name):
            self.scope.bind(target.id, symbols)
        elif isinstance(target, ast.Attribute):
            if symbols and isinstance(target.value, ast.Name):
                self._attributes.bind(written(target), symbols)
            self.visit(target)
        else:
            self.own(*stored(target))
            self.generic_visit(target)

    # -- scopes -----------------------------------------------------------------------------

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)
        self.own(node.name)
        self._inherit(node.bases)
        inner = self._inside(node, node.body, is_class=True)
        for name, symbols in inner.symbols.items():
            for owner in ("self", "cls", node.name):
                self._attributes.bind(f"{owner}.{name}", tuple(symbols))
            if name in inner.unsure:
                self._attributes.doubt(name)

    def _inherit(self, bases: list[ast.expr]) -> None:
        """``self.tf`` of a base class that another module has."""
        for path in map(written, bases):
            name, _, rest = path.partition(".")
            module = self.scope.module_of(name) if name else None
            owner = f"{module}.{rest}".rstrip(".").rpartition(".")[0] if module else ""
            for attribute in self._lookup(owner, INHERITED) if owner else ():
                self._attributes.bind(attribute, self._lookup(owner, attribute))

    def visit_FunctionDef(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    ) -> None:
        arguments = node.args
        for part in (*arguments.defaults, *filter(None, arguments.kw_defaults)):
            self.visit(part)
        if not isinstance(node, ast.Lambda):
            for part in node.decorator_list:
                self.visit(part)
            self.own(node.name)
        rest = filter(None, [arguments.vararg, arguments.kwarg])
        words = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *rest]
        hints = [*(word.annotation for word in words), getattr(node, "returns", None)]
        for part in filter(None, hints):
            self.visit(part)
        names = {word.arg for word in words}
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        if isinstance(node, ast.Lambda):
            self.hand_on(node.body)
        inner = self._inside(node, body, other=names, given=self._defaults(arguments))
        if not isinstance(node, ast.Lambda):
            inner.tell_returned(node.name, self.scope)

    def _defaults(self, arguments: ast.arguments) -> dict[str, tuple[str, ...]]:
        """The modules that arguments may be if a call leaves them out."""
        words = [*arguments.posonlyargs, *arguments.args]
        pairs = [
            *zip(reversed(words), reversed(arguments.defaults), strict=False),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]
        found = ((word.arg, self.resolve(value)) for word, value in pairs if value is not None)
        return {name: symbols for name, symbols in found if any(map(is_whole_module, symbols))}

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815
    visit_Lambda = visit_FunctionDef  # noqa: N815

    def exports(self) -> dict[str, tuple[str, ...]]:
        """What other modules may be told: names of the top level, and attributes of objects."""
        inherited = {p: s for p, s in self._attributes.symbols.items() if p.startswith("self.")}
        return {name: tuple(sorted(s)) for name, s in {**self.top.symbols, **inherited}.items()}

    def _inside(
        self, node: ast.AST, body: list[ast.stmt] | list[ast.expr], is_class: bool = False,
        other: set[str] | None = None, given: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Scope:
        outer = self.scope
        made = Scope(outer, is_class, other=set(other or ()))
        inner = self.scope = self._scopes.setdefault(id(node), made)
        for name, symbols in (given or {}).items():
            inner.bind(name, symbols)
            inner.doubt(name)
        for part in body:
            self.visit(part)
        self.scope = outer
        return inner

    # -- uses -------------------------------------------------------------------------------

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._note(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not self._note(node):
            self.generic_visit(node)
            return
        base: ast.expr = node
        while isinstance(base, ast.Attribute):
            base = base.value
        if isinstance(base, ast.Subscript):  # it may say how it got there
            self.visit(base)

    def visit_Call(self, node: ast.Call) -> None:
        self._note(node)
        self.note_call(node)
        self.generic_visit(node)

    def _note(self, node: ast.expr) -> bool:
        found = self.resolve(node)
        if not found:  # nearly always
            return False
        symbols = [symbol for symbol in found if symbol not in ("tf", OURS)]
        for symbol in symbols:
            if symbol.endswith(".__dict__"):
                self.record(f"{symbol.removesuffix('__dict__')}*", node, COMPUTED)
                continue
            leaf = leaf_of(symbol)
            named = node
            for _ in range(symbol.count(".") - leaf.count(".")):
                named = named.value if isinstance(named, ast.Attribute) else named
            kind = OWN if leaf.startswith(OURS) else USE
            self.record(leaf, named, kind, self._recording and self._is_unsure(node))
        return bool(symbols)

    def record(
        self, symbol: str, node: ast.expr | ast.alias, kind: str, unsure: bool = False
    ) -> None:
        if self._recording:
            self.found.append(Found(symbol, node.lineno, node.col_offset, kind, node, unsure))

    def resolve(self, node: ast.expr) -> tuple[str, ...]:
        """The TF1 symbols that an expression may be; none if it is something else."""
        if isinstance(node, ast.Name):
            return self.scope.find(node.id)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Call):
            return self.looked_up(node) or self._path(node.func, CALLED)
        if isinstance(node, ast.Subscript):
            return self.subscript(node)
        if isinstance(node, (ast.IfExp, ast.BoolOp)):
            resolved = (symbol for one in _either(node) for symbol in self.resolve(one))
            return tuple(dict.fromkeys(resolved))
        if isinstance(node, ast.NamedExpr):
            return self.resolve(node.value)
        return ()

    def _attribute(self, node: ast.Attribute) -> tuple[str, ...]:
        found = self.resolve(node.value)
        if found:
            return tuple(filter(None, (below(symbol, node.attr) for symbol in found)))
        return self._path(node)

    def _path(self, node: ast.expr, ending: str = "") -> tuple[str, ...]:
        """What the program's own ``a.b.c`` is, or a call of it."""
        if isinstance(node, ast.Name):
            return self.scope.find_called(node.id)
        path = written(node) + ending
        if path == ending or (assigned := self._attributes.find(path)):
            return assigned if path != ending else ()
        name, _, rest = path.partition(".")
        module = self.scope.module_of(name)
        if not module:
            return ()
        owner, _, last = f"{module}.{rest}".rpartition(".")
        return self._lookup(owner, last)


def _either(node: ast.IfExp | ast.BoolOp) -> list[ast.expr]:
    return node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]


def _without_own(found: list[Found]) -> set[Found]:
    """What is left without the names that the program itself adds: ``tf.model = …``."""
    stored = (f.symbol for f in found if isinstance(getattr(f.node, "ctx", None), ast.Store))
    added = {symbol for symbol in stored if served.is_unknown(symbol)}
    inner = tuple(f"{symbol}." for symbol in added)
    return {f for f in found if f.symbol not in added and not f.symbol.startswith(inner)}


def resolve_alone(tree: ast.Module) -> list[Found]:
    """The symbols of a file that imports from no other of its repository."""
    return Resolver("module", _knows_nothing).read(tree)


def _knows_nothing(module: str, name: str) -> tuple[str, ...]:  # noqa: ARG001  (a `Lookup`)
    return ()
