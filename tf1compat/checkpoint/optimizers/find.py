"""Which optimizer trained a checkpoint, with what hyperparameters, and how far it had come."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tf1compat.checkpoint.graph import Graph, MetaGraph
from tf1compat.checkpoint.optimizers import evidence
from tf1compat.checkpoint.optimizers import rule as rules
from tf1compat.checkpoint.optimizers.evidence import COMPUTED, Applied
from tf1compat.checkpoint.optimizers.rule import CLIPPING, REQUIRED, Rule
from tf1compat.checkpoint.optimizers.steps import settle_steps
from tf1compat.checkpoint.plan import ASSUMED, CHECKPOINT, GRAPH, OPTION, Setting
from tf1compat.checkpoint.read import Checkpoint
from tf1compat.errors import CheckpointError

UNDECAYED = "undecayed"  # variables that weight decay left out
# Options beside the rule's own hyperparameters.
STEPS, SPARSE = "iterations", "sparse_as_dense"


@dataclasses.dataclass(frozen=True)
class Found:
    """An optimizer of TF1, everything settled.

    Attributes:
      rule: what it does.
      slots: per variable, its slots' names in the checkpoint by the rule's keys.
      hyper: every hyperparameter with its source; clipping and ``iterations`` among them.
      constant_rate: whether the learning rate was one number throughout.
    """

    rule: Rule
    slots: Mapping[str, Mapping[str, str]]
    hyper: Mapping[str, Setting]
    constant_rate: bool

    def value(self, name: str) -> Any:
        """A hyperparameter's value."""
        return self.hyper[name].value

    def to_json(self) -> dict[str, Any]:
        """For the report."""
        return {
            "class": self.rule.name,
            "hyperparameters": {k: dataclasses.asdict(s) for k, s in self.hyper.items()},
            "constant_rate": self.constant_rate,
            "slots": {name: dict(own) for name, own in self.slots.items()},
        }


def find(
    checkpoint: Checkpoint,
    meta: MetaGraph | None,
    variables: Sequence[str],
    asked: str | bool = True,
    options: Mapping[str, Any] | None = None,
) -> Found:
    """Recognise the optimizer that trained some variables.

    Args:
      checkpoint: where its slots lie.
      meta: the old graph, which names the rule and its numbers.
      variables: those that the Keras model holds.
      asked: the TF1 class without ``Optimizer``, or True for whatever is there.
      options: hyperparameters that the graph does not tell, by Keras's names, ``iterations``, and
        ``sparse_as_dense``.  The graph comes first; contradicting it is an error.

    Returns:
      The optimizer.

    Raises:
      CheckpointError: none is recognised, or several, slots are missing, a hyperparameter is
        needed, or the option names none.
    """
    options = dict(options or {})
    ops = evidence.applied(meta.graph, variables) if meta else []
    rule = _rule(checkpoint, ops, variables, asked)
    undecayed = sorted({op.variable for op in ops if op.rule is not rule})
    ops = [op for op in ops if op.rule is rule]
    _require_known(rule, options)
    if not options.get(SPARSE):
        _refuse_sparse(rule, ops)
    slots = _slots(checkpoint, rule, ops, variables)
    graph = meta.graph if meta and ops else None
    hyper, constant = _hyper(checkpoint, graph, rule, ops, options)
    hyper[STEPS] = settle_steps(checkpoint, graph, rule, ops, hyper, options.get(STEPS))
    if undecayed:
        hyper[UNDECAYED] = Setting(undecayed, GRAPH)
    return Found(rule, slots, hyper, constant)


def _rule(
    checkpoint: Checkpoint, ops: Sequence[Applied], variables: Sequence[str], asked: str | bool
) -> Rule:
    named = [r for r in rules.all_rules() if asked in (True, r.name)]
    if asked is not True and not named:
        raise CheckpointError(
            f"--optimizer {asked}",
            expected="one of " + ", ".join(rules.OPTIMIZERS),
            received=str(asked),
            remedy="leave the name out and it is recognised",
        )
    applied = {op.rule for op in ops}
    applied -= {rule.without_decay for rule in applied}
    by_slots = {rule for rule in named if rule.slots and _has_slots(checkpoint, rule, variables)}
    known = (applied & set(named)) if applied else by_slots
    if asked == "GradientDescent" and not applied:
        known = set(named)
    if len(known) == 1:
        return known.pop()
    said = sorted({rule.name for rule in applied or by_slots}) or ["none"]
    raise CheckpointError(
        str(checkpoint.prefix),
        expected="the slots of one optimizer" if asked is True else f"those of {asked}",
        received=("in the graph: " if applied else "by their names: ") + ", ".join(said),
        remedy="name the optimizer by --optimizer NAME (" + ", ".join(rules.OPTIMIZERS) + "), "
        "or convert without it",
    )


def _has_slots(checkpoint: Checkpoint, rule: Rule, variables: Sequence[str]) -> bool:
    """Whether the variables have exactly the rule's slots, as TF1 names them by default."""
    known = {suffix for other in rules.all_rules() for suffix in other.slots.values()}
    stem = re.compile(r"_\d+$")
    for variable in variables:
        own = {n.rpartition("/")[2] for n in checkpoint.shapes if _is_slot_of(n, variable)}
        own = {suffix for suffix in own if suffix in known or stem.sub("", suffix) in known}
        if own:
            return own == set(rule.slots.values())
    return False


def _is_slot_of(name: str, variable: str) -> bool:
    owner = name.rpartition("/")[0]
    return owner == variable or owner.endswith("/" + variable)


def _refuse_sparse(rule: Rule, ops: Sequence[Applied]) -> None:
    lazy = sorted({op.variable for op in ops if op.sparse}) if rule.sparse_differs else []
    if lazy:
        raise CheckpointError(
            "--optimizer",
            expected="an optimizer that moves every row of a variable in every step",
            received=f"{rule.name}, which moved only the rows of {', '.join(lazy)} that a batch "
            "names; Keras moves all",
            remedy="leave the optimizer out, or accept Keras's rule by "
            f"--hyper {SPARSE}=True",
        )


def _slots(
    checkpoint: Checkpoint, rule: Rule, ops: Sequence[Applied], variables: Sequence[str]
) -> dict[str, dict[str, str]]:
    patterns = {key: ("", suffix) for key, suffix in rule.slots.items()}
    for op in ops[:1]:
        for key in rule.slots:
            before, _, after = evidence.variable_name(op.inputs[key]).partition(op.variable + "/")
            patterns[key] = before, after
    found: dict[str, dict[str, str]] = {}
    for variable in variables:
        own = {}
        for key, (before, suffix) in patterns.items():
            name = f"{before}{variable}/{suffix}"
            others = [n for n in checkpoint.shapes if n.endswith(f"/{variable}/{suffix}")]
            own[key] = name if name in checkpoint.shapes else (others or [name])[0]
        found[variable] = own
    missing = [n for own in found.values() for n in own.values() if n not in checkpoint.shapes]
    if missing:
        raise CheckpointError(
            str(checkpoint.prefix),
            expected=f"the slots of {rule.name} for every variable of the model",
            received="no " + ", ".join(missing),
            remedy="convert without the optimizer: these variables were not trained by it",
        )
    return found


def _hyper(
    checkpoint: Checkpoint,
    graph: Graph | None,
    rule: Rule,
    ops: Sequence[Applied],
    options: Mapping[str, Any],
) -> tuple[dict[str, Setting], bool]:
    settings, constant = {}, True
    for key, default in rule.defaults.items():
        known: Any = None
        if graph:
            known = evidence.hyperparameter(graph, ops[0], key)
        if key == "learning_rate":
            constant = known is not COMPUTED and not callable(options.get(key))
        if known is COMPUTED and graph:
            holder = evidence.held_by(graph, ops[0].inputs[key])
            if holder in checkpoint.shapes and key not in options:
                value = float(checkpoint.read(str(holder)))
                settings[key] = Setting(value, f"{CHECKPOINT}: {holder}")
                continue
        settings[key] = _settle(rule, key, default, known, options)
    settings.update(_clipping(graph, ops, options))
    return settings, constant


def _settle(
    rule: Rule, key: str, default: Any, known: Any, options: Mapping[str, Any]
) -> Setting:
    if known is not None and known is not COMPUTED:
        given = options.get(key, known)
        if not _same(given, known):
            raise CheckpointError(
                "--hyper",
                key,
                expected=f"{known:.7g}, as the graph says",
                received=f"{given} as an option",
                remedy="leave it out, and set the attribute of the optimizer afterwards",
            )
        return Setting(known, GRAPH)
    if key in options:
        return Setting(options[key], OPTION)
    if known is COMPUTED or default is REQUIRED:
        raise CheckpointError(
            f"--hyper {key}",
            expected=f"the {key} of {rule.name}",
            received="one that the graph computes or is fed"
            if known is COMPUTED
            else "none: TF1 has no default and no graph tells",
            remedy=f"say --hyper {key}=NUMBER",
        )
    return Setting(default, ASSUMED)


def _same(given: Any, known: Any) -> bool:
    return bool(given == known or abs(given - known) <= 1e-6 * abs(known))


def _clipping(
    graph: Graph | None, ops: Sequence[Applied], options: Mapping[str, Any]
) -> dict[str, Setting]:
    clip = evidence.clipping(graph, ops[0]) if graph else None
    settings = {key: Setting(options[key], OPTION) for key in CLIPPING if key in options}
    if clip is None or settings:
        return settings
    key, bound = clip
    if bound is COMPUTED:
        raise CheckpointError(
            f"--hyper {key}",
            expected="the bound by which gradients were clipped",
            received="a graph that clips them in a way that is not understood",
            remedy=f"say --hyper {key}=NUMBER, or --hyper {key}=None for no clipping",
        )
    return {key: Setting(bound, GRAPH)}


def _require_known(rule: Rule, options: Mapping[str, Any]) -> None:
    """No option may be swallowed."""
    known = {*rule.defaults, *CLIPPING, STEPS, SPARSE}
    for option in options:
        if option not in known:
            raise CheckpointError(
                f"--hyper {option}",
                expected=f"a hyperparameter of {rule.name}: " + ", ".join(sorted(known)),
                received=option,
                remedy="the names are those of Keras",
            )
