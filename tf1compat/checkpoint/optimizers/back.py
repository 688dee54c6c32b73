"""A Keras optimizer's state back into TF1's slots, powers and step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.graph import MetaGraph
from tf1compat.checkpoint.moves import Move
from tf1compat.checkpoint.optimizers import steps
from tf1compat.checkpoint.optimizers.find import STEPS, Found
from tf1compat.checkpoint.optimizers.state import moved_state, require_all, variables_of
from tf1compat.checkpoint.read import Checkpoint
from tf1compat.errors import CheckpointError

_RATE = "learning_rate"


def slots_back(
    found: Found,
    optimizer: Any,
    moves: Sequence[Move],
    weights: Sequence[Any],
    checkpoint: Checkpoint,
    meta: MetaGraph | None,
    *,
    rows: bool,
) -> dict[str, Array]:
    """The old checkpoint's slots, powers of beta and step as an optimizer has them now.

    A slot takes the way back that its variable takes.  What has not changed keeps its bits.  The
    powers are multiplied on, in their own dtype, as TF1 does at each step.

    Args:
      found: what the old checkpoint says.
      optimizer: of the Keras model, built on ``weights``.
      moves: how the checkpoint's variables came into the model.
      weights: the trainable weights, in the order of the optimizer's variables.
      checkpoint: the old one.
      meta: the old graph, if there is one.
      rows: as for `make_optimizer`.

    Returns:
      Values by the old checkpoint's names.

    Raises:
      CheckpointError: the optimizer is another one, or has made fewer steps than the old one.
    """
    hyper, before = moved_state(found, moves, checkpoint.read, rows=rows)
    require_all(weights, before)
    wanted = found.rule.make(hyper)
    if type(optimizer) is not type(wanted):
        raise CheckpointError(
            "--optimizer",
            expected=f"a model compiled with {type(wanted).__name__}, as convert --optimizer does",
            received=type(optimizer).__name__,
            remedy="leave the option out: the old slots are carried over then",
        )
    now = _now(optimizer, weights, before)
    values: dict[str, Array] = {}
    hypers = hyper, _present(optimizer, hyper)
    for move in moves:
        values |= _move_back(found, move, before, now, hypers, checkpoint)
    if _steps_made(found, optimizer):
        values |= _from_zero(found, moves, hyper, checkpoint)
    return values | _counters(found, optimizer, checkpoint, meta)


def _steps_made(found: Found, optimizer: Any) -> int:
    return int(np.asarray(optimizer.iterations)) - int(found.value(STEPS))


def _from_zero(
    found: Found, moves: Sequence[Move], hyper: Mapping[str, Any], checkpoint: Checkpoint
) -> dict[str, Array]:
    """The slots that Keras does not hold and TF1 does not read: the old ones are out of date."""
    return {
        (slot := found.slots[name][key]): np.zeros_like(checkpoint.read(slot))
        for move in moves
        for name in move.names.values()
        for key in found.rule.unread(hyper)
    }


def _now(
    optimizer: Any, weights: Sequence[Any], before: Mapping[int, Mapping[str, Array]]
) -> dict[int, dict[str, Array]]:
    """Each weight's slots by their endings, as they are now."""
    import keras

    now: dict[int, dict[str, Array]] = {id(weight): {} for weight in weights}
    for ending in next(iter(before.values()), {}):
        for weight, variable in variables_of(optimizer, ending, weights):
            now[id(weight)][ending] = keras.ops.convert_to_numpy(variable)
    return now


def _present(optimizer: Any, hyper: Mapping[str, Any]) -> dict[str, Any]:
    """The hyperparameters with the learning rate that the optimizer has now."""
    present = dict(hyper)
    if hyper["constant_rate"] and _RATE in hyper:
        rate = float(np.asarray(optimizer.learning_rate))
        if np.float32(rate) != np.float32(hyper[_RATE]):  # else the difference is Keras's rounding
            present[_RATE] = rate
    return present


def _move_back(
    found: Found,
    move: Move,
    before: Mapping[int, Mapping[str, Array]],
    now: Mapping[int, Mapping[str, Array]],
    hypers: tuple[Mapping[str, Any], Mapping[str, Any]],
    checkpoint: Checkpoint,
) -> dict[str, Array]:
    attributes = list(move.to_keras(move.read(checkpoint.read)))
    old, new = {}, {}
    for attribute in attributes:
        place = id(move.weight(attribute))
        old[attribute] = found.rule.from_state(before[place], hypers[0])
        new[attribute] = found.rule.from_state(now[place], hypers[1])
    values: dict[str, Array] = {}
    for key in found.rule.kept(hypers[0]):
        names = {suffix: found.slots[name][key] for suffix, name in move.names.items()}
        was = {attribute: old[attribute][key] for attribute in attributes}
        is_ = {attribute: new[attribute][key] for attribute in attributes}
        back = move.kept_where_equal(
            {suffix: checkpoint.read(name) for suffix, name in names.items()}, was, is_, slots=True
        )
        values |= {names[suffix]: value for suffix, value in back.items()}
    return values


def _counters(
    found: Found, optimizer: Any, checkpoint: Checkpoint, meta: MetaGraph | None
) -> dict[str, Array]:
    """The powers of Adam's betas, and ``global_step``, so many steps later."""
    made = _steps_made(found, optimizer)
    if made < 0:
        raise CheckpointError(
            "--optimizer",
            expected=f"an optimizer that went on from step {found.value(STEPS)}",
            received=f"one that has made {int(np.asarray(optimizer.iterations))}",
            remedy="give the checkpoint that the model was converted from",
        )
    values: dict[str, Array] = {}
    if found.rule.counts:
        graph = meta.graph if meta else None
        betas = [found.value(key) for key in steps.BETAS]
        for name, beta in steps.powers(checkpoint, graph, found.rule, list(found.slots), betas):
            values[name] = _multiplied(checkpoint.read(name), beta, made)
    step = steps.global_step(checkpoint)
    if step:
        old = checkpoint.read(step[0])
        values[step[0]] = (old + made).astype(old.dtype)
    return values


def _multiplied(power: Array, beta: float, times: int) -> Array:
    """TF1 rounds at each step, so each is made; from 0 on, nothing changes."""
    factor = power.dtype.type(beta)
    for _ in range(times):
        if power == 0:
            break
        power = power * factor
    return np.asarray(power, factor.dtype)
