"""The whole path of an old graph: from placeholders, through its recurrences, to what it gives.

What lies around the recurrence is rebuilt from Keras layers and Keras operations, node by node,
on concrete values, so that shapes which the graph computes are numbers.  An op that no rule
knows ends the path there, and is named.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.around_layers import Layers
from tf1compat.checkpoint.graph import Graph, MetaGraph, Node, declared_by
from tf1compat.checkpoint.path_indices import SEVERAL, outputs_of
from tf1compat.checkpoint.path_node import SWITCHES, Blocked, Dead, Recipe
from tf1compat.checkpoint.path_ops import recipe_of, switched
from tf1compat.checkpoint.plan import Plan, state_name
from tf1compat.checkpoint.pure_ops import UPDATES, VARIABLE_OPS
from tf1compat.checkpoint.reference import Batch, to_inputs

# None is on the way: averages, checks, and dropout that is off.
_NO_ENDS = UPDATES | {"Assert", "RandomUniform"}
_OF_LOOPS = frozenset({"Exit", "LoopCond", "Merge", "NextIteration"})
_SOURCES = frozenset({"Placeholder", "IteratorGetNext"})
_NO_OUTPUTS = SWITCHES | {"Shape"}
_FURTHER = 6  # the size of a third, fourth … axis that a placeholder leaves open
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


@dataclasses.dataclass(frozen=True)
class Recurrent:
    """One recurrence that a path may run through.

    Attributes:
      plan: its ``ports`` must be known.
      model: gives its Keras model, which is made only if a path comes to it.
    """

    plan: Plan
    model: Callable[[], Any]


class Rebuilt:
    """The path's tensors on one batch, made as they are asked for.

    Args:
      recurrences: that which is converted first, then the others of the graph.
      meta: the old graph.
      layers: the Keras layers around them, shared by all batches.
      batch: draws the first recurrence's sizes and lengths.
      seed: of everything else that is drawn.
      feeds: values of placeholders, by tensor; they are not drawn.
    """

    def __init__(
        self,
        recurrences: Sequence[Recurrent],
        meta: MetaGraph,
        layers: Layers,
        batch: Batch,
        seed: int,
        feeds: Mapping[str, Array] | None = None,
    ) -> None:
        self.graph, self.layers = meta.graph, layers
        self.fed: dict[str, Array] = {}
        self.passed: list[str] = []
        self._feeds = feeds or {}
        self._recurrences, self._batch = recurrences, batch
        self._plan = recurrences[0].plan
        self._random = np.random.default_rng(seed)
        self._made: dict[str, Any] = {}
        self._blocked: dict[str, Blocked] = {}
        self._outputs: dict[int, Mapping[str, Any]] = {}
        self._ends = {
            tensor: (k, pick)
            for k, one in reversed(list(enumerate(recurrences)))
            for tensor, pick in _ends(one.plan).items()
        }

    def tensor(self, name: str) -> Any:
        """The value of a tensor of the old graph.

        Raises:
          Blocked: an op before it is not known.
        """
        if name in self._blocked:
            raise self._blocked[name]
        if name not in self._made:
            # Until it is made: what comes back to itself is a loop, which no recurrence owns.
            self._blocked[name] = Blocked(self.graph.producer(name))
            try:
                self._made[name] = self._make(name)
            except Blocked as blocked:
                self._blocked[name] = blocked
                raise
            del self._blocked[name]
        return self._made[name]

    def _make(self, name: str) -> Any:
        if name in self._ends:
            place, pick = self._ends[name]
            return pick(self._run(place))
        node = self.graph.producer(name)
        output = int(name.rpartition(":")[2])
        if name in self._feeds or node.op in _SOURCES:
            self.fed[name] = self._feeds[name] if name in self._feeds else self._draw(node, output)
            return self.fed[name]
        if node.op in SWITCHES:
            return switched(self, node, output)
        if node.op in VARIABLE_OPS:
            value = self.layers.value(name)
            if value is not None:
                self.layers.kinds[node.name] = "variables"
                return value
        self._require_alive(node)
        if node.op in SEVERAL:
            made = self._rebuilt(SEVERAL[node.op][0], node)
            self._made.update({f"{node.name}:{k}": each for k, each in enumerate(made)})
            return made[output]
        recipe: Recipe | None = recipe_of(node)
        if recipe is None or output:
            raise self._blocked_by(node)
        return self._rebuilt(recipe, node)

    def _rebuilt(self, recipe: Recipe, node: Node) -> Any:
        """What a recipe makes of a node; one that does not fit what was drawn ends the path."""
        import tensorflow as tf

        try:
            return recipe(self, node)
        except (ValueError, TypeError, IndexError, tf.errors.OpError) as error:
            raise Blocked(node) from error

    def _blocked_by(self, node: Node) -> Blocked:
        """An unknown op, unless it belongs to a branch that is not taken."""
        for tensor in node.inputs:
            try:
                self.tensor(tensor)
            except Dead as dead:
                return dead
            except Blocked:
                continue
        return Blocked(node)

    def _require_alive(self, node: Node) -> None:
        """Raise for a constant, or a variable read, of a branch that is not taken.

        Only what it waits for shows that.

        Raises:
          Dead: it is one.
        """
        for name in node.controls:
            pivot = self.graph.nodes[name]
            if pivot.op == "Identity" and self.graph.producer(pivot.inputs[0]).op in SWITCHES:
                self.tensor(f"{name}:0")

    def _run(self, place: int) -> Mapping[str, Any]:
        """A converted model on what the path gives it."""
        import keras

        if place not in self._outputs:
            plan = self._recurrences[place].plan
            assert plan.ports is not None
            first = plan.ports[0][0]
            inputs = keras.ops.convert_to_numpy(self.tensor(first.source))
            inputs = inputs.swapaxes(0, 1) if first.time_major else inputs
            lengths = None
            if plan.has_lengths:
                known = next(d.lengths[0] for d in plan.ports[0] if d.lengths)
                lengths = keras.ops.convert_to_numpy(self.tensor(known))
            batch = Batch(inputs, lengths, self._initial(plan))
            model = self._recurrences[place].model()
            self._outputs[place] = model(to_inputs(batch), training=False)
            self.passed.append(plan.recurrence.scope)
        return self._outputs[place]

    def is_float(self, tensor: str) -> bool:
        """Whether a tensor holds numbers of the model rather than counts, sizes or choices."""
        import keras

        kind = keras.backend.standardize_dtype(self.tensor(tensor).dtype)
        return bool(keras.backend.is_float_dtype(kind))

    def next_after(self, tensor: str) -> Iterator[str]:
        """The tensors that are made of one: by the ops that read it, or by a recurrence."""
        for node in _readers(self.graph, tensor):
            for k in range(2 if node.op in SWITCHES else outputs_of(node)):
                yield f"{node.name}:{k}"
        for one in self._recurrences:
            assert one.plan.ports is not None
            if tensor == one.plan.ports[0][0].source:
                yield from _ends(one.plan)

    def _initial(self, plan: Plan) -> dict[str, Array]:
        import keras

        if not plan.has_initial_state:
            return {}
        assert plan.ports is not None
        tensors = [t for block in plan.ports for d in block for t in d.initial]
        parts = list(plan.state())
        if len(tensors) != len(parts):
            raise Blocked(self.graph.producer(tensors[0]))
        return {
            state_name("initial_state", p): keras.ops.convert_to_numpy(self.tensor(t))
            for p, t in zip(parts, tensors, strict=True)
        }

    def _draw(self, node: Node, output: int) -> Array:
        """Something for a placeholder: lengths, ids within the table, else normal numbers."""
        import tensorflow as tf

        tensor, (kind, declared) = f"{node.name}:{output}", declared_by(node, output)
        dtype = tf.as_dtype(kind).as_numpy_dtype
        if tensor in self._lengths and self._batch.lengths is not None:
            return self._batch.lengths.astype(dtype)
        shape = self._shape(node, declared)
        if np.issubdtype(dtype, np.floating):
            return self._random.standard_normal(shape).astype(dtype)
        if np.issubdtype(dtype, np.integer):
            return self._random.integers(0, self.layers.rows(tensor), shape).astype(dtype)
        if dtype is np.bool_:
            return np.zeros(shape, dtype)
        raise Blocked(node)

    @functools.cached_property
    def _lengths(self) -> set[str]:
        """Where the lengths of any of the recurrences come from."""
        ports = (one.plan.ports or () for one in self._recurrences)
        directions = (d for blocks in ports for block in blocks for d in block)
        return {self.graph.source(tensor) for d in directions for tensor in d.lengths}

    def _shape(self, node: Node, shape: Any) -> tuple[int, ...]:
        if shape is None or shape.unknown_rank:
            raise Blocked(node)
        free = list(self._batch.inputs.shape[:2])
        is_rows = len(shape.dim) == 2 and shape.dim[1].size >= 0  # [B, U], such as a state
        if self._plan.layout["time_major"].value and len(shape.dim) > 1 and not is_rows:
            free.reverse()
        free += [_FURTHER] * len(shape.dim)  # such as the letters of each word
        return tuple(free[k] if d.size < 0 else d.size for k, d in enumerate(shape.dim))


def _ends(plan: Plan) -> dict[str, Callable[[Mapping[str, Any]], Any]]:
    """The recurrence's own tensors, from the outputs of its Keras model."""
    import keras

    assert plan.ports is not None

    def output(name: str, turn: bool) -> Callable[[Mapping[str, Any]], Any]:
        return lambda made: keras.ops.swapaxes(made[name], 0, 1) if turn else made[name]

    found = {
        d.output: output(name, d.output_time_major)
        for name, d in zip(plan.output_names, plan.ports[-1], strict=True)
        if d.output and not d.output_reversed
    }
    final = [tensor for block in plan.ports for d in block for tensor in d.final]
    parts = list(plan.state())
    if len(final) == len(parts):
        names = [state_name("state", part) for part in parts]
        found.update((t, output(n, False)) for t, n in zip(final, names, strict=True))
    return found


def path_to(tensor: str, rebuilt: Rebuilt) -> Path:
    """The path that ends with one tensor.

    Raises:
      Blocked: it cannot be rebuilt.
    """
    rebuilt.tensor(tensor)
    return Path(tuple(rebuilt.fed), (tensor,), ())


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
        for tensor in rebuilt.next_after(waiting.pop()):
            if tensor in reached or tensor in blocked:
                continue
            try:
                rebuilt.tensor(tensor)
            except Blocked as error:
                blocked[tensor] = error
                continue
            reached[tensor] = None
            waiting.append(tensor)
    ends_here = [t for t in reached if not reached.keys() & set(rebuilt.next_after(t))]
    outputs = [t for t in ends_here if meta.graph.producer(t).op not in _NO_OUTPUTS]
    numbers = [t for t in outputs if rebuilt.is_float(t)]
    unknown = [e.node for e in blocked.values() if not isinstance(e, Dead)]
    ends = [_end(node) for node in unknown if node.op not in _NO_ENDS]
    notes = [f"the path ends before the {end}" for end in dict.fromkeys(filter(None, ends))]
    return Path(tuple(rebuilt.fed), tuple(numbers or outputs), tuple(notes))


def _end(node: Node) -> str:
    """What ends a path: an op, or the whole loop whose values and arrays it belongs to."""
    if node.op == "Enter":
        return f"loop {node.attribute('frame_name').decode().removesuffix('/while_context')}"
    within = node.op in _OF_LOOPS or node.op.startswith("TensorArray")
    return "" if within else f"op {node.op} ({node.name})"


def _readers(graph: Graph, tensor: str) -> Iterator[Node]:
    for node, _ in graph.readers(tensor):
        if not node.name.startswith(_NOT_THE_MODEL) and "/gradients" not in node.name:
            yield node
