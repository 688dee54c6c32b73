"""The proof: the old graph (or the numpy reference) and the converted model on the same inputs."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint import measure, memory
from tf1compat.checkpoint.asked import NOTHING, Asked, no_way
from tf1compat.checkpoint.execute import (
    NotInDouble,
    OldRecurrence,
    static_sizes,
    takes_states,
)
from tf1compat.checkpoint.frames import NoGradient
from tf1compat.checkpoint.gradients import (
    Directions,
    model_gradients,
    random_weights,
    slopes_of_reference,
)
from tf1compat.checkpoint.graph import MetaGraph
from tf1compat.checkpoint.measure import TOLERANCES, Check, Difference
from tf1compat.checkpoint.model import Built, build_model, fill_weights
from tf1compat.checkpoint.path_check import whole_path
from tf1compat.checkpoint.plan import OPTION, Plan, Setting
from tf1compat.checkpoint.progress import Progress, counted, silent
from tf1compat.checkpoint.reference import (
    Batch,
    random_batch,
    read_once,
    run_reference,
    to_inputs,
)
from tf1compat.checkpoint.stepwise import OldSteps, can_step

GRAPH, REFERENCE = "old graph", "numpy reference"
DRAWS = 3
VALUES = "values"
# Of the draws, in turn, where the old graph leaves the number open.  TensorFlow holds a gradient
# of every weight for each step until it adds them up; so large weights take fewer steps.
_STEPS = (7, 4, 11)
_STEPS_OF_LARGE = (3, 2, 3)
_LARGE = 1 << 22  # numbers
Read = Callable[[str], Array]


@dataclasses.dataclass(frozen=True)
class Proof:
    """The outcome.

    Attributes:
      against: the old graph, or the numpy reference.
      because: why the reference stands in; empty for the graph.
      checks: the model as it was written first, then what was tried beyond that.
      changes: what was switched off in the old graph.
      trials: shapes and lengths that were tried.
    """

    against: str
    because: str
    checks: tuple[Check, ...]
    changes: tuple[str, ...]
    trials: tuple[Mapping[str, Any], ...]

    @property
    def passed(self) -> bool:
        """Whether every check that was made passed."""
        return all(check.passed for check in self.checks)

    @property
    def tolerance(self) -> float:
        """That of the first check."""
        return self.checks[0].tolerance

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Those of the first check: one per output of the model."""
        return self.checks[0].differences

    @property
    def worst(self) -> Difference:
        """The largest difference of the first check."""
        return self.checks[0].worst

    def to_json(self) -> dict[str, Any]:
        """For the report beside the model."""
        checks = [
            {"verdict": _verdict(check), **dataclasses.asdict(check)} for check in self.checks
        ]
        return {
            "verdict": "equal" if self.passed else "different",
            "against": self.against,
            "because": self.because,
            "tolerance": self.tolerance,
            "differences": [dataclasses.asdict(d) for d in self.differences],
            "checks": checks,
            "changes": list(self.changes),
            "trials": [dict(trial) for trial in self.trials],
        }


def _verdict(check: Check) -> str:
    if check.omitted:
        return "omitted"
    return "equal" if check.passed else "different"


def prove(
    plan: Plan,
    model: Any,
    read: Read,
    meta: MetaGraph | None,
    tolerance: float | None = None,
    *,
    draws: int = DRAWS,
    asked: Asked = NOTHING,
    progress: Progress | None = None,
) -> Proof:
    """Compare a converted model with what it was converted from.

    Random inputs with lengths that hold 0, 1 and T go through both.  The old side is the
    MetaGraph, run by the installed TensorFlow; where there is none, or the recurrence cannot be
    located in it, it is numpy in float64.

    First the model as it is, in its own dtype.  Then the same conversion in float64, from random
    initial states, with its gradients for inputs, states and variables, the graph recast to
    float64 as well.  Ops without a float64 form are tried in the model's dtype.

    Args:
      plan: what was converted.
      model: the Keras model, as it will be used (that is: reloaded from its file).
      read: gives a variable's value by its name in the checkpoint.
      meta: the old graph, if there is one.
      tolerance: on the relative difference of the first check; by default that of the dtype.
      draws: how many random inputs.
      asked: about the whole path.
      progress: called with a line before each step.

    Returns:
      The proof, passed or not.

    Raises:
      CheckpointError: the graph holds ops that are refused, or does not run.
    """
    asked.require_graph(meta)
    graph = meta if plan.ports else None
    steps = meta if meta and can_step(plan, meta) else None
    if asked.output and graph is None:
        raise no_way(asked.output, plan.no_ports)
    given = asked.values(graph) if graph else {}
    recurrence, say = plan.recurrence, progress or silent
    batches = _batches(plan, graph, draws)
    with _old_side(plan, graph, read, given=given, steps=steps) as old:
        drawn = counted(batches, say, f"running {recurrence.scope}, old and new")
        pairs = [(old.run(batch), run_model(model, batch)) for batch in drawn]
        changes = old.changes
    path = [whole_path(plan, model, read, graph, batches, asked)] if graph else []
    if _numbers(plan) > _LARGE:
        memory.give_back()
    values = Check(
        VALUES,
        old.against,
        tolerance if tolerance is not None else TOLERANCES[recurrence.dtype],
        measure.differences(pairs, recurrence.dtype),
        notes=_without_outputs(plan) if graph else (),
        steps=measure.errors_by_step(pairs, _compared_outputs(plan)),
    )
    return Proof(
        against=old.against,
        because="" if graph else plan.no_ports,
        checks=(values, *_beyond(plan, read, graph, draws, say, given, steps), *path),
        changes=tuple(changes),
        trials=tuple(map(_trial, range(1, draws + 1), batches)),
    )


def _compared_outputs(plan: Plan) -> list[str]:
    """The outputs that the old side gives too."""
    if plan.ports is None:
        return list(plan.output_names)
    last = zip(plan.output_names, plan.ports[-1], strict=True)
    return [name for name, direction in last if direction.output]


def _without_outputs(plan: Plan) -> tuple[str, ...]:
    left = [name for name in plan.output_names if name not in _compared_outputs(plan)]
    note = "the graph was frozen without them, its last state counts"
    return tuple(f"{name}: {note}" for name in left)


class _Reference:
    """The numpy reference in the place of an old graph."""

    against = REFERENCE
    changes: Sequence[str] = ()

    def __init__(self, plan: Plan, read: Read) -> None:
        self._plan, self.read = plan, read_once(plan, read)

    def run(self, batch: Batch) -> dict[str, Array]:
        """Outputs and states by name."""
        return run_reference(self._plan, self.read, batch)


@contextlib.contextmanager
def _old_side(
    plan: Plan,
    graph: MetaGraph | None,
    read: Read,
    *,
    given: Mapping[str, Array],
    steps: MetaGraph | None,
    double: bool = False,
    gradients: bool = False,
) -> Iterator[Any]:
    if steps is not None:
        with OldSteps(plan, steps, read, double=double) as stepped:
            yield stepped
        return
    if graph is None:
        yield _Reference(plan, read)
        return
    sides: dict[str, Any] = {"double": double, "gradients": gradients, "given": given}
    with OldRecurrence(plan, graph, read, **sides) as old:
        yield old


def _batches(plan: Plan, graph: MetaGraph | None, draws: int) -> list[Batch]:
    size, steps = static_sizes(plan, graph) if graph else (None, None)
    known = itertools.cycle(_STEPS_OF_LARGE if _numbers(plan) > _LARGE else _STEPS)
    return [
        random_batch(plan, seed=k, batch_size=size, steps=steps or own)
        for k, own in zip(range(1, draws + 1), known, strict=False)
    ]


def _numbers(plan: Plan) -> int:
    cells = plan.recurrence.cells
    return sum(math.prod(shape) for cell in cells for shape in cell.shapes.values())


def _trial(seed: int, batch: Batch) -> dict[str, Any]:
    lengths = None if batch.lengths is None else batch.lengths.tolist()
    return {"seed": seed, "inputs": list(batch.inputs.shape), "lengths": lengths}


def _beyond(
    plan: Plan,
    read: Read,
    graph: MetaGraph | None,
    draws: int,
    say: Progress,
    given: Mapping[str, Array],
    steps: MetaGraph | None,
) -> list[Check]:
    """The same conversion in float64 and from given states, and its gradients."""
    try:
        wide = _with_states(plan, "float64")
        work = _Beyond(wide, read, graph, draws, say, given, steps)
        return work.checks()
    except NotInDouble as error:
        own = _with_states(plan, plan.recurrence.dtype)
        checks = _Beyond(own, read, graph, draws, say, given, steps).checks()
        note = f"not in float64: {error}"
        return [dataclasses.replace(c, notes=(note, *c.notes)) for c in checks]


@dataclasses.dataclass(frozen=True)
class _Beyond:
    """A plan in one dtype that takes its initial states, and what it is compared with."""

    plan: Plan
    read: Read
    graph: MetaGraph | None
    draws: int
    say: Progress
    given: Mapping[str, Array]
    steps: MetaGraph | None = None

    def checks(self) -> list[Check]:
        """Values, then gradients."""
        plan, graph = self.plan, self.graph
        double = plan.recurrence.dtype == "float64"
        batches = [_started(plan, batch) for batch in _batches(plan, graph, self.draws)]
        sides: dict[str, Any] = {"double": double, "gradients": True, "steps": self.steps}
        with _old_side(plan, graph, self.read, given=self.given, **sides) as old:
            built = build_model(plan)
            fill_weights(built, _in_double(self.read) if double else self.read)
            values = self._values(built, old, batches)
            return [values, self._slopes(built, old, batches)]

    def _values(self, built: Built, old: Any, batches: Sequence[Batch]) -> Check:
        plan, dtype = self.plan, self.plan.recurrence.dtype
        drawn = counted(batches, self.say, f"running {plan.recurrence.scope} in {dtype}")
        pairs = [(old.run(batch), run_model(built.model, batch)) for batch in drawn]
        shared = "its initial states are one tensor: they start at zero"
        return Check(
            f"values in {dtype}, states given" if takes_states(plan) else f"values in {dtype}",
            old.against,
            TOLERANCES[dtype],
            measure.differences(pairs, dtype),
            notes=() if takes_states(plan) else (shared,),
            steps=measure.errors_by_step(pairs, _compared_outputs(plan)),
        )

    def _slopes(self, built: Built, old: Any, batches: Sequence[Batch]) -> Check:
        dtype = self.plan.recurrence.dtype
        name, bound = f"gradients in {dtype}", measure.GRADIENT_TOLERANCES[dtype]
        against, one = GRAPH, functools.partial(_gradients, built, old)
        if self.graph is None:
            name, bound = "slopes", measure.DIFFERENCE_QUOTIENT_TOLERANCE
            against, one = REFERENCE, functools.partial(_slopes, built, self.plan, old.read)
        drawn = counted(batches, self.say, f"differentiating {self.plan.recurrence.scope}")
        try:
            apart = measure.differences(map(one, drawn, itertools.count()), dtype)
        except NoGradient as error:
            if self.graph is None:
                return Check(name, against, bound, omitted=str(error))
            return self._by_reference(str(error))
        return Check(name, against, bound, apart)

    def _by_reference(self, why: str) -> Check:
        """Slopes of the numpy reference, where TensorFlow cannot differentiate the old graph."""
        plan = _with_states(self.plan, "float64")
        old = _Reference(plan, self.read)
        built = build_model(plan)
        fill_weights(built, _in_double(old.read))
        stand_in = _Beyond(plan, old.read, None, self.draws, self.say, {})
        check = stand_in._slopes(built, old, _batches(plan, None, self.draws))
        return dataclasses.replace(check, notes=(f"no gradients of the old graph: {why}",))


def _started(plan: Plan, batch: Batch) -> Batch:
    """The batch, its states zero where the old graph takes none."""
    if takes_states(plan):
        return batch
    zero = {name: np.zeros_like(value) for name, value in batch.initial_state.items()}
    return dataclasses.replace(batch, initial_state=zero)


def _gradients(
    built: Built, old: OldRecurrence, batch: Batch, seed: int
) -> tuple[dict[str, Array], dict[str, Array]]:
    weights = random_weights(old.run(batch), seed=seed)
    expected = old.gradients(batch, weights)
    _, got = model_gradients(built, batch, weights)
    return expected, {name: got[name] for name in expected}


def _slopes(
    built: Built, plan: Plan, read: Read, batch: Batch, seed: int
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Gradients along one random direction each, for numpy has no gradients to compare."""
    weights = random_weights(run_reference(plan, read, batch), seed=seed)
    _, got = model_gradients(built, batch, weights)
    directions = Directions({name: value.shape for name, value in got.items()}, seed + 1)
    slopes = {name: directions.slope(name, got.pop(name)) for name in directions.shapes}
    return slopes_of_reference(plan, read, batch, weights, directions), slopes


def _with_states(plan: Plan, dtype: str) -> Plan:
    """The plan in another dtype, its initial states taken as inputs."""
    recurrence = plan.recurrence
    blocks = tuple(
        dataclasses.replace(
            block,
            forward=tuple(dataclasses.replace(c, dtype=dtype) for c in block.forward),
            backward=tuple(dataclasses.replace(c, dtype=dtype) for c in block.backward),
        )
        for block in recurrence.blocks
    )
    return dataclasses.replace(
        plan,
        recurrence=dataclasses.replace(recurrence, blocks=blocks),
        layout={**plan.layout, "initial_state": Setting(True, OPTION)},
    )


def _in_double(read: Read) -> Read:
    return lambda name: read(name).astype(np.float64)


def run_model(model: Any, batch: Batch) -> dict[str, Array]:
    """The converted model's outputs by name."""
    import keras

    outputs = model(to_inputs(batch), training=False)
    return {name: keras.ops.convert_to_numpy(value) for name, value in outputs.items()}
