"""Running one recurrence of an old graph, in a Session of the installed TensorFlow.

The graph is untrusted.  Only the nodes between the recurrence's ports are imported, every
one of them must be on a list of ops that compute and do nothing else, and the values of the
variables come from the checkpoint's reader.  Nothing of the graph runs before that.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.graph import MetaGraph
from tf1compat.checkpoint.plan import Plan, state_name
from tf1compat.checkpoint.ports import Direction
from tf1compat.checkpoint.pure_ops import VARIABLE_OPS
from tf1compat.checkpoint.reference import Batch
from tf1compat.checkpoint.subgraph import Subgraph
from tf1compat.errors import CheckpointError


def run_old_graph(
    plan: Plan, meta: MetaGraph, read: Callable[[str], Array], batch: Batch
) -> tuple[dict[str, Array], list[str]]:
    """Run a plan's recurrence as the old graph computes it.

    Args:
      plan: the recurrence; its ``ports`` must be known.
      meta: the old graph.
      read: gives a variable's value by its name in the checkpoint.
      batch: what to run it on.

    Returns:
      Outputs and states by the names of the Keras model's outputs, batch-major, and what was
      changed in the graph to run it (dropout switched off).

    Raises:
      CheckpointError: the graph holds ops that are refused, or needs values that nothing gives.
    """
    import tensorflow as tf

    assert plan.ports is not None
    directions = [direction for block in plan.ports for direction in block]
    feeds = _feeds(plan, batch)
    fetches = [d.output for d in plan.ports[-1]] + [t for d in directions for t in d.final]
    subgraph = Subgraph(meta, fetches, feeds)
    subgraph.refuse_effects()
    changes = subgraph.switch_dropout_off()
    subgraph.refuse_open_placeholders()
    with tf.Graph().as_default() as graph, tf.compat.v1.Session() as session:
        _import(subgraph, tf)
        _assign_variables(subgraph, graph, session, read)
        tensors = {name: graph.get_tensor_by_name(name) for name in fetches}
        fed = {graph.get_tensor_by_name(subgraph.fed[t]): v for t, v in feeds.items()}
        try:
            values = session.run(tensors, fed)
        except tf.errors.OpError as error:
            raise _failed(meta, error) from error
    return _named(plan, values), changes


def static_sizes(plan: Plan, meta: MetaGraph) -> tuple[int | None, int | None]:
    """Batch size and number of steps that the old graph was built for, None where it is open."""
    import tensorflow as tf

    assert plan.ports is not None
    port = plan.ports[0][0]
    subgraph = Subgraph(meta, [port.source], {})
    with contextlib.suppress(ValueError, tf.errors.OpError), tf.Graph().as_default() as graph:
        _import(subgraph, tf)
        shape = graph.get_tensor_by_name(port.source).shape
        if shape.rank == 3:
            first, second = shape.as_list()[:2]
            return (second, first) if port.time_major else (first, second)
    return None, None


def _import(subgraph: Subgraph, tf: Any) -> None:
    tf.graph_util.import_graph_def(subgraph.proto(), name="")


def _feeds(plan: Plan, batch: Batch) -> dict[str, Array]:
    assert plan.ports is not None
    first = plan.ports[0][0]
    feeds = {first.source: batch.inputs.swapaxes(0, 1) if first.time_major else batch.inputs}
    parts = iter(list(plan.state()))
    for block, cells in zip(plan.ports, plan.recurrence.blocks, strict=True):
        for direction, (_, stack) in zip(block, cells.directions, strict=True):
            if batch.lengths is not None:
                feeds.update(dict.fromkeys(direction.lengths, batch.lengths))
            own = [next(parts) for cell in stack for _ in cell.counterpart.state]
            size = len(batch.inputs)
            state = [
                batch.initial_state.get(
                    state_name("initial_state", p), np.zeros((size, p.size), batch.inputs.dtype)
                )
                for p in own
            ]
            if len(direction.initial) == 1:  # state_is_tuple=False packs the parts side by side
                state = [np.concatenate(state, axis=1)]
            feeds.update(zip(direction.initial, state, strict=True))
    return feeds


def _assign_variables(
    subgraph: Subgraph, graph: Any, session: Any, read: Callable[[str], Array]
) -> None:
    """Give each variable that is left in the graph the checkpoint's value."""
    import tensorflow as tf

    for node in subgraph.nodes(VARIABLE_OPS):
        handle = graph.get_tensor_by_name(f"{node.name}:0")
        name, part = subgraph.saved_as(node.name)
        value = tf.compat.v1.placeholder(node.attr["dtype"].type)
        if node.op == "VarHandleOp":
            assign = tf.raw_ops.AssignVariableOp(resource=handle, value=value)
        else:
            assign = tf.raw_ops.Assign(ref=handle, value=value, validate_shape=False)
        session.run(assign, {value: read(name)[part]})


def _named(plan: Plan, values: Mapping[str, Array]) -> dict[str, Array]:
    assert plan.ports is not None
    last = plan.ports[-1]
    named = {
        name: _batch_major(values[d.output], d)
        for name, d in zip(plan.output_names, last, strict=True)
    }
    parts = iter(list(plan.state()))
    for block, cells in zip(plan.ports, plan.recurrence.blocks, strict=True):
        for direction, (_, stack) in zip(block, cells.directions, strict=True):
            own = [next(parts) for cell in stack for _ in cell.counterpart.state]
            final = [values[name] for name in direction.final]
            if len(final) == 1:
                cuts = np.cumsum([p.size for p in own])[:-1]
                final = np.split(final[0], cuts, axis=1)
            named.update((state_name("state", p), v) for p, v in zip(own, final, strict=True))
    return named


def _batch_major(value: Array, direction: Direction) -> Array:
    return value.swapaxes(0, 1) if direction.output_time_major else value


def _failed(meta: MetaGraph, error: Exception) -> CheckpointError:
    reason = " ".join(str(error).split())[:200]
    return CheckpointError(
        meta.path,
        expected="a graph that runs on the installed TensorFlow",
        received=reason,
        remedy="convert without the graph by --no-meta",
    )
