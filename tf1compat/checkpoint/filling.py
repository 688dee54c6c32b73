"""Filling the layers of a Keras model from the scopes of a checkpoint, all accounted for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tf1compat.checkpoint.around import NO_CELL
from tf1compat.checkpoint.inspection import Inspection, Progress
from tf1compat.checkpoint.moves import Move, assign, plain_move
from tf1compat.checkpoint.plan import Plan
from tf1compat.checkpoint.recognise import Cell
from tf1compat.errors import CheckpointError

# What a cell's configuration holds beside what it computes.
_NOT_COMPUTED = {
    "name",
    "trainable",
    "dtype",
    "seed",
    "implementation",
    "unit_forget_bias",
    "dropout",
    "recurrent_dropout",
}
_NOT_COMPUTED_ENDINGS = ("_initializer", "_regularizer", "_constraint")
# TF1's name of a variable → Keras's name of the weight, where they differ.
_RENAMED = {
    "embedding": "embeddings",
    "embeddings": "embeddings",
    "weights": "kernel",
    "biases": "bias",
    "W": "kernel",
    "b": "bias",
}


@dataclasses.dataclass
class Filling:
    """The work on one model: what has been used, and what has been set."""

    found: Inspection
    used: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    set_weights: list[Any] = dataclasses.field(default_factory=list)
    moves: list[Move] = dataclasses.field(default_factory=list)
    recurrent: dict[str, tuple[Plan, list[tuple[Cell, Any]]]] = dataclasses.field(
        default_factory=dict
    )

    def carry_out(self, move: Move) -> None:
        """Move values in, and note what was used and what was set."""
        values = move.read(self.found.checkpoint.read)
        for attribute, value in move.to_keras(values).items():
            weight = move.weight(attribute)
            assign(move.names.values(), weight, value)
            self.set_weights.append(weight)
            for name in move.names.values():
                self.used.setdefault(name, []).append(weight.path)
        self.moves.append(move)


def fill_all(
    found: Inspection, model: Any, mapping: Mapping[str, str], ignore: Sequence[str], say: Progress
) -> tuple[Filling, dict[str, str]]:
    """Fill every weight of a model; also the variables that went nowhere, by reason.

    Raises:
      CheckpointError: a layer or scope is not there, or something is unaccounted for.
    """
    filling = Filling(found)
    for layer_name, scope in mapping.items():
        say(f"filling {layer_name} from {scope}")
        _fill_layer(filling, model, layer_name, scope)
    return filling, _account_for_everything(filling, model, ignore)


def moves_into(found: Inspection, model: Any, mapping: Mapping[str, str]) -> list[Move]:
    """How a checkpoint's values would come into a model; its weights stay as they are.

    Raises:
      CheckpointError: a layer or scope is not there, or computes something else.
    """
    filling = Filling(found)
    weights = model.get_weights()
    try:
        for layer_name, scope in mapping.items():
            _fill_layer(filling, model, layer_name, scope)
    finally:
        model.set_weights(weights)
    return filling.moves


def _fill_layer(filling: Filling, model: Any, key: str, scope: str) -> None:
    layer, weights = find_layer(model, key, scope)
    owners = cell_layers(layer) if layer is not None else []
    if not owners:
        for weight, name in plain_pairs(filling.found, key, weights, scope):
            filling.carry_out(plain_move(name, weight))
        return
    plan, cells = _cells(filling.found, key, scope, len(owners))
    pairs = list(zip(cells, owners, strict=True))
    for cell, keras_cell in pairs:
        require_computes(key, cell, keras_cell)
        filling.carry_out(Move(cell.variables, keras_cell, cell))
    filling.recurrent[key] = (plan, pairs)


def find_layer(model: Any, key: str, scope: str) -> tuple[Any, list[Any]]:
    """A layer and its weights by its name; ``encoder/head`` lies in a model within the model.

    ``head/kernel`` is one weight of a layer, and then there is no layer to it.

    Raises:
      CheckpointError: there is none.
    """
    layer = model
    parts = key.split("/")
    for k, part in enumerate(parts):
        inner = {each.name: each for each in getattr(layer, "layers", ())}
        if part not in inner and k and k == len(parts) - 1:
            own = [weight for weight in layer.weights if weight.name == part]
            if len(own) == 1:
                return None, own
        if part not in inner:
            raise CheckpointError(
                f"--map {key}={scope}",
                expected="a layer among " + ", ".join(name for name, _ in leaves(model)),
                received=key,
                remedy="map the model's own layer names",
            )
        layer = inner[part]
    return layer, list(layer.weights)


def leaves(model: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every layer that has weights by its name, those of models within the model, too."""
    import keras

    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from leaves(layer, f"{before}{layer.name}/")
        elif layer.weights:
            yield before + layer.name, layer


def cell_layers(layer: Any) -> list[Any]:
    """The cells of a recurrent layer, forward first; none for any other layer."""
    import keras

    if isinstance(layer, keras.layers.Bidirectional):
        return cell_layers(layer.forward_layer) + cell_layers(layer.backward_layer)
    if not isinstance(layer, keras.layers.RNN):
        return []
    return list(getattr(layer.cell, "cells", [layer.cell]))


def _cells(found: Inspection, layer: str, scope: str, count: int) -> tuple[Plan, Sequence[Cell]]:
    """The cells of a recurrence's scope, or the one of a cell's scope."""
    for plan in found.plans:
        if plan.recurrence.scope == scope and len(plan.recurrence.cells) == count:
            return plan, plan.recurrence.cells
        for cell in plan.recurrence.cells:
            if cell.scope == scope and count == 1:
                return plan, (cell,)
    known = [p.recurrence.scope for p in found.plans]
    known += [c.scope for p in found.plans for c in p.recurrence.cells]
    raise CheckpointError(
        f"--map {layer}={scope}",
        expected=f"the scope of {count} recurrent cell(s), one of " + ", ".join(sorted(set(known))),
        received=scope,
        remedy="list the recurrences with tf1compat inspect",
    )


def require_computes(layer_name: str, cell: Cell, keras_cell: Any) -> None:
    """Raise unless a Keras cell computes what an old cell computed.

    Raises:
      CheckpointError: it does not.
    """
    if cell.residual:
        raise CheckpointError(
            layer_name,
            expected="a layer that computes all of " + cell.scope,
            received="a ResidualWrapper around the old cell, which no Keras layer holds",
            remedy="convert the recurrence by itself, or say --assume residual=False and add "
            "the inputs to the outputs in your model",
        )
    expected = cell.counterpart.keras_cell(cell.counterpart.to_keras(cell.config))
    wanted, got = _computed(expected), _computed(keras_cell)
    if wanted != got:
        keys = sorted(k for k in {*wanted, *got} if wanted.get(k) != got.get(k))
        raise CheckpointError(
            layer_name,
            expected=f"a layer that computes {cell.config.cell} {cell.scope}: "
            + ", ".join(f"{k}={wanted.get(k)}" for k in keys),
            received=", ".join(f"{k}={got.get(k)}" for k in keys),
            remedy="change the layer in your function, or say by --assume what the old cell had",
        )


def _computed(cell: Any) -> dict[str, Any]:
    """The part of a cell's configuration that decides what it computes."""
    own = {"class": type(cell).__name__}
    for key, value in cell.get_config().items():
        if key not in _NOT_COMPUTED and not key.endswith(_NOT_COMPUTED_ENDINGS):
            own[key] = value
    return own


def plain_pairs(
    found: Inspection, key: str, weights: Sequence[Any], scope: str
) -> list[tuple[Any, str]]:
    """Which variable of a scope becomes which weight: by its last name, else by its shape.

    Raises:
      CheckpointError: none does, or several could.
    """
    shapes = found.checkpoint.shapes
    names = [n for n in open_variables(found) if n == scope or n.startswith(scope + "/")]
    pairs = []
    for weight in weights:
        by_name = [n for n in names if _plain_name(n) == weight.name]
        by_shape = [n for n in names if shapes[n] == tuple(weight.shape)]
        chosen = by_name if len(by_name) == 1 else by_shape
        if len(names) == len(weights) == 1:
            chosen = list(names)
        if len(chosen) != 1:
            listed = ", ".join(f"{n} {list(shapes[n])}" for n in names) or "no variables"
            raise CheckpointError(
                f"--map {key}={scope}",
                expected=f"one variable for {weight.path} {list(weight.shape)}",
                received=listed,
                remedy="map a narrower scope, or single weights by --map LAYER/WEIGHT=VARIABLE",
            )
        names.remove(chosen[0])
        pairs.append((weight, chosen[0]))
    return pairs


def open_variables(found: Inspection) -> list[str]:
    """What belongs to no recurrent cell, and is no slot or counter."""
    return [n for n, reason in found.aside.items() if reason == NO_CELL]


def _plain_name(variable: str) -> str:
    last = variable.rpartition("/")[2]
    return _RENAMED.get(last, last)


def _account_for_everything(filling: Filling, model: Any, ignore: Sequence[str]) -> dict[str, str]:
    """The variables that went nowhere, by reason; raises if one has none, or a weight is unset."""
    aside = {}
    for name in filling.found.checkpoint.shapes:
        if name in filling.used:
            continue
        reason = filling.found.aside.get(name, "")
        if any(name == scope or name.startswith(scope + "/") for scope in ignore):
            aside[name] = "ignored on request"
        elif reason and reason != NO_CELL:
            aside[name] = reason
    unused = filling.found.checkpoint.shapes.keys() - filling.used.keys() - aside.keys()
    done = {id(weight) for weight in filling.set_weights}
    unset = [weight for weight in model.weights if id(weight) not in done]
    if unused or unset:
        parts = [f"variables that go nowhere: {', '.join(sorted(unused))}"] if unused else []
        parts += [f"weights that get no value: {', '.join(w.path for w in unset)}"] if unset else []
        shapes = {name: filling.found.checkpoint.shapes[name] for name in sorted(unused)}
        parts += [line for weight in unset if (line := near_misses(weight, shapes))]
        if not filling.used:
            parts = [f"{len(unused)} variables and {len(unset)} weights, none of them mapped"]
        raise CheckpointError(
            "--map",
            expected="every variable and every weight accounted for",
            received="; ".join(parts),
            remedy="map the rest by --map LAYER=SCOPE, or by a file that tf1compat suggest MODEL "
            "CKPT prints and --map-file takes; leave variables out by --ignore SCOPE",
        )
    return aside


def near_misses(weight: Any, shapes: Mapping[str, tuple[int, ...]]) -> str:
    """The variables whose shape is a weight's, turned around or but for one dimension.

    Args:
      weight: that got no value.
      shapes: of the variables that are left.

    Returns:
      A line for people; empty if nothing is near.
    """
    wanted = tuple(weight.shape)
    found = []
    for name, shape in shapes.items():
        apart = sum(a != b for a, b in zip(shape, wanted, strict=False))
        if shape == wanted:
            found.append(f"{name} has its shape")
        elif sorted(shape) == sorted(wanted):
            found.append(f"{name} {list(shape)} has its dimensions in another order")
        elif len(shape) == len(wanted) > 1 and apart == 1:
            found.append(f"{name} {list(shape)} differs in one dimension")
    return f"near {weight.path} {list(wanted)}: {', '.join(found)}" if found else ""
