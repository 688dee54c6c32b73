"""Filling a Keras model of the user's own from the scopes of a checkpoint."""

from __future__ import annotations

import dataclasses
import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tf1compat.checkpoint import training, write
from tf1compat.checkpoint.convert import require_free
from tf1compat.checkpoint.inspection import Inspection, PathLike, Progress, inspect_checkpoint
from tf1compat.checkpoint.model import build_model
from tf1compat.checkpoint.moves import Move, assign, fill, plain_move
from tf1compat.checkpoint.optimizers.find import Found
from tf1compat.checkpoint.plan import Plan
from tf1compat.checkpoint.prove import Proof, prove
from tf1compat.checkpoint.recognise import Cell
from tf1compat.checkpoint.targets.target import require_same, target_of
from tf1compat.errors import CheckpointError

# What a cell's configuration holds beside what it computes.
_NOT_COMPUTED = {
    "name",
    "trainable",
    "dtype",
    "seed",
    "implementation",
    "unit_forget_bias",
    "dropout",
    "recurrent_dropout",
}
_NOT_COMPUTED_ENDINGS = ("_initializer", "_regularizer", "_constraint")
# TF1's name of a variable → Keras's name of the weight, where they differ.
_RENAMED = {
    "embedding": "embeddings",
    "embeddings": "embeddings",
    "weights": "kernel",
    "biases": "bias",
    "W": "kernel",
    "b": "bias",
}


@dataclasses.dataclass(frozen=True)
class Filled:
    """What `fill_model` did.

    Attributes:
      path: of the model.
      weights: checkpoint variable → paths of the weights it went to.
      aside: variables that went nowhere, with the reason.
      proofs: by layer name, for the recurrent layers.
      report: the path of the JSON report.
      cells: by layer name, the old cells of the recurrent layers.
      optimizer: what is known of the optimizer whose state went along, if it did.
    """

    path: Path
    weights: Mapping[str, Sequence[str]]
    aside: Mapping[str, str]
    proofs: Mapping[str, Proof]
    report: Path
    cells: Mapping[str, Sequence[Cell]] = dataclasses.field(default_factory=dict)
    optimizer: Found | None = None

    @property
    def passed(self) -> bool:
        """Whether every recurrent layer was proven equal."""
        return all(proof.passed for proof in self.proofs.values())


@dataclasses.dataclass
class Filling:
    """The work on one model: what has been used, and what has been set."""

    found: Inspection
    used: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    set_weights: list[Any] = dataclasses.field(default_factory=list)
    moves: list[Move] = dataclasses.field(default_factory=list)
    recurrent: dict[str, tuple[Plan, list[tuple[Cell, Any]]]] = dataclasses.field(
        default_factory=dict
    )

    def carry_out(self, move: Move) -> None:
        """Move values in, and note what was used and what was set."""
        values = move.read(self.found.checkpoint.read)
        for attribute, value in move.to_keras(values).items():
            weight = move.weight(attribute)
            assign(move.names.values(), weight, value)
            self.set_weights.append(weight)
            for name in move.names.values():
                self.used.setdefault(name, []).append(weight.path)
        self.moves.append(move)


def fill_model(
    checkpoint: PathLike,
    output: PathLike,
    *,
    into: str | Callable[[], Any],
    mapping: Mapping[str, str],
    ignore: Sequence[str] = (),
    meta: PathLike | bool = True,
    classes: Mapping[str, str] | None = None,
    assume: Mapping[str, Any] | None = None,
    step: int | None = None,
    averages: bool = False,
    force: bool = False,
    tolerance: float | None = None,
    optimizer: str | bool = False,
    hyper: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Filled:
    """Fill a Keras model of your own from a checkpoint, and prove its recurrent layers.

    Every weight of the model must be filled and every variable of the checkpoint used;
    optimizer slots, averages and training counters are put aside by themselves, anything else
    by ``ignore``.  A recurrent layer must compute what the old cell computed (units,
    activation, ``reset_after=False`` …), or nothing is written.

    Args:
      checkpoint: its prefix, one of its files, or its directory.
      output: ``model.keras``, or another of `convert`'s targets by its ending.
      into: a function that returns the built model, or ``"module:function"``.
      mapping: layer name → scope.  For a recurrent layer the recurrence's or the cell's scope;
        for any other the scope of its variables, or one variable's full name.
      ignore: scopes or variables that have no place in the model.
      meta: as for `convert`.
      classes: as for `convert`.
      assume: as for `convert`.
      step: as for `convert`.
      averages: as for `convert`.
      force: as for `convert`.
      tolerance: as for `convert`.
      optimizer: as for `convert`.
      hyper: as for `convert`.
      progress: as for `convert`.

    Returns:
      What went where, and the proofs.

    Raises:
      CheckpointError: bad input, or something is unaccounted for; nothing is written then.

    Example:
      >>> import os, tempfile, keras
      >>> from tf1compat import fill_model, inspect_checkpoint
      >>> checkpoint = "tests/golden/checkpoints/basic_rnn_relu"
      >>> (plan,) = inspect_checkpoint(checkpoint).plans
      >>> (cell,) = plan.recurrence.cells
      >>> def own():
      ...     words = keras.Input([None, cell.config.input_size])
      ...     units = cell.config.options["num_units"]
      ...     layer = keras.layers.SimpleRNN(units, activation="relu", name="reader")
      ...     return keras.Model(words, layer(words))
      >>> with tempfile.TemporaryDirectory() as folder:
      ...     path = os.path.join(folder, "own.keras")
      ...     fill_model(checkpoint, path, into=own, mapping={"reader": "rnn"}).passed
      True
    """
    say = progress or (lambda _: None)
    path = Path(output)
    require_free(path, force)
    training.require_place(path, optimizer)
    say(f"reading {checkpoint}")
    found = inspect_checkpoint(
        checkpoint,
        meta=meta,
        classes=classes,
        assume=assume,
        join=False,
        step=step,
        averages=averages,
    )
    say("building the model")
    model = _make(into)
    filling, aside = fill_all(found, model, mapping, ignore, say)
    proofs = {}
    for name, (plan, pairs) in filling.recurrent.items():
        say(f"running {name}, old and new")
        proofs[name] = _prove_layer(found, plan, pairs, tolerance)
    trained = None
    if optimizer:
        say("moving the optimizer's state")
        trained = training.compile_model(
            model, filling.moves, found.checkpoint, found.meta, optimizer, hyper
        )
    cells = {name: [cell for cell, _ in pairs] for name, (_, pairs) in filling.recurrent.items()}
    filled = Filled(path, filling.used, aside, proofs, write.report_path(path), cells, trained)
    target = target_of(path)
    goes_to = path if filled.passed else write.unproven_path(path, target.suffix)
    with write.replacing(goes_to, target.suffix) as temporary:
        target.write(model, temporary)
        require_same(target, temporary, model, lambda: _make(into))
        if trained:
            training.require_same_state(temporary, model)
    write.write_json(filled.report, _report(found, filled))
    return filled


def fill_all(
    found: Inspection, model: Any, mapping: Mapping[str, str], ignore: Sequence[str], say: Progress
) -> tuple[Filling, dict[str, str]]:
    """Fill every weight of a model; also the variables that went nowhere, by reason.

    Raises:
      CheckpointError: a layer or scope is not there, or something is unaccounted for.
    """
    filling = Filling(found)
    for layer_name, scope in mapping.items():
        say(f"filling {layer_name} from {scope}")
        _fill_layer(filling, model, layer_name, scope)
    return filling, _account_for_everything(filling, model, ignore)


def moves_into(found: Inspection, model: Any, mapping: Mapping[str, str]) -> list[Move]:
    """How a checkpoint's values would come into a model; its weights stay as they are.

    Raises:
      CheckpointError: a layer or scope is not there, or computes something else.
    """
    filling = Filling(found)
    weights = model.get_weights()
    try:
        for layer_name, scope in mapping.items():
            _fill_layer(filling, model, layer_name, scope)
    finally:
        model.set_weights(weights)
    return filling.moves


def _make(into: str | Callable[[], Any]) -> Any:
    """Call the user's function; its module may lie in the current directory."""
    if not isinstance(into, str):
        return into()
    module_name, _, function = into.partition(":")
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        made = getattr(importlib.import_module(module_name), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise CheckpointError(
            f"--into {into}",
            expected="module:function, a function that returns a built Keras model",
            received=str(error),
            remedy="check the name, and run where the module can be imported",
        ) from error
    return made()


def _fill_layer(filling: Filling, model: Any, layer_name: str, scope: str) -> None:
    try:
        layer = model.get_layer(layer_name)
    except ValueError as error:
        raise CheckpointError(
            f"--map {layer_name}={scope}",
            expected="a layer among " + ", ".join(layer.name for layer in model.layers),
            received=layer_name,
            remedy="map the model's own layer names",
        ) from error
    owners = _cell_layers(layer)
    if owners:
        plan, cells = _cells(filling.found, layer_name, scope, len(owners))
        pairs = list(zip(cells, owners, strict=True))
        for cell, keras_cell in pairs:
            _fill_cell(filling, layer_name, cell, keras_cell)
        filling.recurrent[layer_name] = (plan, pairs)
    else:
        _fill_plain(filling, layer, scope)


def _cell_layers(layer: Any) -> list[Any]:
    """The cells of a recurrent layer, forward first; none for any other layer."""
    import keras

    if isinstance(layer, keras.layers.Bidirectional):
        return _cell_layers(layer.forward_layer) + _cell_layers(layer.backward_layer)
    if not isinstance(layer, keras.layers.RNN):
        return []
    return list(getattr(layer.cell, "cells", [layer.cell]))


def _cells(found: Inspection, layer: str, scope: str, count: int) -> tuple[Plan, Sequence[Cell]]:
    """The cells of a recurrence's scope, or the one of a cell's scope."""
    for plan in found.plans:
        if plan.recurrence.scope == scope and len(plan.recurrence.cells) == count:
            return plan, plan.recurrence.cells
        for cell in plan.recurrence.cells:
            if cell.scope == scope and count == 1:
                return plan, (cell,)
    known = [p.recurrence.scope for p in found.plans]
    known += [c.scope for p in found.plans for c in p.recurrence.cells]
    raise CheckpointError(
        f"--map {layer}={scope}",
        expected=f"the scope of {count} recurrent cell(s), one of " + ", ".join(sorted(set(known))),
        received=scope,
        remedy="list the recurrences with tf1compat inspect",
    )


def _fill_cell(filling: Filling, layer_name: str, cell: Cell, keras_cell: Any) -> None:
    if cell.residual:
        raise CheckpointError(
            layer_name,
            expected="a layer that computes all of " + cell.scope,
            received="a ResidualWrapper around the old cell, which no Keras layer holds",
            remedy="convert the recurrence by itself, or say --assume residual=False and add "
            "the inputs to the outputs in your model",
        )
    expected = cell.counterpart.keras_cell(cell.counterpart.to_keras(cell.config))
    wanted, got = _computed(expected), _computed(keras_cell)
    if wanted != got:
        keys = sorted(k for k in {*wanted, *got} if wanted.get(k) != got.get(k))
        raise CheckpointError(
            layer_name,
            expected=f"a layer that computes {cell.config.cell} {cell.scope}: "
            + ", ".join(f"{k}={wanted.get(k)}" for k in keys),
            received=", ".join(f"{k}={got.get(k)}" for k in keys),
            remedy="change the layer in your function, or say by --assume what the old cell had",
        )
    filling.carry_out(Move(cell.variables, keras_cell, cell))


def _computed(cell: Any) -> dict[str, Any]:
    """The part of a cell's configuration that decides what it computes."""
    own = {"class": type(cell).__name__}
    for key, value in cell.get_config().items():
        if key not in _NOT_COMPUTED and not key.endswith(_NOT_COMPUTED_ENDINGS):
            own[key] = value
    return own


def _fill_plain(filling: Filling, layer: Any, scope: str) -> None:
    """Any other layer: by the last part of the name, else by a shape that occurs once."""
    shapes = filling.found.checkpoint.shapes
    names = [n for n in filling.found.aside if n == scope or n.startswith(scope + "/")]
    names = [n for n in names if filling.found.aside[n] == "no recurrent cell"]
    for weight in layer.weights:
        by_name = [n for n in names if _plain_name(n) == weight.name]
        by_shape = [n for n in names if shapes[n] == tuple(weight.shape)]
        chosen = by_name if len(by_name) == 1 else by_shape
        if len(chosen) != 1:
            listed = ", ".join(f"{n} {list(shapes[n])}" for n in names) or "no variables"
            raise CheckpointError(
                f"--map {layer.name}={scope}",
                expected=f"one variable for {weight.path} {list(weight.shape)}",
                received=listed,
                remedy="map a narrower scope",
            )
        names.remove(chosen[0])
        filling.carry_out(plain_move(chosen[0], weight))


def _plain_name(variable: str) -> str:
    last = variable.rpartition("/")[2]
    return _RENAMED.get(last, last)


def _account_for_everything(filling: Filling, model: Any, ignore: Sequence[str]) -> dict[str, str]:
    """The variables that went nowhere, by reason; raises if one has none, or a weight is unset."""
    aside = {}
    for name in filling.found.checkpoint.shapes:
        if name in filling.used:
            continue
        reason = filling.found.aside.get(name, "")
        if any(name == scope or name.startswith(scope + "/") for scope in ignore):
            aside[name] = "ignored on request"
        elif reason and reason != "no recurrent cell":
            aside[name] = reason
    unused = filling.found.checkpoint.shapes.keys() - filling.used.keys() - aside.keys()
    done = {id(weight) for weight in filling.set_weights}
    unset = [weight.path for weight in model.weights if id(weight) not in done]
    if unused or unset:
        parts = [f"variables that go nowhere: {', '.join(sorted(unused))}"] if unused else []
        parts += [f"weights that get no value: {', '.join(unset)}"] if unset else []
        raise CheckpointError(
            "--map",
            expected="every variable and every weight accounted for",
            received="; ".join(parts),
            remedy="map the rest by --map LAYER=SCOPE, or leave variables out by --ignore SCOPE",
        )
    return aside


def _prove_layer(
    found: Inspection, plan: Plan, pairs: Sequence[tuple[Cell, Any]], tolerance: float | None
) -> Proof:
    """Prove the weights that lie in the user's layers, in a model that has the plan's outputs."""
    built = build_model(plan)
    lent = {cell.scope: keras_cell for cell, keras_cell in pairs}
    for cell, keras_cell in built.weights():
        source = lent.get(cell.scope)
        if source is not None:
            keras_cell.set_weights(source.get_weights())
            continue
        fill([Move(cell.variables, keras_cell, cell)], found.checkpoint.read)
    return prove(plan, built.model, found.checkpoint.read, found.meta, tolerance)


def _report(found: Inspection, filled: Filled) -> dict[str, Any]:
    return {
        "checkpoint": found.checkpoint.prefix,
        "meta": found.meta.path if found.meta else None,
        "optimizer": filled.optimizer.to_json() if filled.optimizer else None,
        "written": filled.passed,
        "proofs": {name: proof.to_json() for name, proof in filled.proofs.items()},
        "variables": dict(filled.weights),
        "aside": dict(filled.aside),
    }
