"""Files that import from each other: an alias made in one is known in the others."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tf1compat.scan import names, sources
from tf1compat.scan.names import Found
from tf1compat.scan.sources import Source

_ROUNDS = 4  # how long a chain of modules that hand an alias on may be
_ROOTS = frozenset({"tensorflow", "tf1compat"})
_ELSEWHERE = ast.alias("")  # for a node of a tree that another process has

Exports = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Alone:
    """What is in a file if the others have nothing to tell it; ``asked`` is what it asks them."""

    found: list[Found]
    exports: Exports
    asked: set[tuple[str, str]]


class Repository:
    """The files of one run; ``found`` is what TF1 symbols each of them has.

    Args:
      read: the files.
      alone: what is known already of some of them.
    """

    def __init__(self, read: list[Source], alone: Mapping[Path, Alone] | None = None) -> None:
        self._sources, self._alone = read, alone or {}
        self._by_name: dict[str, list[Source]] = {}
        for source in read:
            words = source.module.split(".")
            for start in range(len(words)):
                self._by_name.setdefault(".".join(words[start:]), []).append(source)
        self._exports: dict[Path, Exports] = {}
        # What each file asked of the others, and was told: the same answers, the same symbols.
        self._told: dict[Path, dict[tuple[str, str], tuple[str, ...]]] = {}
        self.found: dict[Source, list[Found]] = self._resolve()

    @property
    def used(self) -> dict[Source, list[Found]]:
        """As ``found``, without what is tf1compat's own already."""
        return {s: [one for one in f if one.kind != names.OWN] for s, f in self.found.items()}

    def resolve(self, source: Source, tree: ast.Module) -> list[Found]:
        """The symbols of a file, or of what became of it."""
        return self._resolver(source).read(tree)

    def _resolver(self, source: Source) -> names.Resolver:
        return _resolver(source, lambda module, name: self._lookup(source, module, name))

    def _resolve(self) -> dict[Source, list[Found]]:
        found: dict[Path, list[Found]] = {}
        for _ in range(_ROUNDS):
            before = dict(self._exports)
            exporting = set(_ROOTS)
            for source in self._sources:
                if source.path in self._exports:
                    exporting.update(source.module.split("."))
                    exporting.add(source.path.parent.name)
            for source in self._sources:
                if source.parses and source.mentions & exporting and self._is_due(source):
                    found[source.path] = self._one(source)
            if before == self._exports:
                break
        return {source: found.get(source.path, []) for source in self._sources}

    def _is_due(self, source: Source) -> bool:
        """Whether a file was not read yet, or would be told something else by now."""
        told = self._told.get(source.path)
        return told is None or any(self._answer(source, *q) != a for q, a in told.items())

    def _one(self, source: Source) -> list[Found]:
        self._told[source.path] = {}
        alone = self._alone.get(source.path)
        if alone is not None and not any(self._lookup(source, *q) for q in alone.asked):
            found, exports = alone.found, alone.exports
        else:
            try:
                found, exports = _read(self._resolver(source), _tree_of(source))
            except RecursionError:
                source.problem = "nested too deeply to be followed"
                return []
        if exports:
            self._exports[source.path] = exports
        return found

    def _lookup(self, asking: Source, module: str, name: str) -> tuple[str, ...]:
        answer = self._answer(asking, module, name)
        self._told.setdefault(asking.path, {})[module, name] = answer
        return answer

    def _answer(self, asking: Source, module: str, name: str) -> tuple[str, ...]:
        name_alone = module.removeprefix(names.HERE)
        candidates = [s for s in self._by_name.get(name_alone, ()) if s is not asking]
        if name_alone != module:
            candidates = [s for s in candidates if s.module == name_alone]
        if not candidates:
            return ()
        # A script's neighbour goes before a file of the same name elsewhere.
        nearest = min(candidates, key=lambda s: (s.path.parent != asking.path.parent, str(s.path)))
        exports = self._exports.get(nearest.path, {})
        if name in ("*", names.INHERITED):
            is_inherited = name == names.INHERITED
            return tuple(one for one in exports if ("." in one) is is_inherited)
        return exports.get(name, ())


def alone(source: Source) -> Alone | None:
    """A file that names TensorFlow, resolved where its tree is; its nodes stay there."""
    asked: set[tuple[str, str]] = set()

    def tell_nothing(module: str, name: str) -> tuple[str, ...]:
        asked.add((module, name))
        return ()

    if source.tree is None or not source.mentions & _ROOTS:
        return None
    try:
        found, exports = _read(_resolver(source, tell_nothing), source.tree)
    except RecursionError:  # the repository will meet it too, and say so
        return None
    return Alone([replace(one, node=_ELSEWHERE) for one in found], exports, asked)


def _resolver(source: Source, lookup: names.Lookup) -> names.Resolver:
    is_package = source.path.stem == "__init__"
    return names.Resolver(source.module, lookup, is_package, source.has_walrus)


def _read(resolver: names.Resolver, tree: ast.Module) -> tuple[list[Found], Exports]:
    return resolver.read(tree), resolver.exports()


def _tree_of(source: Source) -> ast.Module:
    """The tree of a file; read again if another process has it."""
    tree = source.tree or sources.read(source.path, source.root).tree
    return tree or ast.Module([], [])  # gone meanwhile
