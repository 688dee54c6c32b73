"""The proof of a whole path: the old graph from its placeholders on, against what was rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint import measure
from tf1compat.checkpoint.around_layers import Layers
from tf1compat.checkpoint.execute import imported, opened
from tf1compat.checkpoint.graph import MetaGraph
from tf1compat.checkpoint.measure import Check
from tf1compat.checkpoint.path import Path, Rebuilt, find_path
from tf1compat.checkpoint.path_ops import Blocked
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
) -> Check:
    """Compare everything between the placeholders and the farthest tensors that can be rebuilt.

    A path that cannot be rebuilt, or whose ops are refused, is no failure: the check says why it
    was omitted, or with which op the path ends.
    """
    dtype = plan.recurrence.dtype
    bound = measure.TOLERANCES[dtype]
    layers = Layers(meta, read, dtype)

    def rebuilt(seed: int, batch: Batch) -> Rebuilt:
        return Rebuilt(plan, model, meta, layers, batch, seed)

    def omitted(why: str) -> Check:
        return Check("path", _GRAPH, bound, omitted=why)

    first = rebuilt(0, batches[0])
    try:
        path = find_path(plan, meta, first)
    except Blocked as blocked:
        return omitted(f"the op {blocked} is not known around a recurrence")
    if not layers.kinds:
        return omitted("; ".join(("no layer around the recurrence", *path.notes[:3])))
    name = f"path {', '.join(path.inputs)} → {', '.join(path.outputs)}"
    try:
        pairs = _compared(meta, read, path, [rebuilt(k, b) for k, b in enumerate(batches)])
    except CheckpointError as error:
        return omitted(str(error))
    kinds = ", ".join(dict.fromkeys(layers.kinds.values()))
    notes = (f"around the recurrence: {kinds}", *path.notes)
    return Check(name, _GRAPH, bound, measure.differences(pairs, dtype), notes=notes)


def _compared(
    meta: MetaGraph, read: Callable[[str], Array], path: Path, draws: Sequence[Rebuilt]
) -> list[tuple[dict[str, Array], dict[str, Array]]]:
    """Old and new outputs, draw by draw.

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
    return pairs
