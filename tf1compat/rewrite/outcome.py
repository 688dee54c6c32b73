"""What becomes of a driver's ``(outputs, state)`` when a keras layer is called instead."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tf1compat.rewrite import cells, reading
from tf1compat.rewrite.blocked import BlockedError
from tf1compat.rewrite.edit import Change, Edit, File, after, span

_TUPLE, _COPY = "tf1compat.LSTMStateTuple", "keras.ops.copy"  # a copy has no mask


@dataclass(frozen=True)
class Outcome:
    """Where the results of a call go: to two targets, or only the outputs are taken (``[0]``)."""

    file: File
    whole: ast.expr
    outputs: ast.expr | None = None
    state: ast.expr | None = None

    @property
    def wants_state(self) -> bool:
        """Whether anything reads the state."""
        return self.state is not None and not _is_unread(self.file, self.state)

    def edits(
        self, text: str, states: list[list[str]], *, pair: bool = False, masked: bool = False
    ) -> Change:
        """The edits that put ``text`` in the place of the call.

        Args:
          text: the call of the layer.
          states: for each direction the names of its states, as the layer returns them.
          pair: whether outputs are a pair, which is not unpacked by the layer alone.
          masked: whether the outputs carry a mask, which keras would hand on to the next layer.
        """
        if self.outputs is None or self.state is None or not self.wants_state:
            unmasked = f"tuple(map({_COPY}, {text}))" if pair else f"{_COPY}({text})"
            call = Edit(*span(self.whole), unmasked if masked else text)
            left = () if self.outputs is None else (self._left(self._outputs),)
            return (*left, call)
        call = Edit(*span(self.whole), text)
        named = [_fresh(self.file, name) for direction in states for name in direction]
        lines = [self._unmasked(pair)] if masked else []
        if named:
            value = _packed(named, [len(direction) for direction in states])
            lines.append(f"{self.file.source(self.state)} = {value}")
        targets = [f"*{self._outputs}" if pair else self._outputs, *named]
        if pair and isinstance(self.outputs, ast.Tuple):
            targets = [*map(self.file.source, self.outputs.elts), *named]
        left = (self._left(", ".join(targets)),) if named else ()
        behind = (after(self.file, self._statement, lines),) if lines else ()
        return (*left, call, *behind)

    @property
    def _statement(self) -> ast.Assign:
        assert self.outputs is not None
        statement = self.file.parents[self.file.parents[self.outputs]]
        assert isinstance(statement, ast.Assign)
        return statement

    @property
    def _outputs(self) -> str:
        assert self.outputs is not None
        return self.file.source(self.outputs)

    def _left(self, targets: str) -> Edit:
        return Edit(*span(self._statement.targets[0]), targets)

    def _unmasked(self, pair: bool) -> str:
        copied = f"map({_COPY}, {self._outputs})" if pair else f"{_COPY}({self._outputs})"
        is_name = pair and not isinstance(self.outputs, ast.Tuple)
        return f"{self._outputs} = {f'tuple({copied})' if is_name else copied}"


def read(file: File, call: ast.Call) -> Outcome:
    """Where a call's results go.

    Raises:
      BlockedError: they are not taken apart on the spot.
    """
    parent = file.parents[call]
    if isinstance(parent, ast.Subscript) and reading.is_literal(parent.slice, 0):
        return Outcome(file, parent)
    targets = parent.targets if isinstance(parent, ast.Assign) else []
    parts = getattr(targets[0], "elts", []) if len(targets) == 1 else []
    if len(parts) != 2 or any(isinstance(part, ast.Starred) for part in parts):
        raise BlockedError("its result is not taken apart into outputs and state")
    return Outcome(file, call, *parts)


def _is_unread(file: File, state: ast.expr) -> bool:
    names = [node for node in ast.walk(state) if isinstance(node, ast.expr)]
    plain = (ast.Name, ast.Tuple, ast.List)
    if not all(isinstance(node, plain) for node in names):
        return False
    return not any(cells.uses(file, node) for node in names if isinstance(node, ast.Name))


def _fresh(file: File, name: str) -> str:
    taken = {getattr(node, "id", getattr(node, "arg", None)) for node in file.nodes}
    while name in taken:
        name += "_"
    return name


def _packed(names: list[str], sizes: list[int]) -> str:
    """``h, c`` of each direction as TF1 had it: (c, h), and a pair where there are two."""
    parts = []
    for size in sizes:
        own, names = names[:size], names[size:]
        parts.append(own[0] if size == 1 else f"{_TUPLE}({own[1]}, {own[0]})")
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def needs_tuple(states: list[list[str]]) -> bool:
    """Whether the packed states name tf1compat."""
    return any(len(direction) > 1 for direction in states)
