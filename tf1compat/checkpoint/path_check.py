"""The proof of a whole path: the old graph from its placeholders on, against what was rebuilt."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint import measure
from tf1compat.checkpoint.around_layers import Layers
from tf1compat.checkpoint.asked import NOTHING, Asked, no_way
from tf1compat.checkpoint.execute import imported, opened
from tf1compat.checkpoint.graph import MetaGraph
from tf1compat.checkpoint.measure import Check
from tf1compat.checkpoint.model import build_model, fill_weights
from tf1compat.checkpoint.path import Path, Rebuilt, Recurrent, find_path, path_to
from tf1compat.checkpoint.path_node import Blocked
from tf1compat.checkpoint.plan import Plan
from tf1compat.checkpoint.reference import Batch
from tf1compat.checkpoint.subgraph import Subgraph
from tf1compat.errors import CheckpointError

_GRAPH = "old graph"


def whole_path(
    plan: Plan,
    model: Any,
    read: Callable[[str], Array],
    meta: MetaGraph,
    batches: Sequence[Batch],
    asked: Asked = NOTHING,
) -> Check:
    """Compare everything between the placeholders and the farthest tensors that can be rebuilt.

    A path that cannot be rebuilt, or whose ops are refused, is no failure: the check says why it
    was omitted, or with which op the path ends.

    Raises:
      CheckpointError: it is asked for up to a tensor that is not there or cannot be rebuilt.
    """
    bound = measure.TOLERANCES[plan.recurrence.dtype]
    try:
        return _path(plan, model, read, meta, batches, asked)
    except _Omitted as omitted:
        return Check("path", _GRAPH, bound, omitted=str(omitted))
    except RecursionError:
        return Check("path", _GRAPH, bound, omitted="it is too long to be walked")
    except CheckpointError as error:
        if asked.output or asked.feeds:
            raise
        return Check("path", _GRAPH, bound, omitted=str(error))


class _Omitted(Exception):  # noqa: N818  # a finding, not a failure: the report says it
    """Why no path is compared."""


def _path(
    plan: Plan,
    model: Any,
    read: Callable[[str], Array],
    meta: MetaGraph,
    batches: Sequence[Batch],
    asked: Asked,
) -> Check:
    dtype = plan.recurrence.dtype
    layers = Layers(meta, read, dtype)
    ways, feeds = _ways(plan, model, read, asked), asked.values(meta)

    def rebuilt(seed: int, batch: Batch) -> Rebuilt:
        return Rebuilt(ways, meta, layers, batch, seed, feeds)

    first = rebuilt(0, batches[0])
    path = _found(plan, meta, first, asked.tensor(meta))
    if not layers.kinds and len(first.passed) < 2 and not asked.output:
        raise _Omitted("; ".join(("no layer around the recurrence", *path.notes[:3])))
    name = f"path {', '.join(path.inputs)} → {', '.join(path.outputs)}"
    draws = [rebuilt(k, b) for k, b in enumerate(batches)]
    pairs, unused = _compared(meta, read, path, draws)
    kinds = ", ".join(dict.fromkeys(layers.kinds.values())) or "no layer"
    notes = (f"around the recurrence: {kinds}", *path.notes)
    if len(first.passed) > 1:
        notes = (*notes, f"through {', '.join(first.passed)}")
    if unused.left_out:
        notes = (*notes, f"not run, for it changes variables: {', '.join(unused.left_out)}")
    if unused.checks:
        notes = (*notes, f"not run, for it only checks: {', '.join(unused.checks)}")
    bound, apart = measure.TOLERANCES[dtype], measure.differences(pairs, dtype)
    return Check(name, _GRAPH, bound, apart, notes=notes)


def _found(plan: Plan, meta: MetaGraph, first: Rebuilt, wanted: str) -> Path:
    """The path to a tensor, or as far as it goes.

    Raises:
      CheckpointError: there is none to the tensor.
    """
    try:
        path = path_to(wanted, first) if wanted else find_path(plan, meta, first)
    except Blocked as blocked:
        if wanted:
            raise no_way(wanted, str(blocked)) from blocked
        raise _Omitted(f"the op {blocked} is not known around a recurrence") from blocked
    if not first.passed:
        raise no_way(wanted, "none of them leads to it")
    if plan.recurrence.scope not in first.passed:
        raise _Omitted(f"{', '.join(path.outputs)} does not depend on this recurrence")
    return path


def _ways(
    plan: Plan, model: Any, read: Callable[[str], Array], asked: Asked
) -> list[Recurrent]:
    """The recurrences that a path may run through, that which is proven first."""
    others = [other for other in asked.others if other.ports and other is not plan]
    others += [again for one in (plan, *others) for again in one.again]
    made = [functools.cache(functools.partial(_filled, other, read)) for other in others]
    return [Recurrent(plan, lambda: model), *map(Recurrent, others, made)]


def _filled(plan: Plan, read: Callable[[str], Array]) -> Any:
    built = build_model(plan)
    fill_weights(built, read)
    return built.model


def _compared(
    meta: MetaGraph, read: Callable[[str], Array], path: Path, draws: Sequence[Rebuilt]
) -> tuple[list[tuple[dict[str, Array], dict[str, Array]]], Subgraph]:
    """Old and new outputs, draw by draw; and the part of the old graph that was run.

    Raises:
      CheckpointError: ops that are refused, or placeholders that nothing gives.
    """
    import keras
    import tensorflow as tf

    subgraph = Subgraph(meta, path.outputs, path.inputs)
    subgraph.refuse_effects()
    subgraph.switch_dropout_off()
    subgraph.refuse_open_placeholders()
    graph = imported(subgraph)
    made = [{n: keras.ops.convert_to_numpy(d.tensor(n)) for n in path.outputs} for d in draws]
    for draw in draws:
        for name in path.inputs:  # such as labels, whose checks an output may wait for
            draw.tensor(name)
    pairs = []
    with opened(subgraph, graph, read) as session:
        fetches = {name: graph.get_tensor_by_name(name) for name in path.outputs}
        for draw, new in zip(draws, made, strict=True):
            fed = {graph.get_tensor_by_name(subgraph.fed[n]): v for n, v in draw.fed.items()}
            try:
                old = session.run(fetches, fed)
            except tf.errors.OpError as error:
                raise CheckpointError(
                    meta.path,
                    expected="a graph that runs on what its placeholders declare",
                    received=" ".join(str(error).split())[:200],
                    remedy="the path is not compared; the recurrence is",
                ) from error
            pairs.append(({n: np.asarray(v) for n, v in old.items()}, new))
    return pairs, subgraph
