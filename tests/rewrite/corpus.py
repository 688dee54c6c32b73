"""What must hold for any Python file whatever, shared with ``tools/rewrite_corpus.py``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from tf1compat.rewrite import files, python2, run
from tf1compat.rewrite.edit import Check, decode
from tf1compat.scan import sources


def faults(path: Path, rules: Iterable[run.Rule], check: Check) -> list[str]:
    """What is wrong with the rewriting of one file: nothing, it is hoped."""
    rules = list(rules)
    (result,) = files.rewrite_all([path], rules, check=check)
    found = []
    if result.changed:
        if b"tensorflow" not in result.before and b"tf1compat" not in result.before:
            found.append("changed where there is no TensorFlow")
        sources.parsed(decode(result.after)[0])
        if _changes_again(path.name, result.after, rules, check):
            found.append("the second time changes something")
    elif not result.left:
        found += _by_every_rule(result.before, rules, check)
    return found


def _changes_again(name: str, data: bytes, rules: list[run.Rule], check: Check) -> bool:
    """As a user's second run: what the rules may do depends on the whole file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        (result,) = files.rewrite_all([path], rules, check=check)
    return result.changed


def _by_every_rule(data: bytes, rules: list[run.Rule], check: Check) -> list[str]:
    """A file without TF1 is left before the rules see it; they must leave it too."""
    try:
        text, _ = decode(data)
        if python2.is_python_2(text):
            return []
        after, _, _ = run.rewrite(text, rules, run.Program(check))
    except (SyntaxError, ValueError, RecursionError):  # no Python source, as test data may be
        return []
    return ["a rule changes what has no TensorFlow 1"] if after != text else []
