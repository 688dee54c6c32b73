"""Settling what the checkpoint cannot tell: from the graph, else from options, else assumed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tf1compat.checkpoint import ports as ports_module
from tf1compat.checkpoint.graph import MetaGraph
from tf1compat.checkpoint.loops import NoPorts
from tf1compat.checkpoint.ports import Direction
from tf1compat.checkpoint.readings import (
    by_kernel,
    compare_readings,
    from_buffer,
    require_same_model,
    with_graph_classes,
)
from tf1compat.checkpoint.recognise import Block, Cell, Recurrence, check_chain
from tf1compat.checkpoint.step import CellStep, is_residual
from tf1compat.errors import CheckpointError

CHECKPOINT, GRAPH, OPTION, ASSUMED = "checkpoint", "graph", "option", "assumed"
NO_META = "there is no .meta"


@dataclasses.dataclass(frozen=True)
class Setting:
    """A value and where it came from: the checkpoint's shapes, the graph, an option, nowhere."""

    value: Any
    source: str


@dataclasses.dataclass(frozen=True)
class StatePart:
    """One tensor of the state: which cell's, which part, how wide, and its name in the model."""

    block: int
    direction: str
    layer: int
    part: str
    size: int
    name: str


@dataclasses.dataclass(frozen=True)
class Plan:
    """A recurrence with everything settled, ready to be built and proven.

    Attributes:
      recurrence: its cells carry the settled options.
      settings: per cell scope, every option with its source.
      layout: ``time_major``, ``lengths`` (whether the old model was given lengths) and
        ``initial_state`` (whether it was given one), with their sources.
      ports: where it lies in the graph, block by block; None if not there.
      no_ports: why not.
      differences: where the names and shapes say one thing and the graph another.
      again: the same cells in other loops of the graph, as a siamese net runs them.
    """

    recurrence: Recurrence
    settings: Mapping[str, Mapping[str, Setting]]
    layout: Mapping[str, Setting]
    ports: tuple[tuple[Direction, ...], ...] | None
    no_ports: str = ""
    differences: tuple[str, ...] = ()
    again: tuple[Plan, ...] = ()

    @property
    def has_lengths(self) -> bool:
        """Whether the model takes a mask."""
        return bool(self.layout["lengths"].value)

    @property
    def has_initial_state(self) -> bool:
        """Whether the model takes an initial state."""
        return bool(self.layout["initial_state"].value)

    @property
    def output_names(self) -> tuple[str, ...]:
        """``outputs``, or ``outputs_fw`` and ``outputs_bw``."""
        directions = self.recurrence.blocks[-1].directions
        return tuple("_".join(filter(None, ("outputs", name))) for name, _ in directions)

    def state(self) -> Iterator[StatePart]:
        """Every part of the state in TF1's order."""
        blocks = self.recurrence.blocks
        for b, block in enumerate(blocks):
            for direction, cells in block.directions:
                for k, cell in enumerate(cells):
                    place = [f"layer{b}"] if len(blocks) > 1 else []
                    place += [direction] if direction else []
                    place += [f"cell{k}"] if len(cells) > 1 else []
                    sizes = cell.counterpart.state_sizes(cell.config)
                    for part, size in zip(cell.counterpart.state, sizes, strict=True):
                        name = "_".join([*place, part] if part else place)
                        yield StatePart(b, direction, k, part, size, name)

    def assumed(self) -> Iterator[tuple[str, str, Any]]:
        """``(scope, option, value)`` of everything that nothing settled."""
        for scope, settings in self.settings.items():
            for option, setting in settings.items():
                if setting.source == ASSUMED:
                    yield scope, option, setting.value
        for option, setting in self.layout.items():
            if setting.source == ASSUMED:
                yield self.recurrence.scope, option, setting.value


def state_name(prefix: str, part: StatePart) -> str:
    """``state_fw_c`` or ``initial_state_fw_c``."""
    return f"{prefix}_{part.name}" if part.name else prefix


def make_plans(
    recurrences: Sequence[Recurrence],
    meta: MetaGraph | None,
    options: Mapping[str, Any] | None = None,
    *,
    classes: Mapping[str, str] | None = None,
    join: bool = True,
) -> list[Plan]:
    """Settle every recurrence of a checkpoint.

    Args:
      recurrences: as recognised.
      meta: the graph beside the checkpoint, if there is one.
      options: what the user says, by option name (``forget_bias``), or by scope and option name
        (``encoder/rnn/lstm_cell:forget_bias``) for one cell.  The graph comes first; an option
        that contradicts it is an error.
      classes: TF1 class by scope, where the user said it; a graph that says another is an error.
      join: put layers that the graph chains to each other into one recurrence.

    Returns:
      One plan per recurrence.

    Raises:
      CheckpointError: the graph belongs to another model, or an option contradicts it, names
        no cell, or names nothing that a cell leaves open.
    """
    options = dict(options or {})
    if meta:
        for recurrence in recurrences:
            require_same_model(recurrence, meta)
        recurrences = [with_graph_classes(r, meta, classes or {}) for r in recurrences]
    settled = [_settle_cells(recurrence, meta, options) for recurrence in recurrences]
    _require_used(options, settled)
    located = [(plan, *_locate(plan.recurrence, meta)) for plan in settled]
    plans = [_settle_layout(plan, meta, ports, why, options) for plan, ports, why in located]
    return _join(plans, meta) if meta and join else plans


_LAYOUT = ("time_major", "lengths", "initial_state")


def _settle_cells(
    recurrence: Recurrence, meta: MetaGraph | None, options: Mapping[str, Any]
) -> Plan:
    settings = {}
    differences: list[str] = []

    def settle(cell: Cell) -> Cell:
        evidence = by_kernel(cell, meta) if meta else {}
        added = evidence.get("residual")
        if meta and not evidence:
            evidence = cell.counterpart.evidence(CellStep(meta.graph, cell.variables))
            added = is_residual(meta.graph, cell)
        if meta:
            differences.extend(compare_readings(cell, meta, evidence))
        own = {k: Setting(v, CHECKPOINT) for k, v in cell.config.options.items()}
        for option, default in cell.counterpart.assumptions.items():
            own[option] = _choose(cell.scope, option, default, evidence, options)
        values = {option: setting.value for option, setting in own.items()}
        config = cell.config.with_options(**values)
        wrapped = {} if added is None else {"residual": added}
        own["residual"] = _choose(cell.scope, "residual", False, wrapped, options)
        settings[cell.scope] = own
        return dataclasses.replace(cell, config=config, residual=bool(own["residual"].value))

    blocks = tuple(
        Block(tuple(map(settle, b.forward)), tuple(map(settle, b.backward)))
        for b in recurrence.blocks
    )
    settled = dataclasses.replace(recurrence, blocks=blocks)
    return Plan(settled, settings, {}, None, differences=tuple(differences))


def _choose(
    scope: str,
    option: str,
    default: Any,
    evidence: Mapping[str, Any],
    options: Mapping[str, Any],
) -> Setting:
    """The graph's value, else the option's, else the default."""
    given = options.get(f"{scope}:{option}", options.get(option))
    said = option in options or f"{scope}:{option}" in options
    if option not in evidence:
        return Setting(given, OPTION) if said else Setting(default, ASSUMED)
    if said and given != evidence[option]:
        raise CheckpointError(
            scope,
            option,
            expected=f"{evidence[option]}, as the graph says",
            received=f"{given} as an option",
            remedy="leave the option out, or convert without the graph by --no-meta",
        )
    return Setting(evidence[option], GRAPH)


def _require_used(options: Mapping[str, Any], plans: Iterable[Plan]) -> None:
    """No option may be swallowed."""
    cells = [pair for plan in plans for pair in plan.settings.items()]
    known = {f"{scope}:{option}" for scope, own in cells for option in own}
    open_names = {name.rpartition(":")[2] for name in known} | set(_LAYOUT)
    for option in options:
        if option not in known and option not in open_names:
            raise CheckpointError(
                f"--assume {option}",
                expected="one of " + ", ".join(sorted(open_names)) + ", or SCOPE:OPTION of a cell",
                received="no such option or scope",
                remedy="list the cells with tf1compat inspect",
            )


def _locate(
    recurrence: Recurrence, meta: MetaGraph | None
) -> tuple[tuple[tuple[Direction, ...], ...] | None, str]:
    if meta is None:
        return None, NO_META
    if how := from_buffer(recurrence, meta):
        return None, f"the graph runs it {how}"
    if all(by_kernel(cell, meta) for cell in recurrence.cells):
        return None, "the graph runs it by kernels; written with TF1COMPAT_KERNELS=0 it would serve"
    try:
        return ports_module.recurrence_ports(meta.graph, recurrence), ""
    except NoPorts as reason:
        return None, str(reason)


def _settle_layout(
    plan: Plan,
    meta: MetaGraph | None,
    ports: tuple[tuple[Direction, ...], ...] | None,
    why: str,
    options: Mapping[str, Any],
) -> Plan:
    evidence: dict[str, Any] = {}
    if ports and meta:
        evidence = {name: own.value for name, own in _layout_of(ports, meta).items()}
    defaults = {"time_major": False, "lengths": True, "initial_state": False}
    layout = {
        option: _choose(plan.recurrence.scope, option, default, evidence, options)
        for option, default in defaults.items()
    }
    settled = dataclasses.replace(plan, layout=layout, ports=ports, no_ports=why)
    return dataclasses.replace(settled, again=tuple(_again(settled, meta)))


def _again(plan: Plan, meta: MetaGraph | None) -> Iterator[Plan]:
    """The plan for each other loop that runs its cells, which may start from other states."""
    if meta is None or plan.ports is None:
        return
    for ports in ports_module.later_uses(meta.graph, plan.recurrence):
        yield dataclasses.replace(plan, layout=_layout_of(ports, meta), ports=ports)


def _layout_of(
    ports: tuple[tuple[Direction, ...], ...], meta: MetaGraph
) -> dict[str, Setting]:
    """What the graph says of one use."""
    directions = [direction for block in ports for direction in block]
    zero = [ports_module.starts_at_zero(meta.graph, d) for d in directions]
    return {
        "time_major": Setting(directions[0].time_major, GRAPH),
        "lengths": Setting(any(d.lengths for d in directions), GRAPH),
        "initial_state": Setting(not all(zero), GRAPH),
    }


def _join(plans: Sequence[Plan], meta: MetaGraph) -> list[Plan]:
    """Put each layer that reads exactly another's outputs, and nothing else, on top of it."""
    joined = list(plans)
    pair = _next_pair(joined, meta)
    while pair:
        lower, upper = pair
        joined[joined.index(lower)] = _on_top(lower, upper)
        joined.remove(upper)
        pair = _next_pair(joined, meta)
    return joined


def _next_pair(plans: Sequence[Plan], meta: MetaGraph) -> tuple[Plan, Plan] | None:
    pairs = ((lower, upper) for lower in plans for upper in plans if _reads(meta, upper, lower))
    return next(pairs, None)


def _reads(meta: MetaGraph, upper: Plan, lower: Plan) -> bool:
    if not upper.ports or not lower.ports or upper is lower:
        return False
    same = all(upper.layout[k].value == lower.layout[k].value for k in ("time_major", "lengths"))
    if not same or upper.has_initial_state or lower.has_initial_state:
        return False
    return ports_module.chained(meta.graph, upper.ports[0], lower.ports[-1])


def _on_top(lower: Plan, upper: Plan) -> Plan:
    below, above = lower.recurrence, upper.recurrence
    recurrence = Recurrence(
        scope=f"{below.scope}+{above.scope}",
        blocks=below.blocks + above.blocks,
        chained="the graph",
    )
    check_chain(recurrence)
    return Plan(
        recurrence,
        {**lower.settings, **upper.settings},
        lower.layout,
        (lower.ports or ()) + (upper.ports or ()),
        differences=lower.differences + upper.differences,
    )
