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
from tf1compat.checkpoint.filling import fill_all
from tf1compat.checkpoint.inspection import Inspection, PathLike, Progress, inspect_checkpoint
from tf1compat.checkpoint.mapping_file import as_mapping
from tf1compat.checkpoint.model import build_model
from tf1compat.checkpoint.moves import Move, fill
from tf1compat.checkpoint.optimizers.find import Found
from tf1compat.checkpoint.plan import Plan
from tf1compat.checkpoint.prove import Proof, prove
from tf1compat.checkpoint.recognise import Cell
from tf1compat.checkpoint.targets.target import require_same, target_of
from tf1compat.errors import CheckpointError


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


def fill_model(
    checkpoint: PathLike,
    output: PathLike,
    *,
    into: str | Callable[[], Any],
    mapping: Mapping[str, str] | PathLike,
    ignore: Sequence[str] = (),
    meta: PathLike | bool = True,
    classes: Mapping[str, str] | None = None,
    assume: Mapping[str, Any] | None = None,
    step: int | None = None,
    averages: bool = False,
    target: str | None = None,
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
      into: a function that returns the built model, ``"module:function"``, or a ``.keras`` file.
      mapping: a mapping file (see `suggest`), or layer name → scope.  For a recurrent layer the
        recurrence's or the cell's scope; for any other the scope of its variables, or one
        variable's full name.  ``LAYER/WEIGHT``
        is one weight, ``MODEL/LAYER`` a layer of a model within the model.
      ignore: scopes or variables that have no place in the model.
      meta: as for `convert`.
      classes: as for `convert`.
      assume: as for `convert`.
      step: as for `convert`.
      averages: as for `convert`.
      target: as for `convert`.
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
    kind = target_of(path, target)
    require_free(path, kind, force)
    training.require_place(kind, optimizer)
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
    model = make_model(into)
    layers, left_out = as_mapping(mapping)
    filling, aside = fill_all(found, model, layers, (*ignore, *left_out), say)
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
    goes_to = path if filled.passed else write.unproven_path(path, kind.suffix)
    with write.replacing(goes_to, kind.suffix) as temporary:
        kind.write(model, temporary)
        with write.syncing(temporary):
            require_same(kind, temporary, model, lambda: make_model(into))
            if trained:
                training.load_same_state(temporary, model)
    write.write_json(filled.report, _report(found, filled))
    return filled


def make_model(into: str | Callable[[], Any]) -> Any:
    """Call the user's function, whose module may lie in the current directory, or load a file."""
    if not isinstance(into, str):
        return into()
    if into.endswith(".keras"):
        return training.load_model(Path(into), compiled=False)
    module_name, _, function = into.partition(":")
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        made = getattr(importlib.import_module(module_name), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise CheckpointError(
            into,
            expected="a .keras file, or module:function, which returns a built Keras model",
            received=str(error) if function else "neither",
            remedy="check the name, and run where the module can be imported",
        ) from error
    return made()


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
