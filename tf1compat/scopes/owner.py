"""``home``: the store of an object that keeps its variables itself."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from tf1compat import options
from tf1compat.errors import VariableError
from tf1compat.scopes.context import in_v1_graph
from tf1compat.scopes.store import active_store
from tf1compat.scopes.variable_store import VariableStore


class _OwnStore(VariableStore):
    """One object's variables, in eager code and functions without a store."""

    @contextlib.contextmanager
    def opened(self) -> Iterator[Any]:
        """A pass; by a door, eager code counts its scopes like any others, as TF1 did."""
        counts = options.current.counting and active_store() is None and tf.executing_eagerly()
        with super().opened():
            yield self
            opened = self.current.opened
        for name in opened if counts else ():  # TensorFlow forgot them when the pass was left
            with tf.compat.v1.variable_scope(name, auxiliary_name_scope=False):
                pass


@contextlib.contextmanager
def home(owner: Any) -> Iterator[None]:
    """With no graph and no store to hold them, ``owner`` holds the variables made inside.

    Called twice, an object thus shares its weights; another object has weights of its own.
    """
    store = active_store()
    if store is not None and store.transient:
        store.current.forget_at_close(owner)
    if in_v1_graph() or (store is not None and not isinstance(store, _OwnStore)):
        yield
        return
    with vars(owner).setdefault("_own_store", _OwnStore()).opened():
        yield


def require_store(symbol: str, layer: str) -> None:
    """For functions that make their cells themselves, so that no object could keep the variables.

    Raises:
      VariableError: (a ``ValueError``) neither a v1 graph nor a store is there to hold them.
    """
    if not in_v1_graph() and active_store() is None:
        raise VariableError(
            symbol, expected="a v1 graph or an open VariableStore to hold its variables",
            received="eager code or a tf.function without one",
            remedy=f"call it inside `with store:` of one tf1compat.VariableStore, or use {layer}",
        )
