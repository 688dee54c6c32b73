"""How the package would serve a TF1 symbol, read from its own files without running them.

The namespace under ``tf1compat/v1`` imports tensorflow; a scan must not.  So its modules are
parsed: ``__all__`` says what each serves itself, the call of ``join`` says which TF1 module
it is, and the tables beside them say what is gone and why.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

EXACT, ADAPTED, PASSED, NOT_SERVED = "exact", "adapted", "passes through", "not served"
STATES = (EXACT, ADAPTED, PASSED, NOT_SERVED)

_PACKAGE = Path(__file__).resolve().parent.parent
_V1 = _PACKAGE / "v1"


@dataclass(frozen=True)
class Served:
    """The state of one symbol, what there is to say about it, and where the guide says it."""

    state: str
    note: str = ""
    page: str = ""


@cache
def find(symbol: str) -> Served:
    """How ``symbol`` (``tf.nn.dynamic_rnn``) would be served."""
    tables = _tables()
    note = _longest(tables.inexact, symbol)
    if note:
        return Served(ADAPTED, note, "4_numerics.md")
    parent, _, name = symbol.rpartition(".")
    if name in tables.own.get(parent, ()) or symbol in tables.own:
        return Served(EXACT, page="support_table.md")
    if symbol in tables.eras:
        return Served(ADAPTED, "only under `--era`, which brings the old spelling back")
    if name in tables.private.get(parent, ()) or _is_private(symbol):
        return Served(PASSED, "a private module of TensorFlow 1", "5_limits.md")
    if _is_gone(symbol, tables):
        why, instead = _reason(symbol, tables)
        return Served(NOT_SERVED, f"{why}. Use {instead}", "support_table.md")
    return Served(PASSED)


def names_in(module: str) -> frozenset[str]:
    """The names known of a TF1 module, for ``from … import *``."""
    tables = _tables()
    found = {*tables.own.get(module, ()), *tables.gone.get(module, ())}
    return frozenset({*found, *tables.private.get(module, ())} - {"*"})


def is_module(symbol: str) -> bool:
    """Whether the tables know ``symbol`` as a module."""
    tables = _tables()
    return symbol in tables.own or symbol in tables.gone or symbol in tables.private


@dataclass(frozen=True)
class _Tables:
    own: dict[str, frozenset[str]]
    gone: dict[str, frozenset[str]]
    private: dict[str, frozenset[str]]
    reasons: dict[str, tuple[str, str]]
    inexact: dict[str, str]
    eras: frozenset[str]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    own = dict(filter(None, map(_namespace_of, sorted(_V1.rglob("*.py")))))
    helpers = _constant(_V1 / "_private.py", "HELPERS")
    private = _rows(_V1 / "private_names.txt")
    for path, module in helpers.items():
        file = _PACKAGE.parent.joinpath(*module.split(".")).with_suffix(".py")
        file = file if file.is_file() else file.with_suffix("") / "__init__.py"
        own[path] = own.get(path, frozenset()) | _bound_names(file)
    reasons = _constant(_V1 / "_unserved.py", "REASONS")
    eras = {
        key.value
        for name in ("ERA_1_0", "ERA_0_12")
        for key in _dict(_V1 / "_eras.py", name).keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
    inexact = _constant(_V1 / "_inexact.py", "INEXACT")
    # These two took their arguments in another order, but TF 1.15 has the names too.
    eras -= {"tf.concat", "tf.split", "tf.reverse"} | {e for e in eras if e.startswith("tf.nn.s")}
    return _Tables(own, _rows(_V1 / "tf1_names.txt"), private, reasons, inexact, frozenset(eras))


def _is_private(symbol: str) -> bool:
    words = symbol.split(".")
    return words[:2] == ["tf", "python"] or (
        words[:2] == ["tf", "contrib"] and words[3:4] == ["python"]
    )


def _is_gone(symbol: str, tables: _Tables) -> bool:
    if symbol.startswith("tf.contrib"):
        return True
    parent, _, name = symbol.rpartition(".")
    while parent:
        if name in tables.gone.get(parent, ()) or "*" in tables.gone.get(parent, ()):
            return True
        parent, _, name = parent.rpartition(".")
    return False


def _reason(symbol: str, tables: _Tables) -> tuple[str, str]:
    while symbol not in tables.reasons:
        symbol = symbol.rpartition(".")[0]
    return tables.reasons[symbol]


def _longest(notes: dict[str, str], symbol: str) -> str:
    while symbol:
        if symbol in notes:
            return notes[symbol]
        symbol = symbol.rpartition(".")[0]
    return ""


def _rows(path: Path) -> dict[str, frozenset[str]]:
    lines = path.read_text("utf-8").splitlines()
    rows = (line.partition(": ") for line in lines if not line.startswith("#"))
    return {
        module: frozenset(word.partition("=")[0] for word in names.split())
        for module, _, names in rows
    }


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _namespace_of(path: Path) -> tuple[str, frozenset[str]] | None:
    """The TF1 module that a file of the namespace serves, and the names it serves itself."""
    for node in _parsed(path).body:
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".join"):
            symbol = call.args[1]
            assert isinstance(symbol, ast.Constant)
            return str(symbol.value), _bound_names(path)
    return None


def _bound_names(path: Path) -> frozenset[str]:
    """The names that a file re-exports or defines at its top, underscored helpers included."""
    names: set[str] = set()
    for node in _parsed(path).body:
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname for alias in node.names if alias.asname}
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return frozenset(names - {"__all__"})


def _assigned(path: Path) -> dict[str, ast.expr]:
    found = {}
    for node in _parsed(path).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(target, ast.Name):
            assert node.value is not None
            found[target.id] = node.value
    return found


def _dict(path: Path, name: str) -> ast.Dict:
    value = _assigned(path)[name]
    assert isinstance(value, ast.Dict)
    return value


def _constant(path: Path, name: str) -> dict[str, Any]:
    """A table of constants, in which names of other constants of the file may stand."""
    constants = _assigned(path)

    class Fill(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return constants[node.id]

    table = Fill().visit(ast.parse(ast.unparse(constants[name]), mode="eval").body)
    values: dict[str, Any] = ast.literal_eval(table)
    return values
