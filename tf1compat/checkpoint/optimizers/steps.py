"""How many steps an optimizer had made when the checkpoint was saved."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from tf1compat.checkpoint.graph import Graph
from tf1compat.checkpoint.optimizers import evidence
from tf1compat.checkpoint.optimizers.evidence import Applied
from tf1compat.checkpoint.optimizers.rule import Rule
from tf1compat.checkpoint.plan import ASSUMED, CHECKPOINT, OPTION, Setting
from tf1compat.checkpoint.read import Checkpoint
from tf1compat.errors import CheckpointError

BETAS = ("beta_1", "beta_2")
# Below this, float32 keeps fewer bits and then none.
_UNDERFLOW = float(np.finfo(np.float32).tiny)
# Multiplying t times in float32 may be wrong by so much, relative, for each t.
_ROUNDING = 2.0**-23


def settle_steps(
    checkpoint: Checkpoint,
    graph: Graph | None,
    rule: Rule,
    ops: Sequence[Applied],
    hyper: Mapping[str, Setting],
    given: int | None,
) -> Setting:
    """Keras's ``iterations``.

    For Adam from ``beta1_power`` and ``beta2_power``, which are βᵗ⁺¹: the first is 0 after some
    hundred steps, the second after a hundred thousand.  Powers in float32 leave some steps in
    doubt when t is large; ``global_step`` settles them if it agrees.  Other rules do not depend
    on t; a schedule does, and gets ``global_step``.

    Raises:
      CheckpointError: the two powers contradict each other, or several optimizers left theirs.
    """
    if given is not None:
        return Setting(int(given), OPTION)
    step = global_step(checkpoint)
    if not rule.counts:
        if step is None:
            return Setting(0, ASSUMED)
        return Setting(step[1], f"{CHECKPOINT}: {step[0]}")
    found = [_from_power(checkpoint, graph, ops, k, hyper) for k in range(2)]
    known = [f for f in found if f is not None]
    if len(known) == 2:
        _require_agreement(found)
    if not known:
        if step is not None:
            return Setting(step[1], f"{CHECKPOINT}: {step[0]}")
        # Both powers are 0: the correction is 1 whatever t is.
        return Setting(_vanished(hyper), ASSUMED)
    steps, doubt, name = min(known, key=lambda f: f[1])
    if step is not None and abs(step[1] - steps) <= max(doubt, 0.5):
        return Setting(step[1], f"{CHECKPOINT}: {name}, {step[0]}")
    return Setting(round(steps), f"{CHECKPOINT}: {name}")


def global_step(checkpoint: Checkpoint) -> tuple[str, int] | None:
    """The counter's name and value, if there is one."""
    names = [n for n, shape in checkpoint.shapes.items() if _is_step(n) and shape == ()]
    if len(names) != 1:
        return None
    return names[0], int(checkpoint.read(names[0]))


def _is_step(name: str) -> bool:
    return name.rpartition("/")[2] == "global_step"


def _from_power(
    checkpoint: Checkpoint,
    graph: Graph | None,
    ops: Sequence[Applied],
    k: int,
    hyper: Mapping[str, Setting],
) -> tuple[float, float, str] | None:
    """Steps, how many of them are in doubt, and the variable; None where it has underflowed."""
    name = _power_name(checkpoint, _holder(graph, ops, k), k)
    beta = float(hyper[BETAS[k]].value)
    power = float(checkpoint.read(name)) if name else 0.0
    if not name or power < _UNDERFLOW or not 0 < beta < 1:
        return None
    exponent = math.log(power) / math.log(beta)
    doubt = exponent * _ROUNDING / -math.log(beta)
    return exponent - 1, doubt, name


def powers(
    checkpoint: Checkpoint, graph: Graph | None, rule: Rule, variables: Sequence[str], betas: Any
) -> Iterator[tuple[str, float]]:
    """The variables that hold the betas' powers, and the betas."""
    ops = evidence.applied(graph, variables) if graph else []
    ops = [op for op in ops if op.rule is rule]
    for k, beta in enumerate(betas):
        name = _power_name(checkpoint, _holder(graph, ops, k), k)
        if name:
            yield name, float(beta)


def _holder(graph: Graph | None, ops: Sequence[Applied], k: int) -> str | None:
    """The variable that an op is given as a beta's power."""
    return evidence.held_by(graph, ops[0].node.inputs[3 + k]) if graph and ops else None


def _power_name(checkpoint: Checkpoint, holder: str | None, k: int) -> str | None:
    if holder in checkpoint.shapes:
        return holder
    pattern = re.compile(rf"(^|/)beta{k + 1}_power(_\d+)?$")
    names = [name for name in checkpoint.shapes if pattern.search(name)]
    if len(names) > 1:
        raise CheckpointError(
            "--optimizer",
            expected=f"one beta{k + 1}_power",
            received=", ".join(names),
            remedy="say how many steps it made by --hyper iterations=NUMBER",
        )
    return names[0] if names else None


def _require_agreement(found: Sequence[Any]) -> None:
    (first, doubt_1, name_1), (second, doubt_2, name_2) = found
    if abs(first - second) > 0.5 + doubt_1 + doubt_2:
        raise CheckpointError(
            "--optimizer",
            expected="betas for which both powers tell the same number of steps",
            received=f"{first:.1f} steps by {name_1} and {second:.1f} by {name_2}",
            remedy="say --hyper beta_1=NUMBER --hyper beta_2=NUMBER as the old program had them",
        )


def _vanished(hyper: Mapping[str, Setting]) -> int:
    """The first step at which every power is 0 in float32."""
    slowest = max(float(hyper[key].value) for key in BETAS)
    return math.ceil(math.log(float(np.finfo(np.float32).smallest_subnormal)) / math.log(slowest))
