"""Decoding that a tensor chooses: from the inputs, or from what was decoded before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tf1compat.scopes.scope import get_variable_scope, variable_scope

_v1 = tf.compat.v1
Decoded = tuple[list[Any], Any]


def decoded(
    feed_previous: Any, decode: Callable[[bool, bool], Decoded], state_like: Callable[[], Any]
) -> Decoded:
    """``decode(feed_previous, update_embedding)``, once, or in both branches of a condition.

    Args:
      feed_previous: a bool, or a boolean tensor.
      decode: gives ``(outputs, state)``.  Where a tensor decides, both branches share their
        variables, and no gradient reaches the embedding of ids that are fed back.
      state_like: gives a state of the structure that a condition, which has flat results, loses.
    """
    if isinstance(feed_previous, bool):
        return decode(feed_previous, True)
    counts: list[int] = []

    def branch(fed_back: bool) -> list[Any]:
        with variable_scope(get_variable_scope(), reuse=None if fed_back else True):
            outputs, state = decode(fed_back, False)
        counts.append(len(outputs))
        return [*outputs, *tf.nest.flatten(state)]

    found = _v1.cond(feed_previous, lambda: branch(True), lambda: branch(False))
    outputs, parts = found[: counts[0]], found[counts[0] :]
    return outputs, tf.nest.pack_sequence_as(state_like(), parts)
