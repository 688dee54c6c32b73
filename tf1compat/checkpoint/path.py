"""The whole path of an old graph: from its placeholders, through a recurrence, to what it gives.

What lies around the recurrence is rebuilt from Keras layers and Keras operations, node by node,
on concrete values, so that shapes which the graph computes are numbers.  An op that no rule
knows ends the path there, and is named.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.around_layers import Layers
from tf1compat.checkpoint.graph import MetaGraph, Node
from tf1compat.checkpoint.path_ops import Blocked, Recipe, recipe_of
from tf1compat.checkpoint.plan import Plan, state_name
from tf1compat.checkpoint.pure_ops import VARIABLE_OPS
from tf1compat.checkpoint.reference import Batch, to_inputs

_PLACEHOLDERS = frozenset({"Placeholder", "PlaceholderWithDefault"})
_NOT_THE_MODEL = ("gradients", "Momentum", "Adam", "RMSProp", "save", "report_uninitialized")


@dataclasses.dataclass(frozen=True)
class Path:
    """A path that can be rebuilt.

    Attributes:
      inputs: the placeholders that it starts from.
      outputs: the tensors that it ends with.
      notes: which op blocks what lies beyond.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    notes: tuple[str, ...]


class Rebuilt:
    """The path's tensors on one batch, made as they are asked for.

    Args:
      plan: the recurrence; its ``ports`` must be known.
      model: its Keras model.
      meta: the old graph.
      layers: the Keras layers around it, shared by all batches.
      batch: draws the recurrence's sizes and lengths.
      seed: of everything else that is drawn.
    """

    def __init__(
        self, plan: Plan, model: Any, meta: MetaGraph, layers: Layers, batch: Batch, seed: int
    ) -> None:
        self.graph, self.layers = meta.graph, layers
        self.fed: dict[str, Array] = {}
        self._plan, self._model, self._batch = plan, model, batch
        self._random = np.random.default_rng(seed)
        self._made: dict[str, Any] = {}
        self._blocked: dict[str, Blocked] = {}
        self._outputs: Mapping[str, Any] | None = None
        self._ends = _ends(plan)

    def tensor(self, name: str) -> Any:
        """The value of a tensor of the old graph.

        Raises:
          Blocked: an op before it is not known.
        """
        if name in self._blocked:
            raise self._blocked[name]
        if name not in self._made:
            try:
                self._made[name] = self._make(name)
            except Blocked as blocked:
                self._blocked[name] = blocked
                raise
        return self._made[name]

    def _make(self, name: str) -> Any:
        if name in self._ends:
            return self._ends[name](self._run_recurrence())
        node = self.graph.producer(name)
        if node.op in _PLACEHOLDERS:
            self.fed[name] = self._draw(node)
            return self.fed[name]
        if node.op in VARIABLE_OPS:
            value = self.layers.value(name)
            if value is not None:
                self.layers.kinds[node.name] = "variables"
                return value
        recipe: Recipe | None = recipe_of(node)
        if recipe is None or not name.endswith(":0"):
            raise Blocked(node)
        return recipe(self, node)

    def _run_recurrence(self) -> Mapping[str, Any]:
        """The converted model on what the path gives it."""
        import keras

        if self._outputs is None:
            assert self._plan.ports is not None
            first = self._plan.ports[0][0]
            inputs = keras.ops.convert_to_numpy(self.tensor(first.source))
            inputs = inputs.swapaxes(0, 1) if first.time_major else inputs
            lengths = None
            if self._plan.has_lengths:
                known = next(d.lengths[0] for d in self._plan.ports[0] if d.lengths)
                lengths = keras.ops.convert_to_numpy(self.tensor(known))
            batch = Batch(inputs, lengths, self._initial())
            self._outputs = self._model(to_inputs(batch), training=False)
        return self._outputs

    def _initial(self) -> dict[str, Array]:
        import keras

        if not self._plan.has_initial_state:
            return {}
        assert self._plan.ports is not None
        tensors = [t for block in self._plan.ports for d in block for t in d.initial]
        parts = list(self._plan.state())
        if len(tensors) != len(parts):
            raise Blocked(self.graph.producer(tensors[0]))
        return {
            state_name("initial_state", p): keras.ops.convert_to_numpy(self.tensor(t))
            for p, t in zip(parts, tensors, strict=True)
        }

    def _draw(self, node: Node) -> Array:
        """Something for a placeholder: lengths, ids within the table, else normal numbers."""
        import tensorflow as tf

        tensor, dtype = f"{node.name}:0", tf.as_dtype(node.attribute("dtype")).as_numpy_dtype
        assert self._plan.ports is not None
        lengths = {self.graph.source(t) for b in self._plan.ports for d in b for t in d.lengths}
        if tensor in lengths and self._batch.lengths is not None:
            return self._batch.lengths.astype(dtype)
        shape = self._shape(node)
        if np.issubdtype(dtype, np.floating):
            return self._random.standard_normal(shape).astype(dtype)
        if np.issubdtype(dtype, np.integer):
            return self._random.integers(0, self.layers.rows(tensor), shape).astype(dtype)
        if dtype is np.bool_:
            return np.zeros(shape, dtype)
        raise Blocked(node)

    def _shape(self, node: Node) -> tuple[int, ...]:
        shape = node.attribute("shape")
        if shape is None or shape.unknown_rank:
            raise Blocked(node)
        free = list(self._batch.inputs.shape[:2])
        is_rows = len(shape.dim) == 2 and shape.dim[1].size >= 0  # [B, U], such as a state
        if self._plan.layout["time_major"].value and len(shape.dim) > 1 and not is_rows:
            free.reverse()
        sizes = [free[k] if d.size < 0 and k < 2 else d.size for k, d in enumerate(shape.dim)]
        if any(size < 0 for size in sizes):
            raise Blocked(node)
        return tuple(sizes)


def _ends(plan: Plan) -> dict[str, Callable[[Mapping[str, Any]], Any]]:
    """The recurrence's own tensors, from the outputs of its Keras model."""
    import keras

    assert plan.ports is not None

    def output(name: str, turn: bool) -> Callable[[Mapping[str, Any]], Any]:
        return lambda made: keras.ops.swapaxes(made[name], 0, 1) if turn else made[name]

    found = {
        d.output: output(name, d.output_time_major)
        for name, d in zip(plan.output_names, plan.ports[-1], strict=True)
        if not d.output_reversed
    }
    final = [tensor for block in plan.ports for d in block for tensor in d.final]
    parts = list(plan.state())
    if len(final) == len(parts):
        names = [state_name("state", part) for part in parts]
        found.update((t, output(n, False)) for t, n in zip(final, names, strict=True))
    return found


def find_path(plan: Plan, meta: MetaGraph, rebuilt: Rebuilt) -> Path:
    """The farthest that can be rebuilt from placeholders through the recurrence.

    Raises:
      Blocked: nothing can: what makes the recurrence's inputs is not known.
    """
    starts = list(_ends(plan))
    rebuilt.tensor(starts[0])
    reached, blocked = dict.fromkeys(starts), {}
    waiting = list(starts)
    while waiting:
        for node in _readers(meta, waiting.pop()):
            tensor = f"{node.name}:0"
            if tensor in reached or tensor in blocked:
                continue
            try:
                rebuilt.tensor(tensor)
            except Blocked as error:
                blocked[tensor] = error.node
                continue
            reached[tensor] = None
            waiting.append(tensor)
    ends_here = [t for t in reached if not any(f"{n.name}:0" in reached for n in _readers(meta, t))]
    outputs = [t for t in ends_here if meta.graph.producer(t).op != "Shape"]
    ends = {node.name: node.op for node in blocked.values()}
    notes = [f"the path ends before the op {op} ({name})" for name, op in ends.items()]
    return Path(tuple(rebuilt.fed), tuple(outputs), tuple(notes))


def _readers(meta: MetaGraph, tensor: str) -> Iterator[Node]:
    for node, _ in meta.graph.readers(tensor):
        if not node.name.startswith(_NOT_THE_MODEL) and "/gradients" not in node.name:
            yield node
