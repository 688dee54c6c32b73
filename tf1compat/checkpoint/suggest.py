"""Which scope of a checkpoint probably fills which layer of a model of one's own."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tf1compat.checkpoint.filling import (
    cell_layers,
    leaves,
    near_misses,
    open_variables,
    plain_pairs,
    require_computes,
)
from tf1compat.checkpoint.inspection import Inspection, PathLike, inspect_checkpoint
from tf1compat.checkpoint.into import make_model
from tf1compat.checkpoint.mapping_file import IGNORE, MAP
from tf1compat.checkpoint.recognise import Cell
from tf1compat.errors import CheckpointError


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A scope that fits a layer: every weight of it gets one value of its shape.

    Attributes:
      scope: what to map the layer to.
      variables: what it uses.
      unused: how many more variables the scope holds.
    """

    scope: str
    variables: frozenset[str]
    unused: int = 0


@dataclasses.dataclass(frozen=True)
class Suggestion:
    """A proposed mapping, to be looked at by a person.

    Attributes:
      mapping: layer name → scope.
      others: layer name → further scopes that fit as well.
      unfilled: layers that nothing fits → why, and what comes near.
      left: variables that no layer takes → their shapes.
    """

    mapping: Mapping[str, str]
    others: Mapping[str, Sequence[str]]
    unfilled: Mapping[str, Sequence[str]]
    left: Mapping[str, tuple[int, ...]]

    def text(self) -> str:
        """The mapping file; `read_mapping` reads it."""
        lines = ["# LAYER = SCOPE: which variables fill which layer. Look it through.", f"[{MAP}]"]
        for layer, scope in self.mapping.items():
            others = self.others.get(layer, ())
            lines += [f"# this also fits: {', '.join(others)}"] if others else []
            lines.append(f"{layer} = {scope}")
        for layer, reasons in self.unfilled.items():
            lines += [f"# nothing fits {layer}:", *(f"#   {reason}" for reason in reasons)]
            lines.append(f"# {layer} =")
        lines += ["", f"[{IGNORE}]"]
        if self.left:
            lines.append("# No layer takes these. Uncomment what has no place in the model.")
            lines += [f"# {name}" for name in self.left]
        return "\n".join(lines) + "\n"


def suggest(
    model: Any,
    checkpoint: PathLike,
    *,
    meta: PathLike | bool = True,
    classes: Mapping[str, str] | None = None,
    assume: Mapping[str, Any] | None = None,
    step: int | None = None,
    averages: bool = False,
) -> Suggestion:
    """Propose which scope of a checkpoint fills which layer of a Keras model.

    A recurrent layer fits a recurrence, or one cell of it, that computes the same with weights of
    the same shapes.  Any other layer fits a scope that has one variable for each of its weights.
    Where several fit, the one whose name is most alike is taken, and the others are listed.

    Args:
      model: a built Keras model, ``"module:function"`` that returns one, or a ``.keras`` file.
      checkpoint: as for `convert`.
      meta: as for `convert`.
      classes: as for `convert`.
      assume: as for `convert`.
      step: as for `convert`.
      averages: as for `convert`.

    Returns:
      The proposal; the model is left as it is.

    Raises:
      CheckpointError: bad input.

    Example:
      >>> import keras
      >>> from tf1compat import suggest
      >>> words = keras.Input([None, 3])
      >>> layer = keras.layers.SimpleRNN(5, activation="relu", name="reader")
      >>> model = keras.Model(words, layer(words))
      >>> dict(suggest(model, "tests/golden/checkpoints/basic_rnn_relu").mapping)
      {'reader': 'rnn'}
    """
    found = inspect_checkpoint(
        checkpoint,
        meta=meta,
        classes=classes,
        assume=assume,
        join=False,
        step=step,
        averages=averages,
    )
    if isinstance(model, str) or callable(getattr(model, "__fspath__", None)):
        model = make_model(str(model))
    layers = dict(leaves(model))
    fitting = {name: list(_candidates(found, name, layer)) for name, layer in layers.items()}
    chosen = _choose(fitting)
    used = {v for candidate in chosen.values() for v in candidate.variables}
    left = [n for n in _all_open(found) if n not in used]
    shapes = {name: found.checkpoint.shapes[name] for name in left}
    others = {
        name: [c.scope for c in fitting[name] if not c.variables & used - taken.variables]
        for name, taken in chosen.items()
    }
    return Suggestion(
        {name: chosen[name].scope for name in layers if name in chosen},
        {n: [s for s in scopes if s != chosen[n].scope] for n, scopes in others.items()},
        {n: list(_reasons(found, n, layers[n], shapes)) for n in layers if n not in chosen},
        shapes,
    )


def _all_open(found: Inspection) -> list[str]:
    """Every variable that must find a place."""
    cells = [cell for plan in found.plans for cell in plan.recurrence.cells]
    return sorted({n for cell in cells for n in cell.variables.values()} | {*open_variables(found)})


def _choose(fitting: Mapping[str, Sequence[Candidate]]) -> dict[str, Candidate]:
    """One scope per layer and no variable twice; those with the fewest to choose from come first.

    A scope that is used up goes before one that is not, then the one with the likest name.
    """
    chosen: dict[str, Candidate] = {}
    used: set[str] = set()
    for name in sorted(fitting, key=lambda n: len(fitting[n])):
        free = [c for c in fitting[name] if not c.variables & used]
        if free:
            chosen[name] = max(free, key=lambda c: (-c.unused, _alike(name, c.scope)))
            used |= chosen[name].variables
    return chosen


def _alike(layer: str, scope: str) -> float:
    """How much a layer's name is like a scope's, by its last part or as a whole."""
    ends = (scope, scope.rpartition("/")[2])
    return max(difflib.SequenceMatcher(None, layer.lower(), e.lower()).ratio() for e in ends)


def _candidates(found: Inspection, name: str, layer: Any) -> Iterator[Candidate]:
    owners = cell_layers(layer)
    if owners:
        for scope, cells in _groups(found, len(owners)):
            if not _misfit(name, cells, owners):
                yield Candidate(scope, frozenset(v for c in cells for v in c.variables.values()))
        return
    names, seen = open_variables(found), set()
    for scope in sorted({s for n in names for s in _scopes_of(n)}, key=lambda s: (-len(s), s)):
        try:
            pairs = plain_pairs(found, name, layer.weights, scope)
        except CheckpointError:
            continue
        fits = all(found.checkpoint.shapes[n] == tuple(w.shape) for w, n in pairs)
        used = frozenset(n for _, n in pairs)
        if fits and used not in seen:  # the narrowest scope of the same variables
            seen.add(used)
            within = [n for n in names if n == scope or n.startswith(scope + "/")]
            yield Candidate(scope, used, len(within) - len(used))


def _scopes_of(variable: str) -> Iterator[str]:
    """A variable's own name and every scope that it lies in."""
    while variable:
        yield variable
        variable = variable.rpartition("/")[0]


def _groups(found: Inspection, count: int) -> Iterator[tuple[str, Sequence[Cell]]]:
    """Recurrences of so many cells; a single cell also by itself."""
    for plan in found.plans:
        cells = tuple(plan.recurrence.cells)
        if len(cells) == count:
            yield plan.recurrence.scope, cells
        elif count == 1:
            yield from ((cell.scope, (cell,)) for cell in cells)


def _misfit(name: str, cells: Sequence[Cell], owners: Sequence[Any]) -> str:
    """Why the cells do not fit the Keras cells; empty if they do."""
    for cell, owner in zip(cells, owners, strict=True):
        try:
            require_computes(name, cell, owner)
        except CheckpointError as error:
            return str(error)
        width = (cell.config.input_size,)
        if (got := tuple(owner.kernel.shape[:1])) != width:
            return f"{cell.scope} reads inputs of {width[0]}, the layer of {got[0]}"
    return ""


def _reasons(
    found: Inspection, name: str, layer: Any, left: Mapping[str, tuple[int, ...]]
) -> Iterator[str]:
    """What the layer wants, and what comes near."""
    owners = cell_layers(layer)
    if owners:
        groups = list(_groups(found, len(owners)))
        yield from (_misfit(name, c, owners) or f"{scope} is used" for scope, c in groups)
        if not groups:
            yield f"no recurrence of {len(owners)} cell(s)"
        return
    for weight in layer.weights:
        nothing = f"no variable left is like {weight.path} {list(weight.shape)}"
        yield near_misses(weight, left) or nothing
