"""Files that import from each other: an alias made in one is known in the others."""

from __future__ import annotations

import ast
from pathlib import Path

from tf1compat.scan import names
from tf1compat.scan.names import Found
from tf1compat.scan.sources import Source

_ROUNDS = 4  # how long a chain of modules that hand an alias on may be


class Repository:
    """The files of one run; ``found`` is what TF1 symbols each of them has."""

    def __init__(self, read: list[Source]) -> None:
        self._sources = read
        self._by_name: dict[str, list[Source]] = {}
        for source in read:
            words = source.module.split(".")
            for start in range(len(words)):
                self._by_name.setdefault(".".join(words[start:]), []).append(source)
        self._exports: dict[Path, dict[str, tuple[str, ...]]] = {}
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
        return names.Resolver(
            source.module,
            lambda module, name: self._lookup(source, module, name),
            is_package=source.path.stem == "__init__",
            has_walrus=source.has_walrus,
        )

    def _resolve(self) -> dict[Source, list[Found]]:
        found: dict[Path, list[Found]] = {}
        for _ in range(_ROUNDS):
            before = dict(self._exports)
            exporting = {"tensorflow", "tf1compat"}
            for path in self._exports:
                exporting.add(path.parent.name if path.stem == "__init__" else path.stem)
            for source in self._sources:
                if source.tree is not None and source.mentions & exporting and self._is_due(source):
                    found[source.path] = self._one(source, source.tree)
            if before == self._exports:
                break
        return {source: found.get(source.path, []) for source in self._sources}

    def _is_due(self, source: Source) -> bool:
        """Whether a file was not read yet, or would be told something else by now."""
        told = self._told.get(source.path)
        return told is None or any(self._answer(source, *q) != a for q, a in told.items())

    def _one(self, source: Source, tree: ast.Module) -> list[Found]:
        self._told[source.path] = {}
        resolver = self._resolver(source)
        found = resolver.read(tree)
        exports = {name: tuple(sorted(s)) for name, s in resolver.top.symbols.items()}
        if exports:
            self._exports[source.path] = exports
        return found

    def _lookup(self, asking: Source, module: str, name: str) -> tuple[str, ...]:
        answer = self._answer(asking, module, name)
        self._told.setdefault(asking.path, {})[module, name] = answer
        return answer

    def _answer(self, asking: Source, module: str, name: str) -> tuple[str, ...]:
        candidates = [s for s in self._by_name.get(module, ()) if s is not asking]
        if not candidates:
            return ()
        # A script's neighbour goes before a file of the same name elsewhere.
        nearest = min(candidates, key=lambda s: (s.path.parent != asking.path.parent, str(s.path)))
        exports = self._exports.get(nearest.path, {})
        return tuple(exports) if name == "*" else exports.get(name, ())
