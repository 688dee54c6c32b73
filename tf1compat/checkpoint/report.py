"""What the JSON files beside a converted model say of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tf1compat.checkpoint.around import NOT_CONVERTED, Around
from tf1compat.checkpoint.model import Built, describe_inputs
from tf1compat.checkpoint.plan import Plan

if TYPE_CHECKING:
    from tf1compat.checkpoint.convert import Converted
    from tf1compat.checkpoint.inspection import Inspection
    from tf1compat.checkpoint.prove import Proof


def of_conversion(found: Inspection, plan: Plan, built: Built, proof: Proof) -> dict[str, Any]:
    """The report of one converted recurrence."""
    return {
        "checkpoint": found.checkpoint.prefix,
        "meta": found.meta.path if found.meta else None,
        "proof": proof.to_json(),
        "written": proof.passed,
        "recurrence": describe(plan),
        "assumed": [list(assumption) for assumption in plan.assumed()],
        "variables": weights_of(built),
        "aside": dict(found.aside),
    }


def notes_for_users(
    averages: int, kept: Built | None, around: Sequence[Around] = (), cells: Sequence[str] = ()
) -> Iterator[str]:
    """What whoever uses a file should know.

    Args:
      averages: how many there are that were not taken.
      kept: the model, where the file keeps its classes by name.
      around: what else the checkpoint holds; recurrent layers among it are not in the file.
      cells: the scopes of the file's.
    """
    if averages:
        yield f"{averages} variables have a moving average, not taken: --ema takes them"
    for one in (one for one in around if one.kind.endswith(NOT_CONVERTED)):
        inside = any(cell.startswith(f"{one.scope}/") for cell in cells)
        alone = ", only the cell inside, on what the wrapper gives it" if inside else ""
        yield f"{one.scope}: {one.kind}{alone}"
    cells = [cell for _, cell in kept.weights()] if kept else []
    if any(type(cell).__module__.startswith("tf1compat") for cell in cells):
        yield "import tf1compat.native before keras.models.load_model: Keras has no such cell"


def describe(plan: Plan) -> dict[str, Any]:
    """A plan for JSON: cells, settings with their sources, layout."""
    return {
        "scope": plan.recurrence.scope,
        "kind": plan.recurrence.kind,
        "chained_by": plan.recurrence.chained,
        "inputs": describe_inputs(plan),
        "dtype": plan.recurrence.dtype,
        "cells": [
            {
                "scope": cell.scope,
                "class": cell.config.cell,
                "input_size": cell.config.input_size,
                "output_size": cell.output_size,
                "variables": dict(cell.variables),
                "settings": {
                    option: dataclasses.asdict(setting)
                    for option, setting in plan.settings[cell.scope].items()
                },
            }
            for cell in plan.recurrence.cells
        ],
        "layout": {k: dataclasses.asdict(v) for k, v in plan.layout.items()},
        "in_graph": plan.no_ports or "located",
        "differences": list(plan.differences),
    }


def weights_of(built: Built) -> dict[str, list[str]]:
    """Each checkpoint variable → the paths of the weights that its values went to."""
    went: dict[str, list[str]] = {}
    for move in built.moves():
        assert move.cell is not None
        marks = {suffix: np.empty(move.cell.shapes[suffix], np.uint8) for suffix in move.names}
        went |= {name: [] for name in move.names.values()}
        for attribute, names in move.sources(marks).items():
            for name in names:
                went[name].append(move.weight(attribute).path)
    return went


def manifest(found: Inspection, done: Sequence[Converted]) -> dict[str, Any]:
    """Every variable of the checkpoint and where it went."""
    variables: dict[str, dict[str, str]] = {
        name: {"aside": reason} for name, reason in found.aside.items()
    }
    for converted in done:
        for cell in converted.plan.recurrence.cells:
            went = {"file": converted.path.name, "cell": cell.scope}
            variables.update(dict.fromkeys(cell.variables.values(), went))
    for plan in found.plans:
        for cell in plan.recurrence.cells:
            for name in cell.variables.values():
                variables.setdefault(name, {"aside": "a recurrence that was not asked for"})
    return {
        "checkpoint": found.checkpoint.prefix,
        "files": {
            c.path.name: {
                "scope": c.plan.recurrence.scope,
                "verdict": c.proof.to_json()["verdict"],
                "written": c.proof.passed,
                "against": c.proof.against,
                "max_rel": c.proof.worst.max_rel,
            }
            for c in done
        },
        "variables": dict(sorted(variables.items())),
    }
