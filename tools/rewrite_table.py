"""What ``tf1compat rewrite`` and ``tf_upgrade_v2`` make of repositories, as a Markdown table.

    python tools/rewrite_table.py FOLDER… > table.md

Each folder is one repository; its .py files are read, none is written.  Uses are counted apart
from ``tf1compat scan``: the imports of each file are executed against the drop-in namespace, and a
place counts where what it names is an object of that namespace.  After a rewrite the imports are
executed again, against what is installed: a place works if its names are there, is told of if the
tool listed its line, and is missed otherwise.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

ROOTS = ("tensorflow", "tensorflow_core", "tf1compat")
WHOLE = ("tensorflow", "tf1compat", "tf1compat.v1")
Place = tuple[int, int]
UPGRADE = Path(sys.executable).with_name("tf_upgrade_v2")


class Gone:
    """What an import would have bound, had it not failed."""


@dataclass
class Count:
    """Places of one repository: all, and what became of them."""

    places: int = 0
    scanned: int = 0
    works: int = 0
    told: int = 0
    missed: int = 0
    missing: list[str] = field(default_factory=list)


@dataclass
class Names:
    """The names of one file, by executing its imports with ``load``."""

    tree: ast.Module
    load: Callable[[str], Any]
    bound: dict[str, list[Any]] = field(default_factory=dict)

    added: set[str] = field(default_factory=set)  # tf.model = …: not TensorFlow's

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                self._import(node)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                self._import_from(node, node.module)
        for node in ast.walk(self.tree):  # rnn = tf.contrib.rnn
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                for value in self.values(node.value):
                    if isinstance(value, (ModuleType, Gone)):
                        self._bind(node.targets[0].id, value)

        self.added = {ast.unparse(node) for node in ast.walk(self.tree) if self._adds(node)}

    def _adds(self, node: ast.AST) -> bool:
        if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Store):
            return False
        return any(isinstance(value, Gone) for value in self.values(node))

    def _bind(self, name: str, value: Any) -> None:
        self.bound.setdefault(name, []).append(value)

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name.partition(".")[0] in ROOTS:
                whole = self.value_of(alias.name)
                first = alias.name.partition(".")[0]
                bound = whole if alias.asname else self.value_of(first)
                self._bind(alias.asname or first, bound)

    def _import_from(self, node: ast.ImportFrom, module: str) -> None:
        if module.partition(".")[0] not in ROOTS:
            return
        for alias in node.names:
            if alias.name != "*":
                value = self.value_of(module, alias.name)
                self._bind(alias.asname or alias.name, value)

    def value_of(self, module: str, name: str = "") -> Any:
        """A module, or a name of it, or `Gone`."""
        try:
            value = self.load(module)
            return getattr(value, name) if name else value
        except Exception:  # noqa: BLE001  (whatever it is, the import fails)
            try:
                return self.load(f"{module}.{name}") if name else Gone()
            except Exception:  # noqa: BLE001
                return Gone()

    def values(self, node: ast.expr) -> list[Any]:
        """What a name or a path of attributes is; several where it was imported several ways."""
        if ast.unparse(node) in self.added:
            return []
        if isinstance(node, ast.Name):
            return self.bound.get(node.id, [])
        if isinstance(node, ast.Attribute):
            return [_attribute(value, node.attr) for value in self.values(node.value)]
        return []

    def places(self) -> Iterator[tuple[Place, ast.AST, bool]]:
        """Each place that names something, and whether it is there (one way is enough)."""
        parents = {c: n for n in ast.walk(self.tree) for c in ast.iter_child_nodes(n)}
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.Name, ast.Attribute)):
                if isinstance(parents.get(node), ast.Attribute):
                    continue
                values = [value for value in self.values(node) if not _is_whole(value)]
                if values and not isinstance(getattr(node, "ctx", None), ast.Store):
                    there = any(not isinstance(value, Gone) for value in values)
                    yield (node.lineno, node.col_offset), node, there
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                yield from self._imported(node)

    def _imported(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[Place, ast.AST, bool]]:
        for alias in node.names:
            module = getattr(node, "module", None) or ""
            root = (module or alias.name).partition(".")[0]
            is_relative = isinstance(node, ast.ImportFrom) and bool(node.level)
            if root not in ROOTS or is_relative or alias.name == "*":
                continue
            value = self.value_of(module, alias.name) if module else self.value_of(alias.name)
            yield (alias.lineno, alias.col_offset), alias, not isinstance(value, Gone)


def _attribute(value: Any, name: str) -> Any:
    """What is asked of an object that is no module is not TensorFlow's business."""
    if isinstance(value, Gone):
        return value
    if not isinstance(value, ModuleType):
        return value
    try:
        return getattr(value, name)
    except Exception:  # noqa: BLE001
        return Gone()


def _is_whole(value: Any) -> bool:
    """TensorFlow itself, which names nothing of it."""
    return isinstance(value, ModuleType) and value.__name__ in WHOLE


def load_old(module: str) -> Any:
    """As a program of TensorFlow 1 would be served."""
    from tf1compat.door import resolve

    if not resolve.is_tensorflow(module):
        raise ImportError(module)
    return resolve.resolve(module)


def load_new(module: str) -> Any:
    """As installed today."""
    return importlib.import_module(module)


def count(repository: Path, rewritten: Callable[[Path], tuple[str, set[int]] | None]) -> Count:
    """Count one repository; ``rewritten`` gives a file's new text and the lines told of."""
    from tf1compat.scan.report import scan

    total = Count()
    for source, found in scan([repository]).files.items():
        path = source.path
        if path.suffix != ".py" or source.tree is None:
            continue
        old = [place for place, _, _ in Names(source.tree, load_old).places()]
        total.places += len(old)
        if not old:
            continue
        seen = {(one.line, one.column) for one in found}
        total.scanned += sum(place in seen for place in old)
        total.missing += [f"{path}:{at[0]}:{at[1]} by the scan" for at in old if at not in seen]
        outcome = rewritten(path)
        if outcome is None:  # the whole file is left, with a reason
            total.told += len(old)
            continue
        text, told = outcome
        try:
            tree = ast.parse(text)
        except SyntaxError:
            total.told += len(old)
            continue
        broken = [(at, n) for at, n, there in Names(tree, load_new).places() if not there]
        silent = [(at, n) for at, n in broken if at[0] not in told]
        total.missed += len(silent)
        total.told += len(broken) - len(silent)
        total.works += len(old) - len(broken)
        total.missing += [f"{path}:{at[0]} {ast.unparse(n)}" for at, n in silent]
    return total


def by_tf1compat(repository: Path, to: str) -> Callable[[Path], tuple[str, set[int]] | None]:
    """The files as ``tf1compat rewrite --to …`` leaves them."""
    from tf1compat.rewrite import files, run

    wanted = run.LEVELS[: run.LEVELS.index(to) + 1]
    rules = [rule for rule in run.all_rules().values() if rule.LEVEL in wanted]
    results = {r.path: r for r in files.rewrite_all([repository], rules, py2=True)}

    def rewritten(path: Path) -> tuple[str, set[int]] | None:
        result = results[path]
        if any("not rewritten" in one.why for one in result.left):
            return None  # else a file that was left alone as TensorFlow 2 has to work as it is
        return result.after.decode("utf-8-sig", "replace"), {one.line for one in result.left}

    return rewritten


def by_tf_upgrade(repository: Path) -> Callable[[Path], tuple[str, set[int]] | None]:
    """The files as ``tf_upgrade_v2`` leaves them, and the lines of its report."""
    folder = Path(tempfile.mkdtemp())
    out, report = folder / "out", folder / "report.txt"
    words = ["--intree", repository, "--outtree", out, "--reportfile", report]
    subprocess.run([UPGRADE, *map(str, words)], capture_output=True, check=False)
    text = report.read_text("utf-8", "replace") if report.exists() else ""
    told: dict[str, set[int]] = {}
    for name, line in re.findall(r"^(\S.*?\.py):(\d+):\d+: (?:ERROR|WARNING)", text, re.MULTILINE):
        told.setdefault(str(Path(name).resolve()), set()).add(int(line))

    def rewritten(path: Path) -> tuple[str, set[int]] | None:
        new = out / path.relative_to(repository)
        if not new.exists():
            return None
        return new.read_text("utf-8-sig", "replace"), told.get(str(path.resolve()), set())

    return rewritten


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--to", choices=("imports", "calls"), default="calls")
    args = parser.parse_args()
    print("| repository | places | scan finds | tf1compat: work | told | missed | "
          "tf_upgrade_v2: work | told | missed |")
    print("|---|---|---|---|---|---|---|---|---|")
    sums = [0] * 8
    for folder in args.folders:
        ours = count(folder, by_tf1compat(folder, args.to))
        theirs = count(folder, by_tf_upgrade(folder))
        row = [ours.places, ours.scanned, ours.works, ours.told, ours.missed, theirs.works,
               theirs.told, theirs.missed]
        sums = [a + b for a, b in zip(sums, row, strict=True)]
        print(f"| {folder.name.replace('+', '/')} | {' | '.join(map(str, row))} |", flush=True)
        for line in ours.missing:
            print("missed:", line, file=sys.stderr)
    print(f"| all | {' | '.join(map(str, sums))} |")


if __name__ == "__main__":
    main()
