"""Cells of TF1 as keras layers, and finding the one place that makes a cell."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator
from dataclasses import dataclass

from tf1compat.rewrite import reading
from tf1compat.rewrite.blocked import BlockedError
from tf1compat.rewrite.edit import File, span

# Our class: keras's, and the options that make it compute the same.
_LAYERS = {
    "BasicLSTMCell": ("LSTM", []),
    "LSTMCell": ("LSTM", []),
    "GRUCell": ("GRU", ["reset_after=False"]),
    "BasicRNNCell": ("SimpleRNN", []),
}
_KNOWN = {"num_units", "activation", "forget_bias", "state_is_tuple", "use_peepholes", "reuse",
          "name", "dtype"}


@dataclass(frozen=True)
class Made:
    """A cell: the call that makes it, and the text of the keras layer without its sequence part.

    ``layer`` is ``LSTM`` …, ``options`` its arguments.
    """

    call: ast.Call
    layer: str
    options: tuple[str, ...]

    def text(self, *more: str, masked: bool = False) -> str:
        """The layer over the sequence; with ``masked`` rows may end early."""
        inner = ", ".join(self.options)
        if not masked:
            return f"keras.layers.{self.layer}({', '.join([*self.options, *more])})"
        cell = f"keras.layers.{self.layer}Cell({inner})"
        return f"keras.layers.RNN({', '.join([cell, *more, 'zero_output_for_mask=True'])})"

    @property
    def is_lstm(self) -> bool:
        """Whether the state is a pair."""
        return self.layer == "LSTM"


def read(file: File, call: ast.Call) -> Made:
    """What a call makes.

    Raises:
      BlockedError: no cell, or one with arguments that no keras layer has.
    """
    module, name = reading.called(file, call)
    if not module.startswith("tf1compat.cells") or name not in _LAYERS:
        raise BlockedError(f"its cell is {file.source(call.func)}, which no keras layer equals")
    given = reading.arguments(file, call)
    layer, fixed = _LAYERS[name]
    reading.plain(file, call)
    for argument in ("use_peepholes", "reuse"):
        if argument in given and not reading.is_literal(given[argument], False):
            raise BlockedError(f"{argument}= has no equal in keras.layers.{layer}")
    if "state_is_tuple" in given and not reading.is_literal(given["state_is_tuple"], True):
        raise BlockedError("state_is_tuple=False: its state is one tensor")
    if "dtype" in given and file.symbol(given["dtype"]) != "tf.float32":
        raise BlockedError("dtype= of its cell is not tf.float32")
    reading.refuse_others(given, _KNOWN, f"keras.layers.{layer}")
    options = [file.source(given["num_units"])] if "num_units" in given else []
    activation = reading.activation(file, given.get("activation"), "tanh")
    options += [f'activation="{activation}"'] if activation != "tanh" else []
    return Made(call, layer, (*options, *_bias(file, given), *fixed))


def _bias(file: File, given: reading.Arguments) -> list[str]:
    """The bias that a new layer starts with; a converted one has forget_bias added."""
    bias = given.get("forget_bias")
    if bias is None or reading.is_literal(bias, 1, 1.0):
        return []
    if reading.is_literal(bias, 0, 0.0):
        return ["unit_forget_bias=False"]
    raise BlockedError(f"forget_bias={file.source(bias)}: a new keras layer starts with 1 or 0")


def find(
    file: File, node: ast.expr, driver: ast.Call, spared: Container[ast.AST] = ()
) -> Made:
    """The cell that a driver gets: made in its place, or under a name that nothing else uses.

    Uses in ``spared`` go away together with the driver.

    Raises:
      BlockedError: it cannot be told by reading.
    """
    if isinstance(node, ast.Call):
        return read(file, node)
    if not isinstance(node, ast.Name):
        raise BlockedError("its cell is no name that this function binds")
    statement = binding(file, node, driver)
    if not isinstance(statement.value, ast.Call):
        raise BlockedError("its cell is made in another way", statement)
    made = read(file, statement.value)
    others = [use for use in uses(file, node) if use is not node and use not in spared]
    if others:
        raise BlockedError("its cell is used elsewhere too", others[0])
    return made


def binding(file: File, node: ast.Name, driver: ast.AST) -> ast.Assign:
    """The one statement that gives a name its value, on the way to ``driver``.

    Raises:
      BlockedError: there are several, or none that is surely run before.
    """
    found = [n for n in _named(file, node) if not isinstance(n.ctx, ast.Load)]
    if len(found) != 1:
        raise BlockedError(f"{node.id} is bound {len(found)} times in its function", *found)
    if any(isinstance(n, (ast.Global, ast.Nonlocal)) and node.id in n.names for n in file.nodes):
        raise BlockedError(f"{node.id} is a name of several functions")
    statement = file.parents[found[0]]
    above = set(_above(file, driver))
    is_alone = isinstance(statement, ast.Assign) and len(statement.targets) == 1
    if not isinstance(statement, ast.Assign) or not is_alone or not _comes(file, statement, above):
        raise BlockedError(f"{node.id} may be another than the one that is bound", found[0])
    if statement.lineno > getattr(driver, "lineno", 0):
        raise BlockedError(f"{node.id} is bound below")
    return statement


def _comes(file: File, node: ast.AST, above: set[ast.AST]) -> bool:
    """Whether a statement is run before what ``above`` leads to: ``with`` leaves none out."""
    while isinstance(file.parents[node], _WITH) and file.parents[node] not in above:
        node = file.parents[node]
    block = file.parents[node]
    # One arm of an ``if`` does not come before the other.
    arms = [arm for _, arm in ast.iter_fields(block) if isinstance(arm, list) and node in arm]
    return block in above and any(above & set(arm) for arm in arms)


def uses(file: File, node: ast.Name) -> list[ast.Name]:
    """The places of its function that read a name, and may get the value that it has here."""
    return [n for n in _named(file, node) if isinstance(n.ctx, ast.Load)]


_WITH = (ast.With, ast.AsyncWith)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Module, ast.ClassDef)
_LATER = (*_SCOPES, ast.GeneratorExp)  # what is in there may run at any time


def _named(file: File, node: ast.Name) -> list[ast.Name]:
    """The places where a name may have the value that it has here.

    All of its function, but where it is bound again and again in a straight line, as the cells
    of a notebook do, those from one binding to the next.
    """
    within = next(one for one in _above(file, node) if isinstance(one, _SCOPES))
    named = [n for n in ast.walk(within) if isinstance(n, ast.Name) and n.id == node.id]
    inner = {next(one for one in _above(file, n) if isinstance(one, _LATER)) for n in named}
    turns = {n: _turn(file, n, within) for n in named if not isinstance(n.ctx, ast.Load)}
    if inner != {within} or None in turns.values():
        return named
    ends = {n: span(turn)[1] for n, turn in turns.items() if turn is not None}
    order = {n: sum(end <= ends.get(n, span(n)[0]) for end in ends.values()) for n in named}
    return [n for n in named if order[n] == order[node]]


def _turn(file: File, node: ast.Name, within: ast.AST) -> ast.Assign | None:
    """The assignment that binds a name, if it is run once and in its turn."""
    statement = file.parents[node]
    while isinstance(statement, (ast.Tuple, ast.List)):
        statement = file.parents[statement]
    block = statement
    while isinstance(file.parents[block], _WITH):
        block = file.parents[block]
    is_straight = isinstance(statement, ast.Assign) and file.parents[block] is within
    return statement if isinstance(statement, ast.Assign) and is_straight else None


def _above(file: File, node: ast.AST) -> Iterator[ast.AST]:
    while node in file.parents:
        yield node
        node = file.parents[node]
    yield node
