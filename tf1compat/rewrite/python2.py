"""Python 2 sources made Python 3 before anything else, by fissix."""

from __future__ import annotations

import ast
import io
import pkgutil
import re
import warnings
from collections.abc import Iterator

from tf1compat.rewrite.edit import Left
from tf1compat.scan import sources

# Needless where no Python 2 has to run the result, or a matter of taste.
_NOT_WANTED = ("asserts", "buffer", "idioms", "set_literal", "ws_comma", "xreadlines", "isinstance")
_NAMES = {"xrange", "unicode", "raw_input", "basestring", "unichr", "long", "execfile", "file"}
_METHODS = {"iteritems", "itervalues", "iterkeys", "has_key"}
_MODULES = {"cPickle", "urllib2", "ConfigParser", "Queue", "StringIO", "cStringIO", "urlparse"}
_TAB = 8  # columns, to Python 2


def is_python_2(text: str) -> bool:
    """Whether a source can be no Python 3, or asks for names that only Python 2 had."""
    try:
        tree = sources.parsed(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and _is_bound(n)}
    return any(_asks(node, bound) for node in ast.walk(tree))


def _is_bound(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _asks(node: ast.AST, bound: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in _NAMES - bound
    if isinstance(node, ast.Attribute):
        return node.attr in _METHODS
    return isinstance(node, ast.Import) and any(a.name in _MODULES for a in node.names)


def modernise(text: str) -> str:
    """The source as Python 3; line ends and the end of the file stay.

    Raises:
      NotReadableError: fissix is missing or cannot read it.
    """
    newline = (re.findall(r"\r\n|\r|\n", text) or ["\n"])[0]
    tail = text[len(text.rstrip()) :]
    after = sources.modernised(re.sub(r"\r\n?", "\n", text), _fixers())
    try:
        sources.parsed(after)
    except TabError:
        after = _without_tabs(after)
    except (SyntaxError, ValueError):
        pass  # reported by whoever reads it next
    return after.rstrip("\n").replace("\n", newline) + tail


def _fixers() -> list[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from fissix import fixes
    except ImportError:
        return []  # said by sources.modernised
    names = (found.name for found in pkgutil.iter_modules(fixes.__path__))
    names = (name.removeprefix("fix_") for name in names if name.startswith("fix_"))
    return [name for name in names if name not in _NOT_WANTED]


def _without_tabs(text: str) -> str:
    """Tabs in front of statements as the blanks that Python 2 took them for."""
    from fissix.pgen2 import token, tokenize

    lines = text.split("\n")
    inside: set[int] = set()
    for kind, _, (first, _), (last, _), _ in tokenize.generate_tokens(io.StringIO(text).readline):
        if kind == token.STRING:
            inside.update(range(first + 1, last + 1))
    for number, line in enumerate(lines, start=1):
        indent = line[: len(line) - len(line.lstrip())]
        if number not in inside and "\t" in indent:
            lines[number - 1] = indent.expandtabs(_TAB) + line.lstrip()
    return "\n".join(lines)


def divisions(text: str) -> Iterator[Left]:
    """The divisions that rounded down in Python 2 if both numbers were whole."""
    tree = sources.parsed(text)
    futures = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
    if any(alias.name == "division" for node in futures for alias in node.names):
        return
    for node in ast.walk(tree):
        if isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Div):
            parts = [getattr(node, name, None) for name in ("left", "right", "value")]
            if not any(isinstance(getattr(part, "value", None), float) for part in parts):
                why = "Python 2 rounded this down if both are whole numbers: // or / ?"
                yield Left(node.lineno, ast.unparse(node), why)
