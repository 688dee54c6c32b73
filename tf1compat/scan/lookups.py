"""TF1 symbols that a program reaches otherwise than by an attribute: by words, or hand to hand.

What the words are can often be read; where not, the place is noted, so that a person looks.
"""

from __future__ import annotations

import ast
import re
from abc import ABC, abstractmethod

from tf1compat.scan import served, spelling
from tf1compat.scan.scope import Scope
from tf1compat.scan.shadows import Shadows
from tf1compat.scan.symbols import as_symbol, below, written

COMPUTED, QUOTED, HANDED = "computed", "quoted", "handed"
# What is to be looked at by hand, and why.
BY_HAND = {
    COMPUTED: "a name computed while running: look at it by hand",
    QUOTED: "it is named in a string: look at it by hand",
    HANDED: "the module is handed on: what is asked of it there cannot be read",
}
_LOOKS_UP = ("getattr", "import_module", "__import__")
_NAMESPACES = ("globals", "locals", "vars")
# These get modules, and what they ask of them is read here or does not matter.
_ASKS_NOTHING = ("getattr", "hasattr", "setattr", "isinstance", "type", "print", "vars", "dir")
_MODULE = re.compile(rf"({'|'.join(spelling.ROOTS)})\.[\w.]*(:\w+)?")
_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")


class Lookups(Shadows, ast.NodeVisitor, ABC):
    """The part of the walk over a file that meets strings, and modules used as values."""

    top: Scope
    followed: set[int]
    """Nodes (by id) whose values are known elsewhere: nothing is noted of them."""

    @abstractmethod
    def resolve(self, node: ast.expr) -> tuple[str, ...]:
        """The TF1 symbols that an expression may be; none if it is something else."""

    @abstractmethod
    def record(self, symbol: str, node: ast.expr | ast.alias, kind: str) -> None:
        """Note a symbol at its place."""

    def looked_up(self, node: ast.Call) -> tuple[str, ...]:
        """``getattr(x, "name")`` and ``importlib.import_module("tensorflow…")``."""
        called = self._called(node)
        if called == "getattr":
            word = node.args[1] if len(node.args) > 1 else None
            if not isinstance(word, ast.Constant) or not isinstance(word.value, str):
                return ()
            found = self.resolve(node.args[0])
            return tuple(filter(None, (below(symbol, word.value) for symbol in found)))
        if called not in _LOOKS_UP:
            return ()
        literal, module, is_root = named_module(node, called)
        symbol = as_symbol(module)
        if symbol is None:
            return ()
        self.followed.add(id(literal))
        return ("tf",) if is_root else (symbol,)

    def _called(self, node: ast.Call) -> str:
        """The last word of the function's name, as its module has it."""
        last = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
        if last in _LOOKS_UP:
            return written(node.func).rpartition(".")[2]
        module = self.scope.module_of(node.func.id) if isinstance(node.func, ast.Name) else None
        return "import_module" if module == "importlib.import_module" else ""

    def subscript(self, node: ast.Subscript) -> tuple[str, ...]:
        """``globals()["tf"]`` and ``sys.modules["tensorflow…"]``."""
        word = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if not isinstance(word, str):
            return ()
        if isinstance(node.value, ast.Call) and written(node.value.func) in _NAMESPACES:
            is_bare = not node.value.args
            scope = self.top if written(node.value.func) == "globals" else self.scope
            return scope.find(word) if is_bare else ()
        symbol = as_symbol(word) if written(node.value) == "sys.modules" else None
        return (symbol,) if symbol else ()

    def note_call(self, node: ast.Call) -> None:
        """What a call may ask of TensorFlow that cannot be read from the source."""
        called = written(node.func)
        first = node.args[0] if node.args else None
        if first is not None and called in ("eval", "exec"):
            self._note_code(first)
        is_getattr = called == "getattr" and len(node.args) > 1
        is_open = is_getattr and not isinstance(node.args[1], ast.Constant)
        if first is not None and (is_open or called in ("vars", "dir")):
            for symbol in self.resolve(first):
                self.record(f"{symbol}.*", node, COMPUTED)
        if called not in _ASKS_NOTHING:
            self.hand_on(*node.args, *(word.value for word in node.keywords))

    def _note_code(self, code: ast.expr) -> None:
        """``eval("tf.nn." + name)``."""
        for word in ast.walk(code):
            if not isinstance(word, ast.Constant) or not isinstance(word.value, str):
                continue
            paths = [(path, as_symbol(path)) for path in _PATH.findall(word.value)]
            found = [(s,) if s else self.resolve(_expression(path)) for path, s in paths]
            if not any(found) and spelling.ROOT in word.value:
                found.append(("tf.*",))
            for symbol in (one for symbols in found for one in symbols):
                self.record(symbol, word, QUOTED)

    def hand_on(self, *nodes: ast.expr | None) -> None:
        """These values go where nobody follows them: modules among them are noted."""
        for node in nodes:
            if isinstance(node, (ast.Name, ast.Attribute, ast.IfExp, ast.BoolOp)):
                for symbol in self.resolve(node) if id(node) not in self.followed else ():
                    if is_whole_module(symbol):
                        self.record(f"{symbol}.*", node, HANDED)

    def visit_Constant(self, node: ast.Constant) -> None:
        """``"tensorflow.contrib.rnn"``, which something else may import."""
        word = node.value
        if not isinstance(word, str) or not word.startswith(spelling.ROOT):
            return
        if id(node) not in self.followed and _MODULE.fullmatch(word):
            symbol = as_symbol(word.replace(":", ".").rstrip("."))
            if symbol and not served.is_unknown(symbol):
                self.record(f"{symbol}.*" if word.endswith(".") else symbol, node, QUOTED)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """``sys.modules["tensorflow"]``: elsewhere that word may mean anything."""
        word = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if word in spelling.ROOTS and written(node.value) == "sys.modules":
            self.record("tf.*", node.slice, QUOTED)
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        found = self.resolve(node.value) if node.value is not None else ()
        self.scope.returned.append(tuple(filter(is_whole_module, found)))
        self.visit_Yield(node)

    def visit_Yield(self, node: ast.Yield | ast.Return) -> None:
        self.hand_on(node.value)
        self.generic_visit(node)

    def visit_List(self, node: ast.List | ast.Tuple | ast.Set) -> None:
        if id(node) not in self.followed:
            self.hand_on(*node.elts)
        self.generic_visit(node)

    visit_Tuple = visit_Set = visit_List  # noqa: N815

    def visit_Dict(self, node: ast.Dict) -> None:
        self.hand_on(*node.values)
        self.generic_visit(node)


def is_whole_module(symbol: str) -> bool:
    """Whether a symbol is a module of TF1 whose names are known, or all of it."""
    return symbol == "tf" or served.is_listed_module(symbol)


def named_module(node: ast.Call, called: str) -> tuple[ast.Constant | None, str, bool]:
    """What ``import_module`` or ``__import__`` is asked for.

    Args:
      node: the call.
      called: which of the two it calls.

    Returns:
      The word to change for another module, the module, and whether the root of that is
      returned.  In ``import_module(".rnn", "tensorflow.contrib")`` the second word decides.
    """
    order = ("name", "package") if called == "import_module" else ("name", "", "", "fromlist")
    given = dict(zip(order, node.args, strict=False))
    given |= {word.arg: word.value for word in node.keywords if word.arg}
    word, package = given.get("name"), given.get("package")
    name = _text(word)
    if called == "__import__":
        names = given.get("fromlist")
        is_root = not (isinstance(names, (ast.List, ast.Tuple)) and names.elts)
        return _constant(word), name, is_root
    if not name.startswith("."):
        return _constant(word), name, False
    dots = len(name) - len(name.lstrip("."))
    above = _text(package).split(".")
    return _constant(package), ".".join([*above[: len(above) + 1 - dots], name[dots:]]), False


def _text(node: ast.expr | None) -> str:
    found = _constant(node)
    return found.value if found is not None and isinstance(found.value, str) else ""


def _constant(node: ast.expr | None) -> ast.Constant | None:
    return node if isinstance(node, ast.Constant) else None


def _expression(path: str) -> ast.expr:
    first, *words = path.split(".")
    node: ast.expr = ast.Name(first, ast.Load())
    for word in words:
        node = ast.Attribute(node, word, ast.Load())
    return node
