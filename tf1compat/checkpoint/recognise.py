"""Which recurrent layers a checkpoint holds: variables → cells → stacks → directions.

Names give the place, shapes give the sizes, and both must agree.  TF1's drivers and
wrappers leave these scopes, from the inside out: the cell's own (``lstm_cell``),
``multi_rnn_cell/cell_k``, ``fw`` or ``bw``, and ``cell_k/bidirectional_rnn`` of
``stack_bidirectional_dynamic_rnn``.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from tf1compat.cells import counterpart as cp
from tf1compat.cells.counterpart import CellConfig, Shape
from tf1compat.checkpoint.eras import as_of_1_15
from tf1compat.errors import CheckpointError

_INDEXED = re.compile(r"_\d+$")
_STACK_MEMBER = re.compile(r"^cell_(\d+)$")
# Slots of TF1's optimizers and averages: the last part of the name, without its counter.
_SLOTS = {
    "Adam": "optimizer slot",
    "Momentum": "optimizer slot",
    "RMSProp": "optimizer slot",
    "Adagrad": "optimizer slot",
    "Adadelta": "optimizer slot",
    "Ftrl": "optimizer slot",
    "ExponentialMovingAverage": "moving average",
}
_COUNTERS = re.compile(r"(^|/)(global_step|beta[12]_power(_\d+)?)$")


@dataclasses.dataclass(frozen=True)
class Cell:
    """One recognised cell.

    Attributes:
      scope: ``encoder/rnn/lstm_cell``.
      config: what the shapes settle, the rest at TF1's defaults.
      variables: the checkpoint's name of each variable suffix.
      dtype: numpy name.
      residual: whether a ResidualWrapper adds the cell's input to its output.
      shapes: of each variable, by suffix.
    """

    scope: str
    config: CellConfig
    variables: Mapping[str, str]
    dtype: str
    residual: bool = False
    shapes: Mapping[str, Shape] = dataclasses.field(default_factory=dict)

    @property
    def counterpart(self) -> cp.Counterpart:
        """How the cell goes to Keras."""
        return cp.load(self.config.cell)

    @property
    def output_size(self) -> int:
        """Width of the cell's output."""
        return self.counterpart.output_size(self.config)


@dataclasses.dataclass(frozen=True)
class Block:
    """A MultiRNNCell (of one cell or more), and the one that runs backward, if any."""

    forward: tuple[Cell, ...]
    backward: tuple[Cell, ...] = ()

    @property
    def directions(self) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
        """``("fw", cells)``, ``("bw", cells)``; one of them, named ``""``, without backward."""
        if not self.backward:
            return (("", self.forward),)
        return (("fw", self.forward), ("bw", self.backward))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, forward ones first."""
        return self.forward + self.backward

    @property
    def output_size(self) -> int:
        """Width of the concatenated outputs."""
        return sum(cells[-1].output_size for _, cells in self.directions)


@dataclasses.dataclass(frozen=True)
class Recurrence:
    """One recurrent layer of the old model: blocks, each reading the outputs of the one before.

    Attributes:
      scope: the driver's scope, ``encoder/bidirectional_rnn``.
      blocks: one, or more for stacked bidirectional layers.
      chained: why several blocks belong together, for the report.
    """

    scope: str
    blocks: tuple[Block, ...]
    chained: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, in order."""
        return tuple(cell for block in self.blocks for cell in block.cells)

    @property
    def input_size(self) -> int:
        """D."""
        return self.cells[0].config.input_size

    @property
    def dtype(self) -> str:
        """Of its variables."""
        return self.cells[0].dtype

    @property
    def kind(self) -> str:
        """For people: how it was driven."""
        direction = "bidirectional" if self.blocks[0].backward else "unidirectional"
        stacked = "stacked " if len(self.blocks) > 1 else ""
        multi = " MultiRNNCell" if any(len(b.forward) > 1 for b in self.blocks) else ""
        return f"{stacked}{direction}{multi}"


@dataclasses.dataclass(frozen=True)
class Recognised:
    """What a checkpoint holds.

    Attributes:
      recurrences: by order of scope.
      aside: every other variable, with the reason.
      eras: variable of a cell → the rules that read its name as TensorFlow 1.15's.
    """

    recurrences: tuple[Recurrence, ...]
    aside: Mapping[str, str]
    eras: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


def recognise(
    shapes: Mapping[str, Shape],
    dtypes: Mapping[str, str],
    classes: Mapping[str, str] | None = None,
) -> Recognised:
    """Recognise the recurrences among a checkpoint's variables.

    Args:
      shapes: of every variable.
      dtypes: of every variable.
      classes: TF1 class by scope, for cells whose scope was named by hand.

    Returns:
      The recurrences, and the variables put aside.

    Raises:
      CheckpointError: names of a cell with shapes that are not its own, layers of a stack that
        do not fit, or a scope in ``classes`` that holds no such variables.
    """
    slots = {name: why for name in shapes if (why := _slot(name, shapes))}
    owners = _owners([n for n in shapes if n not in slots], classes or {})
    groups: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for name, (scope, cell, suffix) in owners.items():
        groups[scope, cell][suffix] = name
    cells = [_cell(scope, cls, found, shapes, dtypes) for (scope, cls), found in groups.items()]
    aside = dict(slots)
    aside |= {n: "no recurrent cell" for n in shapes if n not in owners and n not in slots}
    eras = {name: rules for name in sorted(owners) if (rules := as_of_1_15(name)[1])}
    return Recognised(tuple(_recurrences(cells)), dict(sorted(aside.items())), eras)


def _slot(name: str, shapes: Mapping[str, Shape]) -> str:
    """Why a variable is a training aid and not part of the model, or an empty string."""
    if _COUNTERS.search(name):
        return "training counter"
    owner, _, last = name.rpartition("/")
    reason = _SLOTS.get(_INDEXED.sub("", last), "slot" if owner in shapes else "")
    # An optimizer made inside a scope puts that scope before the variable's own name.
    known = owner in shapes or any(owner.endswith("/" + other) for other in shapes)
    return f"{reason} of {owner}" if reason and known else ""


def _owners(names: Iterable[str], classes: Mapping[str, str]) -> dict[str, tuple[str, str, str]]:
    """Variable → (cell scope, class, suffix), given classes first."""
    owners = {}
    for name in names:
        canonical, _ = as_of_1_15(name)
        for scope, suffix in _splits(canonical):
            counterpart = _class_of(scope, suffix, classes)
            if counterpart:
                owners[name] = (scope, counterpart.cell, suffix)
        for scope, suffix in _splits(name) if classes else ():  # named as the file has it
            if scope in classes and suffix in cp.load(classes[scope]).variables:
                owners[name] = (scope, classes[scope], suffix)
    for scope in set(classes) - {owner[0] for owner in owners.values()}:
        raise CheckpointError(
            f"--cell {scope}={classes[scope]}",
            expected="a scope with variables " + ", ".join(cp.load(classes[scope]).variables),
            received="no such variables under it",
            remedy="list the variables with tf1compat inspect",
        )
    return owners


def _class_of(scope: str, suffix: str, classes: Mapping[str, str]) -> cp.Counterpart | None:
    """The class whose scope and variables these are; of several, the first registered."""
    if scope in classes:
        candidates = [cp.load(classes[scope])]
    else:
        own = _INDEXED.sub("", scope.rpartition("/")[2])
        candidates = [c for c in cp.all_counterparts() if c.scope == own]
    return next((c for c in candidates if suffix in c.variables), None)


def _splits(name: str) -> Iterator[tuple[str, str]]:
    """``a/b/c`` → ``("a", "b/c"), ("a/b", "c")``."""
    parts = name.split("/")
    for k in range(1, len(parts)):
        yield "/".join(parts[:k]), "/".join(parts[k:])


def _cell(
    scope: str,
    cls: str,
    variables: Mapping[str, str],
    shapes: Mapping[str, Shape],
    dtypes: Mapping[str, str],
) -> Cell:
    own = {suffix: shapes[name] for suffix, name in variables.items()}
    config = cp.load(cls).recognise(own, scope)
    found = sorted({dtypes[name] for name in variables.values()})
    if len(found) > 1:
        raise CheckpointError(
            scope,
            expected="one dtype for the variables of a cell",
            received=" and ".join(found),
            remedy="check which program wrote the checkpoint",
        )
    return Cell(scope, config, variables, found[0], shapes=own)


def _recurrences(cells: Iterable[Cell]) -> Iterator[Recurrence]:
    """Place the cells by scope and put the places together."""
    places: dict[str, dict[tuple[int, str, int], Cell]] = defaultdict(dict)
    for cell in sorted(cells, key=lambda c: c.scope):
        scope, place = _place(cell.scope)
        if place in places.get(scope, {}):  # two cells beside each other in one scope
            scope = cell.scope
        places[scope][place] = cell
    for scope, found in sorted(places.items()):
        numbers = sorted({block for block, _, _ in found})
        recurrence = Recurrence(
            scope,
            tuple(_block(found, number) for number in numbers),
            chained="the scope names" if len(numbers) > 1 else "",
        )
        check_chain(recurrence)
        yield recurrence


def _place(scope: str) -> tuple[str, tuple[int, str, int]]:
    """A cell's scope → the recurrence's scope, and (block, direction, layer)."""
    parts = scope.split("/")[:-1]
    block, direction, layer = 0, "", 0
    if len(parts) > 1 and _INDEXED.sub("", parts[-2]) == "multi_rnn_cell":
        member = _STACK_MEMBER.match(parts[-1])
        if member:
            layer, parts = int(member[1]), parts[:-2]
    if parts and parts[-1] in {"fw", "bw"}:
        direction = parts.pop()
    if direction and len(parts) > 2 and parts[-1] == "bidirectional_rnn":
        member = _STACK_MEMBER.match(parts[-2])
        if member:
            block, parts = int(member[1]), parts[:-2]
    return "/".join(parts) or scope, (block, direction, layer)


def _block(found: Mapping[tuple[int, str, int], Cell], number: int) -> Block:
    def direction(*names: str) -> tuple[Cell, ...]:
        places = sorted(p for p in found if p[0] == number and p[1] in names)
        return tuple(found[p] for p in places)

    forward, backward = direction("", "fw"), direction("bw")
    # Alone, a scope that happens to be called bw is an ordinary recurrence.
    return Block(forward, backward) if forward else Block(backward)


def check_chain(recurrence: Recurrence) -> None:
    """Each layer must read as many features as the one below it gives."""
    width = recurrence.input_size
    for block in recurrence.blocks:
        for _, cells in block.directions:
            given = width
            for cell in cells:
                if cell.config.input_size != given:
                    raise CheckpointError(
                        cell.scope,
                        expected=f"a cell that reads {given} features, as the layer below gives",
                        received=f"one that reads {cell.config.input_size}",
                        remedy="check that all variables come from one model",
                    )
                given = cell.output_size
        width = block.output_size
