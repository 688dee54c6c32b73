"""The names of one module, class or function, and what TF1 symbols they may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tf1compat.scan import served

CALLED = "()"  # ends the name of what a function of the program returns


@dataclass
class Scope:
    """The names bound in a module, class or function."""

    parent: Scope | None = None
    is_class: bool = False
    symbols: dict[str, set[str]] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    other: set[str] = field(default_factory=set)
    stars: list[str] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    """Names that may be one of the symbols, or something of the program's own."""
    elsewhere: dict[str, Scope] = field(default_factory=dict)
    """Of names that are declared global or nonlocal: the scope whose they are."""

    returned: list[tuple[str, ...]] = field(default_factory=list)
    """Of a function: what TF1 modules each of its returns hands out."""

    hidden: set[str] = field(default_factory=set)
    """Names that are the program's own in the block that is being read."""

    def bind(self, name: str, symbols: tuple[str, ...]) -> None:
        """``name`` may be any of ``symbols``; none: something else, unless it was one before."""
        if symbols:
            self.hidden.discard(name)
        if name in self.elsewhere:
            self.elsewhere[name].bind(name, symbols)
        elif symbols:
            self.symbols.setdefault(name, set()).update(symbols)
        elif name not in self.symbols:
            self.other.add(name)

    def doubt(self, name: str) -> None:
        """``name`` may be something else too."""
        self.elsewhere.get(name, self).unsure.add(name)

    def is_unsure(self, name: str) -> bool:
        """Whether ``name`` may be something else than what `find` tells."""
        bound = next((scope for scope in self._visible(name) if name in scope.symbols), None)
        return bound is not None and name in bound.unsure

    def find(self, name: str) -> tuple[str, ...]:
        """The symbols that ``name`` may be here."""
        for scope in self._visible(name):
            if name in scope.symbols:
                return tuple(sorted(scope.symbols[name]))
            if name in scope.other:
                return ()
            starred = [star for star in scope.stars if name in served.names_in(star)]
            if starred:
                return (f"{starred[-1]}.{name}",)
        return ()

    def find_called(self, name: str) -> tuple[str, ...]:
        """The modules that a call of ``name`` is, where its nearest meaning is such a function."""
        for scope in self._visible(name):
            if name + CALLED in scope.symbols:
                return tuple(sorted(scope.symbols[name + CALLED]))
            if name in scope.symbols or name in scope.other or name in scope.modules:
                break
        return ()

    def tell_returned(self, name: str, outer: Scope) -> None:
        """``def load(): …; return tf``: the scope of ``name`` learns what a call of it is."""
        for symbols in self.returned:
            outer.bind(name + CALLED, symbols)
            if not symbols:
                outer.doubt(name + CALLED)
        self.returned.clear()

    def module_of(self, name: str) -> str | None:
        """The repository's module that ``name`` is, if it is one."""
        for scope in self._visible(name):
            if name in scope.modules or name in scope.other:
                return scope.modules.get(name)
        return None

    def _visible(self, name: str) -> Iterator[Scope]:
        """The scopes that are asked for a name, the nearest first."""
        scope: Scope | None = self
        while scope is not None and name not in scope.hidden:
            if name in scope.elsewhere:
                scope = scope.elsewhere[name]
                continue
            yield scope
            scope = scope.parent
            while scope is not None and scope.is_class:  # methods do not see the class's names
                scope = scope.parent
