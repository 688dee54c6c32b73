"""Running one recurrence of an old graph, in a Session of the installed TensorFlow.

The graph is untrusted.  Only the nodes between the recurrence's ports are imported, every
one of them must be on a list of ops that compute and do nothing else, and the values of the
variables come from the checkpoint's reader.  Nothing of the graph runs before that.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.cells.pages import aligned_empty
from tf1compat.checkpoint.double import NARROW, recast
from tf1compat.checkpoint.exchange import by_name, by_state, by_tensor, fed_tensors, feeds_of
from tf1compat.checkpoint.fills import filled_when_run
from tf1compat.checkpoint.frames import NoGradient, describe_loops
from tf1compat.checkpoint.graph import MetaGraph
from tf1compat.checkpoint.plan import Plan
from tf1compat.checkpoint.pure_ops import VARIABLE_OPS
from tf1compat.checkpoint.reference import Batch
from tf1compat.checkpoint.subgraph import Subgraph
from tf1compat.errors import CheckpointError

_DEFAULT_CLIP = 3.0  # the op's own, where TF1 stripped the attribute
_RESOURCE = 20  # DT_RESOURCE


class OldRecurrence:
    """A plan's recurrence as the old graph computes it, open in a Session for several batches.

    Args:
      plan: the recurrence; its ``ports`` must be known.
      meta: the old graph.
      read: gives a variable's value by its name in the checkpoint.
      double: recast the graph to float64.
      gradients: add what `gradients` runs.
      given: values of placeholders, by tensor, the same for every batch.

    Attributes:
      against: for the report.
      changes: what was changed in the graph to run it (dropout switched off).

    Raises:
      CheckpointError: the graph holds ops that are refused, or needs values that nothing gives.
      NotInDouble: an op has no float64 form.
    """

    against = "old graph"

    def __init__(
        self,
        plan: Plan,
        meta: MetaGraph,
        read: Callable[[str], Array],
        *,
        double: bool = False,
        gradients: bool = False,
        given: Mapping[str, Array] | None = None,
    ) -> None:
        import tensorflow as tf

        assert plan.ports is not None
        self._plan, self._meta, self._read = plan, meta, read
        self._given = {t: v for t, v in (given or {}).items() if t not in fed_tensors(plan)}
        directions = [direction for block in plan.ports for direction in block]
        self._fetches = [d.output for d in plan.ports[-1] if d.output]
        self._fetches += [tensor for d in directions for tensor in d.final]
        self._subgraph = Subgraph(meta, self._fetches, [*fed_tensors(plan), *self._given])
        self._subgraph.refuse_effects()
        self.changes = self._subgraph.switch_dropout_off()
        self._subgraph.refuse_open_placeholders()
        self._require_own_variables()
        self._graph: Any = imported(self._subgraph, double=double)
        # TensorFlow changes a functional loop to differentiate it, which no open Session may see.
        self._backward = _backward(self._subgraph, self._graph) if gradients else ""
        if gradients:
            self._graph = filled_when_run(self._graph)
        self._session = opened(self._subgraph, self._graph, read)
        self._tensors = {name: self._graph.get_tensor_by_name(name) for name in self._fetches}
        self._tf = tf

    def __enter__(self) -> OldRecurrence:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def run(self, batch: Batch) -> dict[str, Array]:
        """Outputs and states by the names of the Keras model's outputs, batch-major."""
        return by_name(self._plan, self._run(self._tensors, self._feeds(batch)))

    def gradients(self, batch: Batch, weights: Mapping[str, Array]) -> dict[str, Array]:
        """The gradient of a weighted sum of the outputs.

        Args:
          batch: where.
          weights: what each output and state is multiplied with before all are added.

        Returns:
          By ``inputs``, the names of the initial states, and the names of the variables.

        Raises:
          NoGradient: TensorFlow cannot differentiate the graph.
        """
        backward = self._backward
        if isinstance(backward, str):
            raise NoGradient(backward)
        old = by_tensor(self._plan, weights)
        fed = self._feeds(batch)
        fed |= {backward.weights[name]: value for name, value in old.items()}
        try:
            values = self._session.run(backward.gradients, fed)
        except self._tf.errors.OpError as error:
            raise NoGradient(_no_gradient(error)) from error
        return self._named_gradients(values)

    def _named_gradients(self, values: Mapping[str, Array]) -> dict[str, Array]:
        plan, subgraph = self._plan, self._subgraph
        assert plan.ports is not None
        first = plan.ports[0][0]
        inputs = values[first.source]
        named: dict[str, Array] = {"inputs": inputs.swapaxes(0, 1) if first.time_major else inputs}
        if takes_states(plan):
            named.update(by_state(plan, "initial", values, "initial_state"))
        shapes = {c.variables[s]: c.shapes[s] for c in plan.recurrence.cells for s in c.variables}
        for node in subgraph.variables():
            name, part = subgraph.saved_as(node)
            own = values[f"{node}:0"]
            if own.shape == shapes[name]:
                named[name] = own
            else:
                named.setdefault(name, np.zeros(shapes[name], own.dtype))[part] = own
        return named

    def _require_own_variables(self) -> None:
        """Raise if more than the cells' variables decide what the loop gives.

        Raises:
          CheckpointError: a wrapper or a cell of the program's own reads them.
        """
        own = {name for c in self._plan.recurrence.cells for name in c.variables.values()}
        nodes = self._subgraph.nodes(VARIABLE_OPS)
        read = {self._subgraph.saved_as(node.name)[0] for node in nodes}
        if read - own:
            raise CheckpointError(
                self._plan.recurrence.scope,
                expected="a recurrence that reads the variables of its cells",
                received="one that also reads " + ", ".join(sorted(read - own)),
                remedy="a wrapper with variables has no place in its conversion: build the layer "
                "in Keras and fill it with tf1compat.load_checkpoint",
            )

    def _feeds(self, batch: Batch) -> dict[Any, Array]:
        feeds = {**self._given, **feeds_of(self._plan, batch)}
        return {
            self._graph.get_tensor_by_name(self._subgraph.fed[t]): v for t, v in feeds.items()
        }

    def _run(self, tensors: Mapping[str, Any], feeds: Mapping[Any, Array]) -> dict[str, Array]:
        try:
            values: dict[str, Array] = self._session.run(tensors, feeds)
        except self._tf.errors.OpError as error:
            if "does not have value" in str(error):
                raise self._not_taken() from error
            raise failed(self._meta, error) from error
        return values

    def _not_taken(self) -> CheckpointError:
        """The error for a recurrence in the branch of a condition that was not taken."""
        given = ", ".join(f"{t.removesuffix(':0')}={v}" for t, v in self._given.items())
        return CheckpointError(
            self._meta.path,
            expected="values by which the graph comes to " + self._plan.recurrence.scope,
            received=f"a condition that takes another branch, with {given or 'nothing given'}",
            remedy="give other values by --feed NAME=VALUE, or convert without it by --no-meta",
        )


class _Backward:
    """The ops that differentiate the recurrence: what to feed, what to fetch, by name."""

    def __init__(self, subgraph: Subgraph, graph: Any) -> None:
        import tensorflow as tf

        with graph.as_default():
            fetched = {name: graph.get_tensor_by_name(name) for name in subgraph.fetches}
            weights = {n: tf.compat.v1.placeholder(t.dtype) for n, t in fetched.items()}
            total = tf.add_n([tf.reduce_sum(weights[n] * t) for n, t in fetched.items()])
            wrt = {name: graph.get_tensor_by_name(own) for name, own in subgraph.fed.items()}
            wrt = {name: t for name, t in wrt.items() if t.dtype.is_floating}
            for node in subgraph.variables():
                wrt[f"{node}:0"] = graph.get_tensor_by_name(f"{node}:0")
            try:
                with _loops_of(graph):
                    found = tf.compat.v1.gradients(
                        total, list(wrt.values()), unconnected_gradients="zero"
                    )
            except (LookupError, ValueError, TypeError, AttributeError) as error:
                raise NoGradient(_no_gradient(error)) from error
            found = map(tf.convert_to_tensor, found)
            self.gradients = {name: t.name for name, t in zip(wrt, found, strict=True)}
            self.weights = {name: t.name for name, t in weights.items()}


def _backward(subgraph: Subgraph, graph: Any) -> _Backward | str:
    """What differentiates a graph, or why nothing does."""
    if any(node.attr["T"].type == _RESOURCE for node in subgraph.nodes(frozenset({"Switch"}))):
        return "a condition hands on variables, which TensorFlow does not differentiate"
    for node in subgraph.nodes(frozenset({"BlockLSTM", "BlockLSTMV2"})):
        clip = node.attr["cell_clip"].f if "cell_clip" in node.attr else _DEFAULT_CLIP
        if clip > 0 or node.attr["use_peephole"].b:
            return f"that of the op {node.op} is no derivative where it clips or has peepholes"
    try:
        describe_loops(subgraph.proto())
        return _Backward(subgraph, graph)
    except NoGradient as error:
        return str(error)


def _no_gradient(error: Exception) -> str:
    op = re.search(r"\(op type: (\w+)\)", str(error))
    if op:
        return f"the installed TensorFlow has no gradient of the op {op[1]}"
    return " ".join(str(error).split())[:200]


@contextlib.contextmanager
def _loops_of(graph: Any) -> Iterator[None]:
    """The kind of control flow that the graph was written in, for the ops that go back."""
    import tensorflow as tf

    v1 = tf.compat.v1
    framed = any(operation.type == "Enter" for operation in graph.get_operations())
    switch = framed and v1.control_flow_v2_enabled()
    if switch:
        v1.disable_control_flow_v2()
    try:
        yield
    finally:
        if switch:
            v1.enable_control_flow_v2()


def takes_states(plan: Plan) -> bool:
    """Whether each part of the initial state is a tensor of its own, which can be given."""
    if plan.ports is None:
        return True
    initial = [tensor for block in plan.ports for d in block for tensor in d.initial]
    return len(set(initial)) == len(initial)


def run_old_graph(
    plan: Plan, meta: MetaGraph, read: Callable[[str], Array], batch: Batch
) -> tuple[dict[str, Array], list[str]]:
    """Run a plan's recurrence once: see `OldRecurrence`.

    Returns:
      Outputs and states by the names of the Keras model's outputs, batch-major, and what was
      changed in the graph to run it.
    """
    with OldRecurrence(plan, meta, read) as old:
        return old.run(batch), old.changes


def static_sizes(plan: Plan, meta: MetaGraph) -> tuple[int | None, int | None]:
    """Batch size and number of steps that the old graph was built for, None where it is open."""
    import tensorflow as tf

    assert plan.ports is not None
    port = plan.ports[0][0]
    subgraph = Subgraph(meta, [port.source], {})
    with contextlib.suppress(ValueError, tf.errors.OpError), tf.Graph().as_default() as graph:
        tf.graph_util.import_graph_def(subgraph.proto(), name="")
        shape = graph.get_tensor_by_name(port.source).shape
        if shape.rank == 3:
            first, second = shape.as_list()[:2]
            return (second, first) if port.time_major else (first, second)
    return None, None


class NotInDouble(Exception):  # noqa: N818  # a finding, not a failure: the report says it
    """Why a graph has no float64 form."""


def imported(subgraph: Subgraph, *, double: bool = False) -> Any:
    """A graph that holds the subgraph.

    Raises:
      NotInDouble: an op has no float64 form.
    """
    import tensorflow as tf

    proto = tf.compat.v1.GraphDef()
    proto.CopyFrom(subgraph.proto())
    if double:
        only_narrow = sorted(subgraph.ops() & NARROW)
        if only_narrow:
            raise NotInDouble(f"the op {only_narrow[0]} has no such form")
        recast(proto)
    with tf.Graph().as_default() as graph:
        try:
            _import(proto, tf)
        except ValueError as error:
            if not double:
                raise
            raise NotInDouble(" ".join(str(error).split())[:200]) from error
    return graph


def opened(subgraph: Subgraph, graph: Any, read: Callable[[str], Array]) -> Any:
    """A Session with the graph of a subgraph, its variables filled."""
    import tensorflow as tf

    with graph.as_default():
        session = tf.compat.v1.Session(graph=graph, config=_as_it_is())
        _assign_variables(subgraph, graph, session, read)
    return session


def _as_it_is() -> Any:
    """No rewriting of the graph, which would turn what is filled when run into constants again."""
    import tensorflow as tf

    config = tf.compat.v1.ConfigProto()
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    config.graph_options.optimizer_options.opt_level = -1
    return config


def _import(proto: Any, tf: Any) -> None:
    """Import a graph, with what TensorFlow must know to differentiate its loops."""
    meta = tf.compat.v1.MetaGraphDef(graph_def=proto)
    with contextlib.suppress(NoGradient):
        for context in describe_loops(proto):
            meta.collection_def["while_context"].bytes_list.value.append(context)
    tf.compat.v1.train.import_meta_graph(meta)


def _assign_variables(
    subgraph: Subgraph, graph: Any, session: Any, read: Callable[[str], Array]
) -> None:
    """Give each variable that is left in the graph the checkpoint's value."""
    import tensorflow as tf

    for node in subgraph.nodes(VARIABLE_OPS):
        handle = graph.get_tensor_by_name(f"{node.name}:0")
        name, part = subgraph.saved_as(node.name)
        kind = graph.get_operation_by_name(node.name).get_attr("dtype")
        value = tf.compat.v1.placeholder(kind)
        if node.op == "VarHandleOp":
            assign = tf.raw_ops.AssignVariableOp(resource=handle, value=value)
        else:  # the operation, for its output would be a copy of the value
            assign = tf.raw_ops.Assign(ref=handle, value=value, validate_shape=False).op
        session.run(assign, {value: _fed_as_it_is(read(name)[part], kind.as_numpy_dtype)})


def _fed_as_it_is(value: Array, dtype: Any) -> Array:
    """At an address that TensorFlow uses without a copy of its own."""
    own = aligned_empty(value.shape, dtype)
    own[...] = value
    return own


def failed(meta: MetaGraph, error: Exception) -> CheckpointError:
    """The error for a graph that TensorFlow would not run."""
    reason = " ".join(str(error).split())[:200]
    return CheckpointError(
        meta.path,
        expected="a graph that runs on the installed TensorFlow",
        received=reason,
        remedy="convert without the graph by --no-meta",
    )
