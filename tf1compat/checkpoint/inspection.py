"""inspect: what a checkpoint holds, as far as names, shapes and the graph tell."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tf1compat.cells.counterpart import COUNTERPARTS
from tf1compat.checkpoint.around import HIGHWAY, Around, layers_around
from tf1compat.checkpoint.graph import MetaGraph, read_meta
from tf1compat.checkpoint.plan import Plan, make_plans
from tf1compat.checkpoint.progress import Progress as Progress
from tf1compat.checkpoint.read import Checkpoint, open_checkpoint
from tf1compat.checkpoint.readings import BUFFER
from tf1compat.checkpoint.recognise import recognise
from tf1compat.checkpoint.report import describe
from tf1compat.checkpoint.savers import under_graphs_names
from tf1compat.checkpoint.views import averaged, averages_of
from tf1compat.errors import CheckpointError

PathLike = str | Path


@dataclasses.dataclass(frozen=True)
class Inspection:
    """What a checkpoint holds.

    Attributes:
      checkpoint: the open checkpoint.
      meta: the parsed graph, or None.
      plans: one per recurrence, with every setting and its source.
      aside: every variable that belongs to no recurrence, with the reason.
      eras: variable → the rules that read a name of an older TensorFlow.
      around: the layers around the recurrences, as far as names and shapes tell.
      averages: how many variables have a moving average beside them.
    """

    checkpoint: Checkpoint
    meta: MetaGraph | None
    plans: tuple[Plan, ...]
    aside: Mapping[str, str]
    eras: Mapping[str, tuple[str, ...]]
    around: tuple[Around, ...]
    averages: int

    def to_json(self) -> dict[str, Any]:
        """For ``tf1compat inspect --json``."""
        return {
            "checkpoint": self.checkpoint.prefix,
            "meta": self.meta.path if self.meta else None,
            "recurrences": [describe(plan) for plan in self.plans],
            "eras": {name: list(rules) for name, rules in self.eras.items()},
            "saved_as": dict(self.checkpoint.saved_as),
            "around": [dataclasses.asdict(layer) for layer in self.around],
            "moving_averages": self.averages,
            "aside": {
                name: {"shape": self.checkpoint.shapes[name], "reason": reason}
                for name, reason in self.aside.items()
            },
        }

    def pick(self, scope: str) -> Plan:
        """The recurrence of a scope.

        Raises:
          CheckpointError: there is none.
        """
        for plan in self.plans:
            if plan.recurrence.scope == scope:
                return plan
        raise CheckpointError(
            f"--scope {scope}",
            expected="one of " + (", ".join(p.recurrence.scope for p in self.plans) or "none"),
            received=scope,
            remedy="list the recurrences with tf1compat inspect",
        )


def inspect_checkpoint(
    checkpoint: PathLike,
    *,
    meta: PathLike | bool = True,
    classes: Mapping[str, str] | None = None,
    assume: Mapping[str, Any] | None = None,
    join: bool = True,
    step: int | None = None,
    averages: bool = False,
) -> Inspection:
    """Which recurrent layers a checkpoint holds, what is known of them and what is assumed.

    Args:
      checkpoint: its prefix, one of its files, or its directory.
      meta: the MetaGraph; True for the one beside the checkpoint, False for none.
      classes: TF1 class by cell scope, where the scope was named by hand.
      assume: what the checkpoint cannot tell (``{"forget_bias": 0.0}``), for all cells or for
        one (``{"rnn/lstm_cell:forget_bias": 0.0}``).  The graph comes first.
      join: put layers that the graph chains to each other into one recurrence.
      step: which checkpoint of a directory, by its number; by default the latest.
      averages: take the moving averages in place of the values that have one.

    Returns:
      The inspection.

    Raises:
      CheckpointError: no checkpoint, damaged, mixed shapes, or another model's graph.

    Example:
      >>> from tf1compat import inspect_checkpoint
      >>> found = inspect_checkpoint("tests/golden/checkpoints/lstm_full")
      >>> [plan.recurrence.scope for plan in found.plans]
      ['rnn']
    """
    opened = open_checkpoint(checkpoint, None if isinstance(meta, bool) else meta, step=step)
    graph = read_meta(opened.meta) if opened.meta and meta is not False else None
    opened = under_graphs_names(opened, graph)
    shadows = averages_of(opened)
    opened = averaged(opened, shadows) if averages else opened
    recognised = recognise(opened.shapes, opened.dtypes, classes)
    plans = make_plans(recognised.recurrences, graph, assume, classes=classes, join=join)
    around = layers_around(opened.shapes, recognised.aside, graph)
    return Inspection(
        opened, graph, tuple(plans), recognised.aside, recognised.eras, around, len(shadows)
    )


def choose(found: Inspection, scope: str | None, *, several: bool) -> list[Plan]:
    """The recurrences that are meant.

    Raises:
      CheckpointError: there is none, or one is wanted and there are several.
    """
    if not found.checkpoint.has_values:
        raise CheckpointError(
            found.checkpoint.prefix,
            expected="a checkpoint with values",
            received="a graph alone",
            remedy="put the .index and .data files beside it, or give the checkpoint with this "
            "file as --meta; a graph alone can be inspected only",
        )
    if not found.plans:
        raise _no_cells(found)
    if scope is not None:
        return [_unwrapped(found, found.pick(scope))]
    if len(found.plans) > 1 and not several:
        raise CheckpointError(
            found.checkpoint.prefix,
            expected="one recurrence",
            received=", ".join(plan.recurrence.scope for plan in found.plans),
            remedy="pick one by --scope, or convert all into a directory by -o DIR/",
        )
    return [_unwrapped(found, plan) for plan in found.plans]


def _unwrapped(found: Inspection, plan: Plan) -> Plan:
    """The plan, unless a wrapper with variables of its own stands around one of its cells.

    Raises:
      CheckpointError: without that wrapper the numbers would be others.
    """
    cells = [cell.scope for cell in plan.recurrence.cells]
    for one in found.around:
        around = any(scope.startswith(f"{one.scope}/") for scope in cells)
        if one.unconverted == HIGHWAY and around:
            raise CheckpointError(
                one.scope,
                expected="cells, with no wrapper but dropout and residual around them",
                received="a HighwayWrapper, whose variables are " + ", ".join(one.variables),
                remedy="build the layer in Keras and fill it with tf1compat.load_checkpoint",
            )
    return plan


def _no_cells(found: Inspection) -> CheckpointError:
    """The error for a checkpoint without a cell that can be converted: what it holds instead."""
    opaque = [name for name in found.checkpoint.shapes if name.endswith(BUFFER)]
    if opaque:
        return CheckpointError(
            opaque[0],
            expected="the canonical variables of CudnnLSTM or CudnnGRU, as their saver writes them",
            received="the buffer of the GPU's library, whose layout that library alone knows",
            remedy="restore it in the old program, run by tf1compat, and save it with its own "
            "tf.train.Saver",
        )
    unknown = [f"{one.unconverted} ({one.scope})" for one in found.around if one.unconverted]
    if unknown:
        return CheckpointError(
            found.checkpoint.prefix,
            expected="one of the cells " + ", ".join(COUNTERPARTS),
            received=", ".join(unknown),
            remedy="run the old graph by tf1compat, or write the layer in Keras and fill it with "
            "tf1compat.load_checkpoint",
        )
    of_keras = [name for name in found.checkpoint.shapes if name.endswith("/recurrent_kernel")]
    if of_keras:
        return CheckpointError(
            found.checkpoint.prefix,
            expected="variables of a cell of tf.nn.rnn_cell or tf.contrib.rnn",
            received=f"those of layers of tf.keras, such as {of_keras[0]}",
            remedy="give the same layer kernel, recurrent_kernel and bias by set_weights, read by "
            "tf.train.load_checkpoint(PREFIX).get_tensor(NAME); recurrent_activation was "
            "lambda x: keras.ops.clip(0.2 * x + 0.5, 0, 1) unless the program set it, and a GRU "
            "had reset_after=False",
        )
    names = list(found.checkpoint.shapes)
    some = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
    return CheckpointError(
        found.checkpoint.prefix,
        expected="variables of a recurrent cell",
        received=f"{len(names)} variables that match none: {some}",
        remedy="name a cell's scope and class by --cell SCOPE=CLASS",
    )
