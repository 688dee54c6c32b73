"""Filling a Keras model that is there already, in place."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tf1compat.checkpoint import training
from tf1compat.checkpoint.filling import fill_all, leaves
from tf1compat.checkpoint.inspection import PathLike, inspect_checkpoint
from tf1compat.checkpoint.mapping_file import as_mapping
from tf1compat.checkpoint.optimizers.find import Found


@dataclasses.dataclass(frozen=True)
class Loaded:
    """What `load_checkpoint` did.

    Attributes:
      weights: checkpoint variable → paths of the weights it went to.
      aside: variables that went nowhere, with the reason.
      optimizer: what is known of the optimizer, if its state went along.
    """

    weights: Mapping[str, Sequence[str]]
    aside: Mapping[str, str]
    optimizer: Found | None


def load_checkpoint(
    model: Any,
    checkpoint: PathLike,
    mapping: Mapping[str, str] | Callable[[Any], str | None] | PathLike,
    *,
    ignore: Sequence[str] = (),
    meta: PathLike | bool = True,
    classes: Mapping[str, str] | None = None,
    assume: Mapping[str, Any] | None = None,
    step: int | None = None,
    averages: bool = False,
    optimizer: str | bool = False,
    hyper: Mapping[str, Any] | None = None,
) -> Loaded:
    """Fill a Keras model of your own from a TF1 checkpoint.

    Strict: every weight must be filled and every variable used, put aside by itself (slots,
    averages, counters) or ignored on request.  If anything is unaccounted for, the weights are
    what they were before.

    Args:
      model: a built Keras model.
      checkpoint: its prefix, one of its files, or its directory.
      mapping: layer name → scope, as for `fill_model`; a function of the layer that returns its
        scope or None; or the path of a mapping file, which `suggest` proposes.
      ignore: scopes or variables that have no place in the model.
      meta: as for `convert`.
      classes: as for `convert`.
      assume: as for `convert`.
      step: as for `convert`.
      averages: as for `convert`.
      optimizer: as for `convert`; the model is compiled with it.
      hyper: as for `convert`.

    Returns:
      What went where.

    Raises:
      CheckpointError: bad input, or something is unaccounted for: what is left over on either
        side is listed, with near misses by shape.

    Example:
      >>> import keras
      >>> from tf1compat import load_checkpoint
      >>> words = keras.Input([None, 3])
      >>> layer = keras.layers.SimpleRNN(5, activation="relu", name="reader")
      >>> model = keras.Model(words, layer(words))
      >>> old = "tests/golden/checkpoints/basic_rnn_relu"
      >>> done = load_checkpoint(model, old, {"reader": "rnn"})
      >>> sorted(done.weights)
      ['rnn/basic_rnn_cell/bias', 'rnn/basic_rnn_cell/kernel']
    """
    found = inspect_checkpoint(
        checkpoint,
        meta=meta,
        classes=classes,
        assume=assume,
        join=False,
        step=step,
        averages=averages,
    )
    scopes, left_out = as_mapping(_scopes(model, mapping) if callable(mapping) else mapping)
    before = model.get_weights()
    trained = None
    try:
        filling, aside = fill_all(found, model, scopes, (*ignore, *left_out), lambda _: None)
        if optimizer:
            trained = training.compile_model(
                model, filling.moves, found.checkpoint, found.meta, optimizer, hyper
            )
    except BaseException:
        model.set_weights(before)
        raise
    return Loaded(filling.used, aside, trained)


def _scopes(model: Any, mapping: Callable[[Any], str | None]) -> dict[str, str]:
    asked = {name: mapping(layer) for name, layer in leaves(model)}
    return {name: scope for name, scope in asked.items() if scope is not None}
