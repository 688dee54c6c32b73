"""Making the Keras optimizer, its state moved as the variables are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from tf1compat.cells.counterpart import Array
from tf1compat.checkpoint.moves import Move
from tf1compat.checkpoint.optimizers.find import STEPS, Found
from tf1compat.checkpoint.optimizers.rule import CLIPPING, Weight
from tf1compat.errors import CheckpointError


def make_optimizer(
    found: Found,
    moves: Sequence[Move],
    weights: Sequence[Any],
    read: Callable[[str], Array],
    *,
    rows: bool = False,
) -> Any:
    """Build the Keras optimizer and fill it.

    Each slot takes the way of its variable: gates reordered, rows split.  Nothing is added to it
    where forget_bias is added to a bias.

    Args:
      found: what the checkpoint says.
      moves: how its variables came into the model.
      weights: the model's trainable weights, in its order.
      read: gives a variable's value by its name in the checkpoint.
      rows: whether some gradient comes row by row, as that of an embedding does.

    Returns:
      The optimizer, built on ``weights``.

    Raises:
      CheckpointError: a trainable weight came from no variable.
    """
    hyper, state = moved_state(found, moves, read, rows=rows)
    options = {key: hyper[key] for key in CLIPPING if hyper.get(key) is not None}
    optimizer = found.rule.make(hyper, **options)
    optimizer.build(list(weights))
    optimizer.iterations.assign(hyper[STEPS])
    require_all(weights, state)
    for ending in next(iter(state.values()), {}):
        for weight, variable in variables_of(optimizer, ending, weights):
            variable.assign(state[id(weight)][ending])
    return optimizer


def moved_state(
    found: Found, moves: Sequence[Move], read: Callable[[str], Array], *, rows: bool
) -> tuple[dict[str, Any], dict[int, dict[str, Array]]]:
    """What the rule needs to know, and each weight's slots in Keras's terms, by its id."""
    origins = {id(w): origin for move in moves for w, origin in _origins(move, read)}
    shifted = any(np.any(origin) for origin, _ in origins.values())
    hyper = {key: setting.value for key, setting in found.hyper.items()}
    hyper |= {"constant_rate": found.constant_rate, "shifted": shifted, "rows": rows}
    state: dict[int, dict[str, Array]] = {}
    for move in moves:
        for weight, slots in _moved_slots(found, move, read):
            origin, names = origins[id(weight)]
            state[id(weight)] = found.rule.state(slots, Weight(origin, names), hyper)
    return hyper, state


def _origins(
    move: Move, read: Callable[[str], Array]
) -> Iterator[tuple[Any, tuple[Array, list[str]]]]:
    values = move.read(read)
    sources = move.sources(values)
    for attribute, origin in move.origin(values).items():
        yield move.weight(attribute), (origin, sources.get(attribute, []))


def _moved_slots(
    found: Found, move: Move, read: Callable[[str], Array]
) -> Iterator[tuple[Any, dict[str, Array]]]:
    """Each weight of a move with its slots by the rule's keys."""
    by_weight: dict[str, dict[str, Array]] = {}
    for key in found.rule.slots:
        values = {suffix: read(found.slots[n][key]) for suffix, n in move.names.items()}
        for attribute, value in move.to_keras(values, slots=True).items():
            by_weight.setdefault(attribute, {})[key] = value
    for attribute, slots in by_weight.items():
        yield move.weight(attribute), slots


def require_all(weights: Sequence[Any], state: Mapping[int, Any]) -> None:
    """Raise unless every trainable weight has its state.

    Raises:
      CheckpointError: one has none.
    """
    unknown = [weight.path for weight in weights if state and id(weight) not in state]
    if unknown:
        raise CheckpointError(
            "--optimizer",
            expected="a variable of the checkpoint in every trainable weight",
            received="weights from elsewhere: " + ", ".join(unknown),
            remedy="map them, or set trainable=False on their layers",
        )


def variables_of(
    optimizer: Any, ending: str, weights: Sequence[Any]
) -> Iterator[tuple[Any, Any]]:
    """Each weight with the optimizer's variable whose name ends so, in the order of the weights.

    Most are called ``<weight>_<ending>``; Keras 3.3 called some by the ending alone.
    """
    own = [v for v in optimizer.variables if f"_{v.name}".endswith(f"_{ending}")]
    yield from zip(weights, own, strict=True)
