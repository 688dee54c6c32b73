"""The checkpoints of TensorFlow 1.15.5, opened once, and the numbers that it recorded."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np

from tests.golden.checkpoint_cases import BY_NAME as CORE_CASES
from tests.golden.checkpoint_cases import CASES
from tests.golden.corpus_cases import CORPUS_BY_NAME
from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.inspection import Inspection, inspect_checkpoint
from tf1compat.checkpoint.plan import Plan, state_name
from tf1compat.checkpoint.reference import Batch

FOLDER = Path(__file__).parent.parent / "golden" / "checkpoints"
CORPUS = FOLDER.parent / "corpus"
BY_NAME = {**CORE_CASES, **CORPUS_BY_NAME}
# Every recurrence: the case's name and the recurrence's place in it.
RECURRENCES = [
    (case["name"], place)
    for case in CASES
    for place in range({"two": 2, "dense": 0}.get(case["kind"], 1))
]
# TF 1.15.5 and Keras round differently in the last bits; float64 leaves no room for a mistake.
TOLERANCE = {"float16": 4e-3, "float32": 2e-6, "float64": 1e-12}


def folder_of(name: str) -> Path:
    return (CORPUS if name in CORPUS_BY_NAME else FOLDER) / name


def path_of(name: str) -> Path:
    """What a user would name."""
    inside = {"frozen": "model.pb", "SavedModel": "saved_model"}
    return folder_of(name) / inside.get(BY_NAME[name].get("saved", ""), "")


@functools.cache
def inspected(name: str, meta: bool = True) -> Inspection:
    return inspect_checkpoint(
        path_of(name),
        meta=meta,
        classes=BY_NAME[name].get("classes"),
        assume=BY_NAME[name].get("assume"),
    )


def plan_of(name: str, place: int = 0) -> Plan:
    return inspected(name).plans[place]


@functools.cache
def golden(name: str) -> dict[str, Array]:
    with np.load(folder_of(name) / "golden.npz") as stored:
        return {key: stored[key] for key in stored.files}


def golden_batch(name: str, plan: Plan) -> Batch:
    """The inputs that were recorded, batch-major."""
    stored = golden(name)
    turn = BY_NAME[name]["time_major"]
    inputs = stored["inputs"].swapaxes(0, 1) if turn else stored["inputs"]
    initial = {}
    if plan.has_initial_state:
        for k, part in enumerate(plan.state()):
            initial[state_name("initial_state", part)] = stored[f"start_{k}"]
    return Batch(inputs, stored.get("lengths"), initial)


def golden_outputs(name: str, plan: Plan) -> dict[str, Array]:
    """What TF 1.15.5 computed, by the names of the Keras model's outputs."""
    stored = golden(name)
    prefix = f"{plan.recurrence.scope}_" if BY_NAME[name]["kind"] == "two" else ""
    named = {output: stored[prefix + output] for output in plan.output_names}
    if BY_NAME[name]["time_major"]:
        named = {output: value.swapaxes(0, 1) for output, value in named.items()}
    if BY_NAME[name]["cells"][0].get("state_is_tuple") is False:
        return named | _unpacked(stored["state"], plan)
    counters: dict[str, int] = {}
    for part in plan.state():
        place = [str(part.block)] if len(plan.recurrence.blocks) > 1 else []
        group = "_".join([prefix + "state", *place, *filter(None, [part.direction])])
        k = counters[group] = counters.get(group, -1) + 1
        key = group if group in stored else f"{group}_{k}"  # a state of one part has no number
        named[state_name("state", part)] = stored[key]
    return named


def _unpacked(state: Array, plan: Plan) -> dict[str, Array]:
    """A state that TF1 held as one tensor, its parts side by side."""
    parts = list(plan.state())
    cuts = np.cumsum([part.size for part in parts])[:-1]
    values = np.split(state, cuts, axis=1)
    return {state_name("state", p): value for p, value in zip(parts, values, strict=True)}


def assert_close(got: dict[str, Any], expected: dict[str, Array], dtype: str) -> None:
    assert got.keys() == expected.keys()
    for key, value in expected.items():
        np.testing.assert_allclose(
            got[key], value, rtol=TOLERANCE[dtype], atol=TOLERANCE[dtype], err_msg=key
        )


def copied(name: str, folder: Path, *, without: tuple[str, ...] = ()) -> Path:
    """A case's checkpoint in a folder of its own, to be damaged."""
    for source in folder_of(name).iterdir():
        if not source.name.endswith(without or (".npz",)):
            (folder / source.name).write_bytes(source.read_bytes())
    return folder / "model.ckpt"
