"""The ``tf`` that TF1-style test programs are handed: ``tf.compat.v1`` with our names over it."""

from __future__ import annotations

import types
from typing import Any

import tensorflow as tf

import tf1compat
from tf1compat.rnn import stacked
from tf1compat.scopes.context import in_v1_graph

_CELLS = (
    "RNNCell", "LSTMStateTuple", "BasicRNNCell", "GRUCell", "BasicLSTMCell", "LSTMCell",
    "MultiRNNCell", "DropoutWrapper", "ResidualWrapper", "DeviceWrapper",
)  # fmt: skip
_DRIVERS = (
    "dynamic_rnn", "bidirectional_dynamic_rnn", "static_rnn", "static_bidirectional_rnn",
    "static_state_saving_rnn", "raw_rnn",
)  # fmt: skip
_HELPERS = ("bilstm", "char_bilstm", "last_relevant", "lengths_of")
_SCOPES = ("variable_scope", "get_variable", "get_variable_scope", "AUTO_REUSE")


class _Names:
    """Attribute access: ours for the listed names, the given module's for the rest."""

    def __init__(self, ours: Any, names: tuple[str, ...], rest: Any) -> None:
        self._ours, self._names, self._rest = ours, names, rest

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ours if name in self._names else self._rest, name)


class Overlay(_Names):
    """``tf`` for one context; with a store, its collections stand for the graph's."""

    def __init__(self, store: Any = None) -> None:
        super().__init__(tf1compat, (*_SCOPES, *_HELPERS), tf.compat.v1)
        self._store = store
        self.nn = _Names(tf1compat, _DRIVERS, tf.compat.v1.nn)
        self.nn.rnn_cell = _Names(tf1compat, _CELLS, None)  # type: ignore[attr-defined]
        self.contrib = types.SimpleNamespace(rnn=_Names(stacked, stacked.__all__, None))

    def get_collection(self, key: str, scope: str | None = None) -> Any:
        """TF1's ``tf.get_collection``."""
        if self._store is None or in_v1_graph():
            return tf.compat.v1.get_collection(key, scope)
        return self._store.get_collection(key, scope)

    def global_variables(self, scope: str | None = None) -> Any:
        """TF1's ``tf.global_variables``."""
        return self.get_collection("variables", scope)

    def trainable_variables(self, scope: str | None = None) -> Any:
        """TF1's ``tf.trainable_variables``."""
        return self.get_collection("trainable_variables", scope)

    def local_variables(self, scope: str | None = None) -> Any:
        """TF1's ``tf.local_variables``."""
        return self.get_collection("local_variables", scope)
