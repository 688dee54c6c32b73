"""The proof: the old graph (or the numpy reference) and the converted model on the same inputs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.execute import run_old_graph, static_sizes
from tf1compat.checkpoint.graph import MetaGraph
from tf1compat.checkpoint.plan import Plan
from tf1compat.checkpoint.reference import Batch, random_batch, run_reference

GRAPH, REFERENCE = "old graph", "numpy reference"
# Largest error that passes, relative to the largest value of the same tensor.  Rounding
# alone stays two orders below; a wrong gate, bias or length is far above.
TOLERANCES = {"float64": 1e-11, "float32": 2e-5, "float16": 2e-2, "bfloat16": 1e-1}
_SEEDS = (1, 2, 3)


@dataclasses.dataclass(frozen=True)
class Difference:
    """One tensor of the converted model against the old one's, over all trials.

    Attributes:
      name: ``outputs``, ``state_c`` …
      max_abs: largest absolute difference.
      max_rel: the same, relative to the largest value of the tensor.
      max_ulp: the same in units in the last place of the tensor's largest value.
      max_ulp_each: the largest distance in units in the last place of each value by itself;
        next to zero these units are tiny, so a few thousand say little.
      scale: the largest value.
    """

    name: str
    max_abs: float
    max_rel: float
    max_ulp: float
    max_ulp_each: float
    scale: float


@dataclasses.dataclass(frozen=True)
class Proof:
    """The outcome.

    Attributes:
      against: the old graph, or the numpy reference.
      because: why the reference stands in; empty for the graph.
      tolerance: on ``max_rel``.
      differences: one per output of the model.
      changes: what was switched off in the old graph.
      trials: shapes and lengths that were tried.
    """

    against: str
    because: str
    tolerance: float
    differences: tuple[Difference, ...]
    changes: tuple[str, ...]
    trials: tuple[Mapping[str, Any], ...]

    @property
    def passed(self) -> bool:
        """Whether every difference is within the tolerance (a NaN is not)."""
        return all(d.max_rel <= self.tolerance for d in self.differences)

    @property
    def worst(self) -> Difference:
        """The largest difference."""
        return max(self.differences, key=lambda d: d.max_rel)

    def to_json(self) -> dict[str, Any]:
        """For the report beside the model."""
        return {"verdict": "equal" if self.passed else "different", **dataclasses.asdict(self)}


def prove(
    plan: Plan,
    model: Any,
    read: Callable[[str], Array],
    meta: MetaGraph | None,
    tolerance: float | None = None,
) -> Proof:
    """Compare a converted model with what it was converted from.

    Random inputs with lengths that hold 0, 1 and T go through both.  The old side is the
    MetaGraph, run by the installed TensorFlow; where there is none, or the recurrence cannot be
    located in it, it is numpy in float64.

    Args:
      plan: what was converted.
      model: the Keras model, as it will be used (that is: reloaded from its file).
      read: gives a variable's value by its name in the checkpoint.
      meta: the old graph, if there is one.
      tolerance: on the relative difference; by default that of the dtype in `TOLERANCES`.

    Returns:
      The proof, passed or not.

    Raises:
      CheckpointError: the graph holds ops that are refused, or does not run.
    """
    graph = meta if plan.ports else None
    sizes = static_sizes(plan, graph) if graph else (None, None)
    pairs, trials = [], []
    changes: list[str] = []
    for seed in _SEEDS:
        batch = random_batch(plan, seed=seed, batch_size=sizes[0], steps=sizes[1])
        if graph:
            old, changes = run_old_graph(plan, graph, read, batch)
        else:
            old = run_reference(plan, read, batch)
        pairs.append((old, run_model(model, batch)))
        lengths = None if batch.lengths is None else batch.lengths.tolist()
        trials.append({"seed": seed, "inputs": list(batch.inputs.shape), "lengths": lengths})
    dtype = plan.recurrence.dtype
    return Proof(
        against=GRAPH if graph else REFERENCE,
        because="" if graph else plan.no_ports,
        tolerance=tolerance if tolerance is not None else TOLERANCES[dtype],
        differences=differences(pairs, dtype),
        changes=tuple(changes),
        trials=tuple(trials),
    )


def run_model(model: Any, batch: Batch) -> dict[str, Array]:
    """The converted model's outputs by name."""
    import keras

    inputs: dict[str, Any] = {"inputs": batch.inputs, **batch.initial_state}
    if batch.lengths is not None:
        steps = np.arange(batch.inputs.shape[1])
        inputs["mask"] = steps[None, :] < batch.lengths[:, None]
    outputs = model(inputs, training=False)
    return {name: keras.ops.convert_to_numpy(value) for name, value in outputs.items()}


def differences(
    pairs: list[tuple[dict[str, Array], dict[str, Array]]], dtype: str
) -> tuple[Difference, ...]:
    """Measure old against new, tensor by tensor, over all pairs of results."""
    return tuple(_difference(name, pairs, dtype) for name in pairs[0][0])


def _difference(
    name: str, pairs: list[tuple[dict[str, Array], dict[str, Array]]], dtype: str
) -> Difference:
    import ml_dtypes  # the one that knows bfloat16 as well

    info: Any = ml_dtypes.finfo(np.dtype(dtype))  # type: ignore[no-untyped-call]
    old = np.concatenate([o[name].astype(np.float64).ravel() for o, _ in pairs])
    new = np.concatenate([n[name].astype(np.float64).ravel() for _, n in pairs])
    apart = np.abs(old - new)
    size = np.abs(old)

    def ulp(value: Any) -> Any:
        """Of a value in [2^k, 2^(k+1)) it is eps * 2^k."""
        exponent = np.floor(np.log2(np.maximum(value, float(info.tiny))))
        return float(info.eps) * np.exp2(exponent)

    scale = float(size.max(initial=0))
    max_abs = float(apart.max(initial=0))
    return Difference(
        name=name,
        max_abs=max_abs,
        max_rel=max_abs / scale if scale else max_abs,
        max_ulp=float(max_abs / ulp(scale)),
        max_ulp_each=float((apart / ulp(size)).max(initial=0)),
        scale=scale,
    )
