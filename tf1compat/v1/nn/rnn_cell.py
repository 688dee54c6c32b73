"""``tf.nn.rnn_cell``: the ten cells."""

from __future__ import annotations

from tf1compat.v1 import _namespace

_OWN: list[str] = []

__all__ = _namespace.join(__name__, "tf.nn.rnn_cell", own=_OWN)
