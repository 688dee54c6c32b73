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

_NO_SUCH_NAME = "TensorFlow 1.15 had no such name: check its spelling, or its era"
_UNSURE = "private, and in no table: `tf1compat rewrite --check` asks today's TensorFlow for it"
_FILE_DEPTH = 6
_OF_ANY_MODULE = ("__name__", "__file__", "__doc__", "__dict__", "__path__")
_CONTRIB_KERAS = "tf.contrib.keras."  # whose names tf.keras has
_NO_ESTIMATORS = "tf.python.estimator."
_PACKAGE = Path(__file__).resolve().parent.parent
_V1 = _PACKAGE / "v1"
_DROPPED = ("tf.contrib", "tf.tools.graph_transforms")
_LOST = (["contrib"], ["examples"], ["models"])  # TensorFlow 2 has nothing of these
# Modules that are served, and of whose names there is no table.
_UNLISTED = ("app.flags", "compat", "core", "flags", "keras", "lite", "test.mock", "tools")


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
    if name in _OF_ANY_MODULE:
        return find(parent)
    if symbol.startswith(_CONTRIB_KERAS) and not _is_private(symbol):
        return find(symbol.replace(_CONTRIB_KERAS, "tf.keras."))
    if name in tables.own.get(parent, ()) or symbol in tables.own:
        return Served(EXACT, page="support_table.md")
    if symbol in tables.eras:
        return Served(ADAPTED, "only under `--era`, which brings the old spelling back")
    above = ".".join(symbol.split(".")[:3])
    is_contrib = symbol.startswith("tf.contrib.") and _is_private(symbol)
    if is_contrib and parent != above and name in tables.gone.get(above, ()):
        return find(f"{above}.{name}")
    if is_contrib and (name[:1].isupper() or above not in tables.own):
        why, instead = _reason(symbol, tables)
        return Served(NOT_SERVED, f"{why}. Use {instead}", "support_table.md")
    if name in tables.private.get(parent, ()) or _is_private(symbol):
        return _private(symbol, tables)
    if _is_gone(symbol, tables):
        why, instead = _reason(symbol, tables)
        return Served(NOT_SERVED, f"{why}. Use {instead}", "support_table.md")
    return Served(PASSED) if _is_kept(symbol, tables) else Served(NOT_SERVED, _NO_SUCH_NAME)


def _private(symbol: str, tables: _Tables) -> Served:
    """Of what is in no table only the installed TensorFlow knows; it has no part of contrib."""
    parent, _, name = symbol.rpartition(".")
    is_contrib = symbol.startswith("tf.contrib.")
    is_named = name in tables.private.get(parent, ())
    # ``contrib.X.python.ops.decoder`` is a file; what is below, or has an underscore, is not.
    is_file = is_contrib and symbol.count(".") < _FILE_DEPTH and not name.startswith("_")
    modules = (*tables.private, *tables.own)
    if is_named or is_file or any(f"{module}.".startswith(f"{symbol}.") for module in modules):
        return Served(PASSED, "a private module of TensorFlow 1", "5_limits.md")
    is_estimator = f"{symbol}.".startswith(_NO_ESTIMATORS)
    if is_estimator or is_contrib:
        why, instead = _reason("tf.estimator" if is_estimator else symbol, tables)
        return Served(NOT_SERVED, f"{why}. Use {instead}", "support_table.md")
    return Served(PASSED, _UNSURE, "5_limits.md")


@cache
def origin(symbol: str) -> tuple[str, str] | None:
    """The module of ours that defines what serves ``symbol``, and its name there.

    None for what the namespace only passes on.
    """
    parent, _, name = symbol.rpartition(".")
    for path in _tables().files.get(parent, ()):
        if name in _bound_names(path):
            return _defined(path, name)
    return None


def file_of(module: str) -> Path:
    """The source file of one of our modules."""
    path = _PACKAGE.parent.joinpath(*module.split("."))
    file = path.with_suffix(".py")
    return file if file.is_file() else path / "__init__.py"


def listed(module: str) -> frozenset[str]:
    """The ``__all__`` of one of our modules, if that is literal."""
    value = _assigned(file_of(module)).get("__all__")
    try:
        return frozenset(ast.literal_eval(value) if value is not None else ())
    except ValueError:
        return frozenset()


@cache
def parameters(module: str, name: str) -> tuple[str, ...]:
    """The names of the arguments of a function, or of a class, in their order."""
    for node in _parsed(file_of(module)).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            made = [n for n in node.body if getattr(n, "name", "") == "__init__"]
            node = made[0] if made else node  # noqa: PLW2901  (its __init__ speaks for it)
        elif getattr(node, "name", "") != name:
            continue
        if isinstance(node, ast.FunctionDef):
            words = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            return tuple(word.arg for word in words if word.arg != "self")
    return ()


def defined(module: str, name: str) -> tuple[str, str]:
    """Where a name of one of our modules comes from."""
    return _defined(file_of(module), name)


def _defined(path: Path, name: str) -> tuple[str, str]:
    for node in _parsed(path).body:
        for alias in node.names if isinstance(node, ast.ImportFrom) else ():
            module = getattr(node, "module", None) or ""
            is_it = (alias.asname or alias.name) == name and module.startswith("tf1compat")
            if is_it and file_of(module) != path:  # a package may import its own submodule
                return _defined(file_of(module), alias.name)
    words = path.relative_to(_PACKAGE.parent).with_suffix("").parts
    return ".".join(words[:-1] if words[-1] == "__init__" else words), name


@cache
def names_in(module: str) -> frozenset[str]:
    """The names known of a TF1 module, for ``from … import *``."""
    tables = _tables()
    known = (tables.own, tables.gone, tables.private, tables.kept)
    return frozenset().union(*(table.get(module, ()) for table in known)) - {"*"}


def modules() -> list[str]:
    """The TF1 modules of which something is served by files of ours."""
    return sorted(_tables().own)


def is_module(symbol: str) -> bool:
    """Whether the tables know ``symbol`` as a module."""
    return is_listed_module(symbol) or _is_unlisted(symbol)


def is_listed_module(symbol: str) -> bool:
    """Whether the tables have names of a module ``symbol``."""
    tables = _tables()
    return any(symbol in table for table in (tables.own, tables.gone, tables.private, tables.kept))


def is_unknown(symbol: str) -> bool:
    """Whether neither TensorFlow 1.15 nor an era before it had such a name."""
    return find(symbol).note == _NO_SUCH_NAME


@cache
def is_lost(symbol: str) -> bool:
    """Whether even ``tf.compat.v1`` lacks a symbol of TensorFlow 1."""
    words = symbol.split(".")
    is_private = words[:2] == ["tf", "python"]
    return words[1:2] in _LOST or (_is_gone(symbol, _tables()) and not is_private)


@cache
def is_only_tf1(symbol: str) -> bool:
    """Whether a program that uses ``symbol`` is written for TensorFlow 1: TensorFlow 2 lacks it."""
    tables = _tables()
    if symbol in tables.eras or is_lost(symbol):
        return True
    words = symbol.split(".")
    return any(
        words[n] in tables.only_v1.get(".".join(words[:n]), ()) for n in range(1, len(words))
    )


@dataclass(frozen=True)
class _Tables:
    own: dict[str, frozenset[str]]
    gone: dict[str, frozenset[str]]
    private: dict[str, frozenset[str]]
    reasons: dict[str, tuple[str, str]]
    inexact: dict[str, str]
    eras: frozenset[str]
    kept: dict[str, frozenset[str]]
    only_v1: dict[str, frozenset[str]]
    files: dict[str, list[Path]]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    files: dict[str, list[Path]] = {}
    for path in sorted(_V1.rglob("*.py")):
        if (module := _namespace_of(path)) is not None:
            files.setdefault(module, []).append(path)
    helpers = _constant(_V1 / "_private.py", "HELPERS")
    private = _rows(_V1 / "private_names.txt")
    for place, module in helpers.items():
        files.setdefault(place, []).append(file_of(module))
    own = {m: frozenset().union(*map(_bound_names, found)) for m, found in files.items()}
    reasons = _constant(_V1 / "_unserved.py", "REASONS")
    eras = {
        key.value
        for name in ("ERA_1_0", "ERA_0_12")
        for key in _dict(_V1 / "_eras.py", name).keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
    inexact = _constant(_V1 / "_inexact.py", "INEXACT")
    gone, kept = _rows(_V1 / "tf1_names.txt"), _rows(_V1 / "kept_names.txt")
    # What TF 1.15 has too is served in every era, if with other arguments.
    eras = {e for e in eras if not e.startswith(("tf.flags.", "tf.app.flags."))}
    eras = {e for e in eras if e.rpartition(".")[2] not in kept.get(e.rpartition(".")[0], ())}
    eras -= {f"{module}.{name}" for module, names in own.items() for name in names}
    only_v1 = _rows(_V1 / "kept_names.txt", ending="=v1")
    return _Tables(own, gone, private, reasons, inexact, frozenset(eras), kept, only_v1, files)


def _is_private(symbol: str) -> bool:
    words = symbol.split(".")
    return words[:2] == ["tf", "python"] or (
        words[:2] == ["tf", "contrib"] and words[3:4] == ["python"]
    )


def _is_kept(symbol: str, tables: _Tables) -> bool:
    parent, _, name = symbol.rpartition(".")
    is_listed = symbol in tables.kept or name in tables.kept.get(parent, ())
    return is_listed or symbol == "tf" or _is_unlisted(symbol)


def _is_unlisted(symbol: str) -> bool:
    return f"{symbol}.".startswith(tuple(f"tf.{module}." for module in _UNLISTED))


def _is_gone(symbol: str, tables: _Tables) -> bool:
    if symbol.startswith(_DROPPED):
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


def _rows(path: Path, ending: str = "") -> dict[str, frozenset[str]]:
    lines = path.read_text("utf-8").splitlines()
    rows = (line.partition(": ") for line in lines if not line.startswith("#"))
    return {
        module: frozenset(w.partition("=")[0] for w in names.split() if w.endswith(ending))
        for module, _, names in rows
    }


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _namespace_of(path: Path) -> str | None:
    """The TF1 module that a file of the namespace serves."""
    for node in _parsed(path).body:
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".join"):
            symbol = call.args[1]
            assert isinstance(symbol, ast.Constant)
            return str(symbol.value)
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
