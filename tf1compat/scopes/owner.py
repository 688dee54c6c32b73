"""``home``: the store of an object that keeps its variables itself."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from tf1compat.scopes.context import in_v1_graph
from tf1compat.scopes.store import VariableStore, active_store


class _OwnStore(VariableStore):
    """One object's variables, in eager code and functions without a store."""


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
